import { ConnectorFailure, type RowKey } from '../connectors/connector';
import { append } from '../db/ledger';
import { assertLeases, evidence, intend, intentDone, type Intent } from '../db/effects';
import { disclosuresOf } from '../db/disclosures';
import { planDecided, waitForVerifier } from '../db/claims';
import { type HoldRow, holdsAll, holdsOn, knowSubjects, lockHolds, seeHolds } from '../db/holds';
import { approveByStandingDecision } from '../db/standing-approval';
import { reopen } from '../db/carrying-out';
import { type ExceptionRow, exceptionsOf, readPlan } from '../db/plans';
import {
  hasReached,
  lockRequest,
  reachMilestone,
  type RequestRow,
  snapshot,
  type Snapshot,
  updateRequest,
} from '../db/procedure';
import { isRestoring } from '../db/restores';
import { stoodUntil } from '../db/standing-orders';
import { closeTasks, openTask } from '../db/tasks';
import { type DataPoint, HELD_CONTACT, recordDataPoints } from '../db/verification';
import type { DataMap, Table } from '../datamap/data-map';
import { agrees } from '../rules/contacts';
import { isSensitive } from '../rules/proofs';
import { claimedIdentifiers, type PersonClaim } from '../vault/person';
import { attempt, callContext } from './attempt';
import { beginEffect, claimedPerson } from './beginning';
import { OTHER_CONTACTS, settledEmails } from './contacts';
import type { ActivityDependencies } from './dependencies';
import type { EffectInput, Effects, EraseResult } from './effects';
import { heldEvidence, heldRows, subjectsOf } from './holding';
import { survey } from './locating';
import { attemptMs } from './moment';
import { makePlan } from './planning';
import { captureLate, eraseOnce, identifiersOf, stillThere } from './erasing';
import { endOfPatience, patience } from './staying-down';

/** How soon an erasure that waits for a restore looks again, milliseconds. */
const RESTORING_RETRY_MS = 5 * 60_000;

/** What a request does at the business's own systems: ask, plan, erase, ask again. */
export function createSystemEffects(deps: ActivityDependencies): Pick<Effects, 'match' | 'plan' | 'erase' | 'recheck'> {
  const { db, vault, connectors, settings } = deps;

  const state = (requestId: string): Promise<Snapshot> =>
    db.transaction(async (trx) => snapshot(trx, await lockRequest(trx, requestId), settings));

  /**
   * The intent to erase a system, unless something stops it now: checked under the locks that placing a hold takes, so
   * that one placed later stops the next effect (decisions.md D4). What is done stays done.
   */
  const beginErase = async (
    { requestId }: EffectInput,
    system: string,
  ): Promise<{ row: RequestRow; intent: Intent | null; holds: HoldRow[] }> => {
    await deps.fault?.('erase:before-intent');
    const begun = await db.transaction(async (trx) => {
      const row = await lockRequest(trx, requestId);
      const id = { requestId, step: 'erase', target: system, round: row.round };
      await lockHolds(trx, 'shared');
      const holds = await seeHolds(trx, row, attemptMs());
      const stopped = (holdsAll(holds) || row.disputed) && !(await intentDone(trx, id));
      return { row, holds, intent: stopped ? null : await intend(trx, id, attemptMs()) };
    });
    await deps.fault?.('erase:after-intent');
    return begun;
  };

  /** Waits, by another attempt, while an archive is restored into a system: what it holds now is in flux (decisions.md J). */
  const untilNotRestoring = async (systems: string[]): Promise<void> => {
    if (await isRestoring(db, systems)) throw new ConnectorFailure('system-restoring', RESTORING_RETRY_MS);
  };

  return {
    match: (input) =>
      attempt(async () => {
        const { row, intent } = await beginEffect(deps, input, 'match');
        if (intent.done) return state(input.requestId);
        const person = await claimedPerson(deps, input.requestId);
        const { found, failures } = await survey(connectors, claimedIdentifiers(person), callContext());
        await patience(deps, intent, failures);
        const points: DataPoint[] = [];
        const emails = new Set<string>();
        for (const [system, located] of found) {
          for (const field of located.persons === 1 ? located.fields : []) {
            const stated = field.asks ? person.points[field.asks] : undefined;
            if (field.asks && stated !== undefined && field.proof !== 'never')
              points.push({ system, point: field.asks, proof: field.proof, matched: agrees(stated, field.value) });
          }
          if (located.persons !== 1) continue;
          for (const email of settledEmails(located.fields, row.receipt_day)) emails.add(email);
          points.push({ system, point: HELD_CONTACT, proof: 'reliable', matched: emails.has(person.email ?? '') });
        }
        // whoever is written to anyway knows: the consumer, or the agent who asks for them
        const told = person.agent?.email ?? person.email;
        const others = [...emails].filter((email) => email !== told).sort();
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, input.requestId);
          const nowMs = attemptMs();
          await recordDataPoints(trx, locked.id, dedupe(points), nowMs);
          // of one filing the first tells the held contacts
          if (others.length > 0 && locked.leads) {
            await vault.seal(trx, {
              owner: locked.id,
              class: 'case',
              kind: OTHER_CONTACTS,
              value: others,
              atMs: nowMs,
            });
            await reachMilestone(trx, locked, 'other-contacts-held', nowMs);
          }
          await reachMilestone(trx, locked, 'matched', nowMs, {
            declaration: person.declaration !== undefined,
            ...contestedOf(deps.dataMap, locked, person),
          });
          const confirmed = await hasReached(trx, locked.id, 'code-confirmed');
          if (locked.phase === 'verifying' && confirmed) await waitForVerifier(trx, locked, nowMs);
          await approveByStandingDecision(trx, locked, settings, nowMs);
          const compared = points.filter((p) => p.point !== HELD_CONTACT);
          await append(trx, {
            chain: locked.id,
            kind: 'matched',
            atMs: nowMs,
            body: { points: compared.length, matched: compared.filter((p) => p.matched).length, away: failures.size },
            effectKey: intent.key,
          });
          await evidence(trx, intent, nowMs, { away: [...failures.keys()] });
          return snapshot(trx, locked, settings);
        });
      }, deps.report),

    plan: (input) =>
      attempt(async () => {
        const { row, intent } = await beginEffect(deps, input, 'plan');
        if (intent.done) return state(input.requestId);
        const person = await claimedPerson(deps, input.requestId);
        const before = row.round > 1 ? await readPlan(db, row.id, row.round - 1) : undefined;
        const known = before ? await identifiersOf(deps, before.keys_entry) : [];
        const surveyed = await survey(connectors, [...claimedIdentifiers(person), ...known], callContext());
        await patience(deps, intent, surveyed.failures);
        const disclosures = await disclosuresOf(db, vault, surveyed.identifiers);
        const earlier: ExceptionRow[] = before ? await exceptionsOf(db, row.id, row.round - 1) : [];
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, input.requestId);
          const nowMs = attemptMs();
          const { proposals, concerns, digest } = await makePlan(trx, {
            vault,
            dataMap: deps.dataMap,
            row: locked,
            surveyed,
            disclosures,
            earlier,
            nowMs,
          });
          await reachMilestone(trx, locked, 'planned', nowMs);
          await knowSubjects(trx, locked.id, subjectsOf(surveyed, vault));
          await seeHolds(trx, locked, nowMs);
          if (proposals + concerns > 0) {
            await updateRequest(trx, locked, { phase: 'deciding', waits_for: 'decider', assigned_role: 'decider' });
            await openTask(trx, locked, { kind: 'decide-exceptions', role: 'decider', atMs: nowMs });
          } else {
            await planDecided(trx, locked, nowMs);
          }
          await append(trx, {
            chain: locked.id,
            kind: 'planned',
            atMs: nowMs,
            body: { digest, proposals, concerns, round: locked.round },
            effectKey: intent.key,
          });
          await evidence(trx, intent, nowMs, { digest });
          return snapshot(trx, locked, settings);
        });
      }, deps.report),

    erase: (input) =>
      attempt(async (): Promise<EraseResult> => {
        const { requestId, system } = input;
        await untilNotRestoring([system]);
        const { row, intent, holds } = await beginErase(input, system);
        if (intent === null) return { result: 'held', state: await state(requestId) };
        if (intent.done) return { result: 'gone', state: await state(requestId) };
        const connector = connectors.get(system)!;
        const context = callContext(intent.key);
        try {
          const captured = await captureLate(deps, row, system, connector, context);
          if (captured === 'differs') return { result: 'differs', state: await state(requestId) };
          const over = await heldRows(deps, row, system, holds);
          await assertLeases(db, [intent]);
          const { outcome, erased, kept, held } = await eraseOnce(connector, captured, context, over);
          if (outcome === 'differs') return { result: 'differs', state: await state(requestId) };
          await deps.fault?.('erase:after-effect');
          const after = await db.transaction(async (trx) => {
            const locked = await lockRequest(trx, requestId);
            const nowMs = attemptMs();
            const byHold = heldEvidence(held, over);
            const found = { planned: erased.length, absent: erased.length, kept: kept.length, ...byHold };
            await evidence(trx, intent, nowMs, found);
            await reachMilestone(trx, locked, `erased-${system}`, nowMs, {
              rows: erased.length,
              kept: kept.length,
              ...byHold,
            });
            await closeTasks(trx, locked, { kind: 'system-down', target: system, by: 'engine', atMs: nowMs });
            await stoodUntil(trx, requestId, system, nowMs);
            await append(trx, {
              chain: locked.id,
              kind: 'erased',
              atMs: nowMs,
              body: {
                system,
                ...found,
                round: locked.round,
                ...(intent.uncertain ? { uncertain: true } : {}),
              },
              effectKey: intent.key,
            });
            return snapshot(trx, locked, settings);
          });
          await deps.fault?.('erase:after-evidence');
          return { result: 'gone', state: after };
        } catch (error) {
          return endOfPatience(deps, input, intent, error);
        }
      }, deps.report),

    recheck: (input) =>
      attempt(async () => {
        await untilNotRestoring([...connectors.keys()]);
        const { row, intent } = await beginEffect(deps, input, input.recheck);
        if (intent.done) return state(input.requestId);
        const plan = await readPlan(db, row.id, row.round);
        const found: { system: string; rows: RowKey[] }[] = [];
        const byHand: string[] = [];
        let fresh = 0;
        const holds = await holdsOn(db, row);
        const context = callContext();
        for (const { system } of plan?.summary.systems ?? []) {
          const supplied = await hasReached(db, row.id, `supplied-${system}`);
          try {
            const over = await heldRows(deps, row, system, holds);
            const left = await stillThere(deps, row, system, connectors.get(system)!, context, over);
            if (left.rows.length > 0) found.push({ system, rows: left.rows });
            fresh += left.fresh;
          } catch (error) {
            // a person answers for a system that is gone; its evidence stands for the re-query
            if (!supplied) throw error;
            byHand.push(system);
          }
          context.heartbeat();
        }
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, input.requestId);
          const nowMs = attemptMs();
          const rows = found.reduce((sum, f) => sum + f.rows.length, 0);
          await append(trx, {
            chain: locked.id,
            kind: rows === 0 ? 'recheck-passed' : 'recheck-failed',
            atMs: nowMs,
            body: {
              recheck: input.recheck,
              rows,
              systems: found.map((f) => f.system),
              byHand,
              ...(fresh > 0 ? { fresh } : {}),
              round: locked.round,
            },
            effectKey: intent.key,
          });
          await evidence(trx, intent, nowMs, { rows, byHand, ...(fresh > 0 ? { fresh } : {}) });
          if (rows === 0) await reachMilestone(trx, locked, `${input.recheck}-passed`, nowMs);
          else await reopen(trx, locked, 'recheck-failed', nowMs);
          await seeHolds(trx, locked, nowMs);
          return snapshot(trx, locked, settings);
        });
      }, deps.report),
  };
}

/** VER-07, VER-12: the points that a correction contests, and whether it is of a sensitive kind. */
function contestedOf(
  dataMap: DataMap,
  { right }: RequestRow,
  { corrections = [] }: PersonClaim,
): { sensitive: boolean; contested?: string[] } {
  if (right !== 'correct') return { sensitive: false };
  const names = corrections.map(({ field }) => field);
  return {
    sensitive: dataMap.correctable.some(({ id, subject }) => names.includes(id) && isSensitive({ right, subject })),
    contested: dataMap.systems.flatMap((system) =>
      (system.tables as Table[]).flatMap(({ fields }) =>
        Object.values(fields).flatMap(({ asks, correct }) =>
          asks !== undefined && correct !== undefined && names.includes(correct) ? [asks] : [],
        ),
      ),
    ),
  };
}

/** The last comparison of a point in a system counts; a row can be held several times. */
function dedupe(points: DataPoint[]): DataPoint[] {
  const byKey = new Map<string, DataPoint>();
  for (const point of points) {
    const key = `${point.system}\u0000${point.point}`;
    const known = byKey.get(key);
    if (!known || (point.matched && !known.matched)) byKey.set(key, point);
  }
  return [...byKey.values()];
}

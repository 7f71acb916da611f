import { ConnectorFailure, type Identifier, type RowKey, type SystemConnector } from '../connectors/connector';
import { distinct } from '../connectors/identifiers';
import { type System, takesPreference } from '../datamap/data-map';
import { since } from '../db/choices';
import { disclosuresOf } from '../db/disclosures';
import { assertLeases, evidence } from '../db/effects';
import { append } from '../db/ledger';
import { planNotices } from '../db/notices';
import { type PlanSummary, readPlan, writePlan } from '../db/plans';
import { allowedPurposes, recordChoice } from '../db/preference-store';
import { lockRequest, reachMilestone, type RequestRow, snapshot, type Snapshot, updateRequest } from '../db/procedure';
import { closeTasks } from '../db/tasks';
import type { Trx } from '../db/connect';
import { receiptDay } from '../rules/calendar';
import type { PreferencePurpose } from '../rules/codes';
import { disclosureWindow } from '../rules/flowDown';
import { choiceOf } from '../rules/preferences';
import { claimedIdentifiers } from '../vault/person';
import { hashedIdentifiers } from '../db/preference-hash';
import { attempt, callContext } from './attempt';
import { beginEffect, claimedPerson } from './beginning';
import type { ActivityDependencies } from './dependencies';
import type { EffectInput, EraseResult } from './effects';
import { identifiersOf } from './erasing';
import { locatePerson, type Survey, survey } from './locating';
import { attemptMs } from './moment';
import { endOfPatience } from './staying-down';
import { recipientsToTell } from './telling';

/** What a choice (opt-out, opt-in, limit) does outside our own Postgres; it stands in the preference store before. */
export interface PreferenceEffects {
  /** Finds by what else the consumer is known, which the choice holds for from then on, and who got data meanwhile. */
  trace(input: EffectInput): Promise<Snapshot>;
  /**
   * Says in one system what the store says: `gone` where it is done, `differs` where the system knew the consumer by
   * something that nobody else was asked for yet. `short` patience gives up with `down` after a while, `endless` never.
   */
  prefer(input: EffectInput & { system: string; patience: 'short' | 'endless' }): Promise<EraseResult>;
  /** Says it again in every system, some days later: what the person gave afresh does not lift it. */
  preferAgain(input: EffectInput & { recheck: string }): Promise<Snapshot>;
}

/** How often what stands may change while a system is told of it, before the attempt is given up. */
const CHANGES = 5;

/** The systems of business that have to be told, and that may know the consumer by more than was stated (OPT-04). */
export function createPreferenceEffects(deps: ActivityDependencies): PreferenceEffects {
  const { db, vault, dataMap, connectors, settings } = deps;

  const state = (requestId: string): Promise<Snapshot> =>
    db.transaction(async (trx) => snapshot(trx, await lockRequest(trx, requestId), settings));

  /** The choice holds for these identifiers too; for none where a person took it back meanwhile. */
  const extendChoice = async (trx: Trx, row: RequestRow, identifiers: readonly Identifier[], atMs: number) => {
    const choice = choiceOf(row.right);
    if (!choice || row.outcome === 'denied') return 0;
    const { purpose, allowed } = choice;
    const { id: requestId, channel } = row;
    return recordChoice(trx, {
      requestId,
      purpose,
      allowed,
      identifiers: hashedIdentifiers(vault, identifiers),
      channel,
      sinceMs: await since(trx, row),
      atMs,
    });
  };

  /**
   * Says in a system what the store says of the person, and looks whether the store still says so: of two choices at the
   * same time the later one must be the last that a system hears.
   */
  const say = async (
    connector: SystemConnector,
    purpose: PreferencePurpose,
    identifiers: Identifier[],
    idempotencyKey?: string,
  ): Promise<{ rows: RowKey[]; met: Identifier[] }> => {
    const context = callContext(idempotencyKey);
    const located = await locatePerson(connector, identifiers, context);
    const met = located.persons > 1 ? identifiers : distinct([...identifiers, ...located.identifiers]);
    const rows = located.tables.flatMap((table) => table.rows);
    const hashes = hashedIdentifiers(vault, met).map(({ hash }) => hash);
    for (let change = 0; change < CHANGES; change += 1) {
      const { [purpose]: allowed } = await allowedPurposes(db, hashes);
      // who shares an identifier is not sold either; but nobody allows anything for another person
      const said = allowed && located.persons > 1 ? [] : await connector.prefer(rows, { purpose, allowed }, context);
      if ((await allowedPurposes(db, hashes))[purpose] === allowed) return { rows: said, met };
    }
    throw new ConnectorFailure('not-kept');
  };

  return {
    trace: (input) =>
      attempt(async () => {
        const { row, intent } = await beginEffect(deps, input, 'trace');
        if (intent.done) return state(input.requestId);
        const before = row.round > 1 ? await readPlan(db, row.id, row.round - 1) : undefined;
        const known = before ? await identifiersOf(deps, before.keys_entry) : [];
        const stated = claimedIdentifiers(await claimedPerson(deps, input.requestId));
        const surveyed = await survey(connectors, distinct([...stated, ...known]), callContext());
        const disclosures = await disclosuresOf(db, vault, surveyed.identifiers);
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, input.requestId);
          const nowMs = attemptMs();
          await evidence(trx, intent, nowMs, { away: [...surveyed.failures.keys()] });
          // taken back meanwhile: the round that follows looks for itself
          if (locked.round !== row.round) return snapshot(trx, locked, settings);
          const { right, rule_set: ruleSet, receipt_day: receivedOn } = locked;
          const choice = choiceOf(right)!;
          const extended = await extendChoice(trx, locked, surveyed.identifiers, nowMs);
          const told = await trx('notices').where({ request_id: locked.id }).pluck<string[]>('recipient');
          const recipients =
            choice.instruction === null || locked.outcome === 'denied'
              ? []
              : recipientsToTell({
                  right,
                  instruction: choice.instruction,
                  ruleSet,
                  window: disclosureWindow({ right, receivedOn, effectiveOn: receiptDay(nowMs), ruleSet }),
                  dataMap,
                  disclosures,
                  alsoByPromise: false,
                }).filter(({ recipient }) => !told.includes(recipient));
          const summary = summaryOf(dataMap.systems, choice.purpose, surveyed, recipients);
          const keys = { start: surveyed.identifiers, shared: [], systems: {}, recipients };
          const { round } = locked;
          await writePlan(trx, vault, { requestId: locked.id, round, summary, keys, proposals: [], atMs: nowMs });
          const plan = await readPlan(trx, locked.id, round);
          await planNotices(trx, locked, recipients, plan!.keys_entry);
          await reachMilestone(trx, locked, 'planned', nowMs);
          if (recipients.length === 0) {
            await reachMilestone(trx, locked, 'recipients-told', nowMs);
            await reachMilestone(trx, locked, 'recipients-all-told', nowMs);
          }
          await updateRequest(trx, locked, { phase: 'carrying-out', waits_for: 'system', assigned_role: null });
          await append(trx, {
            chain: locked.id,
            kind: 'traced',
            atMs: nowMs,
            body: {
              purpose: choice.purpose,
              extended,
              systems: summary.systems.length,
              recipients: recipients.length,
              away: surveyed.failures.size,
              shared: summary.concerns.length,
              round,
            },
            effectKey: intent.key,
          });
          return snapshot(trx, locked, settings);
        });
      }, deps.report),

    prefer: (input) =>
      attempt(async (): Promise<EraseResult> => {
        const { requestId, system } = input;
        const { row, intent } = await beginEffect(deps, input, 'prefer', system);
        const plan = await readPlan(db, row.id, row.round);
        // done, or taken back meanwhile: the round that follows makes its own plan
        if (intent.done || !plan) return { result: 'gone', state: await state(requestId) };
        const { purpose } = choiceOf(row.right)!;
        try {
          const known = await identifiersOf(deps, plan.keys_entry);
          await assertLeases(db, [intent]);
          const { rows, met } = await say(connectors.get(system)!, purpose, known, intent.key);
          await deps.fault?.('prefer:after-effect');
          const result = await db.transaction(async (trx): Promise<EraseResult> => {
            const locked = await lockRequest(trx, requestId);
            const nowMs = attemptMs();
            await evidence(trx, intent, nowMs, { rows: rows.length });
            await reachMilestone(trx, locked, `set-${system}`, nowMs, { rows: rows.length });
            await closeTasks(trx, locked, { kind: 'system-down', target: system, by: 'engine', atMs: nowMs });
            const extended = await extendChoice(trx, locked, met, nowMs);
            await append(trx, {
              chain: locked.id,
              kind: 'preference-set',
              atMs: nowMs,
              body: {
                system,
                purpose,
                rows: rows.length,
                extended,
                round: row.round,
                ...(intent.uncertain ? { uncertain: true } : {}),
              },
              effectKey: intent.key,
            });
            return { result: extended > 0 ? 'differs' : 'gone', state: await snapshot(trx, locked, settings) };
          });
          await deps.fault?.('prefer:after-evidence');
          return result;
        } catch (error) {
          return endOfPatience(deps, input, intent, error);
        }
      }, deps.report),

    preferAgain: (input) =>
      attempt(async () => {
        const { row, intent } = await beginEffect(deps, input, input.recheck);
        if (intent.done) return state(input.requestId);
        const { purpose } = choiceOf(row.right)!;
        const plan = await readPlan(db, row.id, row.round);
        const known = plan ? await identifiersOf(deps, plan.keys_entry) : [];
        const surveyed = await survey(connectors, known, callContext());
        const [away] = surveyed.failures.values();
        if (away) throw away;
        let rows = 0;
        for (const system of dataMap.systems.filter((each) => takesPreference(each, purpose))) {
          const said = await say(connectors.get(system.id)!, purpose, surveyed.identifiers);
          rows += said.rows.length;
          callContext().heartbeat();
        }
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, input.requestId);
          const nowMs = attemptMs();
          const extended = await extendChoice(trx, locked, surveyed.identifiers, nowMs);
          await append(trx, {
            chain: locked.id,
            kind: 'recheck-passed',
            atMs: nowMs,
            body: { recheck: input.recheck, rows, extended, round: locked.round },
            effectKey: intent.key,
          });
          await evidence(trx, intent, nowMs, { rows, extended });
          await reachMilestone(trx, locked, `${input.recheck}-passed`, nowMs);
          return snapshot(trx, locked, settings);
        });
      }, deps.report),
  };
}

/**
 * What the plan shows: the systems that are told, and those that did not answer and may know more. Where several persons
 * stand behind one identifier that is said; nobody has to decide, for all of them are opted out.
 */
function summaryOf(
  systems: readonly System[],
  purpose: PreferencePurpose,
  surveyed: Survey,
  recipients: PlanSummary['recipients'],
): PlanSummary {
  const shown = systems.filter((system) => takesPreference(system, purpose) || surveyed.failures.has(system.id));
  return {
    systems: shown.map((system) => {
      const located = surveyed.found.get(system.id);
      const told = (name: string): boolean =>
        system.tables.some((table) => table.name === name && table.preferences[purpose] !== undefined);
      return {
        system: system.id,
        persons: located?.persons ?? 0,
        tables: (located?.tables ?? [])
          .filter(({ table }) => told(table))
          .map(({ table, rows, categories }) => ({ table, rows: rows.length, categories })),
      };
    }),
    recipients: recipients.map(({ recipient, instruction, rule, mandatory }) => ({
      recipient,
      instruction,
      rule,
      mandatory,
    })),
    archives: [],
    concerns: [
      ...[...surveyed.failures.keys()].map((system) => ({ system, code: 'system-down' })),
      ...[...surveyed.found].flatMap(([system, { persons, shared }]) => [
        ...(persons > 1 ? [{ system, code: 'several-persons' }] : []),
        ...(shared.length > 0 ? [{ system, code: 'shared-identifier' }] : []),
      ]),
    ],
  };
}

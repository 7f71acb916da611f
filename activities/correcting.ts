import { type CallContext, ConnectorFailure, type FieldChange, type SystemConnector } from '../connectors/connector';
import { distinct } from '../connectors/identifiers';
import { columnsHolding, type DataMap, type System } from '../datamap/data-map';
import { reopen } from '../db/carrying-out';
import {
  type Contested,
  correctionDecided,
  type CorrectionKeys,
  type CorrectionRow,
  correctionsOf,
} from '../db/corrections';
import { disclosuresOf } from '../db/disclosures';
import { assertLeases, evidence } from '../db/effects';
import { append } from '../db/ledger';
import type { PlannedRecipient } from '../db/notices';
import { type PlanSummary, readPlan, writePlan } from '../db/plans';
import {
  hasReached,
  lockRequest,
  reachMilestone,
  type RequestRow,
  snapshot,
  type Snapshot,
  updateRequest,
} from '../db/procedure';
import { closeTasks, openTask } from '../db/tasks';
import { addDays, receiptDay } from '../rules/calendar';
import type { Category } from '../rules/codes';
import { flowDown } from '../rules/flowDown';
import { claimedIdentifiers, type ContestedValue } from '../vault/person';
import { attempt, callContext } from './attempt';
import { beginEffect, claimedPerson } from './beginning';
import type { ActivityDependencies } from './dependencies';
import type { CorrectionEffects, EraseResult } from './effects';
import { type LocatedPerson, locatePerson, survey } from './locating';
import { attemptMs } from './moment';
import { endOfPatience, patience } from './staying-down';

/** What is sealed with the plan of a correction: where each field is held, and what is right. */
type Keys = CorrectionKeys & { values: ContestedValue[] };

/** What a correction does at the business's own systems: find, set, ask again (COR-03). */
export function createCorrectionEffects(deps: ActivityDependencies): CorrectionEffects {
  const { db, vault, dataMap, connectors, settings } = deps;

  const state = (requestId: string): Promise<Snapshot> =>
    db.transaction(async (trx) => snapshot(trx, await lockRequest(trx, requestId), settings));

  const keysOf = async (row: RequestRow): Promise<Keys> => {
    const plan = await readPlan(db, row.id, row.round);
    return vault.open<Keys>(db, plan!.keys_entry);
  };

  return {
    planCorrection: (input) =>
      attempt(async () => {
        const { row, intent } = await beginEffect(deps, input, 'plan-correction');
        if (intent.done) return state(input.requestId);
        const person = await claimedPerson(deps, row.id);
        const values = person.corrections ?? [];
        const known = row.round > 1 ? (await keysOf({ ...row, round: row.round - 1 })).start : [];
        const surveyed = await survey(connectors, [...claimedIdentifiers(person), ...known], callContext());
        await patience(deps, intent, surveyed.failures);
        const systems: CorrectionKeys['systems'] = {};
        for (const system of dataMap.systems) {
          const located = surveyed.found.get(system.id);
          if (!located || located.persons > 1) continue;
          systems[system.id] = {
            contested: await contestedIn(system, connectors.get(system.id)!, located, values, callContext()),
            identifiers: distinct([...surveyed.identifiers, ...located.identifiers]),
          };
        }
        const disclosures = await disclosuresOf(db, vault, surveyed.identifiers);
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, input.requestId);
          const nowMs = attemptMs();
          const keys: Keys = {
            start: surveyed.identifiers,
            systems,
            recipients: plannedRecipients(dataMap, locked, disclosures, values),
            values,
          };
          const summary = summaryOf(dataMap, surveyed, keys, receiptDay(nowMs));
          await writePlan(trx, vault, {
            requestId: locked.id,
            round: locked.round,
            summary,
            keys: keys as never,
            proposals: [],
            atMs: nowMs,
          });
          await reachMilestone(trx, locked, 'planned', nowMs);
          await markNotHeld(trx, locked.id, keys, surveyed.failures.size > 0);
          const undecided = (await correctionsOf(trx, locked.id)).some(({ outcome }) => outcome === null);
          const several = summary.concerns.some(({ code }) => code === 'several-persons');
          if (undecided || several) {
            await updateRequest(trx, locked, { phase: 'deciding', waits_for: 'decider', assigned_role: 'decider' });
            await openTask(trx, locked, { kind: 'decide-correction', role: 'decider', atMs: nowMs });
          } else {
            await correctionDecided(trx, locked, nowMs);
          }
          await append(trx, {
            chain: locked.id,
            kind: 'planned',
            atMs: nowMs,
            body: { fields: values.length, concerns: summary.concerns.length, round: locked.round },
            effectKey: intent.key,
          });
          await evidence(trx, intent, nowMs, { fields: values.length });
          return snapshot(trx, locked, settings);
        });
      }, deps.report),

    correct: (input) =>
      attempt(async (): Promise<EraseResult> => {
        const { requestId, system } = input;
        const { row, intent } = await beginEffect(deps, input, 'correct', system);
        if (intent.done) return { result: 'gone', state: await state(requestId) };
        if (row.held || row.disputed) return { result: 'held', state: await state(requestId) };
        const connector = connectors.get(system)!;
        const context = callContext(intent.key);
        try {
          const changes = await changesIn(row, system, connector, context);
          if (changes === 'differs') return { result: 'differs', state: await state(requestId) };
          await assertLeases(db, [intent]);
          if (changes.length > 0) await connector.correct(changes, context);
          await deps.fault?.('correct:after-effect');
          const wrong = await unlike(connector, changes, context);
          if (wrong.length > 0) throw new ConnectorFailure('still-found');
          const after = await db.transaction(async (trx) => {
            const locked = await lockRequest(trx, requestId);
            const nowMs = attemptMs();
            await evidence(trx, intent, nowMs, { places: changes.length, proven: changes.length });
            await reachMilestone(trx, locked, `corrected-${system}`, nowMs, { rows: changes.length });
            await closeTasks(trx, locked, { kind: 'system-down', target: system, by: 'engine', atMs: nowMs });
            await append(trx, {
              chain: locked.id,
              kind: 'corrected',
              atMs: nowMs,
              body: {
                system,
                places: changes.length,
                round: locked.round,
                ...(intent.uncertain ? { uncertain: true } : {}),
              },
              effectKey: intent.key,
            });
            return snapshot(trx, locked, settings);
          });
          await deps.fault?.('correct:after-evidence');
          return { result: 'gone', state: after };
        } catch (error) {
          return endOfPatience(deps, input, intent, error);
        }
      }, deps.report),

    recheckCorrection: (input) =>
      attempt(async () => {
        const { row, intent } = await beginEffect(deps, input, `${input.recheck}-correction`);
        if (intent.done) return state(input.requestId);
        const keys = await keysOf(row);
        let back = 0;
        let fresh = 0;
        for (const { id } of dataMap.systems) {
          const context = callContext();
          const supplied = await hasReached(db, row.id, `supplied-${id}`);
          try {
            const changes = await changesIn(row, id, connectors.get(id)!, context);
            if (changes === 'differs') continue;
            for (const { table, key, column, value } of await unlike(connectors.get(id)!, changes, context)) {
              const old = keys.systems[id]?.contested.find(
                (each) => each.table === table && each.key === key && each.column === column,
              );
              // another value than the one that was wrong came afresh, and is the person's to give (decisions.md J)
              if (old && old.value !== value) fresh += 1;
              else back += 1;
            }
          } catch (error) {
            if (!supplied) throw error;
          }
          context.heartbeat();
        }
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, input.requestId);
          const nowMs = attemptMs();
          await append(trx, {
            chain: locked.id,
            kind: back === 0 ? 'recheck-passed' : 'recheck-failed',
            atMs: nowMs,
            body: { recheck: input.recheck, rows: back, ...(fresh > 0 ? { fresh } : {}), round: locked.round },
            effectKey: intent.key,
          });
          await evidence(trx, intent, nowMs, { rows: back, ...(fresh > 0 ? { fresh } : {}) });
          if (back === 0) await reachMilestone(trx, locked, `${input.recheck}-passed`, nowMs);
          else await reopen(trx, locked, 'recheck-failed', nowMs);
          return snapshot(trx, locked, settings);
        });
      }, deps.report),
  };

  /** What is to be set in a system: as planned; where it was away then, as it holds the person now. */
  async function changesIn(
    row: RequestRow,
    system: string,
    connector: SystemConnector,
    context: CallContext,
  ): Promise<FieldChange[] | 'differs'> {
    const keys = await keysOf(row);
    const decided = await correctionsOf(db, row.id);
    const planned = keys.systems[system]?.contested;
    if (planned) return changesOf(planned, decided, keys.values);
    const plan = await readPlan(db, row.id, row.round);
    if (!plan?.summary.concerns.some((each) => each.system === system && each.code === 'system-down')) return [];
    const located = await locatePerson(connector, keys.start, context);
    if (located.persons > 1) return 'differs';
    const own = dataMap.systems.find(({ id }) => id === system)!;
    return changesOf(await contestedIn(own, connector, located, keys.values, context), decided, keys.values);
  }
}

/** Where a system holds the contested fields of a person, and what stands there. */
export async function contestedIn(
  system: System,
  connector: SystemConnector,
  located: LocatedPerson,
  values: readonly Pick<ContestedValue, 'field'>[],
  context: CallContext,
): Promise<Contested[]> {
  const contested: Contested[] = [];
  for (const { field } of values) {
    const places = columnsHolding(system, field).flatMap(({ table, column }) =>
      located.tables
        .filter((each) => each.table === table)
        .flatMap(({ rows }) => rows.map((row) => ({ ...row, column }))),
    );
    if (places.length === 0) continue;
    contested.push(...(await connector.values(places, context)).map((held) => ({ ...held, field })));
  }
  return contested;
}

/** The changes that were decided. */
function changesOf(
  contested: readonly Contested[],
  decided: readonly CorrectionRow[],
  values: readonly ContestedValue[],
): FieldChange[] {
  return contested.flatMap(({ table, key, column, field }) => {
    const outcome = decided.find((each) => each.field === field)?.outcome;
    if (outcome !== 'correct' && outcome !== 'delete') return [];
    const claimed = values.find((each) => each.field === field)?.value ?? null;
    return [{ table, key, column, value: outcome === 'delete' ? null : claimed }];
  });
}

/** The present values of places that do not have the value that they were given; a row that is gone has none. */
export async function unlike(
  connector: SystemConnector,
  changes: readonly FieldChange[],
  context: CallContext,
): Promise<FieldChange[]> {
  if (changes.length === 0) return [];
  const held = await connector.values([...changes], context);
  return held.filter(({ table, key, column, value }) => {
    const wanted = changes.find((each) => each.table === table && each.key === key && each.column === column);
    return wanted !== undefined && (wanted.value ?? '') !== (value ?? '');
  });
}

/** A field that no system holds needs no decision; while a system is away, it may be there. */
async function markNotHeld(
  trx: Parameters<typeof correctionsOf>[0],
  requestId: string,
  { systems }: CorrectionKeys,
  someAway: boolean,
): Promise<void> {
  if (someAway) return;
  const held = new Set(Object.values(systems).flatMap(({ contested }) => contested.map(({ field }) => field)));
  await trx('corrections')
    .where({ request_id: requestId, outcome: null })
    .whereNotIn('field', [...held])
    .update({ outcome: 'not-held' });
}

/** Counts and kinds of what was found, to be shown. */
function summaryOf(
  dataMap: DataMap,
  { found }: { found: Map<string, LocatedPerson> },
  keys: CorrectionKeys,
  today: string,
): PlanSummary {
  const concerns: PlanSummary['concerns'] = [];
  const systems = dataMap.systems.map((system): PlanSummary['systems'][number] => {
    const located = found.get(system.id);
    if (!located) concerns.push({ system: system.id, code: 'system-down' });
    else if (located.persons > 1) concerns.push({ system: system.id, code: 'several-persons' });
    const places = keys.systems[system.id]?.contested ?? [];
    const tables = [...new Set(places.map(({ table }) => table))];
    return {
      system: system.id,
      persons: located?.persons ?? 0,
      tables: tables.map((table) => ({
        table,
        rows: places.filter((each) => each.table === table).length,
        categories: categoriesOf(
          system,
          places.filter((each) => each.table === table).map(({ field }) => field),
        ),
      })),
    };
  });
  return {
    systems,
    recipients: keys.recipients.map(({ recipient, instruction, rule, mandatory }) => ({
      recipient,
      instruction,
      rule,
      mandatory,
    })),
    archives: dataMap.archives.map(({ id, rotatesOutDays }) => ({
      archive: id,
      endsOn: rotatesOutDays === null ? null : addDays(today, rotatesOutDays),
    })),
    concerns,
  };
}

function categoriesOf(system: System, fields: string[]): Category[] {
  return [...new Set(fields.flatMap((field) => columnsHolding(system, field).map(({ category }) => category)))];
}

/** Who must be told (COR-03, SP-05): who works with these data for us, and only of what it received. */
function plannedRecipients(
  dataMap: DataMap,
  row: RequestRow,
  disclosures: Awaited<ReturnType<typeof disclosuresOf>>,
  values: readonly ContestedValue[],
): PlannedRecipient[] {
  return dataMap.recipients.flatMap((recipient): PlannedRecipient[] => {
    const own = disclosures.filter((each) => each.recipient === recipient.id);
    const must = own.find(
      ({ basis, disclosedOn }) =>
        flowDown({ right: 'correct', role: recipient.role, basis, disclosedOn, ruleSet: row.rule_set }).duty === 'must',
    );
    const categories = [...new Set(own.flatMap((each) => each.categories))];
    const received = values.filter(({ field }) =>
      dataMap.systems.some((system) => categoriesOf(system, [field]).some((category) => categories.includes(category))),
    );
    if (!must || received.length === 0) return [];
    return [
      {
        recipient: recipient.id,
        role: recipient.role,
        instruction: 'correct',
        rule: 'COR-03',
        mandatory: true,
        identifiers: distinct(own.flatMap((each) => each.identifiers)).filter((i) =>
          recipient.receives.includes(i.type),
        ),
        categories,
        bases: [...new Set(own.map(({ basis }) => basis))],
        corrections: received.map(({ field, value }) => ({ field, value })),
      },
    ];
  });
}

import type { ReadRow } from '../connectors/connector';
import { momentOf } from '../connectors/conditions';
import type { System } from '../datamap/data-map';
import {
  addPackageChunk,
  addPage,
  beginPackage,
  copyByPost,
  flaggedValues,
  gatheredPages,
  gatheredSoFar,
  packageMade,
} from '../db/copies';
import { evidence } from '../db/effects';
import { append } from '../db/ledger';
import { lockRequest, reachMilestone, snapshot, type Snapshot, updateRequest } from '../db/procedure';
import { closeTasks } from '../db/tasks';
import { heldInPeriod, knowScope } from '../rules/know';
import { dayOf } from './answers/know';
import { attempt, callContext } from './attempt';
import { beginEffect, claimedPerson } from './beginning';
import { COPY_FACTORS, type CopyFactors, type CopyKeys, copyKeysOf, tableOf } from './copy-plan';
import { copyZip } from './copy-zip';
import type { ActivityDependencies } from './dependencies';
import type { CopyEffects, EraseResult } from './effects';
import { attemptMs } from './moment';
import { endOfPatience } from './staying-down';

/** Bytes of a package's chunk: few enough that none is much to hold. */
const CHUNK_BYTES = 256 * 1024;

/** Reading the systems for a copy, and making the package of it (KNW-04, KNW-12). */
export function createCopyEffects(deps: ActivityDependencies): CopyEffects {
  const { db, vault, dataMap, connectors, settings } = deps;

  const state = (requestId: string): Promise<Snapshot> =>
    db.transaction(async (trx) => snapshot(trx, await lockRequest(trx, requestId), settings));

  return {
    gather: (input) =>
      attempt(async (): Promise<EraseResult> => {
        const { requestId, system } = input;
        const { row, intent } = await beginEffect(deps, input, 'gather', system);
        if (intent.done) return { result: 'gone', state: await state(requestId) };
        const described = dataMap.systems.find(({ id }) => id === system);
        try {
          const keys = await copyKeysOf(deps, db, row);
          const context = callContext();
          // what an earlier attempt sealed is not read again
          let from = await gatheredSoFar(db, vault, requestId, system);
          while (from !== undefined) {
            const page = await connectors.get(system)!.read(keys.systems[system]!, from.position, context);
            const rows = page.rows.filter((each) => isAskedFor(described, each, keys, row.receipt_day));
            const kept = rows.map((each) => withoutSecrets(described, each));
            await addPage(db, vault, intent, {
              requestId,
              system,
              seq: from.seq,
              rows: kept,
              next: page.next,
              flagged: flaggedIn(described, kept),
            });
            from = page.next === null ? undefined : { seq: from.seq + 1, position: page.next };
            await deps.fault?.('gather:after-effect');
            context.heartbeat();
          }
          const found = await countsOf(system, requestId);
          const after = await db.transaction(async (trx) => {
            const locked = await lockRequest(trx, requestId);
            const nowMs = attemptMs();
            await evidence(trx, intent, nowMs, { rows: found.rows });
            await reachMilestone(trx, locked, `gathered-${system}`, nowMs, found);
            await closeTasks(trx, locked, { kind: 'system-down', target: system, by: 'engine', atMs: nowMs });
            await append(trx, {
              chain: locked.id,
              kind: 'system-read',
              atMs: nowMs,
              body: { system, rows: found.rows, ...(intent.uncertain ? { uncertain: true } : {}) },
              effectKey: intent.key,
            });
            return snapshot(trx, locked, settings);
          });
          await deps.fault?.('gather:after-evidence');
          return { result: 'gone', state: after };
        } catch (error) {
          return endOfPatience(deps, input, intent, error);
        }
      }, deps.report),

    pack: (input) =>
      attempt(async () => {
        const { requestId } = input;
        const { row, intent } = await beginEffect(deps, input, 'pack');
        if (intent.done || row.disputed || row.outcome !== null) return state(requestId);
        const keys = await copyKeysOf(deps, db, row);
        const systems = dataMap.systems.filter(({ id }) => keys.systems[id] !== undefined);
        const leftOut = (await flaggedValues(db, requestId)).filter((each) => each.withheld);
        const withheld = new Set(leftOut.map(({ system, seq, at, col }) => [system, seq, at, col].join('/')));
        await beginPackage(db, requestId, intent);
        const context = callContext();
        let chunks = 0;
        let bytes = 0;
        const put = async (chunk: Buffer, last: boolean): Promise<void> => {
          await addPackageChunk(db, vault, intent, { requestId, seq: chunks, last, bytes: chunk });
          chunks += 1;
          bytes += chunk.length;
          context.heartbeat();
        };
        if (systems.length > 0) {
          const zip = copyZip({
            reference: row.reference,
            business: deps.business.name,
            period: keys.period,
            systems,
            pages: (system) => gatheredPages(db, vault, requestId, system),
            isLeftOut: (...place) => withheld.has(place.join('/')),
          });
          let waiting = Buffer.alloc(0);
          for await (const part of zip) {
            waiting = Buffer.concat([waiting, part]);
            while (waiting.length > CHUNK_BYTES) {
              await put(waiting.subarray(0, CHUNK_BYTES), false);
              waiting = waiting.subarray(CHUNK_BYTES);
            }
          }
          await put(waiting, true);
        }
        await deps.fault?.('pack:after-effect');
        const after = await db.transaction(async (trx) => {
          const locked = await lockRequest(trx, requestId);
          const nowMs = attemptMs();
          // somebody said meanwhile that it was not them: nothing is given out, and it is packed again when that is cleared
          if (locked.disputed) return snapshot(trx, locked, settings);
          await evidence(trx, intent, nowMs, { bytes, chunks });
          await packageMade(trx, locked, { bytes, chunks }, nowMs);
          await reachMilestone(trx, locked, 'packed', nowMs, { withheld: withheld.size });
          await updateRequest(trx, locked, { phase: 'answering', waits_for: 'nothing', assigned_role: null });
          if (chunks > 0 && (await goesByPost(requestId))) await copyByPost(trx, locked, nowMs);
          await append(trx, {
            chain: locked.id,
            kind: 'copy-made',
            atMs: nowMs,
            body: { bytes, withheld: withheld.size, systems: systems.length },
            effectKey: intent.key,
          });
          return snapshot(trx, locked, settings);
        });
        await deps.fault?.('pack:after-evidence');
        return after;
      }, deps.report),
  };

  /** Whether the consumer chose the post, or nothing that is held opens the copy otherwise. */
  async function goesByPost(requestId: string): Promise<boolean> {
    const { post } = await claimedPerson(deps, requestId);
    const [entry] = await vault.find(db, requestId, COPY_FACTORS);
    const { contacts, points } = await vault.open<CopyFactors>(db, entry!);
    return post !== undefined || contacts.length === 0 || Object.keys(points).length === 0;
  }

  /** How many rows were read, and which columns hold what is never disclosed: by the names of the data map. */
  async function countsOf(system: string, requestId: string): Promise<{ rows: number; never: string[] }> {
    const described = dataMap.systems.find(({ id }) => id === system);
    const never = new Set<string>();
    let rows = 0;
    for await (const page of gatheredPages(db, vault, requestId, system)) {
      rows += page.rows.length;
      for (const { table, values } of page.rows)
        for (const [column, field] of Object.entries(tableOf(described, table)?.fields ?? {}))
          if (field.never !== undefined && values[column] === HELD) never.add(`${table}.${column}`);
    }
    return { rows, never: [...never].sort() };
  }
}

/** Stands in a gathered row where something is held that is never disclosed: the value itself is kept nowhere (KNW-04). */
const HELD = 'held, and never disclosed';

function withoutSecrets(system: System | undefined, row: ReadRow): ReadRow {
  const { fields = {} } = tableOf(system, row.table) ?? {};
  const values = Object.entries(row.values).map(([column, value]): [string, string | null] => [
    column,
    fields[column]?.never !== undefined && value !== null && value !== '' ? HELD : value,
  ]);
  return { ...row, values: Object.fromEntries(values) };
}

function flaggedIn(system: System | undefined, rows: ReadRow[]): { at: number; tbl: string; col: string }[] {
  return rows.flatMap(({ table, values }, at) =>
    Object.entries(tableOf(system, table)?.fields ?? {}).flatMap(([column, { others }]) =>
      others === true && values[column] ? [{ at, tbl: table, col: column }] : [],
    ),
  );
}

/** KNW-07: whether a row lies in the time asked for; what has no day does. */
function isAskedFor(system: System | undefined, row: ReadRow, { asked }: CopyKeys, receivedOn: string): boolean {
  const { createdAt } = tableOf(system, row.table) ?? {};
  const moment = createdAt === undefined ? undefined : momentOf(row.values[createdAt] ?? '');
  const scope = knowScope({ receivedOn, asked, excuseDecided: false });
  return heldInPeriod({ scope, asked, since: moment === undefined ? null : dayOf(moment) });
}

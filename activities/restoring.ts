import { Context } from '@temporalio/activity';
import { ConnectorFailure, type Identifier, type RowKey, type SystemConnector } from '../connectors/connector';
import { archiveDuty } from '../db/duty-ids';
import { keptCorrectionsOf } from '../db/kept-corrections';
import { assertLeases, evidence, intend, intentDone, type Intent } from '../db/effects';
import { keptRows, standingExceptions } from '../db/exception-duties';
import { holdsAll, holdsForIntent } from '../db/holds';
import { append } from '../db/ledger';
import { type ExceptionRow, exceptionsOf, rowId } from '../db/plans';
import { lockRequest, type RequestRow } from '../db/procedure';
import {
  assertRestore,
  beginRestore,
  endRestore,
  type FindingOutcome,
  type FindingRow,
  matchingOrders,
  nextFinding,
  type Restore,
  restoreFailed,
  savePage,
  seedsOf,
  settleFinding,
  UNDECIDED,
} from '../db/restores';
import { receiptDay } from '../rules/calendar';
import { orderHash } from '../db/standing-orders';
import { openTask } from '../db/tasks';
import { attempt, callContext, failureCode } from './attempt';
import { contestedIn, unlike } from './correcting';
import type { ActivityDependencies } from './dependencies';
import type { DutyEffects } from './duty-effects';
import { eraseOnce } from './erasing';
import { heldRows } from './holding';
import { type LocatedPerson, locatePerson } from './locating';
import { attemptMs } from './moment';

/** What the restore of an archive asks for (DEL-05, DEL-12, COR-11): every standing order applied before the data are used. */
export function createRestoreEffects(deps: ActivityDependencies): Pick<DutyEffects, 'reapply'> {
  const { db, vault, dataMap, connectors } = deps;

  /**
   * Reads everybody's identifiers and keeps those that a standing order knows by its hash. First all of it, then the
   * erasing: a system that pages by number would skip rows while others go.
   */
  const search = async (restore: Restore, connector: SystemConnector): Promise<void> => {
    for (let { position } = restore, read = 0; ;) {
      const page = await connector.enumerate(position, callContext());
      const byHash = new Map(page.identifiers.map((each) => [orderHash(vault, each).toString('hex'), each]));
      const hashes = [...byHash.keys()].map((hex) => Buffer.from(hex, 'hex'));
      const asked = { system: restore.system, hashes, today: receiptDay(attemptMs()) };
      const matches = hashes.length > 0 ? await matchingOrders(db, asked) : [];
      await deps.fault?.('restore-page:after-effect');
      const seeds = matches.map(({ requestId, hash }) => ({
        requestId,
        hash,
        value: byHash.get(hash.toString('hex'))!,
      }));
      await savePage(db, vault, restore, { rows: page.rows, next: page.next, seeds, nowMs: attemptMs() });
      await deps.fault?.('restore-page:after-evidence');
      read += page.rows;
      Context.current().heartbeat({ read });
      if (page.next === null) return;
      position = page.next;
    }
  };

  /** Records how a person fared, with the effect's evidence where there was one, on the request and in the restore. */
  const settle = async (
    restore: Restore,
    finding: FindingRow,
    found: { outcome: FindingOutcome; rows?: number; kept?: number; fresh?: number },
    intent?: Intent,
  ): Promise<void> => {
    await db.transaction(async (trx) => {
      const row = await lockRequest(trx, finding.request_id);
      await assertRestore(trx, restore);
      const nowMs = attemptMs();
      const { outcome, ...counts } = found;
      if (intent) await evidence(trx, intent, nowMs, found);
      await settleFinding(trx, finding, { ...found, nowMs });
      if (UNDECIDED.includes(outcome))
        await openTask(trx, row, {
          kind: 'restore-undecided',
          target: restore.system,
          role: 'decider',
          code: outcome,
          atMs: nowMs,
          level: 1,
        });
      await append(trx, {
        chain: row.id,
        kind: row.right === 'correct' ? 'correction-reapplied' : 'suppression-reapplied',
        atMs: nowMs,
        body: {
          archive: restore.archive,
          system: restore.system,
          report: restore.id,
          outcome,
          ...counts,
          ...(intent?.uncertain ? { uncertain: true } : {}),
        },
        effectKey: `${row.id}/reapply/${restore.id}/${restore.pass}`,
      });
    });
  };

  /** Sets one person's fields again as they were corrected, and reads them back; what they gave since is not touched. */
  const correctAgain = async (
    restore: Restore,
    finding: FindingRow,
    { row, intent, seeds }: { row: RequestRow; intent: Intent; seeds: Identifier[] },
    connector: SystemConnector,
  ): Promise<void> => {
    const context = { ...callContext(intent.key), olderThanMs: row.received_at.getTime() };
    const located = await locatePerson(connector, seeds.sort(byStrength), context);
    if (located.persons > 1) return settle(restore, finding, { outcome: 'several-persons' }, intent);
    const known = [{ order: located.identifiers.concat(seeds).map((each) => orderHash(vault, each)) }];
    const kept = (await keptCorrectionsOf(db, vault, known, receiptDay(attemptMs()))).get(0) ?? [];
    const system = dataMap.systems.find(({ id }) => id === restore.system);
    if (!system) throw new ConnectorFailure('system-refused');
    const places = await contestedIn(system, connector, located, kept, context);
    const wanted = places.map(({ table, key, column, field }) => {
      const { value } = kept.find((each) => each.field === field)!;
      return { table, key, column, value };
    });
    const changes = await unlike(connector, wanted, context).then((wrong) =>
      wanted.filter((each) =>
        wrong.some((w) => w.table === each.table && w.key === each.key && w.column === each.column),
      ),
    );
    await assertLeases(db, [intent]);
    if (changes.length > 0) await connector.correct(changes, context);
    await deps.fault?.('reapply:after-effect');
    if ((await unlike(connector, changes, context)).length > 0) throw new ConnectorFailure('not-kept');
    const outcome = changes.length > 0 ? 'corrected' : 'nothing';
    await settle(restore, finding, { outcome, rows: changes.length, fresh: located.fresh }, intent);
    await deps.fault?.('reapply:after-evidence');
  };

  /** Applies one person's suppression: the same care as erasing, and only what is older than the request. */
  const applyTo = async (restore: Restore, finding: FindingRow, connector: SystemConnector): Promise<void> => {
    await deps.fault?.('reapply:before-intent');
    const { row, holds, intent } = await db.transaction(async (trx) => {
      const locked = await lockRequest(trx, finding.request_id);
      const id = { requestId: locked.id, step: 'reapply', target: restore.id, round: restore.pass };
      // under the locks that placing a hold takes: one placed later finds this intent (decisions.md D4)
      const standing = await holdsForIntent(trx, locked);
      const stopped = (holdsAll(standing) || locked.disputed) && !(await intentDone(trx, id));
      return { row: locked, holds: standing, intent: stopped ? null : await intend(trx, id, attemptMs()) };
    });
    await deps.fault?.('reapply:after-intent');
    if (intent === null) return settle(restore, finding, { outcome: 'held' });

    const seeds = await seedsOf<Identifier>(db, vault, finding);
    if (row.right === 'correct') return correctAgain(restore, finding, { row, intent, seeds }, connector);
    const context = { ...callContext(intent.key), olderThanMs: row.received_at.getTime() };
    const located = await locatePerson(connector, seeds.sort(byStrength), context);
    const { kept, undecided } = await keptIn(row, restore.system, located);
    const doubt = finding.decision_id ? undefined : doubtAbout(located, seeds, undecided);
    if (located.persons > 1) return settle(restore, finding, { outcome: 'several-persons' }, intent);
    if (doubt) return settle(restore, finding, { outcome: doubt, fresh: located.fresh }, intent);

    const keptIds = new Set(kept.map(rowId));
    const rows = located.tables.flatMap((table) => table.rows).filter((each) => !keptIds.has(rowId(each)));
    await assertLeases(db, [intent]);
    const over = await heldRows(deps, row, restore.system, holds);
    const captured = { erase: rows, kept, identifiers: located.identifiers };
    const { outcome, erased, held } = await eraseOnce(connector, captured, context, over);
    await deps.fault?.('reapply:after-effect');
    if (outcome === 'differs') return settle(restore, finding, { outcome: 'differs' }, intent);
    await settle(
      restore,
      finding,
      {
        // what a hold keeps waits for the decider who placed it
        outcome: held.length > 0 ? 'held' : erased.length > 0 ? 'erased' : 'nothing',
        rows: erased.length,
        kept: kept.length,
        fresh: located.fresh,
      },
      intent,
    );
    await deps.fault?.('reapply:after-evidence');
  };

  /**
   * Rows that stay: what a standing exception keeps, by its keys and by what the data map proposes of the same table and
   * code. Proposals that nobody decided for this request are for a person; those of a round still being decided stay.
   */
  const keptIn = async (
    row: RequestRow,
    system: string,
    located: LocatedPerson,
  ): Promise<{ kept: RowKey[]; undecided: RowKey[] }> => {
    const standing = await standingExceptions(db, row.id, system);
    const decided = (await exceptionsOf(db, row.id, row.round)).filter((each) => each.system === system);
    const kept: RowKey[] = [];
    const undecided: RowKey[] = [];
    for (const duty of standing) kept.push(...(await keptRows(db, vault, duty)));
    for (const { table, proposals } of located.tables) {
      for (const { code, rows } of proposals) {
        const of = (each: Pick<ExceptionRow, 'tbl' | 'code'>): boolean => each.tbl === table && each.code === code;
        const state = decided.find(of)?.state;
        if (standing.some(of) || state === 'proposed') kept.push(...rows);
        else if (state === undefined) undecided.push(...rows);
      }
    }
    const held = new Set(located.tables.flatMap(({ rows }) => rows.map(rowId)));
    const staying = new Map(kept.filter((each) => held.has(rowId(each))).map((each) => [rowId(each), each]));
    return { kept: [...staying.values()], undecided };
  };

  return {
    reapply: ({ restore: id }) =>
      attempt(async () => {
        const restore = await beginRestore(db, vault, id, attemptMs());
        if (restore === 'waits') return { state: 'waits' as const, wake: [] };
        if (restore === 'done') return { state: 'clean' as const, wake: [] };
        try {
          const connector = connectors.get(restore.system);
          if (!connector) throw new ConnectorFailure('system-refused');
          if (restore.state === 'searching') await search(restore, connector);
          let applied = 0;
          for (let next = await nextFinding(db, restore); next; next = await nextFinding(db, restore)) {
            await applyTo(restore, next, connector);
            Context.current().heartbeat({ applied: (applied += 1) });
          }
          const { state, waiting } = await endRestore(db, vault, restore, attemptMs());
          return { state, wake: waiting.map(archiveDuty) };
        } catch (error) {
          await restoreFailed(db, restore, attemptMs(), failureCode(error));
          throw error;
        }
      }, deps.report),
  };
}

/**
 * Why a person must look before anything goes. A key that a system gives out may have been given out again after the
 * restore: where the row that it found carries addresses, one of them must be the person's too.
 */
function doubtAbout(
  located: LocatedPerson,
  seeds: Identifier[],
  undecided: RowKey[],
): 'differs' | 'uncertain-match' | undefined {
  const corroborated = seeds.some(({ type }) => !GIVEN_OUT.includes(type));
  if (!corroborated && located.identifiers.some(({ type }) => !GIVEN_OUT.includes(type))) return 'uncertain-match';
  return undecided.length > 0 ? 'differs' : undefined;
}

/** Identifiers that a system gives out and a person does not bring along. */
const GIVEN_OUT: readonly Identifier['type'][] = ['contact-id', 'attendee-id'];

/** What leads to one person most surely comes first: where several stand behind the rest, that one is acted on. */
const STRENGTH: Record<Identifier['type'], number> = {
  email: 0,
  'contact-id': 1,
  'attendee-id': 1,
  'visitor-id': 2,
  phone: 3,
};
const byStrength = (a: Identifier, b: Identifier): number => STRENGTH[a.type] - STRENGTH[b.type];

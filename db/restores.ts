import { randomUUID } from 'node:crypto';
import type { LocalDate } from '../rules/calendar';
import type { FailureCode } from '../rules/codes';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { LeaseLost } from './effects';
import { archiveDuty } from './duty-ids';
import { append } from './ledger';

/** What somebody reported of an archive: a restore into a system, or an access. */
export interface ReportRow {
  id: string;
  archive: string;
  kind: 'restored' | 'accessed';
  system: string | null;
  decision_id: string;
  code: string;
  /** Of a restore: `waiting` to `clean`; of an access: `open`, `settled`. */
  state: 'waiting' | 'searching' | 'applying' | 'undecided' | 'clean' | 'open' | 'settled';
  pass: number;
  rows_read: number;
  failing_since: Date | null;
  last_failure: FailureCode | null;
  reported_at: Date;
  begun_at: Date | null;
  settled_at: Date | null;
}

/** How a suppressed person fared in a restore. */
export type FindingOutcome =
  'found' | 'erased' | 'corrected' | 'nothing' | 'held' | 'left' | 'differs' | 'several-persons' | 'uncertain-match';

/** Outcomes that only a person may judge. */
export const UNDECIDED: readonly FindingOutcome[] = ['held', 'differs', 'several-persons', 'uncertain-match'];

/** A person with a standing order whom a restored system holds: by the request, never by a name. */
export interface FindingRow {
  report_id: string;
  request_id: string;
  outcome: FindingOutcome;
  row_count: number;
  kept_count: number;
  fresh_count: number;
  decision_id: string | null;
}

/** A restore that an attempt works on. */
export interface Restore {
  id: string;
  archive: string;
  system: string;
  pass: number;
  state: 'searching' | 'applying';
  /** Where the search goes on; null at its beginning. Holds what a connector put there. */
  position: string | null;
  /** Fences this attempt. */
  lease: string;
}

const ACTIVE = ['searching', 'applying'];

/**
 * Restores of an archive that may go on: for each system the one that has it, or the first that waits where nothing has
 * it. `waiting` counts the others.
 */
export async function runnableRestores(trx: Trx, archive: string): Promise<{ runnable: string[]; waiting: number }> {
  const { rows } = await trx.raw<{ rows: { id: string; runnable: boolean }[] }>(
    `SELECT id, row_number() OVER (PARTITION BY system ORDER BY state = 'waiting', reported_at, id) = 1
       AND NOT EXISTS (SELECT FROM archive_reports o
         WHERE o.system = r.system AND o.id <> r.id AND o.state IN ('searching', 'applying')) AS runnable
       FROM archive_reports r
      WHERE archive = ? AND kind = 'restored' AND state IN ('waiting', 'searching', 'applying')`,
    [archive],
  );
  return {
    runnable: rows.filter(({ runnable }) => runnable).map(({ id }) => id),
    waiting: rows.filter(({ runnable }) => !runnable).length,
  };
}

/** Whether a restore has one of these systems now: whoever erases there waits for it (decisions.md J). */
export async function isRestoring(db: Db | Trx, systems: string[]): Promise<boolean> {
  const active = await db('archive_reports').whereIn('system', systems).whereIn('state', ACTIVE).first('id');
  return active !== undefined;
}

/**
 * Takes a restore and its system, and the lease of this attempt.
 *
 * @returns undefined where another restore has the system, or there is nothing left to do
 */
export async function beginRestore(
  db: Db,
  vault: Vault,
  id: string,
  nowMs: number,
): Promise<Restore | 'waits' | 'done'> {
  return db.transaction(async (trx) => {
    const row = await trx<ReportRow & { key_id: string | null; sealed_position: Buffer | null }>('archive_reports')
      .where({ id, kind: 'restored' })
      .forUpdate()
      .first();
    if (!row || !['waiting', ...ACTIVE].includes(row.state)) return 'done';
    const system = row.system!;
    let state = row.state as Restore['state'] | 'waiting';
    if (state === 'waiting') {
      // two archives at once: the second sees that the first has it
      await trx.raw(`SELECT pg_advisory_xact_lock(hashtext(?))`, [`fortyfive restore ${system}`]);
      if (await isRestoring(trx, [system])) return 'waits';
      state = row.pass === 1 ? 'searching' : 'applying';
      await append(trx, {
        chain: archiveDuty(row.archive),
        kind: 'restore-begun',
        atMs: nowMs,
        body: { report: id, system, pass: row.pass },
        effectKey: `${id}/begin/${row.pass}`,
      });
    }
    const lease = randomUUID();
    await trx('archive_reports')
      .where({ id })
      .update({ state, lease, begun_at: row.begun_at ?? new Date(nowMs) });
    const position =
      row.sealed_position && row.key_id ? await vault.openValue<string>(trx, row.key_id, row.sealed_position) : null;
    return { id, archive: row.archive, system, pass: row.pass, state, position, lease };
  });
}

/** A standing order that an identifier of a restored system matched. */
export interface Match {
  requestId: string;
  hash: Buffer;
}

/** The standing orders that these hashes match in a system: who must not come back, and who stays as corrected. */
export async function matchingOrders(
  db: Db,
  { system, hashes, today }: { system: string; hashes: Buffer[]; today: LocalDate },
): Promise<Match[]> {
  const rows = await db('standing_orders')
    .whereIn('identifier_hash', hashes)
    .whereIn('system', ['*', system])
    // a suppression is removed when it ends, a correction keeps its last day
    .andWhere((standing) => {
      void standing.where({ kind: 'suppression' }).orWhere((kept) => {
        void kept.where({ kind: 'correction' }).andWhere((end) => {
          void end.whereNull('ends_on').orWhere('ends_on', '>=', today);
        });
      });
    })
    .select<{ request_id: string; identifier_hash: Buffer }[]>('request_id', 'identifier_hash');
  return rows.map(({ request_id, identifier_hash }) => ({ requestId: request_id, hash: identifier_hash }));
}

/**
 * Keeps what one page of the search found, and where the next begins; after the last page the restore is applied.
 *
 * @throws LeaseLost where a later attempt took over
 */
export async function savePage(
  db: Db,
  vault: Vault,
  restore: Restore,
  page: {
    rows: number;
    next: string | null;
    seeds: { requestId: string; hash: Buffer; value: unknown }[];
    nowMs: number;
  },
): Promise<void> {
  await db.transaction(async (trx) => {
    await assertRestore(trx, restore);
    for (const { requestId, hash, value } of page.seeds) {
      const { keyId, sealed } = await vault.sealValue(trx, restore.id, 'duty', value);
      await trx('restore_seeds')
        .insert({ report_id: restore.id, request_id: requestId, identifier_hash: hash, key_id: keyId, sealed })
        .onConflict(['report_id', 'request_id', 'identifier_hash'])
        .ignore();
      await trx('restore_findings')
        .insert({ report_id: restore.id, request_id: requestId, outcome: 'found' })
        .onConflict(['report_id', 'request_id'])
        .ignore();
    }
    const position = page.next === null ? null : await vault.sealValue(trx, restore.id, 'duty', page.next);
    await trx('archive_reports')
      .where({ id: restore.id })
      .update({
        rows_read: trx.raw('rows_read + ?', [page.rows]),
        key_id: position?.keyId ?? null,
        sealed_position: position?.sealed ?? null,
        ...(page.next === null ? { state: 'applying' } : {}),
      });
    if (page.next !== null) return;
    const { found } = (await trx('restore_findings')
      .where({ report_id: restore.id })
      .count({ found: '*' })
      .first()) as { found: number };
    await append(trx, {
      chain: archiveDuty(restore.archive),
      kind: 'restore-searched',
      atMs: page.nowMs,
      body: { report: restore.id, system: restore.system, found },
      effectKey: `${restore.id}/searched/1`,
    });
  });
}

/** Proves, under the report's lock, that the restore is still this attempt's. @throws LeaseLost */
export async function assertRestore(trx: Trx, { id, lease }: Restore): Promise<void> {
  const row = await trx('archive_reports').where({ id, lease }).forUpdate().first('id');
  if (!row) throw new LeaseLost();
}

/** The next person to whom a restore is applied; undefined after the last. */
export async function nextFinding(db: Db, restore: Restore): Promise<FindingRow | undefined> {
  return db<FindingRow>('restore_findings')
    .where({ report_id: restore.id, outcome: 'found' })
    .orderBy('request_id')
    .first();
}

/** The identifiers by which a restored system holds a person. */
export async function seedsOf<T>(db: Db, vault: Vault, finding: FindingRow): Promise<T[]> {
  const rows = await db('restore_seeds')
    .where({ report_id: finding.report_id, request_id: finding.request_id })
    .orderBy('identifier_hash')
    .select<{ key_id: string; sealed: Buffer }[]>('key_id', 'sealed');
  return Promise.all(rows.map(({ key_id, sealed }) => vault.openValue<T>(db, key_id, sealed)));
}

/** Notes how a person fared. The caller holds the report's lock. */
export async function settleFinding(
  trx: Trx,
  { report_id, request_id }: FindingRow,
  found: { outcome: FindingOutcome; rows?: number; kept?: number; fresh?: number; nowMs: number },
): Promise<void> {
  await trx('restore_findings')
    .where({ report_id, request_id })
    .update({
      outcome: found.outcome,
      row_count: found.rows ?? 0,
      kept_count: found.kept ?? 0,
      fresh_count: found.fresh ?? 0,
      settled_at: UNDECIDED.includes(found.outcome) ? null : new Date(found.nowMs),
    });
}

/** What came of a restore, in counts. */
export interface RestoreCounts {
  persons: number;
  erased: number;
  corrected: number;
  rows: number;
  kept: number;
  fresh: number;
  held: number;
  left: number;
  undecided: number;
}

/** Counts what came of restores, by report. */
export async function restoreCounts(db: Db | Trx, reports: string[]): Promise<Map<string, RestoreCounts>> {
  const { rows } = await db.raw<{ rows: (RestoreCounts & { report_id: string })[] }>(
    `SELECT report_id, CAST(count(*) AS int) AS persons,
       CAST(count(*) FILTER (WHERE outcome = 'erased') AS int) AS erased,
       CAST(count(*) FILTER (WHERE outcome = 'corrected') AS int) AS corrected,
       CAST(coalesce(sum(row_count), 0) AS int) AS rows,
       CAST(coalesce(sum(kept_count), 0) AS int) AS kept,
       CAST(coalesce(sum(fresh_count), 0) AS int) AS fresh,
       CAST(count(*) FILTER (WHERE outcome = 'held') AS int) AS held,
       CAST(count(*) FILTER (WHERE outcome = 'left') AS int) AS left,
       CAST(count(*) FILTER (WHERE outcome IN ('held', 'differs', 'several-persons', 'uncertain-match')) AS int) AS undecided
       FROM restore_findings WHERE report_id = ANY(?) GROUP BY report_id`,
    [reports],
  );
  return new Map(rows.map(({ report_id, ...counts }) => [report_id, counts]));
}

const NONE: RestoreCounts = {
  persons: 0,
  erased: 0,
  corrected: 0,
  rows: 0,
  kept: 0,
  fresh: 0,
  held: 0,
  left: 0,
  undecided: 0,
};

/**
 * Every person found was looked at: the restore is clean, or waits for a decider. The system is free for the next one;
 * what was found is forgotten with the restore's key once nothing is left to judge.
 *
 * @returns the state, and the archives whose restores wait for this system
 * @throws LeaseLost
 */
export async function endRestore(
  db: Db,
  vault: Vault,
  restore: Restore,
  nowMs: number,
): Promise<{ state: 'clean' | 'undecided'; waiting: string[] }> {
  return db.transaction(async (trx) => {
    await assertRestore(trx, restore);
    const counts = (await restoreCounts(trx, [restore.id])).get(restore.id) ?? NONE;
    const state = counts.undecided === 0 ? 'clean' : 'undecided';
    await trx('archive_reports')
      .where({ id: restore.id })
      .update({
        state,
        lease: null,
        failing_since: null,
        last_failure: null,
        settled_at: state === 'clean' ? new Date(nowMs) : null,
      });
    if (state === 'clean') {
      await trx('restore_seeds').where({ report_id: restore.id }).delete();
      await vault.shred(trx, restore.id, 'duty', nowMs);
    }
    await append(trx, {
      chain: archiveDuty(restore.archive),
      kind: `restore-${state}`,
      atMs: nowMs,
      body: { report: restore.id, system: restore.system, pass: restore.pass, ...counts },
      effectKey: `${restore.id}/end/${restore.pass}`,
    });
    const waiting = await trx('archive_reports')
      .where({ system: restore.system, state: 'waiting' })
      .distinct('archive')
      .orderBy('archive')
      .pluck<string[]>('archive');
    return { state, waiting };
  });
}

/** Notes that attempts at a restore fail, for the page and the watchdog. Does nothing where the lease is lost. */
export async function restoreFailed(db: Db, { id, lease }: Restore, nowMs: number, code: FailureCode): Promise<void> {
  await db('archive_reports')
    .where({ id, lease })
    .update({ failing_since: db.raw('coalesce(failing_since, ?)', [new Date(nowMs)]), last_failure: code });
}

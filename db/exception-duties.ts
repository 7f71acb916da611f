import { randomUUID } from 'node:crypto';
import type { RowKey } from '../connectors/connector';
import type { LocalDate } from '../rules/calendar';
import type { ExceptionCode } from '../rules/codes';
import { askedThrough, endedThrough } from '../rules/duties';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { append } from './ledger';
import { exceptionsOf, type PlanKeys, type ProposedException, rowId } from './plans';
import type { RequestRow } from './procedure';

/** What an exception keeps, until its end: a duty of its own, since it outlives the case (decisions.md D5). */
export interface ExceptionDuty {
  id: string;
  request_id: string;
  system: string;
  tbl: string;
  code: ExceptionCode;
  purpose: string;
  ends_on: LocalDate | null;
  round: number;
  state: 'standing' | 'ended';
  row_count: number;
  keys_entry: string;
  asked_at: Date | null;
  settled_at: Date | null;
}

/** Kind of the vault entry with a duty's row keys. */
const KEYS_KIND = 'kept-rows';

/**
 * Writes a duty for every exception that was decided in this round, with its row keys sealed under a key of the duty's
 * own: the case key ends long before a tax year does. A later round that keeps the same adds its rows; an end that a
 * decider moved stays.
 */
export async function writeExceptionDuties(
  trx: Trx,
  vault: Vault,
  row: Pick<RequestRow, 'id' | 'round'>,
  keysEntry: string,
  atMs: number,
): Promise<void> {
  const kept = (await exceptionsOf(trx, row.id, row.round)).filter(({ state }) => state === 'kept');
  if (kept.length === 0) return;
  const { proposals } = await vault.open<PlanKeys & { proposals: ProposedException[] }>(trx, keysEntry);
  for (const { system, tbl, code, purpose, ends_on } of kept) {
    const rows = proposals
      .filter((each) => each.system === system && each.table === tbl && each.code === code)
      .flatMap((each) => each.rows);
    const earlier = await trx<ExceptionDuty>('exception_duties')
      .where({ request_id: row.id, system, tbl, code })
      .forUpdate()
      .first();
    // what has ended is kept again only by this new decision, and under a new key
    const standing = earlier?.state === 'standing' ? earlier : undefined;
    const known = standing ? await keptRows(trx, vault, standing) : [];
    const all = [...new Map([...known, ...rows].map((each) => [rowId(each), each])).values()];
    const id = standing?.id ?? randomUUID();
    if (!standing) await vault.createKeys(trx, id, ['duty'], atMs);
    await trx('exception_duties')
      .insert({
        id,
        request_id: row.id,
        system,
        tbl,
        code,
        purpose,
        ends_on: standing ? laterOf(standing.ends_on, ends_on) : ends_on,
        round: standing?.round ?? 1,
        state: 'standing',
        row_count: all.length,
        keys_entry: await vault.seal(trx, { owner: id, class: 'duty', kind: KEYS_KIND, value: all, atMs }),
        made_at: new Date(atMs),
        asked_at: standing?.asked_at ?? null,
        settled_at: null,
      })
      .onConflict(['request_id', 'system', 'tbl', 'code'])
      .merge();
    await append(trx, {
      chain: row.id,
      kind: 'exception-kept',
      atMs,
      body: { duty: id, system, code, rows: all.length, until: ends_on },
      effectKey: `${row.id}/keep/${id}/${row.round}`,
    });
  }
}

/** No end is later than any. */
function laterOf(a: LocalDate | null, b: LocalDate | null): LocalDate | null {
  return a === null || b === null ? null : a > b ? a : b;
}

/** The rows that a duty keeps. */
export async function keptRows(db: Db | Trx, vault: Vault, duty: Pick<ExceptionDuty, 'keys_entry'>): Promise<RowKey[]> {
  return vault.open<RowKey[]>(db, duty.keys_entry);
}

/** A request's duties in a system that stand, with the rows that they keep. */
export async function standingExceptions(db: Db | Trx, requestId: string, system: string): Promise<ExceptionDuty[]> {
  return db<ExceptionDuty>('exception_duties')
    .where({ request_id: requestId, system, state: 'standing' })
    .orderBy('id');
}

/** SQL condition on `exception_duties d`: its end has come. */
const ENDS = `d.state = 'standing' AND d.ends_on <= CAST(:ended AS date)`;
/** A decider is to be asked, and has not been. */
const TO_ASK = `d.state = 'standing' AND d.asked_at IS NULL AND d.ends_on <= CAST(:askThrough AS date)`;

/** Whether an exception ends, or is to be asked about. */
export async function exceptionsDue(trx: Trx, today: LocalDate): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: [{ due: boolean }] }>(
    `SELECT EXISTS (SELECT FROM exception_duties d
       WHERE ${ENDS} OR (${TO_ASK})) AS due`,
    { ended: endedThrough(today), askThrough: askedThrough(today) },
  );
  return rows[0].due;
}

/** Exceptions of which a decider is to be asked, nearest end first. */
export async function exceptionsToAsk(db: Db, today: LocalDate, page: number): Promise<ExceptionDuty[]> {
  const { rows } = await db.raw<{ rows: ExceptionDuty[] }>(
    `SELECT d.* FROM exception_duties d WHERE ${TO_ASK} ORDER BY d.ends_on, d.id LIMIT :page`,
    { askThrough: askedThrough(today), page },
  );
  return rows;
}

/** Exceptions whose data go today, after a cursor, in order of ID. */
export async function endedExceptions(
  db: Db,
  { today, after, page }: { today: LocalDate; after: string; page: number },
): Promise<ExceptionDuty[]> {
  const { rows } = await db.raw<{ rows: ExceptionDuty[] }>(
    `SELECT d.* FROM exception_duties d
      WHERE ${ENDS} AND d.id > :after ORDER BY d.id LIMIT :page`,
    { ended: endedThrough(today), after, page },
  );
  return rows;
}

/** Locks a duty within the lock of its request; undefined where it no longer stands as it was read. */
export async function lockException(
  trx: Trx,
  { id, round }: Pick<ExceptionDuty, 'id' | 'round'>,
): Promise<ExceptionDuty | undefined> {
  return trx<ExceptionDuty>('exception_duties').where({ id, round, state: 'standing' }).forUpdate().first();
}

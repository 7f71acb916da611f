import { PARKED_CODES, type ParkedCode } from '../rules/codes';
import type { Db } from './connect';
import { append } from './ledger';
import type { RequestRow } from './procedure';
import { type Finding, WATCHED_AT_ONCE } from './watch';

/**
 * Parks each request that should have moved and did not, with the reason, until it moves: it stands in the list and on
 * its page, where a person may start its run anew (decisions.md E4). Both are in the ledger.
 *
 * @param findings everything that the watchdog found at this look
 */
export async function settleParked(db: Db, findings: readonly Finding[], nowMs: number): Promise<void> {
  const stuck = new Map<string, ParkedCode>();
  for (const { kind, requestId } of findings) {
    const code = PARKED_CODES.find((each) => each === kind);
    if (code && !stuck.has(requestId)) stuck.set(requestId, code);
  }
  const parked = await db<RequestRow>('requests').whereNotNull('parked_code').pluck('id');
  for (const [id, code] of stuck) if (!parked.includes(id)) await mark(db, id, code, nowMs);
  // where not everything stuck was read, nothing is known of the others
  if (findings.length >= WATCHED_AT_ONCE) return;
  for (const id of parked) if (!stuck.has(id)) await mark(db, id, null, nowMs);
}

/** Parks a request, or says that it moves again; nothing where it is so already. */
async function mark(db: Db, id: string, code: ParkedCode | null, nowMs: number): Promise<void> {
  await db.transaction(async (trx) => {
    const changed = await trx<RequestRow>('requests')
      .where({ id })
      .whereRaw('(parked_code IS NULL) <> ?', [code === null])
      .update({ parked_code: code });
    if (changed === 0) return;
    await append(trx, { chain: id, kind: code ? 'parked' : 'unparked', atMs: nowMs, body: code ? { code } : {} });
  });
}

/** Records that a member of staff has a request's run started anew; for the while it is not parked. */
export async function recordRestart(db: Db, row: RequestRow, by: string, nowMs: number): Promise<void> {
  await db.transaction(async (trx) => {
    await trx<RequestRow>('requests').where({ id: row.id }).update({ parked_code: null });
    await append(trx, {
      chain: row.id,
      kind: 'run-restarted',
      atMs: nowMs,
      body: { staff: by, ...(row.parked_code ? { code: row.parked_code } : {}) },
    });
  });
}

import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { effectKey } from './effects';
import { anyHold, heldQueues, holdOverRecipient, holdsOn, lockHolds } from './holds';
import { append } from './ledger';
import { FIRST_STEP } from './notice-queue';
import type { NoticeRow } from './notices';
import type { PlanKeys } from './plans';
import { lockRequest, type RequestRow } from './procedure';

/**
 * Takes the notices of held data back before they go, planned and queued ones alike: they are planned anew once the
 * hold is released (decisions.md D4). What has begun to be sent is not touched.
 */
export async function keepBackHeld(db: Db, vault: Vault, requestId: string, nowMs: number): Promise<void> {
  if (!(await anyHold(db))) return;
  await db.transaction(async (trx) => {
    const row = await lockRequest(trx, requestId);
    await lockHolds(trx, 'shared');
    const unsent = await trx<NoticeRow>('notices')
      .where({ request_id: row.id })
      .whereIn('state', ['planned', 'queued'])
      .whereNotExists(
        trx('notice_queue').whereRaw('notice_id = notices.id AND batch_id IS NOT NULL').select(trx.raw('1')),
      )
      .orderBy('recipient');
    await takeBackHeld(trx, vault, row, unsent, nowMs);
  });
}

/**
 * The same for whatever waits in a recipient's queue, or to be fetched by it: a hold may have been placed since it was
 * queued.
 */
export async function keepBackQueued(db: Db, vault: Vault, recipient: string, nowMs: number): Promise<void> {
  if (!(await anyHold(db))) return;
  for (const requestId of await heldQueues(db, recipient)) await keepBackHeld(db, vault, requestId, nowMs);
}

/**
 * Takes back those of a request's notices that a hold keeps and that have not begun to be sent. The caller has the
 * request's lock, and that of the holds.
 *
 * @returns their IDs
 */
export async function takeBackHeld(
  trx: Trx,
  vault: Vault,
  row: RequestRow,
  notices: NoticeRow[],
  nowMs: number,
): Promise<string[]> {
  const holds = notices.length === 0 ? [] : await holdsOn(trx, row);
  if (holds.length === 0) return [];
  const opened = new Map<string, PlanKeys>();
  const taken: string[] = [];
  for (const notice of notices) {
    const { id, recipient, round, content_entry: entry } = notice;
    const keys = opened.get(entry) ?? (await vault.open<PlanKeys>(trx, entry));
    opened.set(entry, keys);
    const hold = holdOverRecipient(
      holds,
      keys.recipients.find((each) => each.recipient === recipient)?.categories ?? [],
    );
    const key = effectKey({ requestId: row.id, step: FIRST_STEP, target: recipient, round });
    // one that the recipient declined did nothing: it may be taken back like one that was never tried
    const begun = await trx('effects').where({ key }).whereNot({ state: 'declined' }).first('key');
    if (!hold || begun) continue;
    await trx('notice_queue').where({ notice_id: id }).delete();
    await trx('notices').where({ id }).delete();
    await noteHeld(trx, row, hold.id, nowMs);
    await append(trx, {
      chain: row.id,
      kind: 'notice-held',
      atMs: nowMs,
      body: { notice: id, recipient, hold: hold.id },
    });
    taken.push(id);
  }
  return taken;
}

/** Remembers by which holds notices were kept back in this round: their release plans them anew. */
async function noteHeld(trx: Trx, row: RequestRow, hold: string, nowMs: number): Promise<void> {
  await trx.raw(
    `INSERT INTO milestones (request_id, round, name, at, detail) VALUES (:id, :round, 'notices-held', :at, :detail)
     ON CONFLICT (request_id, round, name) DO UPDATE SET detail = jsonb_build_object('holds',
       (SELECT jsonb_agg(DISTINCT each) FROM jsonb_array_elements(
          coalesce(milestones.detail -> 'holds', '[]') || (excluded.detail -> 'holds')) AS each))`,
    { id: row.id, round: row.round, at: new Date(nowMs), detail: JSON.stringify({ holds: [hold] }) },
  );
}

import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { effectKey } from './effects';
import { anyHold, heldQueues, holdOverRecipient, type HoldRow, holdsOn, lockHolds } from './holds';
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
 * Those of a request's notices of which a hold lets nothing more be said, with the hold. A first message that has begun
 * to be sent goes on, and the decider sees it among what had begun (decisions.md D4); a reminder of it does not. The
 * caller has the lock of the holds.
 */
export async function stoppedByHold(
  trx: Trx,
  vault: Vault,
  row: Pick<RequestRow, 'id' | 'right'>,
  notices: NoticeRow[],
  step: string,
): Promise<Map<string, HoldRow>> {
  const stopped = new Map<string, HoldRow>();
  const holds = notices.length > 0 && (await anyHold(trx)) ? await holdsOn(trx, row) : [];
  if (holds.length === 0) return stopped;
  const opened = new Map<string, PlanKeys>();
  for (const { id, recipient, round, content_entry: entry } of notices) {
    const keys = opened.get(entry) ?? (await vault.open<PlanKeys>(trx, entry));
    opened.set(entry, keys);
    const categories = keys.recipients.find((each) => each.recipient === recipient)?.categories ?? [];
    const hold = holdOverRecipient(holds, categories);
    const key = effectKey({ requestId: row.id, step: FIRST_STEP, target: recipient, round });
    // one that the recipient declined did nothing: it may be taken back like one that was never tried
    const begun =
      step === FIRST_STEP && (await trx('effects').where({ key }).whereNot({ state: 'declined' }).first('key'));
    if (hold && !begun) stopped.set(id, hold);
  }
  return stopped;
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
  const stopped = await stoppedByHold(trx, vault, row, notices, FIRST_STEP);
  for (const { id, recipient } of notices) {
    const hold = stopped.get(id);
    if (!hold) continue;
    await trx('notice_queue').where({ notice_id: id }).delete();
    await trx('notices').where({ id }).delete();
    await noteHeld(trx, row, hold.id, nowMs);
    await append(trx, {
      chain: row.id,
      kind: 'notice-held',
      atMs: nowMs,
      body: { notice: id, recipient, hold: hold.id },
    });
  }
  return [...stopped.keys()];
}

/** Takes the reminders of held data out of their queue; as {@link takeBackHeld}. */
export async function dropHeldReminders(
  trx: Trx,
  vault: Vault,
  row: RequestRow,
  reminders: (NoticeRow & { step: string })[],
): Promise<string[]> {
  const stopped = await stoppedByHold(trx, vault, row, reminders, 'reminder');
  for (const { id, step } of reminders)
    if (stopped.has(id)) await trx('notice_queue').where({ notice_id: id, step }).delete();
  return [...stopped.keys()];
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

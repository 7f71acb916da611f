import { randomUUID } from 'node:crypto';
import type { QueueTerms } from '../datamap/queues';
import { addDays, atHourMs, DAY_MS, receiptDay } from '../rules/calendar';
import { ACTING_HOUR, QUEUE_ALARM_DAYS, REMINDER_WITHIN_DAYS } from '../rules/schedule';
import type { Db, Trx } from './connect';
import { append } from './ledger';
import type { NoticeRow } from './notices';
import { firstDueDay, lockRequest, type RequestRow } from './procedure';
import { openTask } from './tasks';

/** A notice in its place in a message. */
export type QueuedNotice = NoticeRow & { step: string; tries: number };

/** A message to a recipient: several notices under one key. */
export interface BatchRow {
  id: string;
  recipient: string;
  seq: number;
  idempotency_key: string;
  formed_at: Date;
  attempted_at: Date;
  done_at: Date | null;
  digest: Buffer | null;
  sealed: Buffer | null;
  key_id: string | null;
}

/** The step of a notice's first message. */
export const FIRST_STEP = 'notice';

/**
 * Puts messages about notices into their recipients' queues: a first one, from which on the notice is `queued`, or a
 * reminder. Once for each notice and step.
 *
 * @returns recipients whose workflow may wait to be woken
 */
export async function queueNotices(
  trx: Trx,
  row: RequestRow,
  { notices, step = FIRST_STEP, atMs }: { notices: NoticeRow[]; step?: string; atMs: number },
): Promise<string[]> {
  if (notices.length === 0) return [];
  const busy = new Set(
    await trx('notice_queue')
      .whereIn(
        'recipient',
        notices.map(({ recipient }) => recipient),
      )
      .whereNull('left_at')
      .distinct()
      .pluck<string[]>('recipient'),
  );
  const dueOn =
    step === FIRST_STEP
      ? (row.due_on ?? row.extended_on ?? (await firstDueDay(trx, row)))
      : addDays(receiptDay(atMs), REMINDER_WITHIN_DAYS);
  await trx('notice_queue')
    .insert(
      notices.map(({ id, recipient, mandatory }) => ({
        notice_id: id,
        step,
        recipient,
        mandatory,
        due_on: dueOn,
        queued_at: new Date(atMs),
      })),
    )
    .onConflict(['notice_id', 'step'])
    .ignore();
  if (step === FIRST_STEP) {
    const ids = notices.map(({ id }) => id);
    await trx('notices').whereIn('id', ids).where({ state: 'planned' }).update({ state: 'queued' });
    for (const { id, recipient, round } of notices)
      await append(trx, {
        chain: row.id,
        kind: 'notice-queued',
        atMs,
        body: { notice: id, recipient, leaveBy: dueOn },
        effectKey: `${row.id}/notice-queued/${recipient}/${round}`,
      });
  }
  // first notices that wait to be fetched keep no workflow busy
  return [...new Set(notices.map(({ recipient }) => recipient))].filter((r) => step !== FIRST_STEP || !busy.has(r));
}

/**
 * Takes messages about notices that have nothing left to say out of the queue, but for one that is on its way.
 * @param step only this one; else every message about them
 */
export async function leaveQueue(trx: Trx, noticeIds: string[], atMs: number, step?: string): Promise<void> {
  await trx('notice_queue')
    .whereIn('notice_id', noticeIds)
    .where(step === undefined ? {} : { step })
    .whereNull('left_at')
    .whereNull('batch_id')
    .update({ left_at: new Date(atMs) });
}

/** When a recipient's next message may leave, and its number; null where its queue is empty. */
export interface NextMessage {
  seq: number;
  /** UTC milliseconds. */
  atMs: number;
  /** True where only the rate decides: nothing that comes meanwhile can leave earlier. */
  firm: boolean;
  /** True where it was tried before and its end is not known. */
  onItsWay: boolean;
}

/** Looks for a recipient's next message. Changes nothing. */
export async function nextMessage(db: Db | Trx, terms: QueueTerms, nowMs: number): Promise<NextMessage | null> {
  const last = await db<BatchRow>('notice_batches')
    .where({ recipient: terms.recipient })
    .orderBy('seq', 'desc')
    .first();
  const earliest = last ? afterMs(terms, last.attempted_at.getTime()) : 0;
  if (last && last.done_at === null) {
    // it may have left already and its answer been lost: that is found out at once, a day's mail or not
    const atMs = terms.spacing === 'daily' ? nowMs : Math.max(earliest, nowMs);
    return { seq: last.seq, atMs, firm: true, onItsWay: true };
  }
  const waiting = await waitingOf(db, terms)
    .select<{ ready: Date | null }[]>(db.raw(`min(coalesce(retry_at, queued_at)) AS ready`))
    .first();
  if (!waiting?.ready) return null;
  const readyMs = waiting.ready.getTime();
  const atMs = Math.max(earliest, readyMs, nowMs);
  return { seq: (last?.seq ?? 0) + 1, atMs, firm: readyMs <= nowMs, onItsWay: false };
}

/** The first moment after one message at which the next may leave. */
function afterMs({ spacing }: QueueTerms, lastMs: number): number {
  return spacing === 'daily' ? atHourMs(addDays(receiptDay(lastMs), 1), ACTING_HOUR) : lastMs + spacing;
}

/** What waits to leave by message and is in none that is on its way. */
function waitingOf(db: Db | Trx, { recipient, sendsFirst }: QueueTerms) {
  const waiting = db('notice_queue').where({ recipient }).whereNull('left_at').whereNull('batch_id');
  return sendsFirst ? waiting : waiting.whereNot('step', FIRST_STEP);
}

/**
 * Takes up a message: as it was formed before, or formed now of what must leave first. Its number makes it one message,
 * whoever tries it and however often.
 *
 * @returns undefined where it has left, or nothing waits
 */
export async function takeBatch(
  trx: Trx,
  terms: QueueTerms,
  seq: number,
  nowMs: number,
): Promise<{ batch: BatchRow; items: QueuedNotice[] } | undefined> {
  const { recipient } = terms;
  const known = await trx<BatchRow>('notice_batches').where({ recipient, seq }).forUpdate().first();
  if (known?.done_at) return undefined;
  const batch = known ?? (await formBatch(trx, terms, seq, nowMs));
  if (!batch) return undefined;
  await trx('notice_batches')
    .where({ id: batch.id })
    .update({ attempted_at: new Date(nowMs) });
  const items = await trx('notice_queue')
    .join('notices', 'notices.id', 'notice_queue.notice_id')
    .where({ batch_id: batch.id })
    .orderBy('position')
    .select<QueuedNotice[]>('notices.*', 'notice_queue.step', 'notice_queue.tries');
  return { batch, items };
}

async function formBatch(trx: Trx, terms: QueueTerms, seq: number, nowMs: number): Promise<BatchRow | undefined> {
  const first = await waitingOf(trx, terms)
    .where((ready) => void ready.whereNull('retry_at').orWhere('retry_at', '<=', new Date(nowMs)))
    .orderBy(['due_on', 'queued_at', 'notice_id'])
    .limit(terms.batch)
    .forUpdate()
    .select<{ notice_id: string; step: string }[]>('notice_id', 'step');
  if (first.length === 0) return undefined;
  const at = new Date(nowMs);
  const [batch] = (await trx('notice_batches')
    .insert({
      id: randomUUID(),
      recipient: terms.recipient,
      seq,
      idempotency_key: randomUUID(),
      formed_at: at,
      attempted_at: at,
    })
    .returning('*')) as [BatchRow];
  await trx.raw(
    `UPDATE notice_queue SET batch_id = ?, position = t.position
       FROM unnest(?::uuid[], ?::text[]) WITH ORDINALITY AS t (notice_id, step, position)
      WHERE notice_queue.notice_id = t.notice_id AND notice_queue.step = t.step`,
    [batch.id, first.map(({ notice_id }) => notice_id), first.map(({ step }) => step)],
  );
  return batch;
}

/**
 * Holds a message to the bytes that were sent first under its key.
 * @returns false where these are others: under this key they may not be sent
 */
export async function sameBytes(trx: Trx, batch: BatchRow, digest: Buffer): Promise<boolean> {
  if (batch.digest) return batch.digest.equals(digest);
  await trx('notice_batches').where({ id: batch.id }).update({ digest });
  return true;
}

/** Keeps a mail as it was composed, until it has left. */
export async function sealMail(trx: Trx, batch: BatchRow, mail: { keyId: string; sealed: Buffer }): Promise<void> {
  await trx('notice_batches').where({ id: batch.id }).update({ sealed: mail.sealed, key_id: mail.keyId });
}

/** A notice's message left, and its evidence is written. */
export async function queuedLeft(trx: Trx, { id, step }: QueuedNotice, nowMs: number): Promise<void> {
  await trx('notice_queue')
    .where({ notice_id: id, step })
    .update({ left_at: new Date(nowMs) });
}

/** Nothing of a message is on its way any more. What did not leave with it waits for the next. */
export async function endBatch(trx: Trx, batch: BatchRow, nowMs: number): Promise<void> {
  await trx('notice_batches')
    .where({ id: batch.id })
    .update({ done_at: new Date(nowMs), sealed: null, key_id: null });
  const settled = trx('notices')
    .whereIn('state', ['attested', 'refused', 'overdue'])
    .whereRaw('notices.id = notice_queue.notice_id')
    .select(trx.raw('1'));
  await trx('notice_queue')
    .where({ batch_id: batch.id })
    .whereNull('left_at')
    .whereExists(settled)
    .update({ left_at: new Date(nowMs) });
  await trx('notice_queue')
    .where({ batch_id: batch.id })
    .whereNull('left_at')
    .update({ batch_id: null, position: null });
}

/** The recipient did not take this one: it waits for a later message, longer each time. */
export async function tryLater(
  trx: Trx,
  { id, step, tries }: QueuedNotice,
  { nowMs, longestMs }: { nowMs: number; longestMs: number },
): Promise<void> {
  const waitMs = Math.min(60_000 * 2 ** Math.min(tries, 20), longestMs);
  await trx('notice_queue')
    .where({ notice_id: id, step })
    .update({ tries: tries + 1, retry_at: new Date(nowMs + waitMs) });
}

/** A mandatory notice that waits and may leave after its request's strict day. */
export interface LateNotice {
  requestId: string;
  reference: string;
  recipient: string;
  dueOn: string;
  queuedMs: number;
}

/** Later than any strict day, milliseconds. */
const NEVER_MS = 3_650 * DAY_MS;
/** How long a message may be on its way before it counts as waiting, milliseconds. */
const GRACE_MS = 15 * 60_000;

/**
 * Mandatory first notices that the queue will not let leave in time: by their place in it and the recipient's rate, or
 * because little time is left and they still wait (SP-05). Nearest first.
 *
 * @param terms `gone` for a recipient that is not in the data map any more: nothing will leave
 */
export async function lateNotices(
  db: Db | Trx,
  terms: QueueTerms | { recipient: string; gone: true },
  { nowMs, limit }: { nowMs: number; limit: number },
): Promise<LateNotice[]> {
  const { batch, sendsFirst, spacing }: QueueTerms =
    'gone' in terms ? { ...terms, batch: 1, sendsFirst: true, spacing: 0 } : terms;
  const next = 'gone' in terms ? { atMs: nowMs + NEVER_MS } : sendsFirst ? await nextMessage(db, terms, nowMs) : null;
  const { rows } = await db.raw<{ rows: LateRow[] }>(
    `WITH waiting AS (
       SELECT *, (row_number() OVER (ORDER BY due_on, queued_at, notice_id) - 1) / :batch AS messages_before
         FROM notice_queue WHERE recipient = :recipient AND left_at IS NULL AND (:sendsFirst OR step = '${FIRST_STEP}')
     ), leaving AS (
       SELECT *, CAST(:from AS timestamptz) + messages_before * :spacing * interval '1 millisecond' AS leaves_at
         FROM waiting
     )
     SELECT requests.id, requests.reference, leaving.recipient, leaving.due_on, leaving.queued_at
       FROM leaving JOIN notices ON notices.id = notice_id JOIN requests ON requests.id = notices.request_id
      WHERE leaving.mandatory AND step = '${FIRST_STEP}' AND (
            (leaving.due_on <= :alarmDay AND queued_at <= :graceBefore)
         OR (leaving.due_on < CAST(leaves_at AT TIME ZONE 'America/Los_Angeles' AS date) AND leaves_at > :graceAfter))
      ORDER BY leaving.due_on, leaving.queued_at, notice_id LIMIT :limit`,
    {
      recipient: terms.recipient,
      batch,
      sendsFirst,
      graceBefore: new Date(nowMs - GRACE_MS),
      graceAfter: new Date(nowMs + GRACE_MS),
      alarmDay: addDays(receiptDay(nowMs), QUEUE_ALARM_DAYS),
      from: new Date(next?.atMs ?? nowMs),
      spacing: spacing === 'daily' ? DAY_MS : spacing,
      limit,
    },
  );
  return rows.map((row) => ({
    requestId: row.id,
    reference: row.reference,
    recipient: row.recipient,
    dueOn: row.due_on,
    queuedMs: row.queued_at.getTime(),
  }));
}

interface LateRow {
  id: string;
  reference: string;
  recipient: string;
  due_on: string;
  queued_at: Date;
}

/** Most tasks opened in one look, so that it stays short; the next look opens more. */
const TASKS_AT_ONCE = 20;

/** Opens a task on every request whose notice may leave too late; once for each. */
export async function openLateTasks(trx: Trx, terms: QueueTerms, nowMs: number): Promise<void> {
  const late = await lateNotices(trx, terms, { nowMs, limit: 1_000 });
  if (late.length === 0) return;
  const told = new Set(
    await trx('tasks')
      .whereIn(
        'request_id',
        late.map(({ requestId }) => requestId),
      )
      .where({ kind: 'notice-late', target: terms.recipient })
      .pluck<string[]>('request_id'),
  );
  const untold = late.map(({ requestId }) => requestId).filter((id) => !told.has(id));
  for (const requestId of untold.slice(0, TASKS_AT_ONCE).sort())
    await openTask(trx, await lockRequest(trx, requestId), {
      kind: 'notice-late',
      target: terms.recipient,
      role: 'intake',
      atMs: nowMs,
      level: 3,
    });
}

/** Recipients for whom something waits or is on its way. */
export async function queuedRecipients(db: Db | Trx): Promise<string[]> {
  return db('notice_queue').whereNull('left_at').distinct().orderBy('recipient').pluck<string[]>('recipient');
}

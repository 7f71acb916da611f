import { randomBytes, randomUUID } from 'node:crypto';
import { DAY_MS } from '../rules/calendar';
import type { Basis, Category, Instruction, NoticeState, RecipientRole } from '../rules/codes';
import type { Identifier } from '../connectors/connector';
import { append } from './ledger';
import type { Db, Trx } from './connect';
import { leaveQueue } from './notice-queue';
import { hasReached, type ProcedureSettings, reachMilestone, type RequestRow, updateRequest } from './procedure';
import { openTask } from './tasks';

/** What a plan knows of one recipient; sealed with the plan's keys. */
export interface PlannedRecipient {
  recipient: string;
  role: RecipientRole;
  instruction: Instruction;
  /** Rule on which the instruction rests (SP-05), or NOTICE-DELETE. */
  rule: string;
  mandatory: boolean;
  /** Only identifiers that this recipient received (decisions.md I1). */
  identifiers: Identifier[];
  categories: Category[];
  bases: Basis[];
  /** What to correct, of what this recipient received; null: to be deleted (COR-03). */
  corrections?: { field: string; value: string | null }[];
}

/** A notice's row. */
export interface NoticeRow {
  id: string;
  request_id: string;
  round: number;
  recipient: string;
  instruction: Instruction;
  role: RecipientRole;
  rule: string;
  mandatory: boolean;
  reference: string;
  idempotency_key: string;
  content_entry: string;
  state: NoticeState;
  sent_at: Date | null;
  received_at: Date | null;
  settled_at: Date | null;
}

/** Writes the notices of a round as planned: random references and keys for each recipient (decisions.md I1). */
export async function planNotices(
  trx: Trx,
  row: RequestRow,
  recipients: Omit<PlannedRecipient, 'identifiers' | 'categories' | 'bases'>[],
  contentEntry: string,
): Promise<void> {
  if (recipients.length === 0) return;
  await trx('notices')
    .insert(
      recipients.map(({ recipient, role, instruction, rule, mandatory }) => ({
        id: randomUUID(),
        request_id: row.id,
        round: row.round,
        recipient,
        instruction,
        role,
        rule,
        mandatory,
        reference: `N-${randomBytes(9).toString('base64url')}`,
        idempotency_key: randomUUID(),
        content_entry: contentEntry,
        state: 'planned',
      })),
    )
    .onConflict(['request_id', 'round', 'recipient', 'instruction'])
    .ignore();
}

/** Notices that have not left yet, in a stable order. */
export async function unsentNotices(db: Db | Trx, requestId: string, round: number): Promise<NoticeRow[]> {
  return db('notices').where({ request_id: requestId, round, state: 'planned' }).orderBy('recipient');
}

/** Notices that left, or wait to be fetched, and have no answer yet, in a stable order. */
export async function silentNotices(db: Db | Trx, requestId: string): Promise<NoticeRow[]> {
  return db('notices')
    .where({ request_id: requestId, mandatory: true })
    .whereIn('state', ['queued', 'sent', 'received'])
    .orderBy('recipient');
}

/** How often the recipients of a round were reminded. */
export async function remindersDone(db: Db | Trx, row: RequestRow): Promise<number> {
  const reached = await db('milestones')
    .where({ request_id: row.id, round: row.round })
    .andWhereLike('name', 'recipients-reminded-%')
    .count<{ n: number }[]>({ n: '*' });
  return reached[0]?.n ?? 0;
}

/**
 * Records that a notice left, and what was said to it at once. An answer that came by another way meanwhile stands:
 * sent again, a notice never goes back from attested, refused or received.
 */
export async function noticeSent(
  trx: Trx,
  notice: NoticeRow,
  said: { state: 'sent' | 'received' | 'attested' | 'refused'; code: string | null },
  atMs: number,
): Promise<void> {
  const at = new Date(atMs);
  const settled = said.state === 'attested' || said.state === 'refused';
  const unsent = ['planned', 'queued'];
  await trx('notices')
    .where({ id: notice.id })
    .whereIn('state', said.state === 'sent' ? unsent : [...unsent, 'sent', 'received'])
    .update({
      state: said.state,
      sent_at: notice.sent_at ?? at,
      ...(said.state === 'sent' ? {} : { received_at: notice.received_at ?? at }),
      ...(settled ? { settled_at: at } : {}),
      answer_code: said.code,
    });
  if (settled) await leaveQueue(trx, [notice.id], atMs);
}

/** Notices that still need an answer. */
export const OPEN_STATES: NoticeState[] = ['planned', 'queued', 'sent', 'received'];

/** Records in the milestones when every mandatory notice is attested, refused, or escalated to its end. */
export async function recipientsSettled(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await trx('recipients_unheard').where({ request_id: row.id }).delete();
  if (row.phase !== 'following-through' || (await hasOpenNotice(trx, row.id))) return;
  await reachMilestone(trx, row, 'recipients-settled', atMs);
  await updateRequest(trx, row, { waits_for: 'recheck', assigned_role: null });
}

async function hasOpenNotice(trx: Trx, requestId: string): Promise<boolean> {
  const open = await trx('notices')
    .where({ request_id: requestId, mandatory: true })
    .whereIn('state', OPEN_STATES)
    .first('id');
  return open !== undefined;
}

/** Notes that an open request must hear of its recipients. The row stands until it has; the message may be lost. */
export async function tellRequest(trx: Trx, requestId: string, atMs: number): Promise<void> {
  await trx.raw(
    `INSERT INTO recipients_unheard (request_id, since)
     SELECT id, ? FROM requests WHERE id = ? AND closed_at IS NULL ON CONFLICT (request_id) DO NOTHING`,
    [new Date(atMs), requestId],
  );
}

/**
 * Notes that a request must hear of a message from its recipient's queue: its last mandatory notice is settled, one is
 * refused, or one left so late that its silence ends on another day than the others'.
 */
export async function tellOfQueued(
  trx: Trx,
  row: RequestRow,
  state: 'sent' | 'received' | 'attested' | 'refused',
  atMs: number,
): Promise<void> {
  const settles = state === 'attested' && row.phase === 'following-through' && !(await hasOpenNotice(trx, row.id));
  const late = await hasReached(trx, row.id, 'recipients-final');
  if (settles || state === 'refused' || late) await tellRequest(trx, row.id, atMs);
}

/** Requests that have not heard yet. */
export async function unheardRequests(db: Db): Promise<string[]> {
  return db('recipients_unheard')
    .whereIn('request_id', db('requests').whereNull('closed_at').select('id'))
    .orderBy('request_id')
    .limit(1_000)
    .pluck<string[]>('request_id');
}

/** Those of a message's requests that have not heard yet. */
export async function unheardOfBatch(db: Db, recipient: string, seq: number): Promise<string[]> {
  return db('recipients_unheard')
    .whereIn(
      'request_id',
      db('notice_batches')
        .join('notice_queue', 'notice_queue.batch_id', 'notice_batches.id')
        .join('notices', 'notices.id', 'notice_queue.notice_id')
        .where({ 'notice_batches.recipient': recipient, seq })
        .select('notices.request_id'),
    )
    .orderBy('request_id')
    .pluck<string[]>('request_id');
}

/** A day of reminders: whoever has not answered is to be written to again. The effect follows in a mail. */
export async function remindRecipients(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  const silent = await trx('notices')
    .where({ request_id: row.id, mandatory: true })
    .whereIn('state', OPEN_STATES)
    .select<{ recipient: string }[]>('recipient');
  for (const { recipient } of silent)
    await openTask(trx, row, { kind: 'recipient-silent', target: recipient, role: 'intake', atMs });
}

/**
 * The last day of waiting: silence is recorded as overdue with its final escalation, which lets a request close;
 * it is never recorded as an attestation (decisions.md A1). A notice that never left keeps the request open (SP-05).
 */
export async function settleSilentRecipients(
  trx: Trx,
  row: RequestRow,
  atMs: number,
  { recipientFinalDays }: Pick<ProcedureSettings, 'recipientFinalDays'>,
): Promise<void> {
  const silent = await trx('notices')
    .where({ request_id: row.id, mandatory: true })
    .whereIn('state', ['sent', 'received'])
    // one that left late is silent no longer than this; a day less, since they leave within the hours before the answer
    .andWhere('sent_at', '<=', new Date(atMs - (recipientFinalDays - 1) * DAY_MS))
    .select<{ id: string; recipient: string }[]>('id', 'recipient');
  const ids = silent.map(({ id }) => id);
  await leaveQueue(trx, ids, atMs);
  for (const { id, recipient } of silent) {
    await trx('notices')
      .where({ id })
      .update({ state: 'overdue', escalated_at: new Date(atMs), settled_at: new Date(atMs) });
    await openTask(trx, row, { kind: 'recipient-silent', target: recipient, role: 'decider', atMs, level: 3 });
    await append(trx, {
      chain: row.id,
      kind: 'notice-overdue',
      atMs,
      body: { notice: id, recipient },
      effectKey: `${row.id}/notice-overdue/${recipient}/${row.round}`,
    });
  }
  await recipientsSettled(trx, row, atMs);
}

import type { Instruction, NoticeState } from '../rules/codes';
import type { Db, Trx } from './connect';
import { append } from './ledger';
import { FIRST_STEP, leaveQueue } from './notice-queue';
import { OPEN_STATES, tellRequest } from './notices';

/** What a recipient says about a notice. `received` settles nothing: received is not attested (design.md, Words). */
export const NOTICE_ANSWERS = ['received', 'attested', 'refused'] as const;
/** Answer of a recipient. */
export type NoticeAnswer = (typeof NOTICE_ANSWERS)[number];

/** Why a recipient refuses; anything else is for the contract's contact to explain. */
export const NOTICE_REFUSALS = ['legal-obligation', 'not-found', 'not-ours', 'other'] as const;
/** Reason of a refusal. */
export type NoticeRefusal = (typeof NOTICE_REFUSALS)[number];

/** A notice as its recipient sees it: nothing of the request it belongs to (decisions.md I1). */
export interface RecipientItem {
  id: string;
  reference: string;
  instruction: Instruction;
  state: NoticeState;
  sentAt: Date | null;
  contentEntry: string;
}

/** Once attested or refused, a notice is settled; what is overdue may still be attested: late evidence is evidence. */
const ANSWERABLE: NoticeState[] = ['planned', 'queued', 'sent', 'received', 'overdue'];

/** Notices that wait for their recipient's answer, or for being fetched. */
const WAITING: NoticeState[] = ['queued', 'sent', 'received', 'overdue'];

/**
 * A page of the notices that wait for a recipient, those first whose request is due first.
 *
 * @param page.states which; every one that waits where absent
 * @param page.after reference of the last one of the page before
 */
export async function waitingItems(
  db: Db,
  recipient: string,
  { states = WAITING, after, limit }: { states?: readonly NoticeState[]; after?: string; limit: number },
): Promise<RecipientItem[]> {
  // nothing that was never queued is due before what was
  const place = `coalesce(q.due_on, date '9999-12-31'), n.id`;
  const items = db({ n: 'notices' })
    .leftJoin({ q: 'notice_queue' }, (join) => void join.on('q.notice_id', 'n.id').andOnVal('q.step', FIRST_STEP))
    .where('n.recipient', recipient)
    .whereIn('n.state', states);
  const page = items.clone().orderByRaw(place).limit(limit);
  if (after !== undefined) {
    const last = db({ n: 'notices' })
      .leftJoin({ q: 'notice_queue' }, (join) => void join.on('q.notice_id', 'n.id').andOnVal('q.step', FIRST_STEP))
      .where({ 'n.recipient': recipient, 'n.reference': after })
      .select(db.raw(place));
    void page.whereRaw(`(${place}) > (?)`, [last]);
  }
  const rows = await page.select<ItemRow[]>(
    'n.id',
    'n.reference',
    'n.instruction',
    'n.state',
    'n.sent_at',
    'n.content_entry',
  );
  return rows.map(toItem);
}

interface ItemRow {
  id: string;
  reference: string;
  instruction: Instruction;
  state: NoticeState;
  sent_at: Date | null;
  content_entry: string;
}

const toItem = (row: ItemRow): RecipientItem => ({
  id: row.id,
  reference: row.reference,
  instruction: row.instruction,
  state: row.state,
  sentAt: row.sent_at,
  contentEntry: row.content_entry,
});

/** Notices of a recipient that it may know of, open ones first. Never another recipient's. */
export async function itemsOf(db: Db | Trx, recipient: string): Promise<RecipientItem[]> {
  const rows = await db('notices')
    .where({ recipient })
    .whereNot('state', 'planned')
    .orderByRaw(`state IN ('attested', 'refused'), sent_at, id`)
    .limit(200)
    .select<ItemRow[]>('id', 'reference', 'instruction', 'state', 'sent_at', 'content_entry');
  return rows.map(toItem);
}

/** How many notices of a recipient wait for its answer: all that its link shows before the code (decisions.md I2). */
export async function openItemCount(db: Db | Trx, recipient: string): Promise<number> {
  const rows = await db('notices')
    .where({ recipient })
    .whereIn('state', WAITING)
    .count<{ count: number }[]>({ count: '*' });
  return rows[0]?.count ?? 0;
}

/** The recipient of a notice by the reference that only it knows; undefined where there is none. */
export async function recipientOfReference(db: Db | Trx, reference: string): Promise<string | undefined> {
  const row = await db('notices').where({ reference }).first<{ recipient: string } | undefined>('recipient');
  return row?.recipient;
}

/**
 * Writes a recipient's answer with its ledger entry: rows first, the request's message after (decisions.md I4).
 *
 * @returns undefined where this recipient has no such notice; `changed` false where it was settled before;
 *   `tell` where the request must hear: its last mandatory notice is settled, or one is refused
 */
export async function answerNotice(
  trx: Trx,
  input: {
    recipient: string;
    reference: string;
    answer: NoticeAnswer;
    code?: NoticeRefusal;
    /** How it came: on the page, signed by its system, or with its API key. */
    via: 'link' | 'webhook' | 'pull';
    nowMs: number;
  },
): Promise<{ requestId: string; changed: boolean; tell: boolean } | undefined> {
  const own = await trx('notices')
    .where({ reference: input.reference, recipient: input.recipient })
    .first<{ id: string; request_id: string } | undefined>('id', 'request_id');
  if (!own) return undefined;
  // all notices of the request, in one order: of two last answers at once, one must see that it is the last
  const notices = await trx('notices')
    .where({ request_id: own.request_id })
    .orderBy('id')
    .forUpdate()
    .select<{ id: string; request_id: string; round: number; state: NoticeState; mandatory: boolean }[]>(
      'id',
      'request_id',
      'round',
      'state',
      'mandatory',
    );
  const notice = notices.find(({ id }) => id === own.id)!;
  const at = new Date(input.nowMs);
  const settles = input.answer !== 'received';
  const answerable = settles ? ANSWERABLE.includes(notice.state) : ['queued', 'sent'].includes(notice.state);
  if (!answerable) return { requestId: notice.request_id, changed: false, tell: false };
  await trx('notices')
    .where({ id: notice.id })
    .update({
      state: input.answer,
      answer_code: input.code ?? null,
      sent_at: trx.raw('coalesce(sent_at, ?)', [at]),
      received_at: trx.raw('coalesce(received_at, ?)', [at]),
      ...(settles ? { settled_at: at } : {}),
    });
  await append(trx, {
    chain: notice.request_id,
    kind: `notice-${input.answer}`,
    atMs: input.nowMs,
    body: { notice: notice.id, recipient: input.recipient, via: input.via, code: input.code ?? null },
    effectKey: `${notice.request_id}/notice-${input.answer}/${input.recipient}/${notice.round}`,
  });
  // what waits to tell it of this notice has nothing left to say; one that it only received it may be reminded of
  await leaveQueue(trx, [notice.id], input.nowMs, settles ? undefined : FIRST_STEP);
  const waiting = notices.some(
    ({ id, mandatory, state }) => mandatory && id !== notice.id && OPEN_STATES.includes(state),
  );
  const tell = settles && (!waiting || input.answer === 'refused');
  if (tell) await tellRequest(trx, notice.request_id, input.nowMs);
  return { requestId: notice.request_id, changed: true, tell };
}

import { createHash } from 'node:crypto';
import type { Trx } from '../db/connect';
import { evidence, type Intent } from '../db/effects';
import { append } from '../db/ledger';
import { type NoticeRow, noticeSent } from '../db/notices';
import { NOTICE_REFUSALS, type NoticeRefusal } from '../db/notices-answer';
import type { RequestRow } from '../db/procedure';
import { openTask } from '../db/tasks';
import { attemptMs } from './moment';

/** How a notice left: by a mail it is sent; a webhook may say at once that it was received, or even done. */
export interface Sent {
  state: 'sent' | 'received' | 'attested' | 'refused';
  code?: string;
}

/** A notice that left. */
export interface SentNotice {
  notice: NoticeRow;
  intent: Intent;
  sent: Sent;
  reminder: boolean;
}

/**
 * Writes the evidence that a notice left, with what its recipient said at once; what it says later comes through its
 * own page, its callback or its pull. The caller holds the request's lock.
 */
export async function recordSent(
  trx: Trx,
  row: RequestRow,
  { notice, intent, sent, reminder }: SentNotice,
): Promise<void> {
  const nowMs = attemptMs();
  const code = refusalCode(sent);
  await evidence(trx, intent, nowMs, { state: sent.state });
  await noticeSent(trx, notice, { state: sent.state, code }, nowMs);
  if (sent.state === 'refused')
    await openTask(trx, row, {
      kind: 'recipient-refused',
      target: notice.recipient,
      role: 'decider',
      code,
      atMs: nowMs,
      level: 1,
    });
  await append(trx, {
    chain: row.id,
    kind: reminder ? 'recipient-reminded' : 'notice-sent',
    atMs: nowMs,
    body: {
      notice: notice.id,
      recipient: notice.recipient,
      rule: notice.rule,
      state: sent.state,
      ...(intent.uncertain ? { uncertain: true } : {}),
    },
    effectKey: intent.key,
  });
}

/** A recipient's own word for its refusal may be anybody's name: what is not of our vocabulary is "other". */
function refusalCode({ state, code }: Sent): NoticeRefusal | null {
  if (state !== 'refused') return null;
  return NOTICE_REFUSALS.find((known) => known === code) ?? 'other';
}

/**
 * Message-ID of a mail to a recipient: the same for the same key, however often it is sent.
 * @param baseUrl the business's own, whose host the ID carries
 */
export function messageIdOf(key: string, baseUrl: string): string {
  const id = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `<${id}@${new URL(baseUrl).hostname}>`;
}

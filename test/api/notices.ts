import { randomUUID } from 'node:crypto';
import type { NoticeState } from '../../rules/codes';
import { type Harness, makeRequest } from './harness';

/** A request with a notice to each recipient, and their references. */
export interface Noticed {
  id: string;
  reference: string;
  references: Record<string, string>;
}

/** What a recipient knows a person by in these tests. */
export const knownTo = (recipient: string): string => `known-to-${recipient}@example.com`;

/** Makes a request whose notices are `sent`, or as told; queued ones stand in their queue, due on a day. */
export async function noticesOf(
  api: Harness,
  recipients: string[],
  { state = 'sent', dueOn = '2027-01-07' }: { state?: NoticeState; dueOn?: string } = {},
): Promise<Noticed> {
  const request = await makeRequest(api);
  const { db } = api.database;
  const content = await db.transaction((trx) =>
    api.vault.seal(trx, {
      owner: request.id,
      class: 'case',
      kind: 'plan-keys',
      value: {
        systems: {},
        recipients: recipients.map((recipient) => ({
          recipient,
          identifiers: [{ type: 'email', value: knownTo(recipient) }],
        })),
      },
      atMs: api.now(),
    }),
  );
  const references: Record<string, string> = {};
  for (const recipient of recipients) {
    const id = randomUUID();
    references[recipient] = `N-${randomUUID().slice(0, 12)}`;
    await db('notices').insert({
      id,
      request_id: request.id,
      round: 1,
      recipient,
      instruction: 'delete',
      role: 'third-party',
      rule: 'DEL-04',
      mandatory: true,
      reference: references[recipient],
      idempotency_key: randomUUID(),
      content_entry: content,
      state,
      sent_at: state === 'queued' ? null : new Date(api.now()),
    });
    if (state === 'queued')
      await db('notice_queue').insert({
        notice_id: id,
        step: 'notice',
        recipient,
        mandatory: true,
        due_on: dueOn,
        queued_at: new Date(api.now()),
      });
  }
  return { ...request, references };
}

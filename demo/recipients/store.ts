import { createHash } from 'node:crypto';
import { z } from 'zod';
import { IDENTIFIER_TYPES } from '../../rules/codes';
import { openJournal } from '../journal';

/** A notice as a recipient takes it; what it does not know it leaves alone. */
export const noticeSchema = z.object({
  reference: z.string().min(1).max(200),
  instruction: z.string().min(1).max(40),
  identifiers: z
    .array(
      z.object({
        type: z.enum(IDENTIFIER_TYPES),
        value: z.string().min(1).max(320),
        hashed: z.literal('sha-256').optional(),
      }),
    )
    .max(1_000),
});
/** A notice as a recipient takes it. */
export type TakenNotice = z.infer<typeof noticeSchema>;

/** A notice that was carried out, once, however often it was sent. */
export interface Applied {
  recipient: string;
  key: string;
  /** SHA-256 of the bytes that came with the key. */
  digest: string;
  notice: TakenNotice;
  /** What the recipient did with it. */
  outcome: 'attested' | 'received' | 'refused';
  /** ISO 8601 in UTC. */
  at: string;
  /** How often it came, this time included. */
  sent: number;
}

/** What the recipients did, by idempotency key. */
export interface RecipientStore {
  /**
   * Carries a notice out, or finds that it was. `first`: now; `repeated`: the same key with the same bytes came before;
   * `key-reused`: the key came with other bytes, and nothing was done.
   */
  apply(notice: NewNotice): { how: 'first' | 'repeated' | 'key-reused'; applied: Applied };
  /** Oldest first; of one recipient where one is given. */
  list(recipient?: string): Applied[];
  /** True where the recipient was told to delete one of these and did not refuse. */
  erased(recipient: string, identifiers: readonly { type: string; value: string }[]): boolean;
}

/** What {@link RecipientStore.apply} takes. */
export interface NewNotice {
  recipient: string;
  key: string;
  body: Buffer;
  notice: TakenNotice;
  outcome: Applied['outcome'];
  at: string;
}

/** Opens the record of a folder; without a folder it is in memory only. */
export function createRecipientStore(folder?: string): RecipientStore {
  const journal = openJournal<Applied>(folder, 'recipients.jsonl');
  const byKey = new Map<string, Applied>();
  const placeOf = ({ recipient, key }: { recipient: string; key: string }) => `${recipient} ${key}`;
  // A repeat is a later line of the same key: the last one counts.
  for (const applied of journal.past) byKey.set(placeOf(applied), applied);
  const keep = (applied: Applied): Applied => {
    journal.add(applied);
    byKey.set(placeOf(applied), applied);
    return applied;
  };
  const list = (recipient?: string) =>
    [...byKey.values()].filter((applied) => recipient === undefined || applied.recipient === recipient);

  return {
    apply({ recipient, key, body, notice, outcome, at }) {
      const digest = sha256(body);
      const known = byKey.get(placeOf({ recipient, key }));
      if (!known) return { how: 'first', applied: keep({ recipient, key, digest, notice, outcome, at, sent: 1 }) };
      if (known.digest !== digest) return { how: 'key-reused', applied: known };
      return { how: 'repeated', applied: keep({ ...known, sent: known.sent + 1 }) };
    },
    list,
    erased: (recipient, identifiers) =>
      list(recipient).some(
        ({ notice, outcome }) =>
          outcome !== 'refused' &&
          notice.instruction === 'delete' &&
          notice.identifiers.some((told) =>
            identifiers.some(
              ({ type, value }) => told.type === type && told.value === (told.hashed ? sha256(value) : value),
            ),
          ),
      ),
  };
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

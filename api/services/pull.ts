import type { Identifier } from '../../connectors/connector';
import type { Recipient } from '../../datamap/data-map';
import type { ApiKey } from '../../db/api-keys';
import { keepBackQueued } from '../../db/held-notices';
import { countHit } from '../../db/limits';
import { type NoticeAnswer, type NoticeRefusal, waitingItems } from '../../db/notices-answer';
import type { NoticeState } from '../../rules/codes';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';
import type { Recipients } from './recipients';

/** Most notices on one page, and most answers in one call. */
export const PULL_PAGE = 200;
/** How many calls a recipient may make where the data map says nothing. */
const DEFAULT_RATE = { messages: 60, perMs: 60_000 };

/** A notice as the recipient's system fetches it. */
export interface PulledNotice {
  reference: string;
  instruction: string;
  state: NoticeState;
  identifiers: Identifier[];
  onward: true;
}

/** What a recipient's own system does with its API key: fetch, and answer (decisions.md I4). */
export interface Pull {
  /** A page of what waits, those first whose request is due first. Changes nothing: a notice is taken by saying so. */
  list(
    key: ApiKey,
    page: { state?: NoticeState; after?: string; limit?: number },
    nowMs: number,
  ): Promise<{ notices: PulledNotice[]; next: string | null }>;
  /** Each answer stands by itself: one for a notice that is not this recipient's is `unknown`, and the others count. */
  answer(
    key: ApiKey,
    answers: readonly { reference: string; state: NoticeAnswer; code?: NoticeRefusal | undefined }[],
    nowMs: number,
  ): Promise<{ reference: string; status: 'recorded' | 'settled-before' | 'unknown' }[]>;
}

/** Makes the service. @param recipients writes the answers */
export function createPull({ db, vault, dataMap }: ServiceDeps, recipients: Recipients): Pull {
  /** @throws Problem `not-found` where the data map has no such recipient any more, `too-many` beyond its rate */
  const caller = async (key: ApiKey, nowMs: number): Promise<Recipient> => {
    const recipient = dataMap.recipients.find(({ id }) => id === key.subject);
    if (!recipient) throw new Problem('not-found');
    const { messages, perMs } = recipient.rate ?? DEFAULT_RATE;
    const calls = await countHit(db, { bucket: `pull:${recipient.id}`, windowMs: perMs, nowMs });
    if (calls > messages) throw new Problem('too-many', undefined, [], Math.ceil((perMs - (nowMs % perMs)) / 1000));
    return recipient;
  };

  return {
    async list(key, { state, after, limit = PULL_PAGE }, nowMs) {
      const { id, batch } = await caller(key, nowMs);
      await keepBackQueued(db, vault, id, nowMs);
      const size = Math.min(limit, batch === 1 ? PULL_PAGE : batch);
      const items = await waitingItems(db, id, {
        limit: size,
        ...(state ? { states: [state] } : {}),
        ...(after ? { after } : {}),
      });
      const notices = await Promise.all(
        items.map(async ({ reference, instruction, state: now, contentEntry }) => ({
          reference,
          instruction,
          state: now,
          identifiers: await recipients.identifiersOf(id, contentEntry),
          onward: true as const,
        })),
      );
      return { notices, next: items.length === size ? items.at(-1)!.reference : null };
    },

    async answer(key, answers, nowMs) {
      const { id } = await caller(key, nowMs);
      const results = [];
      for (const { reference, state, code } of answers) {
        const done = await recipients.record({
          recipient: id,
          reference,
          answer: state,
          via: 'pull',
          nowMs,
          ...(code ? { code } : {}),
        });
        const status = done ? (done.changed ? 'recorded' : 'settled-before') : 'unknown';
        results.push({ reference, status } as const);
      }
      return results;
    },
  };
}

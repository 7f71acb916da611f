import type { Archive } from '../datamap/data-map';
import type { QueueTerms } from '../datamap/queues';
import type { Clock } from '../db/clock';
import type { Db } from '../db/connect';
import { archiveDuty, DAILY_DUTIES } from '../db/duty-ids';
import { archivesWithDuties } from '../db/duty-runs';
import { openReviews, releaseLapsed, unseenHolds } from '../db/holds';
import { nextMessage, queuedRecipients } from '../db/notice-queue';
import { unheardRequests } from '../db/notices';
import { neverStarted, openAfter, undeliveredDecisions, undeliveredDutyDecisions } from '../db/sweeping';
import type { Gateway } from '../workflows/gateway';

/** What one sweep found and did; counts only. */
export interface Sweep {
  started: number;
  restarted: number;
  delivered: number;
  /** Queues of recipients that were started or woken. */
  woken: number;
  /** Requests that were told of their recipients. */
  told: number;
  /** Workflows of duties beyond requests that did not run, and were started. */
  duties: number;
  /** Requests that were told of a hold. */
  held: number;
  /** Holds whose day of review has come. */
  reviews: number;
  /** Directions of law enforcement that have lapsed. */
  lapsed: number;
}

/** How long a message may be due before its queue is taken for one that was not woken, milliseconds. */
const QUEUE_GRACE_MS = 60_000;
/** Sorts before every request's ID. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Brings to Temporal what Postgres has and Temporal has not: requests that were never started because it was away,
 * runs that it lost, decisions that were recorded while nobody could hear them (decisions.md C1, E3), queues that
 * nobody woke, requests that did not hear that their recipients are settled (I4), and the workflows of duties that
 * outlive requests (J). Whether a request is closed, Postgres says.
 */
export function createSweeper({
  db,
  gateway,
  clock,
  queueTerms,
  archives,
  report,
}: {
  db: Db;
  gateway: Gateway;
  clock: Clock;
  /** Terms of a recipient's queue; undefined for one that is not in the data map. */
  queueTerms(recipient: string): QueueTerms | undefined;
  /** Archives of the data map. */
  archives: readonly Pick<Archive, 'id'>[];
  report(error: unknown): void;
}): {
  sweep(): Promise<Sweep>;
} {
  let cursor = BEFORE_ALL;
  let unheardBefore = new Set<string>();

  const each = async <T>(items: T[], act: (item: T) => Promise<boolean>): Promise<number> => {
    let acted = 0;
    for (const item of items) {
      try {
        if (await act(item)) acted += 1;
      } catch (error) {
        // the next sweep tries again; the others are not kept waiting
        report(error);
      }
    }
    return acted;
  };

  /** True where a message has been due for a while and none is on its way. */
  const overdue = async (recipient: string): Promise<boolean> => {
    const terms = queueTerms(recipient);
    if (!terms) return false;
    const before = (await clock.nowMs()) - QUEUE_GRACE_MS;
    const next = await nextMessage(db, terms, before);
    return next !== null && !next.onItsWay && next.atMs <= before;
  };

  return {
    async sweep() {
      const started = await each(await neverStarted(db), async ({ id, ...attributes }) => {
        await gateway.start(id, attributes);
        return true;
      });
      const open = await openAfter(db, cursor);
      cursor = open.at(-1)?.id ?? BEFORE_ALL;
      const restarted = await each(open, async ({ id, ...attributes }) => {
        if (await gateway.running(id)) return false;
        await gateway.start(id, attributes);
        return true;
      });
      const delivered = await each(await undeliveredDecisions(db), async (decision) => {
        const { mark } = await gateway.deliver(decision);
        return mark !== 'recorded';
      });
      const woken = await each(await queuedRecipients(db), async (recipient) => {
        if ((await gateway.queueRunning(recipient)) && !(await overdue(recipient))) return false;
        await gateway.wakeQueue(recipient);
        return true;
      });
      // who told them may be about to: they are told by the second sweep that finds them unheard
      const unheard = await unheardRequests(db);
      const told = await each(
        unheard.filter((id) => unheardBefore.has(id)),
        async (id) => {
          await gateway.recipientsSettled(id);
          return true;
        },
      );
      unheardBefore = new Set(unheard);
      // an archive that the data map names no more may still bring back what it held
      const kept = [...archives.map(({ id }) => id), ...(await archivesWithDuties(db))].map(archiveDuty);
      const duties = await each([...new Set([DAILY_DUTIES, ...kept])], async (duty) => {
        if (await gateway.dutyRunning(duty)) return false;
        await gateway.startDuty(duty);
        return true;
      });
      const heard = await each(await undeliveredDutyDecisions(db), async (decision) => {
        const { mark } = await gateway.deliverDuty(decision);
        return mark !== 'recorded';
      });
      const lapsed = await releaseLapsed(db, await clock.nowMs());
      // a hold of the same person, placed or released on another request's page
      const held = await each(await unseenHolds(db), async (id) => {
        await gateway.holdsChanged(id);
        return true;
      });
      const reviews = await openReviews(db, await clock.nowMs());
      return { started, restarted, delivered: delivered + heard, woken, told, duties, held, reviews, lapsed };
    },
  };
}

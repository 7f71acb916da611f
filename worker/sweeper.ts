import type { Db } from '../db/connect';
import { neverStarted, openAfter, undeliveredDecisions } from '../db/sweeping';
import type { Gateway } from '../workflows/gateway';

/** What one sweep found and did; counts only. */
export interface Sweep {
  started: number;
  restarted: number;
  delivered: number;
}

/** Sorts before every request's ID. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Brings to Temporal what Postgres has and Temporal has not: requests that were never started because it was away,
 * runs that it lost, decisions that were recorded while nobody could hear them (decisions.md C1, E3). Whether a
 * request is closed, Postgres says.
 */
export function createSweeper({ db, gateway, report }: { db: Db; gateway: Gateway; report(error: unknown): void }): {
  sweep(): Promise<Sweep>;
} {
  let cursor = BEFORE_ALL;

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
      return { started, restarted, delivered };
    },
  };
}

import type { Db, Trx } from './connect';

/** Where a process that is not an activity gets the moment from. No code asks the host for the date (decisions.md F). */
export interface Clock {
  /** The moment, UTC milliseconds since the epoch. */
  nowMs(): Promise<number>;
}

/** Database time plus the offset that only tests can set. */
export function databaseClock(db: Db | Trx): Clock {
  return {
    async nowMs() {
      const { rows } = await db.raw(
        `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint + milliseconds AS now FROM clock_offset`,
      );
      return (rows as { now: number }[])[0]!.now;
    },
  };
}

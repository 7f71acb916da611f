import type { Db, Trx } from './connect';

/**
 * Counts one more hit in a bucket's present window and returns the count. Windows are fixed and lie on multiples of
 * their length, so that all processes count in the same one (decisions.md K5).
 *
 * @param hit.bucket never names a person: a keyed hash or a code
 * @param hit.windowMs length of the window, milliseconds
 */
export async function countHit(
  db: Db | Trx,
  hit: { bucket: string; windowMs: number; nowMs: number },
): Promise<number> {
  const { rows } = await db.raw(
    `INSERT INTO limits (bucket, window_start, hits) VALUES (?, ?, 1)
     ON CONFLICT (bucket, window_start) DO UPDATE SET hits = limits.hits + 1 RETURNING hits`,
    [hit.bucket, new Date(Math.floor(hit.nowMs / hit.windowMs) * hit.windowMs)],
  );
  return (rows as { hits: number }[])[0]!.hits;
}

/** How many hits a bucket has in the present window, without counting one. */
export async function hitsOf(db: Db | Trx, hit: { bucket: string; windowMs: number; nowMs: number }): Promise<number> {
  const row = await db('limits')
    .where({ bucket: hit.bucket, window_start: new Date(Math.floor(hit.nowMs / hit.windowMs) * hit.windowMs) })
    .first<{ hits: number } | undefined>('hits');
  return row?.hits ?? 0;
}

/** Forgets a bucket, for instance after a successful sign-in. */
export async function clearHits(db: Db | Trx, bucket: string): Promise<void> {
  await db('limits').where({ bucket }).delete();
}

/** Removes windows that began before a moment. */
export async function pruneLimits(db: Db | Trx, beforeMs: number): Promise<void> {
  await db('limits').where('window_start', '<', new Date(beforeMs)).delete();
}

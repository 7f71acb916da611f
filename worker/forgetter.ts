import type { Clock } from '../db/clock';
import type { Db } from '../db/connect';
import { destroyKey, endedKeys } from '../db/forgetting';
import { destroyEndedMatters } from '../db/person-holds';
import type { Vault } from '../vault/vault';
import type { Gateway } from '../workflows/gateway';

/**
 * Forgets what the law no longer needs (design.md, A request's way, 8): destroys each key on the day that was written
 * beside it, with what it sealed (decisions.md G1). The key of Temporal's payloads goes last: once Temporal has no run of
 * the request any more.
 */
export function createForgetter({
  db,
  vault,
  gateway,
  clock,
  report,
}: {
  db: Db;
  vault: Vault;
  gateway: Pick<Gateway, 'deleteRuns'>;
  clock: Clock;
  report(error: unknown): void;
}): {
  /** @returns how many keys were destroyed */
  forget(): Promise<number>;
} {
  return {
    async forget() {
      const nowMs = await clock.nowMs();
      let destroyed = await destroyEndedMatters(db, vault, nowMs);
      for (const key of await endedKeys(db, nowMs)) {
        try {
          // Temporal deletes in its own time: the next sweep asks again
          if (key.class === 'payload' && (await gateway.deleteRuns(key.owner)) > 0) continue;
          if (await destroyKey(db, vault, key, nowMs)) destroyed += 1;
        } catch (error) {
          // the others are not kept waiting
          report(error);
        }
      }
      return destroyed;
    },
  };
}

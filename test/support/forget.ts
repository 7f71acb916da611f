import type { Db } from '../../db/connect';
import type { Vault } from '../../vault/vault';
import { createForgetter } from '../../worker/forgetter';

/**
 * Forgets as the worker does at a moment, UTC milliseconds. The time-skipping server can neither list nor delete runs:
 * `runs` says how many of a request's it still has.
 *
 * @returns how many keys were destroyed
 */
export function forgetAt(
  { db, vault }: { db: Db; vault: Vault },
  nowMs: number,
  runs: (requestId: string) => number = () => 0,
): Promise<number> {
  return createForgetter({
    db,
    vault,
    clock: { nowMs: () => Promise.resolve(nowMs) },
    gateway: { deleteRuns: (requestId) => Promise.resolve(runs(requestId)) },
    report(error) {
      throw error;
    },
  }).forget();
}

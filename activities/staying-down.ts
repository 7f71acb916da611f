import { failed, type Intent } from '../db/effects';
import { append } from '../db/ledger';
import { lockRequest, snapshot, type Snapshot, updateRequest } from '../db/procedure';
import { openTask } from '../db/tasks';
import { choiceOf } from '../rules/preferences';
import { failureCode } from './attempt';
import type { ActivityDependencies } from './dependencies';
import { attemptMs } from './moment';

/**
 * Records that an effect failed, and for how long it has been failing by the time of its attempts, milliseconds.
 *
 * @returns whether that is longer than the work waits for a system before it goes on without it
 */
export async function failsForLong(
  { db, settings }: Pick<ActivityDependencies, 'db' | 'settings'>,
  intent: Intent,
  error: unknown,
): Promise<boolean> {
  const now = attemptMs();
  return now - (await failed(db, intent, now, failureCode(error))) >= settings.systemDownAfterMs;
}

/** Throws the first failure on, so that it is tried again, until it has failed for so long that the work goes on without. */
export async function patience(
  deps: Pick<ActivityDependencies, 'db' | 'settings'>,
  intent: Intent,
  failures: ReadonlyMap<string, Error>,
): Promise<void> {
  const [first] = failures.values();
  if (first !== undefined && !(await failsForLong(deps, intent, first))) throw first;
}

/**
 * Makes systems that stay down a task for a person, who retries or supplies the result by hand (decisions.md C5). A
 * request that was taken back or refused meanwhile waits for no system.
 *
 * @param failures what each system failed with
 * @returns the request's state
 */
export function stayedDown(
  { db, settings }: Pick<ActivityDependencies, 'db' | 'settings'>,
  requestId: string,
  intent: Intent,
  failures: ReadonlyMap<string, unknown>,
): Promise<Snapshot> {
  return db.transaction(async (trx) => {
    const locked = await lockRequest(trx, requestId);
    const atMs = attemptMs();
    // a choice that was denied is still to be taken back in every system
    const ended = locked.outcome !== null && choiceOf(locked.right) === undefined;
    const settled = ended && locked.answered_at === null && locked.erasure_begun_at === null;
    if (settled) return snapshot(trx, locked, settings);
    for (const [system, error] of failures) {
      const code = failureCode(error);
      await openTask(trx, locked, { kind: 'system-down', target: system, role: 'decider', code, atMs, level: 1 });
      await append(trx, {
        chain: locked.id,
        kind: 'system-down',
        atMs,
        body: { system, code },
        effectKey: `${intent.key}/down/${system}`,
      });
    }
    await updateRequest(trx, locked, { waits_for: 'system', assigned_role: 'decider', escalated: true });
    return snapshot(trx, locked, settings);
  });
}

/**
 * Ends an attempt at one system that failed: thrown on, so that it is tried again, until it has failed for so long that a
 * person is asked. Endless patience is never at its end.
 */
export async function endOfPatience(
  deps: Pick<ActivityDependencies, 'db' | 'settings'>,
  input: { requestId: string; system: string; patience: 'short' | 'endless' },
  intent: Intent,
  error: unknown,
): Promise<{ result: 'down'; state: Snapshot }> {
  const { requestId, system } = input;
  const long = await failsForLong(deps, intent, error);
  if (input.patience === 'endless' || !long) throw error;
  return { result: 'down', state: await stayedDown(deps, requestId, intent, new Map([[system, error]])) };
}

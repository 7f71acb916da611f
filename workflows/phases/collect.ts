import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { effects } from '../activities';
import type { Procedure } from '../procedure';

/**
 * Asks systems and records for what a know request is answered with. A system that is away is asked for as long as it
 * takes (decisions.md C5); a person can have it tried at once, or answer for it by hand.
 */
export async function untilCollected(procedure: Procedure): Promise<void> {
  const { requestId } = procedure;
  while (procedure.state.ending === null && !procedure.done('collected')) {
    const { supplied, retries } = procedure.state;
    const asked = attemptsAsked(retries);
    const scope = new CancellationScope();
    const attempt = scope
      .run(() => effects(procedure.state.settings).collect({ requestId }))
      .catch((error: unknown) => {
        if (isCancellation(error)) return null;
        throw error;
      });
    const changed = condition(
      () =>
        procedure.state.ending !== null ||
        procedure.state.supplied.length > supplied.length ||
        attemptsAsked(procedure.state.retries) > asked,
    );
    const first = await Promise.race([attempt, changed.then(() => null)]);
    if (first === null) scope.cancel();
    else procedure.take(first);
  }
}

function attemptsAsked(retries: Record<string, number>): number {
  return Object.values(retries).reduce((sum, times) => sum + times, 0);
}

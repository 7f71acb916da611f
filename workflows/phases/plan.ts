import { effects } from '../activities';
import type { Procedure } from '../procedure';

/** Asks every system what it holds, and which exceptions the data map proposes. Changes nothing anywhere. */
export async function plan(procedure: Procedure): Promise<void> {
  if (procedure.done('planned') || procedure.state.ending) return;
  await procedure.do(effects(procedure.state.settings).plan({ requestId: procedure.requestId }));
}

/** Waits for a decider where the plan proposes exceptions or finds what only a person may judge (decisions.md C3). */
export async function decidePlan(procedure: Procedure): Promise<void> {
  await procedure.until((state) => state.ending !== null || state.done.includes('decided'));
}

/** Waits for the end of the grace period, and for whatever must not be pending when erasure begins. */
export async function untilGraceIsOver(procedure: Procedure): Promise<void> {
  await procedure.until(
    (state) =>
      state.ending !== null ||
      state.done.includes('erasure-begun') ||
      (state.done.includes('grace-over') &&
        !state.held &&
        !state.disputed &&
        state.owed.length === 0 &&
        // what is to be told is told before it is gone (decisions.md K2)
        !state.waitsForSibling),
  );
}

import type { Procedure } from '../procedure';

/** Waits for a decider where the consumer has had as many answers as the law owes (CLK-11, STL-03). */
export async function untilOwed(procedure: Procedure): Promise<void> {
  if (!procedure.done('repeat-checked')) await procedure.do(procedure.steps.checkRepeat(procedure.at()));
  await procedure.until((state) => state.ending !== null || state.done.includes('repeat-allowed'));
}

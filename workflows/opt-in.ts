import { choiceIsAnswered } from './phases/comply';
import type { Procedure } from './procedure';

/**
 * Allowing sale and sharing again after an opt-out (11 CCR 7028): nothing happens before the second, separate step, which
 * the consumer is asked for once and never reminded of. Then systems are told, and the consumer, and it is over.
 */
export async function optIn(procedure: Procedure): Promise<void> {
  await procedure.until((state) => state.done.includes('confirmed') || state.phase === 'closed');
  if (procedure.state.phase !== 'closed') await choiceIsAnswered(procedure);
}

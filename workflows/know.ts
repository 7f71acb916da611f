import { answer } from './phases/answer';
import { untilCollected } from './phases/collect';
import { untilOwed } from './phases/repeats';
import { acknowledge, matchDataHeld, untilVerified } from './phases/verify';
import type { Procedure } from './procedure';

/**
 * The rights to know which categories are held, and what was sold, shared or disclosed (Civ 1798.110, 1798.115; 11 CCR
 * 7024). Whether an answer is owed again is looked at once it is certain who asks (CLK-11).
 */
export async function know(procedure: Procedure): Promise<void> {
  await acknowledge(procedure);
  await matchDataHeld(procedure);
  await untilVerified(procedure);
  if (procedure.state.ending === null) await untilOwed(procedure);
  await untilCollected(procedure);
  await answer(procedure);
}

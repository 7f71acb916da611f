import { answer, untilAnswerMustLeave } from './phases/answer';
import { untilErased } from './phases/carry-out';
import { followThrough } from './phases/follow-through';
import { acknowledge, matchDataHeld, untilVerified } from './phases/verify';
import type { Procedure } from './procedure';

/**
 * The right to delete (Civ 1798.105, 11 CCR 7022), from receipt to the last proof. Each line is a phase that finds
 * out from the state whether it has been done, so that a run may enter the list anywhere. A withdrawal, a denial or a
 * refusal passes by what lies before the answer; it is still answered.
 */
export async function deletion(procedure: Procedure): Promise<void> {
  await acknowledge(procedure);
  await matchDataHeld(procedure);
  await untilVerified(procedure);
  const erased = untilErased(procedure);
  await Promise.race([erased, untilAnswerMustLeave(procedure)]);
  await answer(procedure);
  await erased;
  await followThrough(procedure);
}

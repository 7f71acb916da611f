import { answer } from './phases/answer';
import { untilOwed } from './phases/repeats';
import type { Procedure } from './procedure';

/**
 * Shine the Light (Civ 1798.83): the same answer for every customer, sent at once. Nobody is verified and no system is
 * asked; only whether an answer was given this calendar year may be for a person (STL-03).
 */
export async function shineTheLight(procedure: Procedure): Promise<void> {
  await untilOwed(procedure);
  await answer(procedure);
}

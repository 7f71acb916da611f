import { effects } from './activities';
import { know } from './know';
import { answer } from './phases/answer';
import { systemUntilDone } from './phases/carry-out';
import { untilCollected } from './phases/collect';
import { untilOwed } from './phases/repeats';
import { acknowledge, matchDataHeld, untilVerified } from './phases/verify';
import type { Procedure } from './procedure';

/**
 * The right to know specific pieces (Civ 1798.110; 11 CCR 7024): every system is read, what may name others is looked at
 * by a person, and a copy is made. Who cannot be verified as this needs it gets the categories instead (KNW-01).
 */
export async function knowSpecific(procedure: Procedure): Promise<void> {
  const { requestId } = procedure;
  await acknowledge(procedure);
  await matchDataHeld(procedure);
  await procedure.until(
    (state) => state.right !== 'know-specific' || state.ending !== null || state.done.includes('approved'),
  );
  if (procedure.state.right !== 'know-specific') return know(procedure);
  await untilVerified(procedure);
  if (procedure.state.ending === null) await untilOwed(procedure);
  await untilCollected(procedure);
  if (procedure.state.ending === null && !procedure.done('gathered')) {
    await Promise.all(procedure.state.systems.map((system) => systemUntilDone(procedure, system, 'gather')));
    await procedure.do(procedure.steps.reviewCopy(procedure.at()));
  }
  // nothing that is undone may be pending when the copy is made: somebody may say that it was not them who asked
  await procedure.until(
    (state) => state.ending !== null || (state.done.includes('decided') && !state.disputed && state.owed.length === 0),
  );
  while (procedure.state.ending === null && !procedure.done('packed')) {
    await procedure.until((state) => state.ending !== null || !state.disputed);
    if (procedure.state.ending === null) await procedure.do(effects(procedure.state.settings).pack({ requestId }));
  }
  // what goes by post is answered when it left
  await procedure.until(
    (state) => state.ending !== null || !state.done.includes('by-post') || state.done.includes('posted'),
  );
  await answer(procedure);
}

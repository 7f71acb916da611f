import { effects } from './activities';
import { answer, untilAnswerMustLeave } from './phases/answer';
import { systemUntilDone, tellRecipients } from './phases/carry-out';
import { followThrough } from './phases/follow-through';
import { decidePlan } from './phases/plan';
import { acknowledge, matchDataHeld, untilVerified } from './phases/verify';
import type { Procedure } from './procedure';

/**
 * The right to correct (Civ 1798.106, 11 CCR 7023): a decider weighs each contested field; what is corrected is set in
 * every system that holds it and read back, those who work with the data for us are told, and it is looked at again.
 */
export async function correction(procedure: Procedure): Promise<void> {
  await acknowledge(procedure);
  await matchDataHeld(procedure);
  await untilVerified(procedure);
  const corrected = untilCorrected(procedure);
  await Promise.race([corrected, untilAnswerMustLeave(procedure, 'correction-begun')]);
  await answer(procedure);
  await corrected;
  await followThrough(procedure, {
    untilDone: untilCorrected,
    recheck: (recheck) =>
      effects(procedure.state.settings).recheckCorrection({ requestId: procedure.requestId, recheck }),
  });
}

/** From the plan to the proof that every system holds what is right. */
async function untilCorrected(procedure: Procedure): Promise<void> {
  const { requestId } = procedure;
  while (procedure.state.ending === null && !procedure.done('carried-out')) {
    if (!procedure.done('planned')) await procedure.do(effects(procedure.state.settings).planCorrection({ requestId }));
    await decidePlan(procedure);
    // nothing that is undone may be pending when the first field is changed
    await procedure.until(
      (state) =>
        state.ending !== null ||
        state.done.some((name) => name === 'correction-begun' || name === 'carried-out') ||
        (!state.held && !state.disputed && state.owed.length === 0 && !state.waitsForSibling),
    );
    if (procedure.state.ending !== null || procedure.done('carried-out')) return;
    if (!procedure.done('correction-begun')) await procedure.do(procedure.steps.beginCorrection(procedure.at()));
    if (!procedure.done('correction-begun')) continue;
    const results = await Promise.all([
      ...procedure.state.systems.map((system) => systemUntilDone(procedure, system, 'correct')),
      tellRecipients(procedure),
    ]);
    await procedure.do(procedure.steps.carriedOut({ ...procedure.at(), differs: results.includes('differs') }));
  }
}

import { condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import { effects } from '../activities';
import { HOLDS_CHANGED, requestWorkflowId } from '../messages';
import type { Procedure } from '../procedure';

/**
 * Sends the final letter. A letter that would leave after its statutory date is not sent under the old one: the
 * attempt says so, and the letter is composed anew with its true date and lateness (decisions.md F).
 */
export async function answer(procedure: Procedure): Promise<void> {
  const send = effects(procedure.state.settings).answer;
  for (let late = false; !procedure.done('answered'); late = true) {
    await procedure.do(send({ requestId: procedure.requestId, late }));
    // a sibling may wait for this answer; one that is away reads it when it comes back, or goes on by its own date
    if (procedure.done('answered'))
      for (const sibling of procedure.state.wakes ?? [])
        await getExternalWorkflowHandle(requestWorkflowId(sibling))
          .signal(HOLDS_CHANGED)
          .catch(() => undefined);
  }
}

/**
 * Answering never waits for what is outstanding (decisions.md A1): where erasure has begun and a system stays away, the
 * letter leaves in time and names that system as outstanding; the work goes on beside it. The moment is the last act
 * of the clock that runs now. Where erasure begins later than that, each system is tried first, up to the due date.
 * A hold stops the deletion and never the answer (decisions.md D4).
 */
export async function untilAnswerMustLeave(procedure: Procedure, begun = 'erasure-begun'): Promise<void> {
  await condition(() => {
    const { done, extended, systems, supplied, held } = procedure.state;
    const [lastAct, due] = extended ? ['extended-last-act', 'extended-due'] : ['last-act', 'due'];
    const allTried = systems.every((system) => procedure.tried.has(system) || supplied.includes(system));
    if (!done.includes(begun))
      return held && done.includes('decided') && (done.includes(lastAct) || done.includes(due));
    return (done.includes(lastAct) && allTried) || done.includes(due);
  });
}

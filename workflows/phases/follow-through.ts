import { effects } from '../activities';
import type { Snapshot } from '../../activities/steps';
import type { Procedure } from '../procedure';
import { untilErased } from './carry-out';

/** What a right does in its systems: the work that a failed re-check reopens, and the re-check itself. */
interface Work {
  untilDone(procedure: Procedure): Promise<void>;
  recheck(recheck: string): Promise<Snapshot>;
}

const erasure = (procedure: Procedure): Work => ({
  untilDone: untilErased,
  recheck: (recheck) => effects(procedure.state.settings).recheck({ requestId: procedure.requestId, recheck }),
});

/**
 * After the answer: recipients' attestations, and the systems asked again after 1 and 30 days. Late evidence never
 * reopens a clock; a failed re-check reopens the work in a new round (design.md, A request's way, 7).
 */
export async function followThrough(procedure: Procedure, work: Work = erasure(procedure)): Promise<void> {
  while (procedure.state.phase !== 'closed') {
    await work.untilDone(procedure);
    await tellWhoeverIsLeft(procedure);
    const recheck = nextRecheck(procedure);
    if (!recheck) {
      await procedure.until(
        (state) =>
          reopened(state) || (state.done.includes('recipients-settled') && !isHeld(state) && !owesOutcome(state)),
      );
      if (!reopened(procedure.state)) await procedure.do(procedure.steps.close(procedure.at()));
      continue;
    }
    await procedure.until((state) => reopened(state) || state.done.includes(recheck));
    if (reopened(procedure.state)) continue;
    await procedure.do(work.recheck(recheck));
  }
}

/** Something is kept by a hold, and so still to be erased (decisions.md D4). */
const isHeld = (state: Snapshot): boolean => state.held || state.heldInPart === true;

/** An answer that could not tell the outcome is followed by a letter that does (CLK-13). */
const owesOutcome = (state: Snapshot): boolean =>
  state.done.includes('outcome-owed') && !state.done.includes('outcome-told');

/** What a hold kept may go now: a new round begins. */
const reopened = (state: Snapshot): boolean => !state.done.includes('carried-out');

/** The first re-check of this round whose result is not in. */
function nextRecheck(procedure: Procedure): string | undefined {
  return procedure.state.settings.recheckDays
    .map((day) => `recheck-${day}`)
    .find((name) => !procedure.done(`${name}-passed`));
}

/** A request is not complete while a mandatory notice is unsent (SP-05): those that did not leave are tried on. */
async function tellWhoeverIsLeft(procedure: Procedure): Promise<void> {
  if (procedure.done('recipients-all-told')) return;
  const { notify } = effects(procedure.state.settings);
  await procedure.do(notify({ requestId: procedure.requestId, patience: 'endless' }));
}

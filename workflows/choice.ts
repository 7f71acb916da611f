import { choiceIsAnswered, untilComplied } from './phases/comply';
import { effects } from './activities';
import { followThrough } from './phases/follow-through';
import type { Procedure } from './procedure';

/**
 * A choice about a purpose: the right to opt out of sale and sharing (Civ 1798.120, 11 CCR 7026), to limit the use of
 * sensitive data (Civ 1798.121, 11 CCR 7027), to allow it again. It stands in the preference store since intake; nothing
 * is verified and nothing waits for a person. Whatever takes it up again later (a denial as fraudulent) is one round more.
 */
export async function choice(procedure: Procedure): Promise<void> {
  await choiceIsAnswered(procedure);
  await followThrough(procedure, {
    untilDone: untilComplied,
    recheck: (recheck) => effects(procedure.state.settings).preferAgain({ requestId: procedure.requestId, recheck }),
  });
}

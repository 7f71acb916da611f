import { effects } from '../activities';
import type { Procedure } from '../procedure';
import { systemUntilDone, tellRecipients } from './carry-out';

/**
 * Tells the consumer that the choice is honoured, and reaches everything that it must reach, both at once: the letter
 * waits for no system, so that its time tells nobody whether the consumer is known (decisions.md B6).
 */
export async function choiceIsAnswered(procedure: Procedure): Promise<void> {
  while (!procedure.done('answered')) {
    await Promise.all([confirm(procedure), untilComplied(procedure)]);
    await procedure.do(procedure.steps.honoured(procedure.at()));
  }
}

/** Every system and recipient of each round, until nothing is left; then the letter that a denial owes, if one came. */
export async function untilComplied(procedure: Procedure): Promise<void> {
  while (!procedure.done('carried-out')) {
    const { round } = procedure.state;
    await trace(procedure);
    const results = await Promise.all([
      ...procedure.state.systems.map((system) => systemUntilDone(procedure, system, 'prefer')),
      tellRecipients(procedure),
    ]);
    const differs = results.includes('differs');
    await procedure.do(procedure.steps.complied({ ...procedure.at(), round, differs }));
  }
  await procedure.until((state) => state.owed.length === 0);
}

async function confirm(procedure: Procedure): Promise<void> {
  if (procedure.done('told') || procedure.state.ending) return;
  await procedure.do(effects(procedure.state.settings).confirm({ requestId: procedure.requestId }));
}

/** Asks every system by what it knows the consumer, and who got data meanwhile (OPT-04, OPT-05, LIM-04). */
async function trace(procedure: Procedure): Promise<void> {
  if (procedure.done('planned')) return;
  await procedure.do(effects(procedure.state.settings).trace({ requestId: procedure.requestId }));
}

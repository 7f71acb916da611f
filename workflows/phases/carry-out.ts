import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { effects } from '../activities';
import type { Procedure } from '../procedure';
import { decidePlan, plan, untilGraceIsOver } from './plan';

/**
 * From the plan to the proof that nothing is left. What comes in between (a hold, a dispute, a system that holds
 * something else than the plan that was decided) sends it back to where a person decides.
 */
export async function untilErased(procedure: Procedure): Promise<void> {
  while (procedure.state.ending === null && !procedure.done('carried-out')) {
    await plan(procedure);
    await decidePlan(procedure);
    await untilGraceIsOver(procedure);
    await carryOut(procedure);
  }
}

/**
 * Erases in every system and tells every recipient, both at once. The step that begins erasure is the only arbiter
 * between it and a withdrawal, a hold or a dispute (decisions.md A6, D4).
 */
async function carryOut(procedure: Procedure): Promise<void> {
  if (procedure.state.ending) return;
  if (!procedure.done('erasure-begun')) await procedure.do(procedure.steps.beginErasure(procedure.at()));
  if (!procedure.done('erasure-begun')) return;
  const results = await Promise.all([
    ...procedure.state.systems.map((system) => systemUntilDone(procedure, system, 'erase')),
    tellRecipients(procedure),
  ]);
  await procedure.do(procedure.steps.carriedOut({ ...procedure.at(), differs: results.includes('differs') }));
}

/**
 * Carries out in one system and asks it again. Down is never an excuse (decisions.md C5): attempts go on by time; after a
 * while a person is asked, who can have it tried at once or supply the result by hand.
 */
export async function systemUntilDone(
  procedure: Procedure,
  system: string,
  effect: 'erase' | 'correct' | 'gather' | 'prefer',
): Promise<'gone' | 'differs'> {
  const { requestId } = procedure;
  let patience: 'short' | 'endless' = 'short';
  for (;;) {
    const asked = procedure.state.retries[system] ?? 0;
    const byHand = (): boolean => procedure.state.supplied.includes(system);
    const again = (): boolean => (procedure.state.retries[system] ?? 0) > asked;
    if (byHand()) return 'gone';
    const scope = new CancellationScope();
    const attempt = scope
      .run(() => effects(procedure.state.settings)[effect]({ requestId, system, patience }))
      .catch((error: unknown) => {
        if (isCancellation(error)) return null;
        throw error;
      });
    const first = await Promise.race([attempt, condition(() => byHand() || again()).then(() => 'person' as const)]);
    if (first === 'person') {
      scope.cancel();
      continue;
    }
    if (first === null) continue;
    procedure.tried.add(system);
    procedure.take(first.state);
    if (first.result === 'gone') return 'gone';
    if (first.result === 'differs') return 'differs';
    if (first.result === 'held') await condition(() => !procedure.state.held && !procedure.state.disputed);
    // it stays down: a task stands now; go on trying, without asking anew
    if (first.result === 'down') patience = 'endless';
  }
}

/** Sends the notices of the plan. One that will not leave does not keep the answer waiting (decisions.md A1). */
export async function tellRecipients(procedure: Procedure): Promise<'told'> {
  if (!procedure.done('recipients-told')) {
    const { notify } = effects(procedure.state.settings);
    await procedure.do(notify({ requestId: procedure.requestId, patience: 'short' }));
  }
  return 'told';
}

import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  getExternalWorkflowHandle,
  log,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { DUTY_DECISIONS } from '../rules/duty-decisions';
import { dutyEffects, dutyStepsInTurn } from './activities';
import { BARE_SIGNALS_RECORDED, EVENTS_PER_RUN } from './limits';
import { DUTY_LOOK, type DutyInput, type DutyMark, readDecisionId } from './messages';

/**
 * Carries duties that outlive requests: those towards one archive, or those that end on a day. It waits for the nearest
 * end, at most until tomorrow, and settles all that has fallen due in one activity; it holds no list and no ID of a
 * request (decisions.md J). What it does next, the step says that reads Postgres, so that a first start, a rebuild and
 * a continued run are one path (decisions.md E3).
 */
async function keep({ duty }: DutyInput): Promise<void> {
  const at = () => ({ duty, atMs: Date.now() });
  const steps = dutyStepsInTurn();
  const underWay = new Set<string>();
  let poked = false;
  let bareSignals = 0;
  let failure: Error | undefined;

  const deliver = async (message: string, input: unknown): Promise<DutyMark> => {
    const decisionId = readDecisionId(input);
    if (decisionId === null && (bareSignals += 1) > BARE_SIGNALS_RECORDED)
      return { mark: 'refused', refusal: 'unknown-decision' };
    const mark = await steps.claimDuty({ ...at(), decisionId, message });
    if (mark.mark === 'refused') log.warn('decision refused', { refusal: mark.refusal });
    poked = true;
    return mark;
  };
  for (const { message } of Object.values(DUTY_DECISIONS)) {
    setHandler(defineUpdate<DutyMark, [unknown]>(message), (input) => deliver(message, input));
    setHandler(defineSignal<[unknown]>(message), async (input) => void (await deliver(message, input)));
  }
  setHandler(defineSignal(DUTY_LOOK), () => void (poked = true));
  setDefaultSignalHandler(async (name) => void (await deliver(name, undefined)));

  const loaded = await steps.loadDuty({ ...at(), runId: workflowInfo().runId });
  const { settleDuty, reapply } = dutyEffects(loaded.settings);

  const apply = async (restore: string): Promise<void> => {
    const { wake } = await reapply({ duty, restore });
    underWay.delete(restore);
    poked = true;
    // what waits for this system belongs to another archive's workflow; if that is away, its next look finds it
    for (const other of wake)
      if (other !== duty)
        await getExternalWorkflowHandle(other)
          .signal(DUTY_LOOK)
          .catch(() => undefined);
  };

  const mayHandOver = (): boolean => {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return underWay.size === 0 && (historyLength > EVENTS_PER_RUN || continueAsNewSuggested);
  };

  for (let { state } = loaded; ; state = await steps.lookDuty(at())) {
    if (state.due) {
      await settleDuty({ duty });
      // what a hold keeps from being settled is tried at the next look, not at once again
      state = await steps.lookDuty(at());
    }
    for (const restore of state.restores.filter((each) => !underWay.has(each))) {
      underWay.add(restore);
      apply(restore).catch((error: unknown) => {
        failure = error instanceof Error ? error : new Error('not an error');
        poked = true;
      });
    }
    const wait = state.nextAtMs - Date.now();
    if (wait > 0) await condition(() => poked || mayHandOver(), wait);
    // what no further attempt can mend ends the run; the sweeper starts it anew
    if (failure) throw failure;
    poked = false;
    if (!mayHandOver()) continue;
    await condition(allHandlersFinished);
    await continueAsNew<(input: DutyInput) => Promise<void>>({ duty });
  }
}

/** The duties towards one archive: rotations, accesses, restores (DEL-05). */
export async function archive(input: DutyInput): Promise<void> {
  return keep(input);
}

/** The duties that end on a day: exceptions (DEL-07), suppressions of obtained data (DEL-12). */
export async function duties(input: DutyInput): Promise<void> {
  return keep(input);
}

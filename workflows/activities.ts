import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { DutyEffects } from '../activities/duty-effects';
import type { DutySettings, DutySteps } from '../activities/duty-steps';
import type { Effects } from '../activities/effects';
import type { Delivery, QueueEffects, QueueSteps } from '../activities/notice-queues';
import type { ProcedureSettings, Steps } from '../activities/steps';

const LOCAL = {
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '200 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
} as const;
const local = proxyLocalActivities<Steps>(LOCAL);
const localDuty = proxyLocalActivities<DutySteps>(LOCAL);
/** As {@link stepsInTurn}, for the queue of a recipient, which does one thing at a time anyway. */
export const queueSteps = proxyLocalActivities<QueueSteps>(LOCAL);

/**
 * The steps of one run. Steps touch our own Postgres only, take well under a second and return the procedure's new
 * state (decisions.md E5). They are retried by time, for ever: without our database nothing may go on.
 */
export const stepsInTurn = (): Steps => inTurn(local);
/** The steps of one run of duties; as {@link stepsInTurn}. */
export const dutyStepsInTurn = (): DutySteps => inTurn(localDuty);

/**
 * Steps that run one at a time. Two at once end one after the other while they run and together when history is
 * replayed, so that what follows from each would come in another order, and the run could never go on.
 */
function inTurn<All extends object>(all: All): All {
  let last: Promise<unknown> = Promise.resolve();
  return new Proxy(all, {
    get: (target, name) => (input: never) => {
      const step = target[name as keyof All] as (input: never) => Promise<unknown>;
      const own = last.then(() => step(input));
      last = own.catch(() => undefined);
      return own;
    },
  });
}

/**
 * Effects touch a system, a recipient or the mail. Every retry is by time; what cannot be retried comes back as a
 * value, so no failure type is listed here.
 */
export function effects(settings: ProcedureSettings): Effects {
  return proxyActivities<Effects>({
    startToCloseTimeout: settings.attemptMs,
    heartbeatTimeout: Math.max(1_000, Math.floor(settings.attemptMs / 2)),
    retry: {
      initialInterval: '2 seconds',
      backoffCoefficient: 2,
      maximumInterval: settings.retryMaximumMs,
    },
    cancellationType: 'TRY_CANCEL',
  });
}

/** What a recipient's queue does outside our own Postgres. Repeats keep to the recipient's rate. */
export function queueEffects({ attemptMs, retryFirstMs, retryMaximumMs }: Delivery): QueueEffects {
  return proxyActivities<QueueEffects>({
    startToCloseTimeout: attemptMs,
    heartbeatTimeout: Math.max(1_000, Math.floor(attemptMs / 2)),
    retry: { initialInterval: retryFirstMs, backoffCoefficient: 2, maximumInterval: retryMaximumMs },
  });
}

/** How long one attempt may work through duties or a restored system before another goes on from its cursor. */
const LONG_ATTEMPT = '1 hour';

/** Effects of duties: long, with a cursor in Postgres and a heartbeat; retried by time, for ever. */
export function dutyEffects({ attemptMs, retryMaximumMs }: DutySettings): DutyEffects {
  return proxyActivities<DutyEffects>({
    startToCloseTimeout: LONG_ATTEMPT,
    heartbeatTimeout: attemptMs,
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumInterval: retryMaximumMs },
  });
}

import {
  condition,
  continueAsNew,
  defineSignal,
  getExternalWorkflowHandle,
  log,
  setDefaultSignalHandler,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { queueEffects, queueSteps } from './activities';
import { QUEUE_HAS_WORK, RECIPIENTS_SETTLED, type RecipientInput, requestWorkflowId } from './messages';

/** After so many messages a run hands over to the next one (decisions.md E3). */
const MESSAGES_PER_RUN = 500;

/**
 * The queue of one recipient that takes several notices at a time (decisions.md I4). Its input is the recipient's ID;
 * what waits, and when the last message left, is read from Postgres, so that a first start, a rebuild after a loss and
 * a continued run are the same. It drains by strict date within the recipient's rate, and waits while nothing is queued.
 */
export async function recipient({ recipientId }: RecipientInput): Promise<void> {
  let woken = 0;
  setHandler(defineSignal(QUEUE_HAS_WORK), () => void (woken += 1));
  setDefaultSignalHandler((name) => log.warn('unknown signal', { length: name.length }));

  for (let sent = 0; sent < MESSAGES_PER_RUN && !workflowInfo().continueAsNewSuggested;) {
    const heard = woken;
    const next = await queueSteps.nextDelivery({ recipient: recipientId, atMs: Date.now() });
    if (!next) {
      await condition(() => woken > heard);
      continue;
    }
    const wait = next.atMs - Date.now();
    if (wait > 0 && !next.firm) {
      // what comes meanwhile may leave before what waits for another try
      await condition(() => woken > heard, wait);
      continue;
    }
    if (wait > 0) await sleep(wait);
    const { tell } = await queueEffects(next).deliver({ recipient: recipientId, seq: next.seq });
    sent += 1;
    await Promise.all(tell.map(tellRequest));
  }
  await continueAsNew<typeof recipient>({ recipientId });
}

/** One message to a request; where it cannot be told now, the sweeper tells it. */
async function tellRequest(requestId: string): Promise<void> {
  await getExternalWorkflowHandle(requestWorkflowId(requestId))
    .signal(RECIPIENTS_SETTLED)
    .catch(() => undefined);
}

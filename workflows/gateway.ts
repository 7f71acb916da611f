import { randomUUID } from 'node:crypto';
import { type Client, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import type { Refusal } from '../rules/codes';
import { decisionRule, type DecisionKind } from '../rules/decisions';
import { type DutyDecisionKind, dutyDecisionRule } from '../rules/duty-decisions';
import {
  ARCHIVE_WORKFLOW,
  DUTIES_WORKFLOW,
  type DutyMark,
  HOLDS_CHANGED,
  type Mark,
  QUEUE_HAS_WORK,
  RECIPIENT_WORKFLOW,
  RECIPIENTS_SETTLED,
  recipientWorkflowId,
  REQUEST_WORKFLOW,
  requestWorkflowId,
  TASK_QUEUE,
} from './messages';
import { startAttributes, type StartAttributes } from './search-attributes';

/** How the API, the CLI and the sweeper reach the workflows. None of them touches a Temporal client otherwise. */
export interface Gateway {
  /** Starts a request's workflow, or finds it running. Safe to repeat. */
  start(requestId: string, attributes: StartAttributes): Promise<void>;
  /**
   * Ends the request's run, where one is open, and starts another: what its workflow cannot go on from, Postgres can
   * (decisions.md E3). Throws where Temporal does not answer.
   */
  restart(requestId: string, attributes: StartAttributes): Promise<void>;
  /** Delivers a recorded decision. `recorded` means: it stands, the workflow will hear of it later. */
  deliver(decision: {
    requestId: string;
    kind: DecisionKind;
    decisionId: string;
  }): Promise<Mark | { mark: 'recorded' }>;
  /** Tells a request that its mandatory notices are settled. */
  recipientsSettled(requestId: string): Promise<void>;
  /** Tells a recipient's queue that something waits in it; starts its workflow where it does not run. Safe to repeat. */
  wakeQueue(recipientId: string): Promise<void>;
  /** Whether a run of the recipient's queue is open. */
  queueRunning(recipientId: string): Promise<boolean>;
  /** Tells a request that a hold which concerns it changed elsewhere. */
  holdsChanged(requestId: string): Promise<void>;
  /** Whether a run of the request is open. Asks the server for this one workflow, not visibility. */
  running(requestId: string): Promise<boolean>;
  /**
   * Has Temporal delete every run of a closed request, its history with it. Asks visibility, which by then has caught up.
   *
   * @returns how many there still were: none is left once it answers 0
   */
  deleteRuns(requestId: string): Promise<number>;
  /** Starts what carries duties beyond requests, by its workflow ID, or finds it running. Safe to repeat. */
  startDuty(duty: string): Promise<void>;
  /** Delivers a recorded decision about a duty, as {@link deliver}. */
  deliverDuty(decision: {
    duty: string;
    kind: DutyDecisionKind;
    decisionId: string;
  }): Promise<DutyMark | { mark: 'recorded' }>;
  /** Whether a run of the duty is open. */
  dutyRunning(duty: string): Promise<boolean>;
}

export type { Refusal, StartAttributes };

/** Status code of gRPC. */
const NOT_FOUND = 5;

/**
 * @param options.updateTimeoutMs how long a caller waits for a worker before the answer is "recorded", milliseconds
 */
export function createGateway(client: Client, { taskQueue = TASK_QUEUE, updateTimeoutMs = 5_000 } = {}): Gateway {
  return {
    start,

    async restart(requestId, attributes) {
      await client.workflow
        .getHandle(requestWorkflowId(requestId))
        .terminate('started anew')
        .catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
      await start(requestId, attributes);
    },

    deliver: ({ requestId, kind, decisionId }) =>
      update<Mark>(requestWorkflowId(requestId), decisionRule(kind).message, decisionId),

    async recipientsSettled(requestId) {
      await client.workflow.getHandle(requestWorkflowId(requestId)).signal(RECIPIENTS_SETTLED);
    },

    async wakeQueue(recipientId) {
      await client.workflow.signalWithStart(RECIPIENT_WORKFLOW, {
        workflowId: recipientWorkflowId(recipientId),
        taskQueue,
        args: [{ recipientId }],
        signal: QUEUE_HAS_WORK,
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: 'queue of a recipient',
      });
    },

    async holdsChanged(requestId) {
      await client.workflow.getHandle(requestWorkflowId(requestId)).signal(HOLDS_CHANGED);
    },

    queueRunning: (recipientId) => isRunning(recipientWorkflowId(recipientId)),
    running: (requestId) => isRunning(requestWorkflowId(requestId)),

    async deleteRuns(requestId) {
      const { namespace } = client.options;
      let found = 0;
      for await (const run of client.workflow.list({ query: `WorkflowId = '${requestWorkflowId(requestId)}'` })) {
        const { workflowId, runId } = run;
        try {
          await client.workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } });
          found += 1;
        } catch (error) {
          // deleted; its line in the list goes a little later
          if ((error as { code?: number }).code !== NOT_FOUND) throw error;
        }
      }
      return found;
    },

    async startDuty(duty) {
      await client.workflow.start(duty.startsWith('archive/') ? ARCHIVE_WORKFLOW : DUTIES_WORKFLOW, {
        workflowId: duty,
        taskQueue,
        args: [{ duty }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: 'duties beyond requests',
      });
    },

    deliverDuty: ({ duty, kind, decisionId }) => update<DutyMark>(duty, dutyDecisionRule(kind).message, decisionId),
    dutyRunning: (duty) => isRunning(duty),
  };

  async function start(requestId: string, attributes: StartAttributes): Promise<void> {
    await client.workflow.start(REQUEST_WORKFLOW, {
      workflowId: requestWorkflowId(requestId),
      taskQueue,
      args: [{ requestId }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      typedSearchAttributes: startAttributes(attributes),
      staticSummary: `${attributes.right} request`,
    });
  }

  /** The row's ID is the update's: the same decision delivered twice is one update. */
  async function update<M>(workflowId: string, message: string, decisionId: string): Promise<M | { mark: 'recorded' }> {
    try {
      return await client.withAbortSignal(AbortSignal.timeout(updateTimeoutMs), () =>
        client.workflow
          .getHandle(workflowId)
          .executeUpdate<M, [unknown]>(message, { updateId: decisionId, args: [{ decisionId }] }),
      );
    } catch (error) {
      if (!isAway(error)) throw error;
      return { mark: 'recorded' };
    }
  }

  async function isRunning(workflowId: string): Promise<boolean> {
    try {
      const { status } = await client.workflow.getHandle(workflowId).describe();
      return status.name === 'RUNNING';
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }
}

/** There is no such workflow, or its run has ended. */
const isGone = (error: unknown): boolean => error instanceof Error && error.name === 'WorkflowNotFoundError';

/** The worker or Temporal is away, or the run is not there yet: the sweeper delivers later. */
function isAway(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  if (!(error instanceof Error)) return false;
  return ['ServiceError', 'WorkflowNotFoundError', 'WorkflowUpdateFailedError'].includes(error.name);
}

/** A process name for Temporal's identity field: never a person's, never a host's (decisions.md L2). */
export function processIdentity(process: 'api' | 'worker' | 'cli'): string {
  return `fortyfive-${process}-${randomUUID().slice(0, 8)}`;
}

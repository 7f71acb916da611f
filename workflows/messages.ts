import type { Refusal } from '../rules/codes';
import { DECISIONS, type DecisionKind } from '../rules/decisions';
import type { DutyRefusal } from '../rules/duty-decisions';

/** Task queue of the engine's workflows and activities, unless `TEMPORAL_TASK_QUEUE` says otherwise. */
export const TASK_QUEUE = 'fortyfive';
/** Type name of the workflow that carries a request. */
export const REQUEST_WORKFLOW = 'request';

/** What starts a run: first start, rebuild, reopening and continue-as-new are one path (decisions.md E3). */
export interface RequestInput {
  requestId: string;
}

/** All that a decision's signal or update carries: the ID of a row that stands (decisions.md C1). */
export interface DecisionMessage {
  decisionId: string;
}

/** What became of a delivered decision. A refusal is a value, not an exception. */
export type Mark = { mark: 'claimed' } | { mark: 'refused'; refusal: Refusal };

/** Sent when the last mandatory notice of a request is settled, or one is refused; carries nothing. */
export const RECIPIENTS_SETTLED = 'recipientsSettled';

/** Type name of the workflow that drains a recipient's queue. */
export const RECIPIENT_WORKFLOW = 'recipient';

/** What starts a run of a recipient's queue. */
export interface RecipientInput {
  /** As the data map names it. */
  recipientId: string;
}

/** Sent to a recipient's queue where something was put into it; carries nothing. */
export const QUEUE_HAS_WORK = 'queueHasWork';

/** Workflow ID of a recipient's queue: the prefix tells the codec whose key to use. */
export function recipientWorkflowId(recipientId: string): string {
  return `recipient/${recipientId}`;
}
/**
 * Sent when a hold that concerns a request was placed or released elsewhere, or a sibling that it may wait for is
 * answered; carries nothing (decisions.md D4, K2).
 */
export const HOLDS_CHANGED = 'holdsChanged';

/** Type names of the workflows that carry duties beyond requests. */
export const ARCHIVE_WORKFLOW = 'archive';
export const DUTIES_WORKFLOW = 'duties';

/** What starts a run of duties: its own workflow ID, `archive/<id>` or `schedule/<name>`. */
export interface DutyInput {
  duty: string;
}

/** What became of a delivered decision about a duty. */
export type DutyMark = { mark: 'claimed' } | { mark: 'refused'; refusal: DutyRefusal };

/** Tells a run of duties that there may be something to do; carries nothing. */
export const DUTY_LOOK = 'look';

/** Workflow ID of a request: the prefix tells the codec whose key to use. */
export function requestWorkflowId(requestId: string): string {
  return `request/${requestId}`;
}

/** Decision kinds by the name of the message that delivers them. */
export const KIND_BY_MESSAGE = Object.fromEntries(
  Object.entries(DECISIONS).map(([kind, rule]) => [rule.message, kind]),
) as Record<string, DecisionKind>;

/** A UUID, or null for whatever else was sent: it cannot throw, so no message can stop a request (decisions.md C1). */
export function readDecisionId(input: unknown): string | null {
  if (typeof input !== 'object' || input === null) return null;
  const { decisionId } = input as { decisionId?: unknown };
  if (typeof decisionId !== 'string') return null;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(decisionId) ? decisionId : null;
}

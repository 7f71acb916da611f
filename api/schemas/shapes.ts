import { z } from 'zod';
import {
  CHANNELS,
  CHOICE_STATES,
  DOCUMENT_PURPOSES,
  PARKED_CODES,
  PHASES,
  RIGHTS,
  STAFF_ROLES,
  WAITS_FOR,
} from '../../rules/codes';

/** RFC 9457 problem details. */
export const problemShape = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  field: z.string().optional(),
  reason: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
});
/** Receipt of a request. */
export const receiptShape = z.object({
  reference: z.string(),
  right: z.enum(RIGHTS),
  receiptDay: z.iso.date(),
  dueOn: z.iso.date().nullable(),
});
/** Receipt of a filing: of the right that was asked for, and of those beside it. */
export const filingShape = receiptShape.extend({ siblings: z.array(receiptShape) });
/** Receipt of an agent's request; the token is exchanged for a session that hands in papers. */
export const agentReceiptShape = receiptShape.extend({ token: z.string() });
/** What became of each line of an agent's file. */
export const batchShape = z.object({
  accepted: z.number().int(),
  rejected: z.number().int(),
  lines: z.array(
    z.object({
      line: z.number().int(),
      accepted: z.boolean(),
      reference: z.string().optional(),
      right: z.enum(RIGHTS).optional(),
      dueOn: z.iso.date().nullable().optional(),
      token: z.string().optional(),
      errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
    }),
  ),
});
/** How a choice stands. */
const choiceStanding = { status: z.enum(CHOICE_STATES), since: z.iso.date() };
/** How a choice stands, by its reference. */
export const choiceShape = z.object({ reference: z.string(), right: z.enum(RIGHTS), ...choiceStanding });
/** Status of a request as its consumer sees it. */
export const statusShape = z.object({
  reference: z.string(),
  right: z.enum(RIGHTS),
  stage: z.string(),
  waitsFor: z.string(),
  receiptDay: z.iso.date(),
  dueOn: z.iso.date().nullable(),
  extended: z.boolean(),
  confirmed: z.boolean(),
  mayWithdraw: z.boolean(),
  choice: z.object(choiceStanding).nullable(),
  letters: z.array(z.object({ id: z.string(), kind: z.string(), sentOn: z.iso.date() })),
  copy: z.boolean(),
  agent: z.boolean(),
  documents: z.object({
    taken: z.array(z.enum(DOCUMENT_PURPOSES)),
    sent: z.array(
      z.object({ purpose: z.enum(DOCUMENT_PURPOSES), type: z.string(), bytes: z.number(), addedOn: z.iso.date() }),
    ),
  }),
});
/** What became of a code. */
export const codeAnswerShape = z.object({ answer: z.enum(['right', 'wrong', 'expired', 'locked']) });
/** What became of a decision. */
export const markShape = z.object({
  mark: z.enum(['claimed', 'refused', 'recorded', 'awaiting-second']),
  decisionId: z.string().optional(),
  refusal: z.string().optional(),
});
/** That something which happened outside is recorded. */
export const recordedShape = z.object({ recorded: z.literal(true) });
/** What became of a wish to start a request's workflow anew. */
export const restartShape = z.object({ restarted: z.literal(true) });
/** What became of documents: `added` leaves out those that were there. */
export const documentsShape = z.object({ added: z.number().int() });
/** A session as a program needs it. */
export const sessionShape = z.object({ csrf: z.string(), purpose: z.string().optional() });
/** A page of the queue. */
export const queueShape = z.object({
  lines: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      right: z.enum(RIGHTS),
      channel: z.enum(CHANNELS),
      phase: z.enum(PHASES),
      waitsFor: z.enum(WAITS_FOR),
      assignedRole: z.enum(STAFF_ROLES).nullable(),
      receiptDay: z.iso.date(),
      dueOn: z.iso.date().nullable(),
      overdue: z.boolean(),
      escalated: z.boolean(),
      held: z.boolean(),
      disputed: z.boolean(),
      parkedCode: z.enum(PARKED_CODES).nullable(),
      openTasks: z.number().int(),
    }),
  ),
  next: z.string().nullable(),
});
/** Everything about a request that names no person. */
export const detailShape = z.looseObject({ request: z.looseObject({ reference: z.string() }) });
/** An answer that says only whether. */
export const stateShape = z.looseObject({ status: z.string() });

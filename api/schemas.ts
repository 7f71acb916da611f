import { z } from 'zod';
import { CHANNELS, PHASES, REFUSALS, RIGHTS, STAFF_ROLES, WAITS_FOR } from '../rules/codes';
import { DECISION_KINDS, decisionRule, type DecisionKind } from '../rules/decisions';
import { NOTICE_ANSWERS, NOTICE_REFUSALS } from '../db/notices-answer';
import { email, line, optional, phone, prose, ticked } from './border';

/** A reference as it stands in letters, for instance `FF-7K3M-9QRT`. Typed in lower case it is the same one. */
export const reference = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^FF-[0-9A-Z]{4}-[0-9A-Z]{4}$/, 'is not a reference');
const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'is not an ID');
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a token');

const person = {
  right: z.enum(RIGHTS, 'is not a right that can be asked for'),
  name: line(200),
  email,
  phone: optional(phone),
  points: z
    .strictObject({
      'postal-code': optional(line(20)),
      'customer-number': optional(line(40)),
      'event-attended': optional(line(120)),
    })
    .optional(),
  message: optional(prose(2000)),
};

/** What a consumer sends to ask. */
export const intakeBody = z.strictObject({
  ...person,
  californiaResident: ticked,
  /** The same token sent again is the same request. */
  formToken: optional(z.string().regex(/^[A-Za-z0-9_-]{16,100}$/, 'must be 16 to 100 letters, digits, - or _')),
});

/** What staff enter for someone who telephoned. */
export const phoneEntryBody = z.strictObject({
  ...person,
  /** When the call came, date and time in Los Angeles. */
  calledAt: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'must be a date and time, for instance 2026-11-23T14:05'),
  californiaResident: ticked,
  formToken: optional(z.string().regex(/^[A-Za-z0-9_-]{16,100}$/)),
});

/** The code from a letter. */
export const codeBody = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^[\d\s-]{4,24}$/, 'is the number in the message we sent you'),
});

/** A form that only says yes. */
export const emptyBody = z.strictObject({});

/** Exchanging a link for a session. */
export const linkBody = z.strictObject({ token });

/** Signing in as staff. */
export const signInBody = z.strictObject({ email: line(254), password: z.string().min(1, 'is missing').max(200) });

/** Changing one's own password. */
export const passwordBody = z.strictObject({
  current: z.string().min(1, 'is missing').max(200),
  password: z.string().min(12, 'must have at least 12 characters').max(200, 'may have at most 200 characters'),
});

const STAFF_DECISIONS = DECISION_KINDS.filter((kind) => decisionRule(kind).by === 'staff') as [
  DecisionKind,
  ...DecisionKind[],
];
const list = z.preprocess(
  (value): unknown => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
  z.array(uuid).max(500),
);

const NEEDS_SYSTEM: readonly DecisionKind[] = ['retry-system', 'supply-result'];

/** A decision by staff. What a kind needs beyond this is in rules/decisions.ts. */
export const decisionBody = z
  .strictObject({
    kind: z.enum(STAFF_DECISIONS, 'is not a decision that staff make'),
    code: optional(z.string().max(60)),
    facts: optional(prose(4000)),
    planDigest: optional(z.string().max(64)),
    /** Exceptions to keep; those not named are not kept. */
    keep: list.optional(),
    system: optional(z.string().max(60)),
    reviewOn: optional(z.iso.date('is not a day')),
    /** States that other evidence reaches the degree (VER-11); needs facts and a second person. */
    equivalent: optional(ticked),
  })
  .superRefine(({ kind, system, reviewOn }, context) => {
    const missing = (field: string): void => context.addIssue({ code: 'custom', path: [field], message: 'is missing' });
    if (NEEDS_SYSTEM.includes(kind) && system === undefined) missing('system');
    if (kind === 'place-hold' && reviewOn === undefined) missing('reviewOn');
  });

/** Narrowing the queue. */
export const queueQuery = z.object({
  state: optional(z.enum(['open', 'closed'])),
  phase: optional(z.enum(PHASES)),
  role: optional(z.enum(STAFF_ROLES)),
  overdue: optional(ticked),
  reference: optional(z.string().trim().toUpperCase().max(20)),
  after: optional(z.string().max(60)),
});

const roles = z.preprocess(
  (value): unknown => (Array.isArray(value) ? value : value === undefined ? [] : [value]),
  z.array(z.enum(STAFF_ROLES)).min(1, 'needs at least one role'),
);
/** A new account. */
export const accountBody = z.strictObject({ email, name: line(120), roles });
/** A change to an account. */
export const accountChangeBody = z.strictObject({
  change: z.enum(['roles', 'disable', 'enable', 'reset-password']),
  roles: roles.optional(),
});

/** A recipient's answer to one item. */
export const itemAnswerBody = z.strictObject({
  answer: z.enum(['attested', 'refused']),
  code: optional(z.enum(NOTICE_REFUSALS)),
});
/** A recipient's answer by its own system. */
export const noticeAnswerBody = z.strictObject({
  state: z.enum(NOTICE_ANSWERS),
  code: z.enum(NOTICE_REFUSALS).optional(),
});

/** Why staff open Temporal's payloads; the code stands in the ledger. */
export const CODEC_REASONS = ['incident', 'support', 'audit', 'development'] as const;
/** A codec session: why the payloads are looked at. */
export const codecSessionBody = z.strictObject({
  reason: z.enum(CODEC_REASONS),
  /** The request from whose page it was opened. */
  reference: optional(reference),
});

/** What the page of a request tells after a decision. */
export const detailQuery = z.object({
  told: optional(z.enum(['claimed', 'refused', 'recorded', 'awaiting-second'])).catch(undefined),
  refusal: optional(z.enum(REFUSALS)).catch(undefined),
});

/** Path parameters. */
export const byReference = z.object({ reference });
/** Path parameters of one decision, letter or account under a request. */
export const byReferenceAndId = z.object({ reference, id: uuid });
/** Path parameter of one account, notice or letter. */
export const byId = z.object({ id: uuid });
/** Path parameter of a link. */
export const byToken = z.object({ token: z.string().max(100) });
/** Path parameter of a notice by the reference that only its recipient knows. */
export const byNotice = z.object({ notice: z.string().max(60) });

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
  dueOn: z.iso.date(),
});
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
  letters: z.array(z.object({ id: z.string(), kind: z.string(), sentOn: z.iso.date() })),
});
/** What became of a code. */
export const codeAnswerShape = z.object({ answer: z.enum(['right', 'wrong', 'expired', 'locked']) });
/** What became of a decision. */
export const markShape = z.object({
  mark: z.enum(['claimed', 'refused', 'recorded', 'awaiting-second']),
  decisionId: z.string().optional(),
  refusal: z.string().optional(),
});
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
      parkedCode: z.string().nullable(),
      openTasks: z.number().int(),
    }),
  ),
  next: z.string().nullable(),
});
/** Everything about a request that names no person. */
export const detailShape = z.looseObject({ request: z.looseObject({ reference: z.string() }) });
/** An answer that says only whether. */
export const stateShape = z.looseObject({ status: z.string() });

import { z } from 'zod';
import { CONSUMER_STEPS } from '../rules/agents';
import {
  BASES,
  CATEGORY_NAMES,
  EXCEPTION_CODES,
  NOTICE_STATES,
  RECIPIENT_KINDS,
  RECIPIENT_ROLES,
} from '../rules/codes';
import { DECISIONS } from '../rules/decisions';
import { WHOLE_DENIALS, type WholeDenial } from '../rules/denials';
import { ANSWER_OUTCOMES, type LetterKind } from '../rules/letters';
import { forbidden, nothingToLimit, optedIn, optInConfirm } from './facts/choices';
import { common, day, late, line, link, optOut, prose } from './facts/shapes';
import { copyAnswer, knowAnswer, practices } from './facts/know';
import { correctionAnswer } from './facts/correct';
import { shineAnswer } from './facts/shineTheLight';

/**
 * What a letter is composed from. The schemas are strict: a fact that a letter has no use for is an error, so that
 * knowledge of held data cannot even reach a letter that goes to someone who has proved nothing (decisions.md B6).
 */

/** B6: the same for everyone who makes the same claim. */
const acknowledgement = z.strictObject({
  ...common,
  receivedOn: day,
  dueOn: day,
  statusUrl: link,
  withdrawUrl: link.optional(),
  /** Where an agent asks: by when its paper is needed. */
  agentPaperBy: day.optional(),
});

/** B6: the same for everyone who makes the same claim. */
const code = z.strictObject({
  ...common,
  code: z.string().regex(/^[0-9A-Z -]{4,20}$/),
  /** How long the code is valid, minutes. */
  validMinutes: z.int().min(1).max(1_440),
  statusUrl: link,
});

const inYourName = z.strictObject({
  ...common,
  receivedOn: day,
  notMeUrl: link,
  /** An agent made it. */
  byAgent: z.literal(true).optional(),
});

/** To the consumer for whom an agent asks. B6: the same whoever is known. */
const permissionConfirmation = z.strictObject({
  ...common,
  receivedOn: day,
  agentName: line,
  step: z.enum(CONSUMER_STEPS),
  neededBy: day,
  answerUrl: link,
});

/** What stands before a letter to an agent. */
export interface AgentNote {
  /** By when the signed permission for a choice is needed; absent where it is here, or the letter is not about that. */
  permissionBy?: string;
  /** Where it is handed in. */
  statusUrl?: string;
}

/** What can be missing. Nothing here says whether a data point matched (decisions.md B2). */
export const MISSING_PROOFS = ['confirm-contact', 'more-details', 'declaration', 'agent-permission'] as const;

/** B6: the same for everyone who makes the same claim. */
const verificationReminder = z.strictObject({
  ...common,
  receivedOn: day,
  missing: z.array(z.enum(MISSING_PROOFS)).min(1),
  /** Why the paper that an agent handed in does not do. */
  paperLacking: prose.optional(),
  neededBy: day,
  dueOn: day,
  statusUrl: link,
});

const extension = z
  .strictObject({
    ...common,
    receivedOn: day,
    dueOn: day,
    extendedTo: day,
    code: z.enum(DECISIONS.extend.codes),
    facts: prose,
    statusUrl: link,
  })
  .refine((facts) => facts.extendedTo > facts.dueOn, 'extendedTo must be after dueOn');

/** Why something is kept: the exceptions of Civ 1798.105(d), or a hold (decisions.md D4). */
export const KEPT_CODES = [...EXCEPTION_CODES, ...DECISIONS['place-hold'].codes] as const;

const kept = z.strictObject({
  category: z.enum(CATEGORY_NAMES as [(typeof CATEGORY_NAMES)[number], ...typeof CATEGORY_NAMES]),
  code: z.enum(KEPT_CODES),
  cite: line,
  /** The facts, in words a consumer understands. */
  reason: prose,
  /** What it is kept for, and for nothing else (DEL-07). */
  purpose: line,
  until: day.optional(),
});

const recipient = z.strictObject({
  /** Left out where only the kind is told. */
  name: line.optional(),
  role: z.enum(RECIPIENT_ROLES),
  kind: z.enum(RECIPIENT_KINDS),
  basis: z.enum(BASES).optional(),
  state: z.enum(NOTICE_STATES),
  /** Why it is told: a rule of the law, or `NOTICE-DELETE`. */
  rule: line,
});

/** What was done, kept and told; an answer's, and that of the letter which follows one (CLK-13). */
const deletion = {
  ...common,
  receivedOn: day,
  outcome: z.enum(ANSWER_OUTCOMES),
  statusUrl: link,
  /** Systems in which everything due was erased and asked again, by plain name. */
  systems: z.array(line),
  /** Systems whose result a person supplied: deleted by hand, not asked again by us. */
  byHand: z.array(line).default([]),
  /** Systems in which the work is not finished or not yet proven. */
  outstanding: z.array(line).default([]),
  kept: z.array(kept).default([]),
  archives: z.array(z.strictObject({ name: line, restorableUntil: day.optional() })).default([]),
  recipients: z.array(recipient).default([]),
  /** A decider's partial denial on the third-party leg alone (decisions.md C5, DEL-04). */
  excused: z.array(z.strictObject({ recipients: line, facts: prose })).default([]),
  /** True where the setting narrows deletion to what was collected from the consumer (DEL-01). */
  collectedFromConsumerOnly: z.boolean().default(false),
  /** Present where the business sells or shares and the consumer has not opted out (DEL-09). */
  optOut: optOut.optional(),
  /** Present where the business offers to look again (DEN-01). */
  appealUrl: link.optional(),
};

type Deletion = z.output<z.ZodObject<typeof deletion>>;

/** What contradicts itself. */
function consistent(facts: Deletion, context: z.RefinementCtx): void {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  const erased = facts.systems.length + facts.byHand.length;
  if (facts.outcome === 'deleted' && facts.kept.length + facts.excused.length > 0)
    wrong('kept', 'nothing is kept or excused where all was deleted');
  if (facts.outcome === 'deleted' && erased + facts.outstanding.length === 0)
    wrong('systems', 'a deletion names at least one system');
  if (facts.outcome === 'deleted-in-part' && facts.kept.length + facts.excused.length === 0)
    wrong('kept', 'a partial deletion names what was not done, with code, cite and facts');
  if (facts.outcome === 'nothing-held' && erased + facts.kept.length + facts.outstanding.length > 0)
    wrong('systems', 'where nothing was held nothing was erased, kept or left outstanding');
}

const answer = z.strictObject({ ...deletion, late: late.optional() }).superRefine(consistent);

/** @see LetterKind `outcome`: `answeredOn` is the day of the answer that named work as not finished. */
const outcome = z.strictObject({ ...deletion, answeredOn: day }).superRefine(consistent);

const denial = z.strictObject({
  ...common,
  receivedOn: day,
  code: z.enum(WHOLE_DENIALS as [WholeDenial, ...WholeDenial[]]),
  cite: line,
  facts: prose,
  statusUrl: link,
  newRequestUrl: link,
  /** Present where the business sells or shares; put whether or not an opt-out stands, which it must not tell. */
  optOut: optOut.optional(),
  appealUrl: link.optional(),
  late: late.optional(),
});

/** B6: the same for everyone who makes the same claim. */
const unverified = z.strictObject({
  ...common,
  receivedOn: day,
  newRequestUrl: link,
  /** DEL-09: for a deletion, whatever is held. */
  optOut: optOut.optional(),
  /** KNW-02: for a request about categories, sales and disclosures, whatever is held. */
  practices: practices.optional(),
  /** VER-14, where the claim itself names no person (a device or a cookie alone). */
  noReasonableMethod: z.literal('claim-names-no-person').optional(),
  /** An agent's request: what of its proof was missing. */
  agentLacking: z.enum(['paper', 'consumer']).optional(),
  late: late.optional(),
});

const withdrawn = z.strictObject({ ...common, receivedOn: day, withdrawnOn: day, newRequestUrl: link });

const disputed = z.strictObject({ ...common, receivedOn: day, reportedOn: day });

/** The schema of each letter's facts. */
export const FACTS = {
  acknowledgement,
  code,
  'in-your-name': inYourName,
  'verification-reminder': verificationReminder,
  extension,
  answer,
  outcome,
  'know-answer': knowAnswer,
  'copy-answer': copyAnswer,
  correction: correctionAnswer,
  'shine-answer': shineAnswer,
  denial,
  unverified,
  withdrawn,
  disputed,
  'opted-out': forbidden,
  limited: forbidden,
  'nothing-to-limit': nothingToLimit,
  'permission-confirmation': permissionConfirmation,
  'opt-in-confirm': optInConfirm,
  'opted-in': optedIn,
} as const satisfies Record<LetterKind, z.ZodType>;

/** Facts as a caller gives them. */
export type FactsInput<K extends LetterKind = LetterKind> = z.input<(typeof FACTS)[K]>;
/** Facts as they are after parsing, defaults filled in. */
export type Facts<K extends LetterKind = LetterKind> = z.output<(typeof FACTS)[K]>;

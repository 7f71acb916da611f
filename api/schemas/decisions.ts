import { z } from 'zod';
import { CONSUMER_STEPS } from '../../rules/agents';
import { CATEGORY_NAMES } from '../../rules/codes';
import { DECISION_KINDS, decisionRule, type DecisionKind } from '../../rules/decisions';
import { DENIAL_STATEMENTS } from '../../rules/denials';
import { line, optional, prose, ticked } from '../border';
import { CORRECTION_GROUNDS, CORRECTION_OUTCOMES, SOURCE_HANDLING } from '../../rules/correct';
import { uuid } from './common';

const STAFF_DECISIONS = DECISION_KINDS.filter((kind) => decisionRule(kind).by === 'staff') as [
  DecisionKind,
  ...DecisionKind[],
];
const several = <S extends z.ZodType>(each: S, most: number) =>
  z.preprocess(
    (value): unknown => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(each).max(most),
  );
const list = several(uuid, 500);

const NEEDS_SYSTEM: readonly DecisionKind[] = ['retry-system', 'supply-result'];

const CATEGORIES: readonly string[] = CATEGORY_NAMES;

/** On what a hold lies, as forms and the command line write it. */
export const heldPart = z
  .string()
  .regex(/^(person|(system|category):[a-z0-9-]{1,60})$/, 'is not person, system:… or category:…')
  .refine((on) => !on.startsWith('category:') || CATEGORIES.includes(on.slice(9)), 'names no category of the law');

const byField = <S extends z.ZodType>(each: S) => z.record(z.string().max(63), each).optional();

/** A decision by staff. What a kind needs beyond this is in rules/decisions.ts. */
export const decisionBody = z
  .strictObject({
    kind: z.enum(STAFF_DECISIONS, 'is not a decision that staff make'),
    code: optional(z.string().max(60)),
    facts: optional(prose(4000)),
    /** Of a denial: what its ground needs to be stated beside the facts (DEN-02). */
    stated: several(z.enum(DENIAL_STATEMENTS), DENIAL_STATEMENTS.length).optional(),
    planDigest: optional(z.string().max(64)),
    /** Exceptions to keep; those not named are not kept. */
    keep: list.optional(),
    /** Values of a copy to leave out; those not named are given. */
    withhold: list.optional(),
    /** Of an agent's paper: a copy of specific pieces may go to the agent. */
    coversReceipt: optional(ticked),
    /** Of a signed permission: the one step that the consumer is asked for (AGT-01). */
    consumerStep: optional(z.enum(CONSUMER_STEPS)),
    /** Day on which a copy was posted. */
    postedOn: optional(z.iso.date('is not a day')),
    system: optional(z.string().max(60)),
    /** On what a hold lies: `person`, `system:` and its ID, or `category:` and its name. */
    on: optional(heldPart),
    /** Day on which a hold is looked at again. */
    reviewOn: optional(z.iso.date('is not a day')),
    /** Day on which a law enforcement agency directed a hold (CLK-13). */
    directedOn: optional(z.iso.date('is not a day')),
    /** What the consumer is told of a hold, in words. */
    told: optional(prose(2000)),
    /** The hold to renew or to release; where there is one, it need not be named. */
    hold: optional(uuid),
    /** Of a correction, by field: {@link CORRECTION_OUTCOMES} and what goes with them. */
    outcome: byField(z.enum(CORRECTION_OUTCOMES)),
    ground: byField(optional(z.enum(CORRECTION_GROUNDS))),
    likelihood: byField(z.coerce.number().int().min(0).max(100)),
    source: byField(z.enum(SOURCE_HANDLING)),
    ownDocuments: byField(ticked),
    adequateProcesses: byField(ticked),
    documentedBelief: byField(ticked),
    sourceName: byField(optional(line(200))),
    fieldFacts: byField(optional(prose(4000))),
    /** States that other evidence reaches the degree (VER-11); needs facts and a second person. */
    equivalent: optional(ticked),
  })
  .superRefine(({ kind, system, reviewOn }, context) => {
    const missing = (field: string): void => context.addIssue({ code: 'custom', path: [field], message: 'is missing' });
    if (NEEDS_SYSTEM.includes(kind) && system === undefined) missing('system');
    if ((kind === 'place-hold' || kind === 'renew-hold') && reviewOn === undefined) missing('reviewOn');
  });

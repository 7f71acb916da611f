import { z } from 'zod';
import { DECISION_KINDS, decisionRule, type DecisionKind } from '../../rules/decisions';
import { optional, prose, ticked } from '../border';
import { uuid } from './common';

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

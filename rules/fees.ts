import type { Allowed } from './allowed';

/** Fees and fair treatment (law.md section 11). */

/**
 * FEE-01: whether a fee may be charged or the request refused for it: only where it is manifestly unfounded or
 * excessive, which the business must show. A third know request is not by itself. A decider decides (decisions.md C3).
 */
export function mayChargeFee(input: {
  manifestlyUnfounded: boolean;
  manifestlyExcessive: boolean;
  evidence: boolean;
}): Allowed {
  return { may: (input.manifestlyUnfounded || input.manifestlyExcessive) && input.evidence, rule: 'FEE-01' };
}

/** What a business could do differently for someone who exercised a right. */
export const TREATMENTS = [
  'deny-goods',
  'other-price',
  'other-quality',
  'retaliate-against-staff',
  'loyalty-scheme',
] as const;
export type Treatment = (typeof TREATMENTS)[number];

/** RET-01: nobody is treated worse for having asked; a loyalty scheme may reflect the value of the data. */
export function mayTreatDifferently(input: { treatment: Treatment; reasonablyRelatedToValue: boolean }): Allowed {
  const { treatment, reasonablyRelatedToValue } = input;
  if (treatment === 'deny-goods' || treatment === 'retaliate-against-staff') return { may: false, rule: 'RET-01' };
  return { may: reasonablyRelatedToValue, rule: 'RET-01' };
}

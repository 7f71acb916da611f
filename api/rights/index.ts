import { z } from 'zod';
import { type Right, RIGHTS } from '../../rules/codes';
import type { PagedRight } from '../../web/rights';
import type { PersonClaim } from '../../vault/person';
import { claimOf as identifiedClaim, personFields, pointFields } from './asking';
import { choiceClaim, limitFields, optOutFields } from './choices';
import { correctClaim, correctFields } from './correct';
import { deleteFields } from './delete';
import { claimOf as knowClaim, knowCategoriesFields, knowSoldFields } from './know';
import { knowSpecificClaim, knowSpecificFields } from './know-specific';
import { shineTheLightFields } from './shine-the-light';

/** Rights that can be asked for here so far, each with its fields in a file of its own. */
const OFFERED: readonly Right[] = [
  deleteFields.right.value,
  knowSpecificFields.right.value,
  knowCategoriesFields.right.value,
  knowSoldFields.right.value,
  correctFields.right.value,
  optOutFields.right.value,
  limitFields.right.value,
  shineTheLightFields.right.value,
] satisfies PagedRight[];

/** Whether this right can be asked for here; for one that cannot, intake says where to turn. */
export const isOffered = (right: Right): boolean => OFFERED.includes(right);

/** What is asked for a right that cannot be asked for here: enough to be answered where to turn. */
export const notOfferedFields = {
  right: z.enum(RIGHTS.filter((right) => !isOffered(right)) as [Right, ...Right[]]),
  ...personFields,
  ...pointFields,
};

/** What each right's fields say of the person, as the vault keeps it; those that identify, where it has nothing else. */
const CLAIMS: Partial<Record<Right, (fields: never) => PersonClaim>> = {
  'know-specific': knowSpecificClaim,
  'know-categories': knowClaim,
  'know-sold': knowClaim,
  correct: correctClaim,
  'opt-out': choiceClaim,
  limit: choiceClaim,
};

/** What of a form is kept of the person. */
export function claimOf(fields: { right: Right }): PersonClaim {
  return (CLAIMS[fields.right] ?? identifiedClaim)(fields as never);
}

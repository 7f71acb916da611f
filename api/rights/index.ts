import type { Right } from '../../rules/codes';
import type { PersonClaim } from '../../vault/person';
import { claimOf as identifiedClaim } from './asking';
import { choiceClaim, optInClaim } from './choices';
import { correctClaim } from './correct';
import { claimOf as knowClaim } from './know';
import { knowSpecificClaim } from './know-specific';

/** What each right's fields say of the person, as the vault keeps it; those that identify, where it has nothing else. */
const CLAIMS: Partial<Record<Right, (fields: never) => PersonClaim>> = {
  'know-specific': knowSpecificClaim,
  'know-categories': knowClaim,
  'know-sold': knowClaim,
  correct: correctClaim,
  'opt-out': choiceClaim,
  limit: choiceClaim,
  'opt-in': optInClaim,
};

/** What of a form is kept of the person. */
export function claimOf(fields: { right: Right }): PersonClaim {
  return (CLAIMS[fields.right] ?? identifiedClaim)(fields as never);
}

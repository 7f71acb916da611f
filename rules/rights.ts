import type { Right } from './codes';

/** Rights that are exercised by a verifiable request (Civ 1798.140(ak)); the others ask for no proof (VER-01, STL-05). */
export const BY_VERIFIABLE_REQUEST: readonly Right[] = [
  'delete',
  'know-specific',
  'know-categories',
  'know-sold',
  'correct',
];

/** Whether a right is exercised by a verifiable request. */
export function isVerifiable(right: Right): boolean {
  return BY_VERIFIABLE_REQUEST.includes(right);
}

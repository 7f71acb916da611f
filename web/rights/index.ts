import type { Right } from '../../rules/codes';
import { LIMIT_PAGES, OPT_IN_PAGES, OPT_OUT_PAGES } from './choices';
import { CORRECT_PAGES } from './correct';
import { DELETE_PAGES } from './delete';
import { KNOW_CATEGORIES_PAGES, KNOW_SOLD_PAGES, KNOW_SPECIFIC_PAGES } from './know';
import type { RightPages } from './right-pages';
import { SHINE_THE_LIGHT_PAGES } from './shine-the-light';

export type { RightPages } from './right-pages';

/** Pages of each right, in the order in which they are listed; a right joins with a file of its own. */
export const RIGHT_PAGES: Record<Right, RightPages> = {
  delete: DELETE_PAGES,
  'know-specific': KNOW_SPECIFIC_PAGES,
  'know-categories': KNOW_CATEGORIES_PAGES,
  'know-sold': KNOW_SOLD_PAGES,
  correct: CORRECT_PAGES,
  'opt-out': OPT_OUT_PAGES,
  limit: LIMIT_PAGES,
  'opt-in': OPT_IN_PAGES,
  'shine-the-light': SHINE_THE_LIGHT_PAGES,
};

/** Every right, in the order in which its form is listed. */
export const PAGED_RIGHTS = Object.keys(RIGHT_PAGES) as Right[];

/** What an agent can ask for. Who allows sale and sharing again does so themselves: its second step is theirs (OIN-01). */
export const AGENT_RIGHTS = PAGED_RIGHTS.filter((right) => right !== 'opt-in');

/** The right that a form is for; undefined where none is named that has a form. */
export function pagedRight(named: unknown, among: readonly Right[] = PAGED_RIGHTS): Right | undefined {
  return among.find((right) => right === named);
}

import type { Right } from '../../rules/codes';
import { LIMIT_PAGES, OPT_OUT_PAGES } from './choices';
import { CORRECT_PAGES } from './correct';
import { DELETE_PAGES } from './delete';
import { KNOW_CATEGORIES_PAGES, KNOW_SOLD_PAGES, KNOW_SPECIFIC_PAGES } from './know';
import type { RightPages } from './right-pages';
import { SHINE_THE_LIGHT_PAGES } from './shine-the-light';

export type { RightPages } from './right-pages';

/** Pages of each right that can be asked for; a right joins with a file of its own. */
export const RIGHT_PAGES = {
  delete: DELETE_PAGES,
  'know-specific': KNOW_SPECIFIC_PAGES,
  'know-categories': KNOW_CATEGORIES_PAGES,
  'know-sold': KNOW_SOLD_PAGES,
  correct: CORRECT_PAGES,
  'opt-out': OPT_OUT_PAGES,
  limit: LIMIT_PAGES,
  'shine-the-light': SHINE_THE_LIGHT_PAGES,
} as const satisfies Partial<Record<Right, RightPages>>;
/** A right that has pages. */
export type PagedRight = keyof typeof RIGHT_PAGES;

/** A right's pages; undefined where it has none so far. */
export const pagesOf = (right: Right): RightPages | undefined =>
  (RIGHT_PAGES as Partial<Record<Right, RightPages>>)[right];

/** Every right that has pages, in the order in which they are listed. */
export const PAGED_RIGHTS = Object.keys(RIGHT_PAGES) as PagedRight[];

/** The right that a form is for; undefined where none is named that has a form. */
export function pagedRight(named: unknown): PagedRight | undefined {
  return typeof named === 'string' && Object.hasOwn(RIGHT_PAGES, named) ? (named as PagedRight) : undefined;
}

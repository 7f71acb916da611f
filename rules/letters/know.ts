import type { Right } from '../codes';
import { answerParts, type CategoriesAnswerPart } from '../know';
import type { StatementId } from '../statements';
import { COMMON_LETTERS } from './common';
import { type RightLetters, when } from './contents';

/** The statement that makes each part of an answer (KNW-09). */
const PART = {
  'categories-collected': 'know-collected',
  sources: 'know-sources',
  purposes: 'know-purposes',
  'third-parties-disclosed-to': 'know-third-parties',
  'sold-or-shared-by-category': 'know-sold-or-shared',
  'disclosed-for-business-purpose-by-category': 'know-business-purpose',
} as const satisfies Record<CategoriesAnswerPart, StatementId>;

/**
 * The letters about a request for categories or for the two lists: each part that the right has is in the answer, none
 * left out where it is empty (KNW-09, KNW-10). It is the consumer's own (KNW-08), so that ordinary mail tells nothing
 * of it. Where identity stays unproved, the general practices are given (KNW-02).
 */
function knowLetters(right: Right) {
  const parts = answerParts(right).map((part) => PART[part]);
  return {
    ...COMMON_LETTERS,
    unverified: (situation) => {
      const { required, optional } = COMMON_LETTERS.unverified(situation);
      return { required: [...required, 'information-practices'], optional };
    },
    'know-answer': (situation, rendering) => {
      const shared: StatementId[] = ['know-outcome', 'record-kept', ...when([situation.late, 'late'])];
      if (rendering === 'mail') return { required: [...shared, 'details-link'], optional: ['reach-us'] };
      return {
        required: [
          ...shared,
          'know-period',
          ...parts,
          'complaint-route',
          ...when(
            [situation.severalPersons, 'know-several-persons'],
            [situation.byHand, 'know-by-hand'],
            [situation.downgraded, 'copy-not-verified'],
          ),
        ],
        optional: ['no-retaliation', 'reach-us'],
      };
    },
  } as const satisfies RightLetters;
}

export const KNOW_CATEGORIES_LETTERS = knowLetters('know-categories');
export const KNOW_SOLD_LETTERS = knowLetters('know-sold');

/**
 * The letters about a copy of specific pieces. The letter says that the copy is ready and what is not in it; the pieces
 * themselves are in no letter (KNW-06).
 */
export const KNOW_SPECIFIC_LETTERS = {
  ...COMMON_LETTERS,
  'copy-answer': (situation, rendering) => {
    const shared: StatementId[] = ['know-outcome', 'record-kept', ...when([situation.late, 'late'])];
    if (rendering === 'mail') return { required: [...shared, 'details-link'], optional: ['reach-us'] };
    return {
      required: [
        ...shared,
        'know-period',
        'complaint-route',
        ...when(
          [situation.held && !situation.posted, 'copy-ready'],
          [situation.held && situation.posted, 'copy-posted'],
          [situation.held, 'copy-contents'],
          [!situation.held, 'copy-nothing'],
          [situation.neverDisclosed, 'copy-never-disclosed'],
          [situation.othersLeftOut, 'copy-others'],
          [situation.severalPersons, 'know-several-persons'],
          [situation.byHand, 'know-by-hand'],
        ),
      ],
      optional: ['no-retaliation', 'reach-us'],
    };
  },
} as const satisfies RightLetters;

import { COMMON_LETTERS } from './common';
import { type RightLetters, when } from './contents';

/**
 * The letters of Civ 1798.83 (STL-01, STL-02, STL-03, STL-04, STL-05): nothing is verified, nothing is extended, and
 * the answer names no person's data.
 */
export const SHINE_LETTERS = {
  code: COMMON_LETTERS.code,
  denial: COMMON_LETTERS.denial,
  withdrawn: COMMON_LETTERS.withdrawn,
  'shine-answer': ({ late, choice, disclosed }) => ({
    required: [
      'record-kept',
      ...when(
        [late, 'late'],
        [choice, 'shine-choice'],
        [!choice, 'shine-year'],
        [!choice && disclosed, 'shine-categories'],
        [!choice && disclosed, 'shine-third-parties'],
        [!choice && !disclosed, 'shine-none'],
      ),
    ],
    optional: ['shine-once-a-year', 'complaint-route', 'no-retaliation', 'reach-us'],
  }),
} as const satisfies RightLetters;

import { COMMON_LETTERS } from './common';
import type { StatementId } from '../statements';
import { type RightLetters, when } from './contents';

/** What the letters about a deletion say (DEL-06 to DEL-09). */
export const DELETE_LETTERS = {
  ...COMMON_LETTERS,
  // DEL-09: asked of everyone who could not be verified, whether or not anything is held (decisions.md B6)
  unverified: (situation) => COMMON_LETTERS.unverified({ ...situation, asksOptOut: true }),
  answer: (situation, rendering) => {
    const shared: StatementId[] = ['outcome', 'record-kept', ...when([situation.late, 'late'])];
    if (rendering === 'mail') return { required: [...shared, 'details-link'], optional: ['reach-us'] };
    return {
      required: [
        ...shared,
        'complaint-route',
        ...when(
          [situation.outcome === 'nothing-held', 'nothing-found'],
          [situation.erased, 'erased-systems'],
          [situation.outstanding, 'outstanding-systems'],
          [situation.narrowed, 'scope-narrowed'],
          [situation.kept, 'kept'],
          [situation.kept, 'kept-purpose'],
          [situation.archives, 'archives'],
          [situation.recipientsByLaw, 'recipients-told'],
          [situation.recipientsByPromise, 'recipients-told-by-promise'],
          [situation.excused, 'recipients-excused'],
          [situation.asksOptOut, 'opt-out-question'],
        ),
      ],
      optional: ['stays-deleted', 'no-retaliation', 'reach-us', ...when([situation.appeal, 'appeal-offer'])],
    };
  },
} as const satisfies RightLetters;

import { COMMON_LETTERS } from './common';
import type { StatementId } from '../statements';
import { type Contents, type LetterSituation, type Rendering, type RightLetters, when } from './contents';

type Letters = (situation: LetterSituation, rendering: Rendering) => Contents;

/** DEL-06, DEL-07: what was done, what was kept and why, and what is outstanding. */
const answer: Letters = (situation, rendering) => {
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
};

/** What the letters about a deletion say (DEL-06, DEL-07, DEL-08, DEL-09). */
export const DELETE_LETTERS = {
  ...COMMON_LETTERS,
  // DEL-09: asked of everyone who could not be verified, whether or not anything is held (decisions.md B6)
  unverified: (situation) => COMMON_LETTERS.unverified({ ...situation, asksOptOut: true }),
  answer,
  // CLK-13: what an earlier answer could only call not finished
  outcome: (situation, rendering) => {
    const { required, optional } = answer(situation, rendering);
    return { required: ['answered-before', ...required], optional };
  },
} as const satisfies RightLetters;

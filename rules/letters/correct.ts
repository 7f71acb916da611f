import { COMMON_LETTERS } from './common';
import { type RightLetters, when } from './contents';

/**
 * What the letters about a correction say: done or not (COR-03), what was deleted instead (COR-05) or denied and why
 * (COR-02, COR-06, COR-07), whose error it was (COR-09), and that it stays so (COR-11).
 */
export const CORRECT_LETTERS = {
  ...COMMON_LETTERS,
  correction: (situation, rendering) => {
    const shared = ['correction-outcome', 'record-kept', ...when([situation.late, 'late'])] as const;
    if (rendering === 'mail') return { required: [...shared, 'details-link'], optional: ['reach-us'] };
    return {
      required: [
        ...shared,
        'complaint-route',
        ...when(
          [situation.corrected, 'corrected-fields'],
          [situation.deletedInstead, 'deleted-instead'],
          [situation.deniedInPart, 'correction-denied'],
          [situation.notHeld, 'correction-not-held'],
          [situation.fromOthers, 'correction-source'],
          [situation.healthDenied, 'health-statement'],
          [situation.erased, 'correction-systems'],
          [situation.outstanding, 'correction-outstanding'],
          [situation.recipientsByLaw, 'providers-told'],
          [situation.corrected || situation.deletedInstead, 'stays-corrected'],
        ),
      ],
      optional: ['ask-again', 'no-retaliation', 'reach-us'],
    };
  },
} as const satisfies RightLetters;

import type { RightLetters } from './contents';
import { OPT_OUT_LETTERS } from './opt-out';

/**
 * What the letters about a limit say (LIM-01, LIM-05): whole in ordinary mail, as those about an opt-out are (VER-01).
 */
export const LIMIT_LETTERS = {
  // LIM-05, LIM-04: that it was processed, how far it reaches, how long it lasts
  limited: () => ({
    required: ['limit-honoured', 'limit-reaches', 'limit-lasts', 'choice-status', 'choice-data', 'choice-record'],
    optional: ['no-retaliation', 'reach-us'],
  }),
  // LIM-01: the answer explains why there is nothing to limit
  'nothing-to-limit': () => ({
    required: ['nothing-to-limit', 'limit-noted', 'choice-status', 'choice-data', 'choice-record'],
    optional: ['complaint-route', 'no-retaliation', 'reach-us'],
  }),
  // LIM-03
  denial: OPT_OUT_LETTERS.denial,
} as const satisfies RightLetters;

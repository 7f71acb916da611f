import type { RightLetters } from './contents';

/**
 * What the letters about an opt-out say. Both are whole in ordinary mail: nothing is verified, so that no code could
 * open the rest, and neither says whether anything is held (VER-01, decisions.md B6).
 */
export const OPT_OUT_LETTERS = {
  // OPT-06, CLK-08: that it was processed, how far it reaches, how long it lasts
  'opted-out': () => ({
    required: ['opt-out-honoured', 'opt-out-reaches', 'opt-out-lasts', 'choice-status', 'choice-data', 'choice-record'],
    optional: ['no-retaliation', 'reach-us'],
  }),
  // OPT-03: that it is not complied with, and why it is believed to be fraudulent
  denial: () => ({
    required: ['outcome', 'denial-reason', 'denial-facts', 'complaint-route', 'choice-record'],
    optional: ['ask-again', 'no-retaliation', 'reach-us'],
  }),
} as const satisfies RightLetters;

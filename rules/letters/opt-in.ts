import type { RightLetters } from './contents';

/** What the letters about an opt-in say: the same whether or not anybody is known, and whole in ordinary mail. */
export const OPT_IN_LETTERS = {
  // OIN-01: the question that the consumer's own first step asks for; no reminder follows it (CLK-08)
  'opt-in-confirm': () => ({
    required: ['opt-in-asked', 'opt-in-second-step', 'opt-in-lapses', 'choice-data', 'choice-record'],
    optional: ['no-retaliation', 'reach-us'],
  }),
  // OIN-01: that it was allowed in two steps, and how to opt out again
  'opted-in': () => ({
    required: ['opt-in-honoured', 'opt-in-signal', 'opt-out-again', 'choice-status', 'choice-data', 'choice-record'],
    optional: ['no-retaliation', 'reach-us'],
  }),
} as const satisfies RightLetters;

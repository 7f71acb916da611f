import type { DataMap } from '../../datamap/data-map';
import type { FactsInput } from '../../letters/facts';
import type { Right } from '../../rules/codes';
import type { LetterKind } from '../../rules/letters';
import { denialFacts, type FactsSource, unverifiedFacts, withdrawnFacts } from '../letter-facts';
import { deletionAnswer } from './delete';
import { shineAnswer } from './shine-the-light';

/** The letter that answers a request: its kind and what it states. */
export type AnswerLetter = { [K in LetterKind]: { kind: K; facts: FactsInput<K> } }[LetterKind];

/** How each right is answered where it was carried out, in a file for each. */
const CARRIED_OUT: Partial<Record<Right, (source: FactsSource, dataMap: DataMap) => Promise<AnswerLetter>>> = {
  delete: async (source, dataMap) => ({ kind: 'answer', facts: await deletionAnswer(source, dataMap) }),
  'shine-the-light': async (source, dataMap) => ({
    kind: 'shine-answer',
    facts: await shineAnswer(source, dataMap),
  }),
};

/** The letter that ends a request: one of its right where it was carried out, else one that all rights share. */
export async function answerOf(source: FactsSource, dataMap: DataMap): Promise<AnswerLetter> {
  switch (source.row.outcome) {
    case 'denied':
      return { kind: 'denial', facts: await denialFacts(source) };
    case 'unverified':
      return { kind: 'unverified', facts: unverifiedFacts(source) };
    case 'withdrawn':
      return { kind: 'withdrawn', facts: withdrawnFacts(source) };
    default: {
      const answer = CARRIED_OUT[source.row.right];
      if (!answer) throw new Error(`no answer for the right ${source.row.right}`);
      return answer(source, dataMap);
    }
  }
}

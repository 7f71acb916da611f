import type { DataMap } from '../../datamap/data-map';
import type { FactsInput } from '../../letters/facts';
import type { Right } from '../../rules/codes';
import type { LetterKind } from '../../rules/letters';
import { whenUnverified } from '../../rules/proofs';
import { denialFacts, type FactsSource, unverifiedFacts, withdrawnFacts } from '../letter-facts';
import { correctionAnswer } from './correct';
import { deletionAnswer } from './delete';
import { copyAnswer } from './know-specific';
import { informationPractices, knowAnswer } from './know';
import { shineAnswer } from './shine-the-light';
import { limitAnswer, optInAnswer, optOutAnswer } from './choices';

/** The letter that answers a request: its kind and what it states. */
export type AnswerLetter = { [K in LetterKind]: { kind: K; facts: FactsInput<K> } }[LetterKind];

/** How each right is answered where it was carried out, in a file for each. */
const CARRIED_OUT: Record<Right, (source: FactsSource, dataMap: DataMap) => Promise<AnswerLetter>> = {
  correct: async (source, dataMap) => ({ kind: 'correction', facts: await correctionAnswer(source, dataMap) }),
  delete: async (source, dataMap) => ({ kind: 'answer', facts: await deletionAnswer(source, dataMap) }),
  'know-specific': async (source, dataMap) => ({ kind: 'copy-answer', facts: await copyAnswer(source, dataMap) }),
  'know-categories': async (source) => ({ kind: 'know-answer', facts: await knowAnswer(source) }),
  'know-sold': async (source) => ({ kind: 'know-answer', facts: await knowAnswer(source) }),
  'shine-the-light': async (source, dataMap) => ({
    kind: 'shine-answer',
    facts: await shineAnswer(source, dataMap),
  }),
  'opt-out': optOutAnswer,
  'opt-in': optInAnswer,
  limit: limitAnswer,
};

/** KNW-02: whether an unverified request for this right is told the information practices. */
function tellsPractices(right: Right): boolean {
  return whenUnverified({ right, methodExists: true }).tell.includes('information-practices');
}

/** The letter that ends a request: one of its right where it was carried out, else one that all rights share. */
export async function answerOf(source: FactsSource, dataMap: DataMap): Promise<AnswerLetter> {
  switch (source.row.outcome) {
    case 'denied':
      return { kind: 'denial', facts: await denialFacts(source) };
    case 'unverified':
      return {
        kind: 'unverified',
        facts: {
          ...(await unverifiedFacts(source)),
          ...(tellsPractices(source.row.right) ? { practices: informationPractices(dataMap) } : {}),
        },
      };
    case 'withdrawn':
      return { kind: 'withdrawn', facts: withdrawnFacts(source) };
    default:
      return CARRIED_OUT[source.row.right](source, dataMap);
  }
}

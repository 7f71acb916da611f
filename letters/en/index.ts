import type { Language } from '../wording';
import { spokenAcknowledgement } from './acknowledgement';
import { toAgent } from './agent';
import { answer } from './answer';
import { ASKS } from './asks';
import { commonLetters } from './common';
import { KNOW_SPECIFIC, knowLetters } from './know';
import { correction } from './correct';
import { SHINE_THE_LIGHT } from './shine-the-light';
import { limitLetters } from './limit';
import { OPT_IN } from './opt-in';
import { optOutLetters } from './opt-out';
import { date } from './words';

/** English. */
export const ENGLISH: Language = {
  tag: 'en',
  about: (reference) => `Reference ${reference}`,
  date,
  toAgent,
  letters: {
    correct: { ...commonLetters(ASKS.correct), correction },
    delete: { ...commonLetters(ASKS.delete), answer, outcome: answer },
    'know-specific': KNOW_SPECIFIC,
    'know-categories': knowLetters('know-categories'),
    'know-sold': knowLetters('know-sold'),
    'shine-the-light': SHINE_THE_LIGHT,
    'opt-out': optOutLetters(ASKS['opt-out']),
    'opt-in': OPT_IN,
    limit: limitLetters(ASKS.limit),
  },
  spoken: (right, facts) => spokenAcknowledgement(ASKS[right], facts),
};

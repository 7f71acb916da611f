import type { StatementRule } from '../statements';

/** What an answer under Civ 1798.83 states. It is the same for every customer, and tells of nobody in particular. */
export const SHINE_STATEMENTS = {
  'shine-year': {
    rules: ['STL-02', 'STL-03'],
    cite: 'Civ 1798.83(a)',
    meaning: 'which calendar year the answer covers: the one before receipt',
  },
  'shine-categories': {
    rules: ['STL-02'],
    cite: 'Civ 1798.83(a)(1)',
    meaning: 'which categories went to third parties for their direct marketing in that year',
  },
  'shine-third-parties': {
    rules: ['STL-02'],
    cite: 'Civ 1798.83(a)(2)',
    meaning: 'names and addresses of all these third parties, and what they offer where their names do not tell',
  },
  'shine-none': {
    rules: ['STL-01'],
    cite: 'Civ 1798.83(a)',
    meaning: 'nothing went to third parties for their direct marketing in that year',
  },
  'shine-choice': {
    rules: ['STL-04'],
    cite: 'Civ 1798.83(c)(2)',
    meaning: 'that the consumer may choose before such disclosures, and a way to do so that costs nothing',
  },
  'shine-once-a-year': {
    rules: ['STL-03'],
    cite: 'Civ 1798.83(c)(1)',
    meaning: 'that such an answer is owed once in a calendar year',
  },
} as const satisfies Record<string, StatementRule>;

import type { StatementRule } from '../statements';

/** What letters about a limit of the use of sensitive data say (law.md section 9). */
export const LIMIT_STATEMENTS = {
  'limit-honoured': {
    rules: ['LIM-05', 'LIM-04', 'LIM-06', 'CLK-06'],
    cite: '11 CCR 7027(g), (h), (m)',
    meaning: 'the limit is honoured, since which day; what the law permits all the same goes on',
  },
  'limit-reaches': {
    rules: ['LIM-04', 'LIM-07', 'CLK-06'],
    cite: '11 CCR 7027(g); Civ 1798.121(c)',
    meaning:
      'that service providers, contractors and whoever got sensitive data meanwhile are told, and by which day at the latest',
  },
  'limit-lasts': {
    rules: ['CLK-08'],
    cite: 'Civ 1798.135(c)(4); 11 CCR 7027(l)',
    meaning: 'it lasts until the consumer allows the use, and until when nobody asks for that',
  },
  'nothing-to-limit': {
    rules: ['LIM-01', 'LIM-06'],
    cite: 'Civ 1798.121(a), (d); 11 CCR 7027(a), (m)',
    meaning: 'there is nothing to limit: which uses there are, and why each is outside or permitted',
  },
  'limit-noted': {
    rules: ['LIM-05', 'CLK-08'],
    cite: '11 CCR 7027(h), (l)',
    meaning: 'the choice is kept all the same, for any other use that should ever begin',
  },
} as const satisfies Record<string, StatementRule>;

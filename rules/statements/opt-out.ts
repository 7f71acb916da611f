import type { StatementRule } from '../statements';

/** What letters about an opt-out of sale and sharing say (law.md section 8). */
export const OPT_OUT_STATEMENTS = {
  'opt-out-honoured': {
    rules: ['OPT-06', 'OPT-04', 'CLK-05'],
    cite: '11 CCR 7026(f)(1), (g)',
    meaning:
      'the opt-out is honoured, since which day; it holds whatever the way in which data would be sold or shared',
  },
  'opt-out-reaches': {
    rules: ['OPT-04', 'OPT-05', 'CLK-05'],
    cite: '11 CCR 7026(f)',
    meaning:
      'that it reaches whatever else the consumer is known by, and whoever got data meanwhile, and by which day at the latest',
  },
  'opt-out-lasts': {
    rules: ['CLK-08', 'OIN-01'],
    cite: 'Civ 1798.135(c)(4); 11 CCR 7026(k), 7028(a)',
    meaning: 'it lasts until the consumer allows it again in two steps, and until when nobody asks for that',
  },
  'choice-status': {
    rules: ['OPT-06', 'LIM-05', 'GPC-03'],
    cite: '11 CCR 7025(c), 7026(g), 7027(h)',
    meaning: 'where the status can be seen at any time, by the link or by the reference',
  },
  'choice-data': {
    rules: ['OPT-09', 'INT-08'],
    cite: 'Civ 1798.135(c)(6)',
    meaning: 'what was given with the request is used to carry it out and for nothing else',
  },
  'choice-record': {
    rules: ['REC-01', 'REC-03', 'CLK-14'],
    cite: '11 CCR 7101(a)',
    meaning: 'a record of request and answer is kept, how long, for what alone',
  },
} as const satisfies Record<string, StatementRule>;

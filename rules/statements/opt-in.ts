import type { StatementRule } from '../statements';

/** What letters about an opt-in after an opt-out say (law.md section 8). */
export const OPT_IN_STATEMENTS = {
  'opt-in-asked': {
    rules: ['OIN-01'],
    cite: '11 CCR 7028(a)',
    meaning: 'that somebody asked to allow sale and sharing again, on which day; nothing has changed yet',
  },
  'opt-in-second-step': {
    rules: ['OIN-01', 'MIN-04'],
    cite: '11 CCR 7028(a), 7071',
    meaning: 'where the second, separate step is taken',
  },
  'opt-in-lapses': {
    rules: ['OIN-01', 'CLK-08'],
    cite: '11 CCR 7028(a); Civ 1798.135(c)(4)',
    meaning: 'that nothing changes without the second step, until which day it can be taken, and that nobody reminds',
  },
  'opt-in-honoured': {
    rules: ['OIN-01'],
    cite: '11 CCR 7028(a)',
    meaning: 'that sale and sharing are allowed again, since which moment',
  },
  'opt-in-signal': {
    rules: ['GPC-04', 'GPC-01'],
    cite: '11 CCR 7025(c)(3)',
    meaning: 'what a preference signal of the browser means from now on',
  },
  'opt-out-again': {
    rules: ['OPT-02', 'MIN-04', 'MIN-02'],
    cite: '11 CCR 7026, 7070, 7071',
    meaning: 'that the consumer can opt out again at any time, and where',
  },
} as const satisfies Record<string, StatementRule>;

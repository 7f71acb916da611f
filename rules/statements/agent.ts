import type { StatementRule } from '../statements';

/** What letters to an agent say, and one to the consumer for whom an agent asks (AGT-01 to AGT-04). */
export const AGENT_STATEMENTS = {
  'to-agent': {
    rules: ['AGT-01', 'AGT-04'],
    cite: '11 CCR 7063',
    meaning:
      'the letter goes to the agent, speaks of the consumer, and for what alone the agent may use what it learns',
  },
  'agent-permission-by': {
    rules: ['AGT-03'],
    cite: '11 CCR 7026(j), 7027(j)',
    meaning: 'the signed permission for a choice is missing, by which day it is needed, and where it is handed in',
  },
  'agent-lacking': {
    rules: ['AGT-01', 'CLK-04'],
    cite: '11 CCR 7063(a)',
    meaning: 'what of the proof of an agent was missing when the request was refused',
  },
  'paper-lacking': {
    rules: ['AGT-01', 'AGT-02'],
    cite: '11 CCR 7063',
    meaning: 'why the paper of an agent does not do',
  },
  'permission-asked': {
    rules: ['AGT-01'],
    cite: '11 CCR 7063(a)',
    meaning: 'an agent, which, asks for the consumer; the one step that the consumer is asked for, and by which day',
  },
  'permission-answer': {
    rules: ['AGT-01', 'VER-05'],
    cite: '11 CCR 7063(a), 7060(f)',
    meaning: 'where the consumer answers, and how to say that nothing was permitted',
  },
} as const satisfies Record<string, StatementRule>;

import type { StatementId } from '../statements';
import { type RightLetters, when } from './contents';

/**
 * The letters that are alike for every right that rests on a verifiable request: all but its answer (CLK-01, CLK-03,
 * CLK-04, VER-09, VER-15, AGT-01, DEN-01, DEN-02).
 */
export const COMMON_LETTERS = {
  acknowledgement: () => ({
    required: ['received', 'verification-process', 'answer-expected'],
    optional: ['clock-runs', 'no-fee', 'status-link', 'withdraw-offer', 'reach-us'],
  }),
  code: () => ({ required: ['code', 'code-warning'], optional: ['reach-us'] }),
  'in-your-name': () => ({ required: ['request-in-your-name', 'not-me'], optional: ['reach-us'] }),
  'permission-confirmation': () => ({ required: ['permission-asked', 'permission-answer'], optional: ['reach-us'] }),
  'verification-reminder': ({ paperLacking }) => ({
    required: ['missing-proof', 'clock-runs', 'if-not-verified', ...when([paperLacking, 'paper-lacking'])],
    optional: ['proof-use', 'status-link', 'reach-us'],
  }),
  extension: (_situation, rendering) => ({
    required: [
      'extended-to',
      'extension-reason',
      ...(rendering === 'full' ? (['extension-facts'] as const) : (['details-link'] as const)),
    ],
    optional: ['reach-us'],
  }),
  denial: (situation, rendering) => {
    const shared: StatementId[] = [
      'outcome',
      'record-kept',
      ...when([situation.late, 'late'], [situation.asksOptOut, 'opt-out-question']),
    ];
    if (rendering === 'mail') return { required: [...shared, 'details-link'], optional: ['reach-us'] };
    return {
      required: [
        ...shared,
        'denial-reason',
        'denial-facts',
        'complaint-route',
        ...when([situation.appeal, 'appeal-offer']),
      ],
      optional: ['ask-again', 'no-retaliation', 'reach-us'],
    };
  },
  unverified: (situation) => ({
    required: [
      'not-verified',
      'record-kept',
      'complaint-route',
      ...when([situation.asksOptOut, 'opt-out-question'], [situation.late, 'late'], [situation.noMethod, 'no-method']),
      ...when([situation.agentLacking, 'agent-lacking']),
    ],
    optional: ['ask-again', 'reach-us'],
  }),
  withdrawn: () => ({ required: ['withdrawal-confirmed', 'record-kept'], optional: ['ask-again', 'reach-us'] }),
  disputed: () => ({ required: ['dispute-noted', 'dispute-next'], optional: ['clock-runs', 'reach-us'] }),
} as const satisfies RightLetters;

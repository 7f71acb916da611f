import type { FactsInput } from '../../letters/facts';
import type { LetterInput } from '../../letters/compose';
import type { LetterKind } from '../../rules/letters';

const common = {
  reference: 'F45-7K2M-9QXD',
  businessName: 'Harbor & Vine Media',
  contact: { phone: '+1 800 555 0100', email: 'privacy@harborvine.example' },
};
const received = { receivedOn: '2026-11-24' };
const statusUrl = 'https://privacy.harborvine.example/r/status-token';
const newRequestUrl = 'https://privacy.harborvine.example/request';
const optOut = {
  url: 'https://privacy.harborvine.example/opt-out',
  noticeUrl: 'https://privacy.harborvine.example/notice#opt-out',
};
const choice = {
  ...common,
  ...received,
  statusUrl,
  lookUpUrl: 'https://privacy.harborvine.example/choices',
};
const late = { dueOn: '2027-01-07', sentOn: '2027-01-12' };

const answer: FactsInput<'answer'> = {
  ...common,
  ...received,
  outcome: 'deleted',
  statusUrl,
  systems: ['Customer database', 'Event platform'],
  archives: [{ name: 'Nightly backup', restorableUntil: '2027-02-11' }, { name: 'Yearly archive' }],
  recipients: [
    {
      name: 'Quickpost',
      role: 'service-provider',
      kind: 'vendor',
      basis: 'business-purpose',
      state: 'attested',
      rule: 'DEL-03',
    },
    { name: 'Adlane', role: 'third-party', kind: 'vendor', basis: 'shared', state: 'received', rule: 'DEL-04' },
    { name: 'Northbeam', role: 'third-party', kind: 'event-sponsor', basis: 'sold', state: 'sent', rule: 'DEL-04' },
    { role: 'third-party', kind: 'event-sponsor', basis: 'sold', state: 'overdue', rule: 'DEL-04' },
    { name: 'Slate', role: 'third-party', kind: 'content-sponsor', basis: 'sold', state: 'refused', rule: 'DEL-04' },
    {
      name: 'Tallyworks',
      role: 'third-party',
      kind: 'event-sponsor',
      basis: 'consumer-directed',
      state: 'sent',
      rule: 'NOTICE-DELETE',
    },
  ],
  optOut,
};

const inPart: FactsInput<'answer'> = {
  ...answer,
  outcome: 'deleted-in-part',
  outstanding: ['Event platform'],
  systems: ['Customer database'],
  kept: [
    {
      category: 'commercial-information',
      code: 'D8',
      cite: 'Civ 1798.105(d)(8)',
      reason: 'Invoices of 2024 to 2026, which tax law has us keep.',
      purpose: 'tax and accounting records',
      until: '2033-12-31',
    },
    {
      category: 'internet-activity',
      code: 'D2',
      cite: 'Civ 1798.105(d)(2)',
      reason: 'Entries of a security incident of March 2026.\nThey name the address from which it came.',
      purpose: 'finding and stopping those responsible',
    },
  ],
  excused: [
    {
      recipients: 'Attendees of Summit 2023 who received the printed list',
      facts: 'The list was printed on paper and handed out at the door. We do not know who took one.',
    },
  ],
};

const denial: FactsInput<'denial'> = {
  ...common,
  ...received,
  code: 'suspected-fraud',
  cite: '11 CCR 7060(f), 7061(b)',
  facts:
    'The request came with a document that was altered.\nWe asked for the original on December 2, 2026 and got none.',
  statusUrl,
  newRequestUrl,
  optOut,
};

const acknowledgement: FactsInput<'acknowledgement'> = {
  ...common,
  ...received,
  dueOn: '2027-01-07',
  statusUrl,
  withdrawUrl: 'https://privacy.harborvine.example/status/withdraw',
};

function sample<K extends LetterKind>(
  kind: K,
  facts: FactsInput<K>,
  rendering: 'mail' | 'full' = 'mail',
): LetterInput<K> {
  return { kind, right: 'delete', locale: 'en', ruleSet: '2026-01-01', facts, rendering };
}

const knowSold: FactsInput<'know-answer'> = {
  ...common,
  ...received,
  statusUrl,
  period: { from: '2022-01-01', to: '2026-11-24', empty: false },
  categories: ['identifiers', 'commercial-information', 'professional-information'],
  sold: [{ category: 'identifiers', recipients: ['content-sponsor', 'event-sponsor'] }],
  disclosed: [
    { category: 'identifiers', recipients: ['service-provider'] },
    { category: 'commercial-information', recipients: ['contractor', 'service-provider'] },
  ],
  byHand: ['Event platform'],
};
const knowCategories: FactsInput<'know-answer'> = {
  ...knowSold,
  byHand: [],
  sources: ['orders', 'registration forms'],
  purposes: ['carry out contracts', 'tell about similar events and publications'],
  thirdParties: ['content-sponsor', 'event-sponsor'],
  severalPersons: ['Event platform'],
};
/** A letter about an opt-out. */
function optIn(more: { despiteSignal: boolean }): LetterInput<'opted-in'> {
  const optOutUrl = 'https://privacy.harborvine.example/opt-out';
  return { ...sample('opted-in', { ...choice, confirmedOn: '2026-11-26', optOutUrl, ...more }), right: 'opt-in' };
}

function optOutSample<K extends LetterKind>(kind: K, facts: FactsInput<K>): LetterInput<K> {
  return { ...sample(kind, facts), right: 'opt-out' };
}

const copyAnswer: FactsInput<'copy-answer'> = {
  ...common,
  ...received,
  statusUrl,
  period: { from: '2022-01-01', to: '2026-11-24', empty: false },
  systems: ['Customer records', 'Event platform'],
  collectBy: '2026-12-24',
  neverDisclosed: ['a financial account number, including the last four digits of a card'],
  othersLeftOut: 2,
};

/** One letter of each kind and outcome, by the name of its golden file. */
export const SAMPLES = {
  acknowledgement: sample('acknowledgement', acknowledgement),
  code: sample('code', { ...common, code: '493 027', validMinutes: 10, statusUrl }),
  'in-your-name': sample('in-your-name', {
    ...common,
    ...received,
    notMeUrl: 'https://privacy.harborvine.example/r/not-me-token',
  }),
  'verification-reminder': sample('verification-reminder', {
    ...common,
    ...received,
    missing: ['confirm-contact', 'more-details'],
    neededBy: '2027-01-02',
    dueOn: '2027-01-07',
    statusUrl,
  }),
  ...both('extension', 'extension', {
    ...common,
    ...received,
    dueOn: '2027-01-07',
    extendedTo: '2027-02-21',
    code: 'complexity',
    facts: 'The request concerns records of eleven events, four of which were run by another company.',
    statusUrl,
  }),
  ...both('answer', 'answer-deleted', answer),
  ...both('answer', 'answer-deleted-late', { ...answer, late }),
  ...both('answer', 'answer-deleted-outstanding', { ...answer, systems: [], outstanding: ['Event platform'] }),
  ...both('answer', 'answer-deleted-by-hand', {
    ...answer,
    systems: ['Customer database'],
    byHand: ['Event platform'],
  }),
  ...both('outcome', 'outcome-deleted', { ...answer, answeredOn: '2026-12-01' }),
  ...both('outcome', 'outcome-deleted-in-part', { ...inPart, outstanding: [], answeredOn: '2026-12-01' }),
  ...both('answer', 'answer-deleted-in-part', inPart),
  ...both('answer', 'answer-kept-whole', { ...inPart, systems: [], outstanding: [], archives: [], excused: [] }),
  ...both('answer', 'answer-from-consumer-only', { ...answer, collectedFromConsumerOnly: true }),
  ...both('answer', 'answer-nothing-held', {
    ...common,
    ...received,
    outcome: 'nothing-held',
    statusUrl,
    systems: [],
  }),
  ...both('denial', 'denial', denial),
  ...both('denial', 'denial-appeal-late', {
    ...denial,
    late,
    appealUrl: 'https://privacy.harborvine.example/r/appeal-token',
  }),
  unverified: sample('unverified', { ...common, ...received, newRequestUrl, optOut }),
  'unverified-late': sample('unverified', { ...common, ...received, newRequestUrl, optOut, late }),
  'unverified-no-method': sample('unverified', {
    ...common,
    ...received,
    newRequestUrl,
    optOut,
    noReasonableMethod: 'claim-names-no-person',
  }),
  ...know('know-categories-answer', 'know-categories', knowCategories),
  ...know('know-categories-answer-none-late', 'know-categories', {
    ...knowSold,
    period: { from: '2025-01-01', to: '2025-06-30', empty: false },
    categories: [],
    sources: [],
    purposes: [],
    thirdParties: [],
    sold: [],
    disclosed: [],
    late,
  }),
  ...know('know-sold-answer', 'know-sold', knowSold),
  ...know('know-sold-answer-empty', 'know-sold', {
    ...knowSold,
    period: { from: '2027-01-01', to: '2026-11-24', empty: true },
    categories: [],
    sold: [],
    disclosed: [],
  }),
  ...know('know-categories-answer-downgraded', 'know-categories', { ...knowCategories, downgraded: true }),
  'copy-answer.mail': { ...sample('copy-answer', copyAnswer, 'mail'), right: 'know-specific' },
  'copy-answer.full': { ...sample('copy-answer', copyAnswer, 'full'), right: 'know-specific' },
  'copy-answer-posted': {
    ...sample('copy-answer', { ...copyAnswer, postedOn: '2026-12-02', othersLeftOut: 1 }, 'full'),
    right: 'know-specific',
  },
  'copy-answer-nothing-late': {
    ...sample(
      'copy-answer',
      {
        ...common,
        ...received,
        statusUrl,
        period: { from: '2022-01-01', to: '2026-11-24', empty: false },
        systems: [],
        byHand: ['Event platform'],
        severalPersons: ['Customer records'],
        late: { dueOn: '2027-01-07', sentOn: '2027-01-09' },
      },
      'full',
    ),
    right: 'know-specific',
  },
  'know-unverified': {
    ...sample('unverified', {
      ...common,
      ...received,
      newRequestUrl,
      practices: {
        categories: ['identifiers', 'internet-activity'],
        sources: ['browsing our sites', 'registration forms'],
        purposes: ['carry out contracts'],
        recipients: ['event-sponsor', 'service-provider'],
      },
    }),
    right: 'know-categories',
  },
  ...corrections('correction', {
    ...common,
    ...received,
    outcome: 'corrected-in-part',
    statusUrl,
    newRequestUrl,
    fields: [
      { outcome: 'corrected', name: 'Job title', value: 'Head of Research', source: { named: 'Listworks Inc.' } },
      { outcome: 'corrected', name: 'Member number', source: 'told' },
      { outcome: 'deleted', name: 'Second telephone number' },
      {
        outcome: 'denied',
        name: 'Allergy',
        code: 'accurate-as-held',
        cite: '11 CCR 7023(b), (f)',
        facts: 'You told us of it yourself on May 2, 2026, and nothing that came since speaks against it.',
        health: true,
      },
      { outcome: 'not-held', name: 'Postal code' },
    ],
    systems: ['Customer database'],
    byHand: ['Paper files'],
    outstanding: ['Event platform'],
    recipients: [{ name: 'Quickpost', role: 'service-provider', kind: 'vendor', state: 'attested' }],
    late,
  }),
  ...corrections('correction-denied', {
    ...common,
    ...received,
    outcome: 'denied',
    statusUrl,
    newRequestUrl,
    fields: [
      {
        outcome: 'denied',
        name: 'Job title',
        code: 'repeated-correction',
        cite: '11 CCR 7023(g)',
        facts: 'We answered the same request on October 1, 2026.',
      },
    ],
    systems: [],
  }),
  'shine-answer': shine({
    categories: ['identifiers', 'professional-information'],
    thirdParties: [
      { name: 'Northgate Software', address: '410 Terry Avenue North, Seattle, WA 98109' },
      { name: 'Corvid Cloud', address: '88 Howard Street, San Francisco, CA 94105', offers: 'cloud hosting' },
    ],
  }),
  'shine-answer-none-late': shine({ late }),
  'shine-answer-choice': shine({ choice: { url: 'https://privacy.harborvine.example/opt-out' } }),
  withdrawn: sample('withdrawn', { ...common, ...received, withdrawnOn: '2026-11-25', newRequestUrl }),
  'opted-out': optOutSample('opted-out', { ...choice, doneBy: '2026-12-12', quietUntil: '2027-11-24' }),
  'opt-out-denial': optOutSample('denial', {
    ...common,
    ...received,
    code: 'fraudulent-opt-out',
    cite: '11 CCR 7026(e)',
    facts: 'The same network opted out 4,000 addresses of one list within a minute.',
    statusUrl,
    newRequestUrl,
  }),
  limited: { ...sample('limited', { ...choice, doneBy: '2026-12-12', quietUntil: '2027-11-24' }), right: 'limit' },
  'nothing-to-limit': {
    ...sample('nothing-to-limit', {
      ...choice,
      cite: '11 CCR 7027(a), (m)',
      uses: [
        { purpose: 'show the way on the show floor' },
        { purpose: 'cater for allergies', permitted: 'goods-or-services-expected' },
      ],
    }),
    right: 'limit',
  },
  'nothing-to-limit-none': {
    ...sample('nothing-to-limit', { ...choice, cite: '11 CCR 7027(a), (m)', uses: [] }),
    right: 'limit',
  },
  'acknowledgement-agent': sample('acknowledgement', { ...acknowledgement, agentPaperBy: '2027-01-02' }),
  'in-your-name-agent': sample('in-your-name', {
    ...common,
    ...received,
    byAgent: true,
    notMeUrl: 'https://privacy.harborvine.example/r/not-me-token',
  }),
  'permission-confirmation': sample('permission-confirmation', {
    ...common,
    ...received,
    agentName: 'Grace Helper',
    step: 'confirmation',
    neededBy: '2027-01-02',
    answerUrl: 'https://privacy.harborvine.example/r/permission-token',
  }),
  'permission-verification': sample('permission-confirmation', {
    ...common,
    ...received,
    agentName: 'Grace Helper',
    step: 'verification',
    neededBy: '2027-01-02',
    answerUrl: 'https://privacy.harborvine.example/r/permission-token',
  }),
  'verification-reminder-agent': sample('verification-reminder', {
    ...common,
    ...received,
    missing: ['agent-permission'],
    paperLacking: 'It carries no signature.',
    neededBy: '2027-01-02',
    dueOn: '2027-01-07',
    statusUrl,
  }),
  'unverified-agent': sample('unverified', { ...common, ...received, newRequestUrl, optOut, agentLacking: 'paper' }),
  'unverified-agent-consumer': sample('unverified', {
    ...common,
    ...received,
    newRequestUrl,
    optOut,
    agentLacking: 'consumer',
  }),
  'opt-in-confirm': {
    ...sample('opt-in-confirm', {
      ...common,
      ...received,
      confirmUrl: 'https://privacy.harborvine.example/r/confirm-token',
      confirmBy: '2026-12-08',
    }),
    right: 'opt-in',
  },
  'opted-in': optIn({ despiteSignal: false }),
  'opted-in-despite-signal': optIn({ despiteSignal: true }),
  disputed: sample('disputed', { ...common, ...received, reportedOn: '2026-11-26' }),
} satisfies Record<string, LetterInput>;

/** An answer to a know request: as ordinary mail, and in full. */
function know<N extends string>(
  name: N,
  right: 'know-categories' | 'know-sold',
  facts: FactsInput<'know-answer'>,
): Record<`${N}.mail` | `${N}.full`, LetterInput<'know-answer'>> {
  return Object.fromEntries(
    Object.entries<LetterInput<'know-answer'>>(both('know-answer', name, facts)).map(([key, letter]) => [
      key,
      { ...letter, right },
    ]),
  ) as Record<`${N}.mail` | `${N}.full`, LetterInput<'know-answer'>>;
}

/** An answer to a correction: as ordinary mail, and in full. */
function corrections<N extends string>(
  name: N,
  facts: FactsInput<'correction'>,
): Record<`${N}.mail` | `${N}.full`, LetterInput<'correction'>> {
  return {
    [`${name}.mail`]: { ...sample('correction', facts, 'mail'), right: 'correct' },
    [`${name}.full`]: { ...sample('correction', facts, 'full'), right: 'correct' },
  } as Record<`${N}.mail` | `${N}.full`, LetterInput<'correction'>>;
}

/** An answer under Civ 1798.83. */
function shine(facts: Partial<FactsInput<'shine-answer'>>): LetterInput<'shine-answer'> {
  return {
    ...sample('shine-answer', { ...common, ...received, year: 2025, ...facts }),
    right: 'shine-the-light',
  };
}

/** A letter with details: as ordinary mail, and in full. */
function both<K extends LetterKind, N extends string>(
  kind: K,
  name: N,
  facts: FactsInput<K>,
): Record<`${N}.mail` | `${N}.full`, LetterInput<K>> {
  return {
    [`${name}.mail`]: sample(kind, facts, 'mail'),
    [`${name}.full`]: sample(kind, facts, 'full'),
  } as Record<`${N}.mail` | `${N}.full`, LetterInput<K>>;
}

/** Facts of the acknowledgement, for its spoken form. */
export const ACKNOWLEDGEMENT = acknowledgement;

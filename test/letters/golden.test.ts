import { readdirSync } from 'node:fs';
import path from 'node:path';
import assert from 'node:assert/strict';
import { composeLetter, type Letter, type LetterInput } from '../../letters/compose';
import { composeRecipientCode, composeRecipientMail } from '../../letters/recipient-mail';
import { spokenAcknowledgement } from '../../letters/spoken';
import { composeStaffMail } from '../../letters/staff-mail';
import { LETTER_KINDS } from '../../rules/letters';
import { matchesGolden } from './golden';
import { ACKNOWLEDGEMENT, SAMPLES } from './samples';

const withRules = (letter: Letter): string =>
  [
    `Subject: ${letter.subject}`,
    '',
    letter.text,
    '----',
    ...letter.statements.map(({ id, rules }) => `${id}: ${rules.join(', ')}`),
    '',
  ].join('\n');

const recipient = {
  businessName: 'Harbor & Vine Media',
  contactEmail: 'privacy@harborvine.example',
  contactPhone: '+1 800 555 0100',
  recipientName: 'Northbeam',
};

/** Every text that leaves, by the name of its golden file. */
const TEXTS: Record<string, () => string> = {
  ...Object.fromEntries(
    Object.entries(SAMPLES).map(([name, input]) => [name, () => withRules(composeLetter(input as LetterInput))]),
  ),
  'acknowledgement.spoken': () => spokenAcknowledgement({ right: 'delete', locale: 'en', facts: ACKNOWLEDGEMENT }),
  'answer-to-agent': () => withRules(composeLetter({ ...SAMPLES['answer-deleted.mail'], agent: {} })),
  'opted-out-to-agent': () =>
    withRules(
      composeLetter({
        ...SAMPLES['opted-out'],
        agent: { permissionBy: '2026-12-04', statusUrl: 'https://privacy.harborvine.example/r/status-token' },
      }),
    ),
  'recipient-notice': () => {
    const mail = composeRecipientMail({
      ...recipient,
      count: 3,
      url: 'https://privacy.harborvine.example/r/recipient-token',
      reminder: false,
      instruction: 'delete',
      reference: 'N-4F7Q',
      answerBy: '2026-12-22',
    });
    return `Subject: ${mail.subject}\n\n${mail.text}`;
  },
  'recipient-notice-opt-out': () => {
    const mail = composeRecipientMail({
      ...recipient,
      count: 1,
      url: 'https://privacy.harborvine.example/r/recipient-token',
      reminder: false,
      instruction: 'opt-out',
      reference: 'N-4F7Q',
    });
    return `Subject: ${mail.subject}\n\n${mail.text}`;
  },
  'recipient-reminder': () => {
    const mail = composeRecipientMail({
      ...recipient,
      count: 1,
      url: 'https://privacy.harborvine.example/r/recipient-token',
      reminder: true,
      instruction: 'delete',
      firstSentOn: '2026-12-08',
    });
    return `Subject: ${mail.subject}\n\n${mail.text}`;
  },
  'recipient-code': () => {
    const mail = composeRecipientCode({ ...recipient, code: '771 204', validMinutes: 10 });
    return `Subject: ${mail.subject}\n\n${mail.text}`;
  },
  'staff-digest': () => {
    const mail = composeStaffMail({
      businessName: 'Harbor & Vine Media',
      baseUrl: 'https://privacy.harborvine.example',
      role: 'decider',
      tasks: [
        { reference: 'F45-CCCC', kind: 'recipient-silent', dueOn: null, level: 0 },
        { reference: 'F45-BBBB', kind: 'decide-exceptions', dueOn: '2027-01-09', level: 1 },
        { reference: 'F45-AAAA', kind: 'system-down', dueOn: '2027-01-07', level: 2 },
        { reference: 'F45-DDDD', kind: 'overdue', dueOn: '2027-01-08', level: 3 },
      ],
      more: 12,
    });
    return `Subject: ${mail.subject}\n\n${mail.text}`;
  },
};

describe('letters: the words, as they leave', () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    it(name, () => matchesGolden(name, text()));
  }

  it('has a golden file for every kind, and none without a letter', () => {
    const kinds = new Set(Object.values(SAMPLES).map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), [...LETTER_KINDS].sort());
    const files = readdirSync(path.join(__dirname, 'golden')).map((file) => file.replace(/\.txt$/, ''));
    assert.deepEqual(files.sort(), Object.keys(TEXTS).sort());
  });
});

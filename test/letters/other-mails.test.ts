import assert from 'node:assert/strict';
import { composeRecipientCode, composeRecipientMail, RECIPIENT_STATEMENTS } from '../../letters/recipient-mail';
import { composeStaffMail } from '../../letters/staff-mail';
import { TASK_KINDS } from '../../rules/codes';

const sender = {
  businessName: 'Harbor & Vine',
  contactEmail: 'privacy@harborvine.example',
  recipientName: 'Northbeam',
};
const url = 'https://privacy.harborvine.example/r/token';

describe('letters: mails to recipients and staff', () => {
  for (const reminder of [false, true])
    it(`${reminder ? 'a reminder' : 'a notice'} to a recipient holds a count, the instruction and a link (I1, I2)`, () => {
      const { subject, text, html } = composeRecipientMail({
        ...sender,
        count: 3,
        url,
        reminder,
        instruction: 'delete',
      });
      assert.ok(text.includes('3 consumers') && text.includes(url) && html.includes(`href="${url}"`));
      assert.match(text, /Pass this instruction on to your own service providers/);
      assert.doesNotMatch(
        `${subject}${text}`,
        /California|resident|right|opt|exception|because|reason|invoice|other recipients|F45-/i,
      );
      assert.equal(/remind/i.test(subject), reminder);
    });

  it('speaks of one consumer as one', () => {
    assert.match(
      composeRecipientMail({ ...sender, count: 1, url, reminder: false, instruction: 'delete' }).text,
      /of one consumer that/,
    );
  });

  it('says in a digest how many earlier ones are unanswered, and nothing where none is', () => {
    const { text } = composeRecipientMail({
      ...sender,
      count: 4,
      unanswered: 1,
      url,
      reminder: false,
      instruction: 'delete',
    });
    assert.match(text, /of 4 consumers that[^]*earlier of one consumer more and have not had your answer/);
    assert.doesNotMatch(
      composeRecipientMail({ ...sender, count: 4, unanswered: 0, url, reminder: false, instruction: 'delete' }).text,
      /have not had your answer/,
    );
  });

  it('rests what recipients are told on rules', () => {
    for (const rules of Object.values(RECIPIENT_STATEMENTS)) assert.ok(rules.length > 0);
  });

  it('names every kind of task to staff, with reference, date and page', () => {
    const tasks = TASK_KINDS.map((kind, level) => ({ reference: `F45-${level}`, kind, dueOn: '2027-01-07', level: 0 }));
    const { text } = composeStaffMail({
      businessName: 'Harbor',
      baseUrl: 'https://p.example',
      role: 'verifier',
      tasks,
    });
    for (const { reference } of tasks)
      assert.match(
        text,
        new RegExp(`${reference}, (was )?due January 7, 2027: .{10,}\\n.*/staff/requests/${reference}`),
      );
  });

  it('puts what is overdue first, then the nearest date, then the highest level, undated last', () => {
    const { text, subject } = composeStaffMail({
      businessName: 'Harbor',
      baseUrl: 'https://p.example',
      role: 'decider',
      tasks: [
        { reference: 'R-5', kind: 'recipient-silent', dueOn: null, level: 3 },
        { reference: 'R-4', kind: 'decide-exceptions', dueOn: '2027-01-09', level: 0 },
        { reference: 'R-3', kind: 'decide-exceptions', dueOn: '2027-01-07', level: 0 },
        { reference: 'R-2', kind: 'system-down', dueOn: '2027-01-07', level: 1 },
        { reference: 'R-1', kind: 'overdue', dueOn: '2027-01-31', level: 3 },
      ],
    });
    assert.deepEqual(
      [...text.matchAll(/^- .*?(R-\d)/gm)].map((match) => match[1]),
      ['R-1', 'R-2', 'R-3', 'R-4', 'R-5'],
    );
    assert.equal(subject, '5 tasks wait for decisions, 1 overdue');
  });

  it('escapes hostile names', () => {
    const hostile = '<script>alert("1")</script>';
    const pages = [
      composeRecipientMail({
        ...sender,
        businessName: hostile,
        recipientName: hostile,
        count: 1,
        url,
        reminder: true,
        instruction: 'delete',
      }),
      composeRecipientCode({
        ...sender,
        businessName: hostile,
        recipientName: hostile,
        code: hostile,
        validMinutes: 10,
      }),
      composeStaffMail({
        businessName: hostile,
        baseUrl: 'https://p.example',
        role: 'intake',
        tasks: [{ reference: hostile, kind: 'verify', dueOn: null, level: 0 }],
      }),
    ];
    for (const { html } of pages) {
      assert.doesNotMatch(html, /<script/i);
      assert.ok(html.includes('&lt;script>'));
    }
  });
});

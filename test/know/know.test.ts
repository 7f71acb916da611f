import assert from 'node:assert/strict';
import { importDisclosures } from '../../db/disclosures';
import type { Right } from '../../rules/codes';
import type { PersonClaim } from '../../vault/person';
import type { SealedLetter } from '../../activities/letters';
import { type Engine, seedAda, startEngine } from '../support/engine';

/** Within design.md's budget for two systems and no batch of recipients. */
const EVENTS_ALLOWED = 60 + 6 * 2;
const DAY_MS = 86_400_000;

describe('the rights to know categories, and what was sold, shared or disclosed, under skipped time', () => {
  let engine: Engine;
  let tests = 0;
  let email = '';

  before(async function () {
    engine = await startEngine(this);
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    engine.outbox.length = 0;
    engine.crm.failing = engine.events.failing = null;
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
  });

  const ask = (right: Right, claim: Partial<PersonClaim> = {}): Promise<string> =>
    engine.file({ email, ...claim }, undefined, right);
  const untilLedger = (id: string, kind: string): Promise<void> =>
    engine.until(kind, async () => (await engine.ledger(id)).includes(kind));
  const untilClosed = (id: string): Promise<void> =>
    engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
  const verify = async (id: string): Promise<void> => {
    await untilLedger(id, 'matched');
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
  };
  const answered = async (right: Right, claim: Partial<PersonClaim> = {}): Promise<{ id: string; full: string }> => {
    const id = await ask(right, claim);
    await verify(id);
    await untilClosed(id);
    return { id, full: await fullLetter(id) };
  };
  /** What is read behind the code. */
  const fullLetter = async (id: string): Promise<string> => {
    const { db } = engine.database;
    const letter = await db('letters')
      .where({ request_id: id, kind: 'know-answer' })
      .first<{ content_entry: string }>('content_entry');
    return (await engine.vault.open<SealedLetter>(db, letter.content_entry)).full!.text;
  };
  /** The items of the list under a heading or sentence, up to the next paragraph. */
  const itemsAfter = (text: string, intro: string): string[] => {
    const after = text.slice(text.indexOf(intro) + intro.length).split('\n\n')[1] ?? '';
    assert.ok(text.includes(intro), `no "${intro}" in:\n${text}`);
    return after.split('\n').map((item) => item.replace(/^- /, ''));
  };

  it('answers with the six parts, from what is held and what was disclosed of this person (KNW-08 to KNW-11)', async () => {
    const { id, full } = await answered('know-categories');
    const row = await engine.row(id);
    assert.equal(row.outcome, 'informed');
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'code', 'know-answer']);
    assert.match(full, /covers everything from January 1, 2022 to /);
    assert.deepEqual(itemsAfter(full, 'about you of these categories:'), [
      'Identifiers (such as name, e-mail address, phone number)',
      'Commercial information (such as orders, purchases and registrations)',
    ]);
    assert.deepEqual(itemsAfter(full, 'came from these sources:'), ['orders', 'registration forms']);
    assert.deepEqual(itemsAfter(full, 'for these purposes:'), ['carry out contracts', 'keep the books', 'run events']);
    assert.deepEqual(itemsAfter(full, 'about you to third parties of these categories:'), ['sponsors of our events']);
    assert.deepEqual(itemsAfter(full, 'each to third parties of these categories:'), [
      'Identifiers (such as name, e-mail address, phone number): to sponsors of our events',
    ]);
    assert.deepEqual(itemsAfter(full, 'each to recipients of these categories:'), [
      'Identifiers (such as name, e-mail address, phone number): to service providers that work for us',
    ]);
    // ordinary mail carries outcome and reference alone (decisions.md B4)
    const mail = engine.outbox.find(({ subject }) => subject.startsWith('Our answer'))!;
    assert.doesNotMatch(mail.text, /Identifiers|sponsors|orders|registration forms/);
    const met = await engine.database.db('clocks').where({ request_id: id, rule: 'CLK-02' }).first('met_at');
    assert.ok(met.met_at);
    assert.deepEqual(engine.crm.erasures, []);
    assert.deepEqual(engine.webhooks, []);
    const { events } = await engine.handle(id).fetchHistory();
    assert.ok(events!.length <= EVENTS_ALLOWED, `${events!.length} events`);
  });

  it('answers about sales with what was collected and two separate lists, and nothing else (KNW-10)', async () => {
    const { full } = await answered('know-sold');
    assert.doesNotMatch(full, /came from these sources|for these purposes/);
    assert.match(full, /WHAT WE SOLD OR SHARED[^]*sponsors of our events[^]*WHAT WE DISCLOSED FOR A BUSINESS PURPOSE/);
    assert.deepEqual(itemsAfter(full, 'each to recipients of these categories:'), [
      'Identifiers (such as name, e-mail address, phone number): to service providers that work for us',
    ]);
  });

  it('states none as none, in each list for itself (KNW-10)', async () => {
    await engine.database.ownerDb('disclosures').where({ recipient: 'sponsor' }).delete();
    const { full } = await answered('know-sold');
    assert.match(full, /We neither sold nor shared personal information about you\./);
    assert.match(full, /We disclosed these categories of personal information about you for a business purpose/);
  });

  it('keeps to the time that was asked for, on both sides (KNW-07, INT-06)', async () => {
    engine.crm.rows.find(({ key }) => key === '1')!.createdAtMs = Date.parse('2024-03-01T00:00:00Z');
    engine.crm.rows.find(({ key }) => key === '10')!.createdAtMs = Date.parse('2025-03-01T12:00:00Z');
    engine.events.rows = [];
    const { full } = await answered('know-categories', { period: { from: '2024-03-01', to: '2025-05-31' } });
    assert.match(full, /covers the time from March 1, 2024 to May 31, 2025, as you asked/);
    assert.deepEqual(itemsAfter(full, 'came from these sources:'), ['orders', 'registration forms']);
    // the sale was in June, the service provider got it in May
    assert.match(full, /We neither sold nor shared/);
    assert.match(full, /service providers that work for us/);

    const { full: later } = await answered('know-categories', { period: { from: '2024-03-02', to: null } });
    assert.deepEqual(itemsAfter(later, 'came from these sources:'), ['orders']);
    assert.match(later, /sponsors of our events/);
  });

  it('tells what was held before 2022 and is held still, where all is asked for, but no disclosure of then (KNW-07)', async () => {
    engine.crm.rows.find(({ key }) => key === '1')!.createdAtMs = Date.parse('2019-03-01T00:00:00Z');
    engine.events.rows = [];
    await importDisclosures(engine.database.db, engine.vault, [
      {
        email,
        identifiers: [{ type: 'email', value: email }],
        recipient: 'sponsor',
        basis: 'sold',
        categories: ['internet-activity'],
        disclosedOn: '2021-12-31',
      },
    ]);
    const { full } = await answered('know-categories');
    assert.match(full, /registration forms/);
    assert.doesNotMatch(full, /electronic network activity/);
  });

  it('leaves out what stands for several people, and says so (HH-02, VER-13)', async () => {
    engine.events.rows = [
      { table: 'attendees', key: 'a1', email: 'third@example.org', phone: '+14155550100' },
      { table: 'attendees', key: 'a9', email: 'other@example.org', phone: '+14155550100' },
    ];
    const { full } = await answered('know-categories', { phone: '+14155550100' });
    assert.match(full, /stands for more than one person[^]*Event registrations/);
    assert.doesNotMatch(full, /run events/);
  });

  it('tells the practices in general to whoever is not verified, the same for everyone (KNW-02, B6)', async () => {
    const known = await ask('know-categories');
    email = 'nobody@example.org';
    const unknown = await ask('know-categories');
    await engine.days(46);
    for (const id of [known, unknown]) await untilClosed(id);
    const letters = engine.outbox.filter(({ text }) => text.includes('could not verify'));
    assert.equal(letters.length, 2);
    const [one, other] = letters.map(({ text }) =>
      text.replaceAll(/FF-[0-9A-F]+/g, 'REFERENCE').replaceAll(/http\S+\/r\/\S+/g, 'LINK'),
    );
    assert.equal(one, other);
    assert.match(one!, /true of our business in general[^]*orders[^]*sponsors of our events/);
    assert.equal((await engine.row(known)).outcome, 'unverified');
    assert.ok(!(await engine.ledger(known)).includes('collected'));
  });

  it('needs two reliable points, and never more (VER-10)', async () => {
    const id = await ask('know-sold', { points: {} });
    await untilLedger(id, 'matched');
    await engine.decide(id, 'confirm-code');
    assert.equal(await engine.decide(id, 'approve-verification'), 'evidence-insufficient');
    assert.equal(
      await engine.decide(id, 'refuse-verification', { code: 'evidence-insufficient', facts: 'One point.' }),
      'claimed',
    );
    await untilClosed(id);
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'code', 'unverified']);
  });

  it('proposes a refusal to a decider at the third request in twelve months, after verification (CLK-11)', async () => {
    await answered('know-categories');
    await answered('know-sold');
    const third = await ask('know-categories');
    await verify(third);
    await engine.until('a decider is asked', async () => (await engine.row(third)).waits_for === 'decider');
    const task = await engine.database.db('tasks').where({ request_id: third, state: 'open' }).first('kind', 'code');
    assert.deepEqual(task, { kind: 'repeat-request', code: 'CLK-11' });
    assert.equal(
      await engine.decide(third, 'deny', { code: 'more-than-twice', facts: 'Two were answered this month.' }),
      'claimed',
    );
    await untilClosed(third);
    assert.equal((await engine.row(third)).outcome, 'denied');
    const fourth = await ask('know-sold');
    await verify(fourth);
    await engine.until('a decider is asked', async () => (await engine.row(fourth)).waits_for === 'decider');
    assert.equal(await engine.decide(fourth, 'allow-repeat'), 'claimed');
    await untilClosed(fourth);
    assert.equal((await engine.row(fourth)).outcome, 'informed');
    await engine.days(367);
    assert.equal((await engine.row((await answered('know-categories')).id)).outcome, 'informed');
  });

  it('asks a system that is away until it answers: nothing is answered without it (decisions.md C5)', async () => {
    const id = await ask('know-categories');
    await untilLedger(id, 'matched');
    engine.events.failing = 'system-down';
    await verify(id);
    await engine.days(2);
    const { waits_for: waits, escalated } = await engine.row(id);
    assert.deepEqual([waits, escalated], ['system', true]);
    const tasks = await engine.database.db('tasks').where({ request_id: id, state: 'open' }).select('kind', 'target');
    assert.deepEqual(tasks, [{ kind: 'system-down', target: 'events' }]);
    engine.events.failing = null;
    assert.equal(await engine.decide(id, 'retry-system', { content: { system: 'events' } }), 'claimed');
    await untilClosed(id);
    assert.match(await fullLetter(id), /run events/);
    assert.equal((await engine.ledger(id)).filter((kind) => kind === 'system-down').length, 1);
  });

  it('is answered late, and says so, rather than without a system; a person may answer for it (A2, C5)', async () => {
    const id = await ask('know-categories');
    await untilLedger(id, 'matched');
    engine.events.failing = 'system-down';
    await verify(id);
    await engine.days(46);
    assert.equal((await engine.row(id)).overdue, true);
    assert.equal(
      await engine.decide(id, 'supply-result', {
        code: 'nothing-held',
        facts: 'Read on paper.',
        content: { system: 'events' },
      }),
      'claimed',
    );
    await untilClosed(id);
    const full = await fullLetter(id);
    assert.match(full, /This letter is late/);
    assert.match(full, /by hand and found nothing about you:\n\n- Event registrations/);
    assert.equal((await engine.row(id)).late, true);
  });

  it('says that nothing is held to whom it is so of, and counts that as an answer', async () => {
    await engine.database.ownerDb('disclosures').delete();
    for (const row of [...engine.crm.rows, ...engine.events.rows])
      row.createdAtMs = (await engine.temporal.nowMs()) - 30 * DAY_MS;
    const { id, full } = await answered('know-categories', { period: { from: '2022-01-01', to: '2022-12-31' } });
    assert.equal((await engine.row(id)).outcome, 'nothing-held');
    assert.match(full, /We hold no personal information about you from this time\./);
  });

  it('can be taken back while a decider is asked, and before (A6)', async () => {
    const id = await ask('know-categories');
    await untilLedger(id, 'matched');
    assert.equal(await engine.decide(id, 'withdraw'), 'claimed');
    await untilClosed(id);
    assert.equal((await engine.row(id)).outcome, 'withdrawn');
    assert.ok(!(await engine.ledger(id)).includes('collected'));
  });
});

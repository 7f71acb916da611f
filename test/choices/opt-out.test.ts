import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { addDays, receiptDay } from '../../rules/calendar';
import { BELIEVED, choiceBench, MAILER } from './support';

describe('an opt-out of sale and sharing', () => {
  const bench = choiceBench('opt-out', 'sale-or-sharing', 'opted-out');
  const { form, ask, may, phase, answered, told, know, disclosed } = bench;
  let { engine, api, tests, email, phone } = bench;
  beforeEach(() => ({ engine, api, tests, email, phone } = bench));

  for (const [channel, filed] of Object.entries(bench.channels))
    it(`${channel}: holds at once, everywhere the consumer is known, and is told in one letter (OPT-04, OPT-06)`, async () => {
      const { other } = know();
      const id = await filed();
      await bench.holds(id, other);
      assert.equal(engine.outbox.at(-1)!.to, email);
      const clock = await engine.database.db('clocks').where({ request_id: id, rule: 'CLK-05' }).first('met_at');
      assert.ok(clock.met_at);
      await engine.days(31);
      await phase(id, 'closed');
      assert.deepEqual(await engine.ledger(id), [
        'received',
        'preference-recorded',
        ...(await engine.ledger(id)).filter((kind) => ['letter-sent', 'traced', 'preference-set'].includes(kind)),
        'answered',
        'recheck-passed',
        'recheck-passed',
        'closed',
      ]);
    });

  it('stands before anything else runs: Temporal away, it holds from the receipt on (K3)', async () => {
    know();
    api.temporalAway = true;
    const receipt = await api.agent().post('/request').type('form').send(form());
    assert.match(receipt.text, /Opt-out request honored/);
    const id = await api.idOf(receipt);
    await api.settled();
    assert.equal(await may('email', email), false);
    assert.equal((await engine.row(id)).phase, 'received');
    assert.deepEqual(engine.errors.splice(0).map(String), ['Error: away']);
    api.temporalAway = false;
    await engine.gateway.start(id, { right: 'opt-out', channel: 'form', dueAtMs: null });
    await answered(id);
  });

  it('asks for nothing but what finds the record: one address or one number (INT-08)', async () => {
    const nothing = await api
      .agent()
      .post('/request')
      .type('form')
      .send(form({ email: '' }));
    assert.equal(nothing.status, 422);
    assert.match(nothing.text, /one of them is enough/);
    const more = await api
      .agent()
      .post('/api/v1/requests')
      .send(form({ name: 'Ada', californiaResident: true }));
    assert.deepEqual(
      more.body.errors.map(({ field }: { field: string }) => field),
      ['name', 'californiaResident'],
    );
  });

  it('by a number alone: no address, no mail; the letter is filed and the status can be looked up', async () => {
    know();
    const receipt = await api
      .agent()
      .post('/request')
      .type('form')
      .send(form({ email: '', phone: phone.replace('+1', '') }));
    const id = await api.idOf(receipt);
    await answered(id);
    assert.equal(await may('email', email), false);
    assert.equal(engine.outbox.length, 0);
    assert.ok((await engine.ledger(id)).includes('letter-filed'));
    const reference = /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(receipt.text)![0];
    const status = await api.agent().post('/choices').type('form').send({ reference });
    assert.match(status.text, /Request honored/);
  });

  it('looks the same to whoever asks, whether the consumer is known or not (B6)', async () => {
    know();
    const asked = async (address: string) => {
      const receipt = await api
        .agent()
        .post('/request')
        .type('form')
        .send(form({ email: address }));
      const reference = /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(receipt.text)![0];
      const id = await api.idOf(receipt);
      await answered(id);
      const letter = engine.outbox.find(({ to }) => to === address)!;
      const link = /\/r\/([\w-]{43})/.exec(letter.text)![1]!;
      const agent = api.agent();
      await agent.post(`/r/${link}`).type('form').send({});
      const plain = (text: string) =>
        text
          .replaceAll(reference, 'REFERENCE')
          .replaceAll(/\/r\/[\w-]{43}/g, '/r/LINK')
          .replaceAll(/name="csrf" value="[^"]+"/g, '');
      const looked = await api.agent().post('/choices').type('form').send({ reference });
      const byApi = await api.agent().post('/api/v1/choices').send({ reference });
      return [
        receipt.text,
        letter.subject,
        letter.text,
        (await agent.get('/status')).text,
        looked.text,
        byApi.text,
      ].map(plain);
    };
    const known = await asked(email);
    const unknown = await asked(`nobody-${tests}@example.org`);
    assert.deepEqual(unknown, known);
    assert.match(known[3]!, /Request honored/);
    const stranger = await api.agent().post('/choices').type('form').send({ reference: 'FF-0000-0000' });
    assert.equal(stranger.status, 404);
  });

  it('tells those to whom data were sold or shared since the request, and nobody else, of no deletion (OPT-05, I1)', async () => {
    know();
    await disclosed('mailer', 'business-purpose');
    await disclosed('sponsor', 'sold', -3);
    const before = await ask();
    await answered(before);
    assert.deepEqual(await engine.database.db('notices').where({ request_id: before }), []);
    await disclosed('sponsor', 'sold');
    const id = await ask();
    await answered(id);
    const notices = await engine.database.db('notices').where({ request_id: id });
    assert.deepEqual(
      notices.map(({ recipient, instruction, rule, mandatory, state }) => [
        recipient,
        instruction,
        rule,
        mandatory,
        state,
      ]),
      [['sponsor', 'opt-out', 'OPT-05', true, 'sent']],
    );
    const mail = engine.outbox.find(({ to }) => to === 'privacy@sponsor.example')!;
    assert.doesNotMatch(`${mail.subject} ${mail.text}`, /delet|eras/i);
  });

  it('tells whoever got data while a system was away, too', async () => {
    know();
    engine.crm.failing = 'system-down';
    const id = await ask();
    await told(id);
    await engine.days(1);
    await disclosed('mailer', 'sold');
    engine.crm.failing = null;
    await engine.days(1);
    await answered(id);
    assert.equal((await engine.row(id)).round, 2);
    assert.deepEqual(
      engine.webhooks.map(({ url, notice }) => [url, (notice as { instruction: string }).instruction]),
      [[MAILER, 'opt-out']],
    );
    assert.deepEqual(await engine.letters(id), ['opted-out']);
  });

  it('is told at once though a system is away; past the 15 business days it is overdue, until it is done (CLK-05)', async () => {
    const { other } = know();
    engine.events.failing = 'system-down';
    const id = await ask();
    await told(id);
    const due = (await engine.row(id)).due_on!;
    await engine.days(20);
    const late = await engine.row(id);
    assert.ok(receiptDay(await engine.temporal.nowMs()) > due);
    assert.deepEqual([late.overdue, late.escalated, late.answered_at], [true, true, null]);
    const tasks = await engine.database.db('tasks').where({ request_id: id, state: 'open' }).orderBy('kind');
    assert.deepEqual(
      tasks.map(({ kind, level }) => [kind, level]),
      [
        ['overdue', 3],
        ['system-down', 3],
      ],
    );
    assert.equal(await may('email', other), true);
    engine.events.failing = null;
    await engine.days(1);
    await answered(id);
    assert.equal((await engine.row(id)).late, true);
    assert.equal(await may('email', other), false);
    assert.deepEqual(await engine.letters(id), ['opted-out']);
  });

  it('takes by hand what a system will not do, from two persons (C4, C5)', async () => {
    know();
    engine.crm.lying = true;
    const id = await ask();
    await told(id);
    await engine.days(1);
    const supplied = { facts: 'Set in the console of the provider.', content: { system: 'crm' } };
    assert.equal(await engine.decide(id, 'supply-result', { code: 'erased-by-hand', ...supplied }), 'reason-missing');
    assert.equal(await engine.decide(id, 'supply-result', { code: 'set-by-hand', ...supplied }), 'claimed');
    await answered(id);
    engine.crm.lying = false;
    await engine.days(32);
    await phase(id, 'closed');
  });

  it('is answered although a recipient is dead, and closed only when it was told (SP-05, A1)', async () => {
    know();
    await disclosed('mailer', 'sold');
    engine.answers.set(MAILER, 'down');
    const id = await ask();
    await told(id);
    await engine.days(1);
    await answered(id);
    await engine.days(35);
    assert.equal((await engine.row(id)).phase, 'following-through');
    engine.answers.clear();
    await engine.days(1);
    await phase(id, 'closed');
    assert.equal(engine.webhooks.length, 1);
  });

  it('made again is honoured again, as if it were the first', async () => {
    know();
    const first = await ask();
    await answered(first);
    await engine.days(1);
    const second = await ask();
    await answered(second);
    assert.deepEqual(await engine.letters(second), ['opted-out']);
    const sent = { right: 'opt-out', formToken: randomUUID(), email };
    const twice = [await ask(sent), await ask(sent)];
    assert.equal(twice[0], twice[1]);
  });

  it('outlives the person in every system: a deletion lifts nothing, nor what is given afresh (J)', async () => {
    know();
    const id = await ask();
    await answered(id);
    engine.crm.rows = engine.crm.rows.filter((row) => row.email !== email);
    engine.events.rows = [];
    await engine.days(1.2);
    engine.crm.said.length = 0;
    engine.crm.rows.push({ table: 'contacts', key: 'afresh', email, createdAtMs: await engine.temporal.nowMs() });
    await engine.days(30);
    await phase(id, 'closed');
    assert.equal(await may('email', email), false);
    assert.deepEqual(engine.crm.said, [{ key: 'afresh', purpose: 'sale-or-sharing', allowed: false }]);
  });

  it('opts out everybody behind one address, and follows none of them further', async () => {
    engine.crm.rows.push(
      { table: 'contacts', key: 'x', email: `x-${tests}@example.org`, phone },
      { table: 'contacts', key: 'y', email: `y-${tests}@example.org`, phone },
    );
    const id = await ask({ email: '', phone });
    await answered(id);
    assert.deepEqual(engine.crm.said.map(({ key }) => key).sort(), ['x', 'y']);
    assert.equal(await may('email', `x-${tests}@example.org`), true);
  });

  it('can be denied as fraudulent by a decider alone, with facts; it is taken back and told (OPT-03)', async () => {
    know();
    const id = await ask();
    await answered(id);
    const facts = 'The same network opted out 4,000 addresses of one list within a minute.';
    assert.equal(await engine.decide(id, 'deny', { code: 'fraudulent-opt-out' }), 'reason-missing');
    assert.equal(await engine.decide(id, 'deny', { code: 'suspected-fraud', facts }), 'reason-missing');
    assert.equal(
      await engine.decide(id, 'deny', { code: 'fraudulent-opt-out', facts, roles: ['verifier'] }),
      'role-missing',
    );
    assert.equal(await engine.decide(id, 'deny', { code: 'fraudulent-opt-out', facts, content: BELIEVED }), 'claimed');
    await engine.until('denial told', async () => (await engine.letters(id)).includes('denial'));
    assert.equal(await may('email', email), true);
    await phase(id, 'following-through');
    assert.deepEqual(
      engine.crm.said.map(({ allowed }) => allowed),
      [false, true],
    );
    const letter = engine.outbox.at(-1)!;
    assert.match(letter.text, /fraudulent/);
    assert.match(letter.text, /4,000 addresses/);
    assert.equal((await engine.row(id)).outcome, 'denied');
    assert.equal(
      await engine.decide(id, 'deny', { code: 'fraudulent-opt-out', facts, content: BELIEVED }),
      'nothing-to-decide',
    );
    await engine.days(31);
    await phase(id, 'closed');
  });

  it('denied before it was carried out: the consumer hears of the denial, and nothing stays set', async () => {
    know();
    engine.crm.failing = engine.events.failing = 'system-down';
    const id = await ask();
    await told(id);
    const facts = 'Filed by a script that we watched.';
    assert.equal(await engine.decide(id, 'deny', { code: 'fraudulent-opt-out', facts, content: BELIEVED }), 'claimed');
    await engine.until('denial told', async () => (await engine.letters(id)).includes('denial'));
    engine.crm.failing = engine.events.failing = null;
    await engine.days(1);
    await answered(id);
    assert.equal((await engine.row(id)).outcome, 'denied');
    assert.equal(await may('email', email), true);
    assert.ok(engine.crm.said.every(({ allowed }) => allowed));
  });

  it('leaves what an earlier opt-out forbade forbidden when a later one is denied', async () => {
    know();
    const first = await ask();
    await answered(first);
    const second = await ask();
    await answered(second);
    const facts = 'Filed by a script that we watched.';
    assert.equal(
      await engine.decide(second, 'deny', { code: 'fraudulent-opt-out', facts, content: BELIEVED }),
      'claimed',
    );
    await engine.until('denial told', async () => (await engine.letters(second)).includes('denial'));
    await phase(second, 'following-through');
    assert.equal(await may('email', email), false);
    assert.equal(engine.crm.said.at(-1)!.allowed, false);
  });

  it('an address that refuses mail for good ends the letter, not the opt-out', async () => {
    know();
    engine.mailRefused = true;
    const id = await ask();
    await answered(id);
    engine.mailRefused = false;
    assert.deepEqual(await engine.letters(id), []);
    assert.ok((await engine.ledger(id)).includes('letter-refused'));
    const task = await engine.database.db('tasks').where({ request_id: id, kind: 'letter-undelivered' }).first('state');
    assert.equal(task.state, 'open');
    await engine.days(31);
    await phase(id, 'closed');
  });

  it('is answered once mail goes again, with one letter', async () => {
    know();
    engine.mailDown = true;
    const id = await ask();
    await engine.until('complied', async () => (await engine.ledger(id)).includes('preference-set'));
    await engine.days(2);
    assert.equal((await engine.row(id)).answered_at, null);
    engine.mailDown = false;
    await engine.days(1);
    await answered(id);
    assert.deepEqual(await engine.letters(id), ['opted-out']);
  });

  it('is stopped by no hold, of whatever scope (D4)', async () => {
    know();
    const held = await engine.file({ email });
    await engine.until('planned for', async () => (await engine.ledger(held)).includes('matched'));
    const reviewOn = addDays(receiptDay(await engine.temporal.nowMs()), 400);
    const hold = {
      code: 'legal-claim',
      facts: 'Claim 12/2026.',
      told: 'A claim about your order is before the court.',
      content: { reviewOn },
    };
    assert.equal(await engine.decide(held, 'place-hold', hold), 'claimed');
    const id = await ask();
    await answered(id);
    assert.equal((await engine.row(id)).phase, 'following-through');
    assert.equal(await may('email', email), false);
    assert.equal(await engine.decide(id, 'place-hold', hold), 'wrong-phase');
    await engine.days(31);
    await phase(id, 'closed');
  });

  it('shows staff what was told to which system, and no person', async () => {
    know();
    const { agent } = await api.staff('auditor');
    const id = await ask();
    await answered(id);
    const { reference } = await engine.database.db('requests').where({ id }).first('reference');
    const { text } = await agent.get(`/staff/requests/${reference}`);
    assert.match(text, /Systems that are told/);
    assert.match(text, /Yes, since it was received/);
    assert.ok(!text.includes(email) && !text.includes(phone));
  });

  it('keeps to the budget of events, answered and closed', async () => {
    know();
    await disclosed('mailer', 'sold');
    const id = await ask();
    await answered(id);
    const events = async () => (await engine.handle(id).fetchHistory()).events!.length;
    // two systems, one batch of recipients (design.md, How fast)
    assert.ok((await events()) <= 60 + 6 * 3, `${await events()} events to the answer`);
    await engine.days(31);
    await phase(id, 'closed');
    assert.ok((await events()) <= 95 + 6 * 3, `${await events()} events to the end`);
  });
});

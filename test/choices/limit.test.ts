import assert from 'node:assert/strict';
import { barsDisclosure } from '../../rules/disclosureGate';
import { preferencesOf, hashesOf } from '../../db/preferences';
import { BELIEVED, choiceBench, MAILER } from './support';

const SENSITIVE = ['sensitive-personal-information'] as const;

/** The mailer guesses interests from where people are, which nothing permits; the sponsor uses nothing sensitive. */
const BEYOND = {
  sensitiveUses: [
    { kind: 'precise-geolocation', purpose: 'guess interests', infers: true, recipients: ['mailer'] },
    { kind: 'health', purpose: 'cater for allergies', infers: false, recipients: ['sponsor'] },
  ],
};

describe('a limit of the use of sensitive information', () => {
  const bench = choiceBench('limit', 'sensitive-use', 'limited', BEYOND);
  const { form, ask, may, phase, answered, told, know, disclosed } = bench;
  let { engine, api, tests, email } = bench;
  beforeEach(() => ({ engine, api, tests, email } = bench));
  const notices = async (id: string) =>
    (await engine.database.db('notices').where({ request_id: id }).orderBy('recipient')).map(
      ({ recipient, instruction, rule, mandatory, state }) => [recipient, instruction, rule, mandatory, state],
    );

  for (const [channel, filed] of Object.entries(bench.channels))
    it(`${channel}: holds at once, everywhere the consumer is known, and is told in one letter (LIM-04, LIM-05)`, async () => {
      const { other } = know();
      const id = await filed();
      await bench.holds(id, other);
      assert.match(engine.outbox.at(-1)!.text, /limit the use of your sensitive personal information/);
      const clock = await engine.database.db('clocks').where({ request_id: id, rule: 'CLK-06' }).first('met_at');
      assert.ok(clock.met_at);
      await engine.days(31);
      await phase(id, 'closed');
    });

  it('stands before anything else runs: Temporal away, it holds from the receipt on, and is then carried out (K3)', async () => {
    know();
    api.temporalAway = true;
    const receipt = await api.agent().post('/request').type('form').send(form());
    assert.match(receipt.text, /Request to limit honored/);
    const id = await api.idOf(receipt);
    await api.settled();
    assert.equal(await may('email', email), false);
    assert.deepEqual(engine.errors.splice(0).map(String), ['Error: away']);
    api.temporalAway = false;
    await engine.gateway.start(id, { right: 'limit', channel: 'form', dueAtMs: null });
    await answered(id);
  });

  it('asks for nothing but what finds the record (LIM-02, LIM-03, INT-08)', async () => {
    const page = await api.agent().get('/limit');
    assert.equal(page.status, 200);
    assert.deepEqual([...page.text.matchAll(/<input[^>]*name="(\w+)"/g)].map(([, name]) => name).sort(), [
      'email',
      'formToken',
      'phone',
      'right',
    ]);
    const more = await api
      .agent()
      .post('/api/v1/requests')
      .send(form({ name: 'Ada' }));
    assert.deepEqual([more.status, more.body.field], [422, 'name']);
  });

  it('forbids sensitive uses and nothing else: sale is another choice', async () => {
    const id = await ask();
    await answered(id);
    const hashes = hashesOf(engine.vault, [{ type: 'email', value: email }]);
    const [bars] = await preferencesOf(engine.database.db, [hashes], await engine.temporal.nowMs());
    assert.deepEqual(
      bars!.map(({ bar }) => bar),
      ['limited'],
    );
    const gate = (categories: readonly ('identifiers' | (typeof SENSITIVE)[number])[]) =>
      barsDisclosure({ bar: bars![0]!.bar, basis: 'sold', categories, since: '2026-01-01' }).bars;
    assert.deepEqual([gate(SENSITIVE), gate(['identifiers'])], [true, false]);
  });

  it('tells service providers that use sensitive data beyond what is permitted, whenever they got them; nobody else (LIM-04, LIM-06)', async () => {
    know();
    await disclosed('mailer', 'business-purpose', -400, [...SENSITIVE]);
    await disclosed('sponsor', 'sold', 0, [...SENSITIVE]);
    const id = await ask();
    await answered(id);
    assert.deepEqual(await notices(id), [['mailer', 'limit', 'LIM-04', true, 'attested']]);
    const { url, notice } = engine.webhooks[0]!;
    assert.equal(url, MAILER);
    assert.doesNotMatch(JSON.stringify(notice), /delet|opt-out|opted/i);
  });

  it('tells a service provider that gets data while a system is away, too', async () => {
    know();
    engine.crm.failing = 'system-down';
    const id = await ask();
    await told(id);
    await disclosed('mailer', 'business-purpose', 0, [...SENSITIVE]);
    engine.crm.failing = null;
    await engine.days(1);
    await answered(id);
    assert.equal((await engine.row(id)).round, 2);
    assert.deepEqual(await notices(id), [['mailer', 'limit', 'LIM-04', true, 'attested']]);
    assert.deepEqual(await engine.letters(id), ['limited']);
  });

  it('past the 15 business days it is overdue until it is done (CLK-06)', async () => {
    know();
    engine.crm.failing = 'system-down';
    const id = await ask();
    await told(id);
    await engine.days(20);
    const late = await engine.row(id);
    assert.deepEqual([late.overdue, late.escalated, late.answered_at], [true, true, null]);
    engine.crm.failing = null;
    await engine.days(1);
    await answered(id);
    assert.equal((await engine.row(id)).late, true);
  });

  it('can be denied as fraudulent by a decider alone, with facts; it is taken back and told (LIM-03)', async () => {
    know();
    const id = await ask();
    await answered(id);
    const facts = 'The same network limited 4,000 addresses of one list within a minute.';
    const deny = (code: string, content = {}) => engine.decide(id, 'deny', { code, facts, content });
    assert.equal(await deny('fraudulent-opt-out', BELIEVED), 'reason-missing');
    assert.equal(await deny('fraudulent-limit'), 'needs-documented-belief');
    assert.equal(await deny('fraudulent-limit', BELIEVED), 'claimed');
    await engine.until('denial told', async () => (await engine.letters(id)).includes('denial'));
    await phase(id, 'following-through');
    assert.equal(await may('email', email), true);
    assert.deepEqual(
      engine.crm.said.map(({ allowed }) => allowed),
      [false, true],
    );
    assert.match(engine.outbox.at(-1)!.text, /4,000 addresses/);
  });

  it('looks the same to whoever asks, and its status can be looked up (B6, LIM-05)', async () => {
    know();
    const asked = async (address: string) => {
      const receipt = await api
        .agent()
        .post('/request')
        .type('form')
        .send(form({ email: address }));
      const reference = /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(receipt.text)![0];
      await answered(await api.idOf(receipt));
      const letter = engine.outbox.find(({ to }) => to === address)!;
      const looked = await api.agent().post('/api/v1/choices').send({ reference });
      assert.equal(looked.body.status, 'honoured');
      return [receipt.text, letter.text, JSON.stringify(looked.body)].map((text) =>
        text.replaceAll(reference, 'REFERENCE').replaceAll(/\/r\/[\w-]{43}/g, '/r/LINK'),
      );
    };
    assert.deepEqual(await asked(`nobody-${tests}@example.org`), await asked(email));
  });
});

describe('a limit where every use of sensitive data is outside or permitted', () => {
  const bench = choiceBench('limit', 'sensitive-use', 'nothing-to-limit', {
    sensitiveUses: [
      { kind: 'precise-geolocation', purpose: 'show the way', infers: false, recipients: ['mailer'] },
      {
        kind: 'health',
        purpose: 'cater for allergies',
        infers: true,
        permitted: 'goods-or-services-expected',
        recipients: ['mailer'],
      },
    ],
  });
  const { form, may, answered, phase, know, disclosed } = bench;

  it('is answered that there is nothing to limit, and why; the choice is kept, nobody is told (LIM-01, LIM-06)', async () => {
    const { engine, api, email } = bench;
    know();
    await disclosed('mailer', 'business-purpose', 0, [...SENSITIVE]);
    const receipt = await api.agent().post('/request').type('form').send(form());
    assert.match(receipt.text, /There is nothing to limit/);
    const id = await api.idOf(receipt);
    await answered(id);
    assert.equal((await engine.row(id)).outcome, 'not-applicable');
    assert.deepEqual(await engine.letters(id), ['nothing-to-limit']);
    const { text } = engine.outbox.at(-1)!;
    assert.match(text, /show the way: nothing is inferred/);
    assert.match(text, /cater for allergies: permitted to provide goods or services/);
    assert.equal(await may('email', email), false);
    assert.deepEqual(await engine.database.db('notices').where({ request_id: id }), []);
    const reference = /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(receipt.text)![0];
    const looked = await api.agent().post('/api/v1/choices').send({ reference });
    assert.equal(looked.body.status, 'nothing-to-limit');
    await engine.days(31);
    await phase(id, 'closed');
  });
});

describe('a limit where the data map says nothing of sensitive uses', () => {
  const bench = choiceBench('limit', 'sensitive-use', 'limited');
  const { ask, answered, know, disclosed } = bench;

  it('is honoured, and every service provider that holds data is told: silence in a file is no answer (LIM-01)', async () => {
    const { engine } = bench;
    know();
    await disclosed('mailer', 'business-purpose', -400);
    const id = await ask();
    await answered(id);
    assert.equal((await engine.row(id)).outcome, 'honoured');
    assert.deepEqual(
      engine.webhooks.map(({ url }) => url),
      [MAILER],
    );
  });
});

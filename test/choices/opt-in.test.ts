import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DEFAULT_LIMITS } from '../../api/business';
import { hashedIdentifiers } from '../../db/preference-hash';
import { standingOf } from '../../db/preference-store';
import { choiceBench } from './support';

describe('an opt-in after an opt-out', () => {
  const bench = choiceBench('opt-in', 'sale-or-sharing', 'opted-in');
  const { ask, may, phase, answered, know } = bench;
  let { engine, api, tests, email, phone } = bench;
  beforeEach(() => ({ engine, api, tests, email, phone } = bench));

  const fields = (more: object = {}) => ({ email, thirteenOrOlder: 'yes', ...more });
  const optOut = async (more: object = {}): Promise<string> => {
    const form = { right: 'opt-out', formToken: randomUUID(), email, ...more };
    const id = await api.idOf(await api.agent().post('/request').type('form').send(form));
    await answered(id);
    return id;
  };
  /** The page of the second step, opened by the link of the message. */
  async function secondStep() {
    await engine.until('asked', () =>
      Promise.resolve(engine.outbox.some(({ subject }) => /Please confirm/.test(subject))),
    );
    const mail = engine.outbox.findLast(({ subject }) => /Please confirm/.test(subject))!;
    const link = /\/r\/([\w-]{43})/.exec(mail.text)![1]!;
    const agent = api.agent();
    await agent.get(`/r/${link}`);
    await agent.post(`/r/${link}`).type('form').send({});
    const page = await agent.get('/confirm');
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1];
    return { text: page.text, link, confirm: () => agent.post('/confirm').type('form').send({ csrf }) };
  }

  it('form: lifts the opt-out from the second step on, everywhere the consumer is known (OIN-01)', async () => {
    const { other } = know();
    await optOut();
    await engine.days(1.2);
    engine.crm.said.length = 0;
    const id = await ask(fields());
    const { confirm } = await secondStep();
    assert.deepEqual([await may('email', email), await may('email', other)], [false, false]);
    assert.deepEqual(engine.crm.said, []);
    assert.equal((await engine.row(id)).waits_for, 'consumer-code');
    const done = await confirm();
    assert.equal(done.status, 200);
    assert.match(done.text, /allowed again/);
    await phase(id, 'closed');
    assert.deepEqual(
      [await may('email', email), await may('phone', phone), await may('email', other)],
      [true, true, true],
    );
    assert.deepEqual(engine.crm.said, [{ key: `c${tests}`, purpose: 'sale-or-sharing', allowed: true }]);
    assert.deepEqual(await engine.letters(id), ['opt-in-confirm', 'opted-in']);
    assert.match(engine.outbox.at(-1)!.text, /change your mind at any time/);
    assert.equal((await engine.row(id)).outcome, 'honoured');
    assert.deepEqual(await engine.database.db('notices').where({ request_id: id }), []);
  });

  it('api and phone: the second step is the consumer’s own, whoever filed the first', async () => {
    await optOut();
    const filed = await api.agent().post('/api/v1/requests').send({ right: 'opt-in', email, thirteenOrOlder: true });
    assert.deepEqual([filed.status, filed.body.dueOn], [202, null]);
    const { agent, csrf } = await api.staff('intake');
    const calledAt = new Date((await engine.temporal.nowMs()) - 86_400_000).toISOString().slice(0, 16);
    const token = await csrf('/staff/requests/new?right=opt-in');
    await agent
      .post('/staff/requests')
      .type('form')
      .send({ right: 'opt-in', ...fields(), calledAt, formToken: randomUUID(), csrf: token });
    const { confirm } = await secondStep();
    assert.equal(await may('email', email), false);
    await confirm();
    await engine.until('allowed', () => may('email', email));
  });

  it('changes nothing while the message is only read, and ends without a word after two weeks (OIN-01, CLK-08)', async () => {
    know();
    await optOut();
    const receipt = await api
      .agent()
      .post('/request')
      .type('form')
      .send({ ...bench.form(), ...fields() });
    assert.match(receipt.text, /Not confirmed yet/);
    const id = await api.idOf(receipt);
    const { text, link } = await secondStep();
    assert.match(text, /Allow sale and sharing again\?/);
    const reference = /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(receipt.text)![0];
    const looked = () => api.agent().post('/api/v1/choices').send({ reference });
    assert.equal((await looked()).body.status, 'unconfirmed');
    await engine.days(13);
    assert.equal((await engine.row(id)).phase, 'received');
    await engine.days(2);
    await phase(id, 'closed');
    assert.equal((await engine.row(id)).outcome, 'not-confirmed');
    assert.equal(await may('email', email), false);
    assert.deepEqual(await engine.letters(id), ['opt-in-confirm']);
    assert.equal((await looked()).body.status, 'lapsed');
    assert.equal((await api.agent().post(`/r/${link}`).type('form').send({})).status, 404);
    assert.equal(await may('email', email), false);
  });

  it('of two choices the later one stands: an opt-out after it, and it after an opt-out', async () => {
    const id = await ask(fields());
    await engine.days(1);
    await optOut();
    assert.equal(await may('email', email), false);
    await engine.days(1);
    const { confirm } = await secondStep();
    await confirm();
    await phase(id, 'closed');
    assert.equal(await may('email', email), true);
    await engine.days(1);
    await optOut();
    assert.equal(await may('email', email), false);
  });

  it('confirmed while Temporal is away, it counts from the moment it was confirmed at', async () => {
    await optOut();
    const id = await ask(fields());
    const { confirm } = await secondStep();
    api.temporalAway = true;
    const recorded = await confirm();
    assert.equal(recorded.status, 202);
    assert.equal(await may('email', email), false);
    const confirmedAtMs = await engine.temporal.nowMs();
    await engine.days(1);
    api.temporalAway = false;
    const decision = await engine.database.db('decisions').where({ request_id: id }).first<{ id: string }>('id');
    await engine.gateway.deliver({ requestId: id, kind: 'confirm-opt-in', decisionId: decision.id });
    await phase(id, 'closed');
    const [hash] = hashedIdentifiers(engine.vault, [{ type: 'email', value: email }]);
    const standing = await standingOf(engine.database.db, [hash!.hash]);
    const choice = standing.get(hash!.hash.toString('hex'))!['sale-or-sharing']!;
    assert.equal(choice.allowed, true);
    assert.ok(Math.abs(choice.sinceMs - confirmedAtMs) < 60_000 && choice.effectiveMs - choice.sinceMs > 80_000_000);
  });

  it('asks who confirms to be 13 or older: for a child a parent calls (MIN-02, MIN-04)', async () => {
    const filed = () => engine.database.db('requests').where({ right: 'opt-in' }).pluck('id');
    const before = await filed();
    const young = await api
      .agent()
      .post('/request')
      .type('form')
      .send({ ...bench.form(), email });
    assert.equal(young.status, 422);
    assert.match(young.text, /For a child under 13, a parent or guardian should call us/);
    assert.deepEqual(await filed(), before);
  });

  it('keeps that it is given in knowledge of the privacy signal, where that is said (GPC-04)', async () => {
    const id = await ask(fields({ despiteSignal: 'yes' }));
    const { confirm } = await secondStep();
    await confirm();
    await phase(id, 'closed');
    const rows = await engine.database.db('preferences').where({ request_id: id });
    assert.deepEqual(
      rows.map(({ allowed, despite_signal }) => [allowed, despite_signal]),
      [[true, true]],
    );
    assert.match(engine.outbox.at(-1)!.text, /although your browser may ask us/);
  });

  it('allows nothing for others behind one address: no system is told, and nobody is denied it', async () => {
    const mailbox = `info-${tests}@example.org`;
    engine.crm.rows.push(
      { table: 'contacts', key: 'x', email: `x-${tests}@example.org`, contactId: 'one' },
      { table: 'contacts', key: 'y', email: mailbox },
      { table: 'contacts', key: 'z', email: mailbox, contactId: 'one' },
    );
    const id = await ask(fields({ email: mailbox }));
    const { confirm } = await secondStep();
    assert.equal(await engine.decide(id, 'deny', { code: 'suspected-fraud', facts: 'None.' }), 'reason-missing');
    await confirm();
    await phase(id, 'closed');
    assert.equal(await may('email', mailbox), true);
  });

  it('sends an address no more than its share of such messages: over it the request waits its turn (K5)', async () => {
    for (let n = 0; n < DEFAULT_LIMITS.intakePerAddress + 1; n += 1) await ask(fields());
    await api.settled();
    const rows = await engine.database.db('requests').where({ right: 'opt-in' }).orderBy('received_at', 'desc');
    assert.equal(rows[0].run_started_at, null);
  });
});

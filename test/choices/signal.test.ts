import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createApiKey } from '../../db/api-keys';
import { DAY_MS } from '../../rules/calendar';
import { choiceBench, MAILER } from './support';

describe('a privacy signal of a browser (Global Privacy Control)', () => {
  const bench = choiceBench('opt-out', 'sale-or-sharing', 'opted-out');
  const { may, answered, know, disclosed } = bench;
  let { engine, api, tests, email, phone } = bench;
  beforeEach(() => ({ engine, api, tests, email, phone } = bench));

  let key = '';
  before(async () => {
    const nowMs = await bench.engine.temporal.nowMs();
    const made = { name: 'site', subject: null, by: 'test', nowMs, expiresAtMs: nowMs + 900 * DAY_MS };
    key = (await createApiKey(bench.engine.database.db, { ...made, scope: 'signals' })).key;
  });

  const signal = async (body: object, header: Record<string, string> = { 'sec-gpc': '1' }, bearer = key) =>
    api
      .agent()
      .post('/api/v1/signals')
      .set({ authorization: `Bearer ${bearer}`, ...header })
      .send(body);
  const visitor = (): string => `v-${tests}-${randomUUID()}`;
  const requests = () => engine.database.db('requests').where({ channel: 'signal' }).orderBy('received_at');
  const counted = async (source: 'device' | 'consumer'): Promise<number> => {
    const [sum] = await engine.database
      .db('signal_counts')
      .where({ source })
      .sum<{ n: string | null }[]>({ n: 'honoured' });
    return Number(sum?.n ?? 0);
  };

  it('of an unknown browser forbids sale for that browser, at once, once, and without a request (GPC-01, MET-04)', async () => {
    const [visitorId, other] = [visitor(), visitor()];
    const before = await counted('device');
    for (let page = 0; page < 3; page += 1) {
      const answer = await signal({ visitorId });
      assert.deepEqual(
        [answer.status, answer.body],
        [200, { status: 'honoured', show: 'Opt-out request honored', programmeKept: false }],
      );
    }
    assert.deepEqual([await may('visitor-id', visitorId), await may('visitor-id', other)], [false, true]);
    assert.equal(await counted('device'), before + 1);
    assert.deepEqual(await requests(), []);
  });

  it('of a known consumer is an opt-out of theirs, everywhere and offline, told to recipients, shown and not mailed (GPC-01, GPC-03)', async () => {
    const { other } = know();
    await disclosed('mailer', 'sold');
    const visitorId = visitor();
    assert.equal((await signal({ visitorId, email })).body.status, 'honoured');
    assert.deepEqual([await may('email', email), await may('visitor-id', visitorId)], [false, false]);
    const [{ id }] = await requests();
    await answered(id);
    assert.deepEqual([await may('phone', phone), await may('email', other)], [false, false]);
    assert.deepEqual(engine.crm.said, [{ key: `c${tests}`, purpose: 'sale-or-sharing', allowed: false }]);
    assert.deepEqual(
      engine.webhooks.map(({ url }) => url),
      [MAILER],
    );
    assert.deepEqual(engine.outbox, []);
    assert.ok((await engine.ledger(id)).includes('letter-filed'));
    assert.equal((await signal({ visitorId, email })).body.status, 'honoured');
    assert.equal((await requests()).length, 1);
    assert.equal(await counted('consumer'), 1);
  });

  it('that does not come changes nothing and allows nothing; another value is none (GPC-06)', async () => {
    const visitorId = visitor();
    for (const header of [{}, { 'sec-gpc': '0' }, { 'sec-gpc': 'true' }]) {
      const { body } = await signal({ visitorId }, header as Record<string, string>);
      assert.deepEqual(body, { status: 'no-signal', show: null, programmeKept: true });
    }
    assert.equal(await may('visitor-id', visitorId), true);
    await signal({ visitorId });
    await signal({ visitorId }, {});
    assert.equal(await may('visitor-id', visitorId), false);
  });

  it('against a consent is processed, unless that was given in knowledge of the signal (GPC-04)', async () => {
    const optIn = async (despiteSignal: boolean): Promise<void> => {
      engine.outbox.length = 0;
      const fields = { email, thirteenOrOlder: true, ...(despiteSignal ? { despiteSignal } : {}) };
      await api
        .agent()
        .post('/api/v1/requests')
        .send({ right: 'opt-in', ...fields });
      await engine.until('asked', () => Promise.resolve(engine.outbox.length > 0));
      const link = /\/r\/([\w-]{43})/.exec(engine.outbox[0]!.text)![1]!;
      const agent = api.agent();
      await agent.post(`/r/${link}`).type('form').send({});
      const csrf = /name="csrf" value="([^"]+)"/.exec((await agent.get('/confirm')).text)?.[1];
      await agent.post('/confirm').type('form').send({ csrf });
      await engine.until('told', () => Promise.resolve(engine.outbox.length > 1));
      await engine.days(0.01);
    };
    await optIn(false);
    assert.equal((await signal({ email })).body.status, 'honoured');
    assert.equal(await may('email', email), false);
    await engine.days(0.01);
    await optIn(true);
    const { body } = await signal({ email });
    assert.deepEqual(body, { status: 'consent-stands', show: null, programmeKept: true });
    assert.equal(await may('email', email), true);
  });

  const PROGRAMMES: [answer: string | null, kept: boolean][] = [
    [null, false],
    ['none', true],
    ['consents', true],
    ['affirms-withdrawal', false],
  ];
  for (const [answer, kept] of PROGRAMMES)
    it(`against a programme, ${answer ?? 'not asked'}: sale ends, the programme ${kept ? 'goes on' : 'ends'} (GPC-05)`, async () => {
      const visitorId = visitor();
      const { body } = await signal({ visitorId, programme: { answer } });
      assert.deepEqual([body.status, body.programmeKept], ['honoured', kept]);
      assert.equal(await may('visitor-id', visitorId), false);
    });

  it('is taken from sites with a key for it alone, and names whom it is about', async () => {
    assert.equal((await signal({ visitorId: visitor() }, { 'sec-gpc': '1' }, 'f45_another-key')).status, 401);
    const nobody = await signal({});
    assert.deepEqual([nobody.status, nobody.body.field], [422, 'visitorId']);
  });

  it('stands before anything else runs: Temporal away, it holds (K3)', async () => {
    know();
    api.temporalAway = true;
    assert.equal((await signal({ email })).body.status, 'honoured');
    await api.settled();
    assert.equal(await may('email', email), false);
    assert.deepEqual(engine.errors.splice(0).map(String), ['Error: away']);
  });

  it('is announced where browsers look, and its page says whether it arrives (GPC-03)', async () => {
    const support = await api.agent().get('/.well-known/gpc.json');
    assert.match(String(support.headers['content-type']), /^application\/json/);
    assert.deepEqual(Object.keys(JSON.parse(support.text) as object), ['gpc', 'lastUpdate']);
    assert.match(support.text, /^\{"gpc":true,"lastUpdate":"\d{4}-\d{2}-\d{2}"\}$/);
    const [with1, without] = [await api.agent().get('/signal').set('sec-gpc', '1'), await api.agent().get('/signal')];
    assert.match(with1.text, /Opt-out request honored/);
    assert.match(without.text, /sends no Global Privacy Control signal/);
  });
});

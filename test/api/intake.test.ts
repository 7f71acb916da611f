import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { verifyLedger } from '../../db/ledger-verify';
import { PERSON_KIND, type PersonClaim } from '../../vault/person';
import { goodForm, type Harness, makeRequest, startApi } from './harness';

describe('intake through the door', () => {
  let api: Harness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const apiBody = (more: Record<string, unknown> = {}) => ({
    right: 'delete',
    name: 'Robin Vance',
    email: 'Robin.Vance@Example.com ',
    points: { 'postal-code': '94107' },
    californiaResident: true,
    ...more,
  });
  const counts = async () => {
    const rows = async (table: string) => (await api.database.db(table).count<{ n: number }[]>({ n: '*' }))[0]!.n;
    return {
      requests: await rows('requests'),
      entries: await rows('vault_entries'),
      ledger: await rows('ledger_entries'),
    };
  };

  it('writes request, clocks, keys, person and ledger entry at once, and starts the workflow', async () => {
    const { id, reference } = await makeRequest(api, { phone: '(415) 555-0101', message: 'Line one\r\nline two' });
    await api.background();
    const { db } = api.database;
    const row = await db('requests').where({ id }).first();
    assert.equal(row.phase, 'received');
    assert.equal(row.receipt_day, '2026-11-24');
    assert.equal(row.due_on, '2027-01-07');
    assert.equal(row.due_clock, 'CLK-02');
    assert.deepEqual(
      (await db('clocks').where({ request_id: id }).orderBy('rule').select('rule', 'strict_on')).map(
        (clock) => `${clock.rule} ${clock.strict_on}`,
      ),
      ['CLK-01 2026-12-07', 'CLK-02 2027-01-07', 'CLK-03 2027-02-21'],
    );
    assert.deepEqual(
      (await db('vault_keys').where({ owner: id }).orderBy('class').select('class')).map((key) => key.class),
      ['case', 'payload', 'proof', 'record'],
    );
    const [entry] = await api.vault.find(db, id, PERSON_KIND);
    assert.deepEqual(await api.vault.open<PersonClaim>(db, entry!), {
      name: 'Robin Vance',
      email: 'robin.vance@example.com',
      phone: '+14155550101',
      points: { 'postal-code': '94107' },
      message: 'Line one\r\nline two',
    });
    assert.ok(api.gateway.started.includes(id));
    assert.match(reference, /^FF-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    assert.deepEqual((await verifyLedger(db)).broken, []);
  });

  it('gives the same receipt to a form sent again, also at the same moment', async () => {
    const form = goodForm();
    const before = await counts();
    const answers = await Promise.all([1, 2, 3].map(() => api.agent().post('/request', form)));
    const references = new Set(answers.map(({ text }) => /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)?.[0]));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202, 202],
    );
    assert.equal(references.size, 1);
    assert.equal((await counts()).requests, before.requests + 1);
  });

  it('keeps the receipt when Temporal is away', async () => {
    api.gateway.away = true;
    const answer = await api.agent().json('/api/v1/requests', apiBody());
    await api.background();
    api.gateway.away = false;
    assert.equal(api.reported.splice(0).length, 1, 'the failure is reported and nothing else');
    assert.equal(answer.status, 202);
    assert.equal(answer.body.dueOn, '2027-01-07');
    const row = await api.database.db('requests').where({ reference: answer.body.reference }).first();
    assert.equal(row.run_started_at, null);
  });

  it('answers a known and an unknown person alike', async () => {
    const answers = await Promise.all(
      ['dana.whitfield@example.com', 'nobody-at-all@example.com'].map((email) =>
        api.agent().json('/api/v1/requests', apiBody({ email })),
      ),
    );
    const [one, two] = answers.map(({ status, headers, body }) => ({
      status,
      keys: Object.keys(body as object).sort(),
      headers: Object.keys(headers as object).sort(),
      length: headers['content-length'],
      cookies: headers['set-cookie'],
    }));
    assert.deepEqual(one, two);
  });

  const HOSTILE: [string, Record<string, unknown>, number, string][] = [
    ['a NUL byte', apiBody({ name: 'Robin\u0000Vance' }), 400, 'name'],
    ['a lone surrogate', apiBody({ message: 'x\ud800y' }), 400, 'message'],
    ['a lone surrogate inside points', apiBody({ points: { 'postal-code': '\udfff' } }), 400, 'points.postal-code'],
    [
      'deep JSON',
      apiBody({ points: JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) }),
      400,
      'points.a.a.a.a.a.a.a.a',
    ],
    ['a line feed in the address', apiBody({ email: 'a@example.com\nbcc: b@example.com' }), 422, 'email'],
    ['a carriage return in the address', apiBody({ email: 'a@example.com\rb@example.com' }), 422, 'email'],
    ['a second address', apiBody({ email: 'a@example.com, b@example.com' }), 422, 'email'],
    ['a second address by semicolon', apiBody({ email: 'a@example.com;b@example.com' }), 422, 'email'],
    ['an address in brackets', apiBody({ email: 'A <a@example.com>' }), 422, 'email'],
    ['a line feed in the name', apiBody({ name: 'Robin\nVance' }), 422, 'name'],
    ['no name', apiBody({ name: '   ' }), 422, 'name'],
    ['a name too long', apiBody({ name: 'x'.repeat(201) }), 422, 'name'],
    ['an array for a text', apiBody({ name: ['a', 'b'] }), 422, 'name'],
    ['an object for a text', apiBody({ email: { $ne: '' } }), 422, 'email'],
    ['no statement of residence', apiBody({ californiaResident: false }), 422, 'californiaResident'],
    ['an unknown field', apiBody({ isAdmin: true }), 422, 'isAdmin'],
    ['an unknown data point', apiBody({ points: { ssn: '1' } }), 422, 'points.ssn'],
    ['a right that is none', apiBody({ right: 'forget' }), 422, 'right'],
    ...[
      ['a range without days', { choice: 'range' }, 'period.from'],
      ['a range that ends before it begins', { choice: 'range', from: '2025-02-02', to: '2025-02-01' }, 'period.to'],
      ['a range before 2022', { choice: 'range', to: '2021-12-31' }, 'period.to'],
      ['a day that is none', { choice: 'range', from: '2025-02-30' }, 'period.from'],
      ['a choice that is none', { choice: 'some' }, 'period.choice'],
    ].map(([what, period, field]): [string, Record<string, unknown>, number, string] => [
      `${what as string} (INT-06, KNW-07)`,
      apiBody({ right: 'know-sold', period }),
      422,
      field as string,
    ]),
    ['a form token too short', apiBody({ formToken: 'short' }), 422, 'formToken'],
  ];
  for (const [what, body, status, field] of HOSTILE) {
    it(`refuses ${what} with field and reason, and does nothing`, async () => {
      const before = await counts();
      const answer = await api.agent().json('/api/v1/requests', body);
      assert.equal(answer.status, status);
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
      assert.equal(answer.body.field, field);
      assert.ok(typeof answer.body.reason === 'string' && answer.body.reason.length > 0);
      assert.deepEqual(await counts(), before);
    });
  }

  it('takes no field for the ancestor of all objects, in a form or in JSON', async () => {
    const form = new URLSearchParams(goodForm()).toString();
    const sent: [string, number, string][] = [
      [`${form}&__proto__.polluted=1`, 400, '__proto__.polluted'],
      [`${form}&points.__proto__=1`, 400, 'points.__proto__'],
      [`${form}&constructor.prototype=1`, 422, 'constructor'],
    ];
    for (const [body, status, field] of sent) {
      const answer = await api.agent().form('/request').type('form').send(body);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined, body);
      assert.equal(answer.status, status, body);
      assert.match(answer.text, new RegExp(`${field} is not a field of this form`), body);
    }
    const json = `${JSON.stringify(apiBody()).slice(0, -1)},"__proto__":{"polluted":1}}`;
    const answer = await api.agent().form('/api/v1/requests').type('json').send(json);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.field, '__proto__');
    assert.equal((await api.agent().post('/request', goodForm())).status, 202, 'and the next one is served');
  });

  it('refuses what is no JSON object, and bodies that are too large', async () => {
    const agent = api.agent();
    for (const raw of ['{', '[]', '"x"', 'null']) {
      const answer = await agent.json('/api/v1/requests', undefined).set('content-type', 'application/json').send(raw);
      assert.equal(answer.status, 400, raw);
    }
    const big = await agent.json('/api/v1/requests', apiBody({ message: 'x'.repeat(40_000) }));
    assert.equal(big.status, 413);
    const wrongType = await agent
      .json('/api/v1/requests', undefined)
      .set('content-type', 'text/plain')
      .send(JSON.stringify(apiBody()));
    assert.equal(wrongType.status, 400);
    const gzip = await agent
      .json('/api/v1/requests', undefined)
      .set({ 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .send('not gzip');
    assert.equal(gzip.status, 400);
    assert.deepEqual(api.reported, [], 'no error of ours among them');
  });

  it('shows the form again with what was sent and what is wrong, and keeps its token', async () => {
    const form = goodForm({ email: 'no address', name: '<b>Robin</b>' });
    const answer = await api.agent().post('/request', form);
    assert.equal(answer.status, 422);
    assert.match(answer.text, /aria-invalid="true"/);
    assert.match(answer.text, /href="#f-email"/);
    assert.ok(answer.text.includes('value="&lt;b>Robin&lt;/b>"'), 'escaped');
    assert.ok(answer.text.includes(form['formToken']!));
  });

  it('stores a request over the limits with its receipt, and leaves the start to the sweeper', async () => {
    const limited = await startApi({ limits: { intakePerAddress: 2 } });
    try {
      const email = `${randomUUID()}@example.com`;
      const made = [];
      for (let i = 0; i < 3; i += 1) made.push(await makeRequest(limited, { email }));
      await limited.background();
      assert.deepEqual(limited.gateway.started, [made[0]!.id, made[1]!.id]);
    } finally {
      await limited.close();
    }
  });

  it('refuses a form from another site', async () => {
    const answer = await api.agent().post('/request', goodForm()).set('sec-fetch-site', 'cross-site');
    assert.equal(answer.status, 403);
  });
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Route } from '../../api/route';
import { ROUTES } from '../../api/routes';
import { findStuck } from '../../db/watch';
import { readChain } from '../../db/ledger';
import { apiSettings, unsafeSettings } from '../../api/settings';
import { createWatchdog, type Alarm } from '../../api/watchdog';
import { type Harness, makeRequest, signIn, startApi } from './harness';

describe('operations', () => {
  let api: Harness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  it('says that it is up and ready', async () => {
    assert.deepEqual((await api.agent().get('/healthz')).body, { status: 'up' });
    const ready = await api.agent().get('/readyz');
    assert.equal(ready.status, 200);
    assert.deepEqual(ready.body, { status: 'ready', schema: 'current', clockSkewMs: 0 });
  });

  it('shows metrics that name no person', async () => {
    await makeRequest(api, { name: 'Zelda Marker', email: 'zelda.marker@example.com' });
    const { text, status } = await api.agent().get('/metrics');
    assert.equal(status, 200);
    assert.match(text, /fortyfive_http_answers_total\{route="request-send",status="202"\} 1/);
    assert.match(text, /fortyfive_open_requests\{phase="received"\} 1/);
    assert.doesNotMatch(text, /zelda/i);
  });

  it('describes every route in OpenAPI 3.1, from the schemas that validate', async () => {
    const { body } = await api.agent().get('/openapi.json');
    assert.equal(body.openapi, '3.1.0');
    for (const route of ROUTES as readonly Route[]) {
      const operation = body.paths[route.path.replaceAll(/:([a-z]+)/gi, '{$1}')]?.[route.method.toLowerCase()];
      assert.equal(operation?.operationId, route.id);
      assert.equal(operation['x-audience'], route.audience);
    }
    const intake = body.paths['/api/v1/requests'].post.requestBody.content['application/json'].schema;
    const deletion = intake.oneOf.find((each: { properties: Record<string, { const?: string }> }) => {
      return each.properties['right']?.const === 'delete';
    });
    assert.deepEqual([...deletion.required].sort(), ['californiaResident', 'email', 'name', 'right']);
    assert.equal(deletion.additionalProperties, false);
  });

  it('lets no script, frame or foreign style into a page', async () => {
    const { headers, text } = await api.agent().get('/request');
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|script-src/);
    assert.doesNotMatch(text, /<script|style=|onclick/);
    assert.equal(headers['x-powered-by'], undefined);
    assert.equal(headers['x-frame-options'], 'SAMEORIGIN');
  });

  it('opens payloads only with a session that stated a reason, to one origin', async () => {
    const payloads = { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'e30=' }] };
    const origin = 'http://127.0.0.1:8233';
    assert.equal((await api.agent().json('/codec/decode', payloads)).status, 401);
    assert.deepEqual((await api.agent().json('/codec/encode', {})).body, {});
    const browser = await signIn(api, await api.staff(['auditor']));
    const made = await browser.post('/staff/codec-session', {
      csrf: await browser.csrf('/staff/password'),
      reason: 'audit',
    });
    assert.equal(made.status, 303);
    const decoded = await browser.json('/codec/decode', payloads).set('origin', origin);
    assert.equal(decoded.status, 200);
    assert.deepEqual(decoded.body, payloads);
    assert.equal(decoded.headers['access-control-allow-origin'], origin);
    const foreign = await browser.json('/codec/decode', payloads).set('origin', 'http://evil.example');
    assert.equal(foreign.headers['access-control-allow-origin'], undefined);
    assert.equal((await browser.json('/codec/decode', { payloads: 'x' })).status, 400);
    api.advance(31 * 60_000);
    assert.equal((await browser.json('/codec/decode', payloads)).status, 401);
  });

  it('alarms once, in one digest, about what should have happened 15 minutes ago', async () => {
    const alarms: Alarm[] = [];
    const counted: Record<string, number>[] = [];
    const watchdog = createWatchdog({
      queues: [],
      db: api.database.db,
      clock: { nowMs: () => Promise.resolve(api.now()) },
      alarm: (alarm) => Promise.resolve(void alarms.push(alarm)),
      watched: (counts) => counted.push(counts),
      report: (error) => assert.fail(String(error)),
    });
    await api.database.db('requests').update({ run_started_at: new Date(api.now()) });
    await api.database.db('requests').update({ waits_for: 'consumer-code' });
    assert.deepEqual(await watchdog.look(), []);
    const [missed, still, never] = [await makeRequest(api), await makeRequest(api), await makeRequest(api)];
    const { db } = api.database;
    const started = { run_started_at: new Date(api.now()) };
    const next = { next_milestone: 'escalate-1', next_milestone_at: new Date(api.now()) };
    await db('requests')
      .where({ id: missed.id })
      .update({ ...started, ...next, waits_for: 'verifier' });
    await db('requests').where({ id: still.id }).update(started);
    await db('decisions').insert({
      id: randomUUID(),
      request_id: missed.id,
      kind: 'extend',
      round: 1,
      actor: randomUUID(),
      actor_kind: 'staff',
      recorded_at: new Date(api.now()),
      state: 'recorded',
    });
    await queueForNobody(still.id);
    assert.deepEqual(
      (await watchdog.look()).map(({ kind }) => kind),
      ['notice-late'],
      'the rest is not late yet; for a recipient that is not in the data map nothing will ever leave',
    );
    api.advance(15 * 60_000 + 1);
    await watchdog.look();
    await watchdog.look();
    assert.equal(alarms.length, 2, 'one digest each for what is new, none for what was told');
    assert.deepEqual(alarms[1]!.findings.map(({ kind, reference }) => `${kind} ${reference}`).sort(), [
      `milestone-missed ${missed.reference}`,
      `never-started ${never.reference}`,
      `no-progress ${still.reference}`,
      `undelivered-decision ${missed.reference}`,
    ]);
    assert.equal(alarms[1]!.total, 5);
    assert.deepEqual(counted.at(-1), {
      'milestone-missed': 1,
      'never-started': 1,
      'no-progress': 1,
      'undelivered-decision': 1,
      'notice-late': 1,
      'duty-missed': 0,
      'seal-late': 0,
      'hold-review': 0,
      'import-probed': 0,
    });
    const codes = Object.fromEntries(
      (await db('requests').whereNotNull('parked_code').select('reference', 'parked_code')).map(
        (row: { reference: string; parked_code: string }) => [row.reference, row.parked_code],
      ),
    );
    assert.deepEqual(codes, {
      [missed.reference]: 'milestone-missed',
      [still.reference]: 'no-progress',
      [never.reference]: 'never-started',
    });

    const page = await (await signIn(api, await api.staff(['auditor']))).get('/staff?parked=yes');
    assert.match(page.text, /3 requests stand still/);
    assert.match(page.text, new RegExp(`${still.reference}[^]*Parked: Its workflow stands still`));
    // the decision and the milestone of one, the start of the other, and a sign that the third lives
    await db('decisions').where({ request_id: missed.id }).update({ state: 'claimed' });
    await db('requests').where({ id: missed.id }).update({ next_milestone_at: null });
    await db('requests')
      .where({ id: never.id })
      .update({ run_started_at: new Date(api.now()) });
    await db('requests').where({ id: still.id }).update({ waits_for: 'verifier' });
    await watchdog.look();
    assert.equal((await db('requests').whereNotNull('parked_code')).length, 0);
    assert.deepEqual(
      (await readChain(db, still.id)).map(({ kind }) => kind),
      ['received', 'parked', 'unparked'],
    );
  });

  it('takes no attempt that fails, no hold and no dispute for a run that stands still', async () => {
    const { db } = api.database;
    const { id } = await makeRequest(api);
    await db('requests')
      .where({ id })
      .update({ run_started_at: new Date(api.now()), phase: 'carrying-out', waits_for: 'system' });
    api.advance(15 * 60_000 + 1);
    const kinds = async () =>
      (await findStuck(db, { nowMs: api.now(), graceMs: 15 * 60_000, queues: [] }))
        .filter(({ requestId }) => requestId === id)
        .map(({ kind, code }) => `${kind} ${code}`);
    assert.deepEqual(await kinds(), ['no-progress carrying-out']);
    for (const flag of ['held', 'disputed']) {
      await db('requests')
        .where({ id })
        .update({ [flag]: true });
      assert.deepEqual(await kinds(), [], flag);
      await db('requests')
        .where({ id })
        .update({ [flag]: false });
    }
    const at = new Date(api.now() - 15 * 60_000 - 1);
    const effect = { key: `${id}/erase/crm/1`, request_id: id, round: 1, step: 'erase', target: 'crm' };
    await db('effects').insert({ ...effect, state: 'intended', lease: randomUUID(), intended_at: at });
    assert.deepEqual(await kinds(), ['no-progress carrying-out'], 'intended long ago, and neither done nor failed');
    await db('effects').where({ key: effect.key }).update({ failing_since: at });
    assert.deepEqual(await kinds(), [], 'it is tried on; who is told of that is another matter');
  });

  it('starts a workflow anew for those who may, in the ledger; while Temporal is away it says so', async () => {
    const { db } = api.database;
    const { id, reference } = await makeRequest(api);
    await db('requests').where({ id }).update({ parked_code: 'no-progress' });
    const administrator = await signIn(api, await api.staff(['administrator']));
    const shown = await administrator.get(`/staff/requests/${reference}`);
    assert.match(shown.text, /Parked: Its workflow stands still[^]*Start its workflow anew/);
    const verifier = await (await signIn(api, await api.staff(['verifier']))).get(`/staff/requests/${reference}`);
    assert.doesNotMatch(verifier.text, /Start its workflow anew/);
    const send = async () =>
      administrator.post(`/staff/requests/${reference}/restart`, {
        csrf: await administrator.csrf(`/staff/requests/${reference}`),
      });
    api.gateway.away = true;
    assert.equal((await send()).status, 503);
    api.gateway.away = false;
    assert.equal((await send()).headers['location'], `/staff/requests/${reference}?told=restarted`);
    assert.deepEqual(api.gateway.restarted, [id]);
    const entry = (await readChain(db, id)).find(({ kind }) => kind === 'run-restarted');
    assert.deepEqual(Object.keys(entry!.body).sort(), ['code', 'staff']);
    await db('requests')
      .where({ id })
      .update({ closed_at: new Date(api.now()), phase: 'closed' });
    assert.equal((await send()).status, 409);
  });

  /** A notice in the queue of a recipient that was taken out of the data map. */
  async function queueForNobody(requestId: string): Promise<void> {
    const { db } = api.database;
    const content = await db.transaction((trx) =>
      api.vault.seal(trx, { owner: requestId, class: 'case', kind: 'plan-keys', value: {}, atMs: api.now() }),
    );
    const id = randomUUID();
    const recipient = 'gone';
    await db('notices').insert({
      id,
      request_id: requestId,
      round: 1,
      recipient,
      instruction: 'delete',
      role: 'third-party',
      rule: 'DEL-04',
      mandatory: true,
      reference: 'N-gone',
      idempotency_key: randomUUID(),
      content_entry: content,
      state: 'queued',
    });
    const row = { notice_id: id, step: 'notice', recipient, mandatory: true };
    await db('notice_queue').insert({ ...row, due_on: '2027-01-07', queued_at: new Date(api.now()) });
  }
});

describe('settings', () => {
  const demo = {
    DATABASE_URL: 'postgres://app:x@127.0.0.1:5432/fortyfive',
    TEMPORAL_ADDRESS: '127.0.0.1:7233',
    FORTYFIVE_MODE: 'demo',
    FORTYFIVE_BASE_URL: 'http://127.0.0.1:4545/',
    FORTYFIVE_DATA_MAP: '/x/demo/data-map.yaml',
    FORTYFIVE_SECRETS_FILE: '/x/.fortyfive/secrets.json',
    FORTYFIVE_KEK_FILE: '/x/.fortyfive/kek.json',
    FORTYFIVE_SMTP_URL: 'smtp://127.0.0.1:2545',
  };
  const production = {
    ...demo,
    NODE_ENV: 'production',
    FORTYFIVE_MODE: 'production',
    FORTYFIVE_BASE_URL: 'https://privacy.business.com',
    FORTYFIVE_DATA_MAP: '/etc/fortyfive/data-map.yaml',
    FORTYFIVE_KEK_FILE: '/run/secrets/kek.json',
    FORTYFIVE_SMTP_URL: 'smtps://mail.business.com',
    FORTYFIVE_SEAL_KEY_FILE: '/run/secrets/seal-key.pem',
    FORTYFIVE_SEALS_FILE: '/mnt/elsewhere/seals.jsonl',
    FORTYFIVE_MAIL_FROM: 'privacy@business.com',
  };

  it('binds to this machine unless told', () => {
    const settings = apiSettings(demo);
    assert.equal(settings.host, '127.0.0.1');
    assert.equal(settings.baseUrl, 'http://127.0.0.1:4545');
  });

  it('names every variable that is missing', () => {
    assert.throws(() => apiSettings({}), /DATABASE_URL[^]*FORTYFIVE_BASE_URL[^]*FORTYFIVE_SMTP_URL/);
  });

  it('takes settings of production', () => {
    assert.deepEqual(unsafeSettings(production), []);
    assert.equal(apiSettings(production).demo, false);
  });

  const UNSAFE: [string, Record<string, string>, RegExp][] = [
    ['demo mode', { FORTYFIVE_MODE: 'demo' }, /FORTYFIVE_MODE/],
    ['an http base URL', { FORTYFIVE_BASE_URL: 'http://privacy.business.com' }, /FORTYFIVE_BASE_URL/],
    ['a generated key', { FORTYFIVE_KEK_FILE: '/srv/.fortyfive/kek.json' }, /FORTYFIVE_KEK_FILE/],
    ['no seals', { FORTYFIVE_SEALS_FILE: '' }, /FORTYFIVE_SEALS_FILE/],
    ['a generated seal key', { FORTYFIVE_SEAL_KEY_FILE: '/srv/.fortyfive/seal-key.pem' }, /FORTYFIVE_SEAL_KEY_FILE/],
    ['a local mailbox', { FORTYFIVE_SMTP_URL: 'smtp://localhost:2545' }, /FORTYFIVE_SMTP_URL/],
    ['the demo’s data map', { FORTYFIVE_DATA_MAP: '/app/demo/data-map.yaml' }, /FORTYFIVE_DATA_MAP/],
    ['Temporal elsewhere without TLS', { TEMPORAL_ADDRESS: 'temporal.business.com:7233' }, /TEMPORAL_ADDRESS/],
  ];
  for (const [what, change, remedy] of UNSAFE) {
    it(`refuses production with ${what}, naming the remedy`, () => {
      assert.throws(() => apiSettings({ ...production, ...change }), remedy);
    });
  }
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { SESSION_HOME } from '../../api/handlers/public';
import type { Route } from '../../api/route';
import { ROUTES } from '../../api/routes';
import { STAFF_ROLES } from '../../rules/codes';
import { type Browser, follow, type Harness, makeRequest, signIn, startApi } from './harness';

const ALL = ROUTES as readonly Route[];
/** What a role's absence, a session's absence and a missing object are answered with. */
const CLOSED = [303, 401, 403];

describe('every route, by who calls it and whose the object is', () => {
  let api: Harness;
  let own: { id: string; reference: string };
  let others: { id: string; reference: string };
  const staff = new Map<string, Browser>();
  before(async () => {
    api = await startApi();
    own = await makeRequest(api);
    others = await makeRequest(api, { email: 'somebody.else@example.com' });
    for (const role of STAFF_ROLES) staff.set(role, await signIn(api, await api.staff([role])));
  });
  after(() => api.close());

  const pathOf = (route: Route, reference = own.reference, id: string = randomUUID()) =>
    route.path
      .replace(':reference', reference)
      .replace(':id', id)
      .replace(':notice', 'N-none')
      .replace(':token', 'none');
  const call = (browser: Browser, route: Route, path: string, csrf = '') =>
    route.method === 'GET'
      ? browser.get(path)
      : route.api
        ? browser.json(path, {}, { 'x-csrf-token': csrf })
        : browser.post(path, { csrf });

  it('states audience and purpose for each route, each once', () => {
    const paths = ALL.map(({ method, path }) => `${method} ${path}`);
    assert.equal(new Set(paths).size, paths.length);
    assert.equal(new Set(ALL.map(({ id }) => id)).size, ALL.length);
    for (const route of ALL) {
      assert.equal(route.audience === 'consumer', route.purpose !== undefined, route.id);
      if (route.roles) assert.equal(route.audience, 'staff', route.id);
      assert.equal(route.audience === 'program', route.scope !== undefined, route.id);
      if (route.method === 'POST' && route.audience !== 'codec' && route.id !== 'codec-encode')
        assert.ok(route.body, route.id);
    }
  });

  for (const route of ALL.filter(({ audience }) =>
    ['consumer', 'recipient', 'staff', 'codec', 'program'].includes(audience),
  )) {
    it(`${route.method} ${route.path} is closed without a session of its audience`, async () => {
      const strangers: [string, Browser][] = [['nobody', api.agent()]];
      if (route.audience !== 'staff') strangers.push(['staff', staff.get('decider')!]);
      if (route.audience !== 'consumer')
        strangers.push(['a consumer', await follow(api, await api.link('status', own.id))]);
      else
        strangers.push([
          'a consumer with another link',
          await follow(api, await api.link(route.purpose === 'status' ? 'not-me' : 'status', own.id)),
        ]);
      if (route.audience !== 'recipient')
        strangers.push(['a recipient', await follow(api, await api.link('recipient', 'northgate'))]);
      for (const [who, browser] of strangers) {
        const answer = await call(browser, route, pathOf(route));
        assert.ok(CLOSED.includes(answer.status), `${who} got ${answer.status}`);
        if (answer.status === 303) assert.equal(answer.headers['location'], '/staff/sign-in');
      }
    });
  }

  for (const route of ALL.filter(({ audience }) => audience === 'staff')) {
    it(`${route.method} ${route.path} opens to ${route.roles?.join(', ') ?? 'every role'} alone`, async () => {
      for (const role of STAFF_ROLES) {
        if (route.id === 'sign-out') continue;
        const browser = staff.get(role)!;
        const csrf = await browser.csrf('/staff/password');
        const answer = await call(browser, route, pathOf(route), csrf);
        const allowed = !route.roles || route.roles.includes(role);
        assert.equal(answer.status === 403, !allowed, `${role} got ${answer.status}`);
        assert.notEqual(answer.status, 500, role);
      }
    });
  }

  for (const route of ALL.filter(({ audience, method }) => audience === 'staff' && method === 'POST')) {
    it(`POST ${route.path} needs the token of its session`, async () => {
      const browser = staff.get(route.roles?.[0] ?? 'intake')!;
      for (const csrf of ['', 'x'.repeat(32), await staff.get('auditor')!.csrf('/staff/password')]) {
        if (csrf === (await browser.csrf('/staff/password'))) continue;
        assert.equal((await call(browser, route, pathOf(route), csrf)).status, 403);
      }
    });
  }

  for (const route of ALL.filter(({ audience, object }) => audience === 'consumer' && object === 'request')) {
    it(`${route.method} ${route.path} answers another's request as one that does not exist`, async () => {
      const browser = await follow(api, await api.link(route.purpose!, own.id));
      if (route.verified)
        await api.database
          .db('sessions')
          .where({ audience: 'consumer', subject: own.id })
          .update({ content: JSON.stringify({ purpose: route.purpose, verified: true }) });
      const csrf = await browser.csrf(SESSION_HOME[route.purpose!]);
      const send = (reference: string) =>
        route.method === 'GET'
          ? browser.get(pathOf(route, reference))
          : browser.json(pathOf(route, reference), BODIES[route.id] ?? {}, {
              'x-csrf-token': csrf,
            });
      const [theirs, nobodys, malformed] = [
        await send(others.reference),
        await send('FF-2222-2222'),
        await send('not-a-reference'),
      ];
      assert.equal(theirs.status, 404);
      assert.deepEqual(theirs.body, nobodys.body);
      assert.deepEqual(theirs.body, malformed.body);
      assert.deepEqual(Object.keys(theirs.headers as object).sort(), Object.keys(nobodys.headers as object).sort());
      const mine = await send(own.reference);
      assert.notEqual(mine.status, 404);
      assert.ok(mine.status < 500);
    });
  }

  for (const route of ALL.filter(({ audience, object }) => audience === 'staff' && object)) {
    it(`${route.method} ${route.path} answers 404 for an object of another request, and for none`, async () => {
      const role = route.roles?.[0] ?? 'intake';
      const browser = staff.get(role)!;
      const csrf = await browser.csrf('/staff/password');
      const body = BODIES[route.id] ?? {};
      const send = (path: string) =>
        route.method === 'GET'
          ? browser.get(path)
          : route.api
            ? browser.json(path, body, { 'x-csrf-token': csrf })
            : browser.post(path, { ...body, csrf });
      const none = await send(pathOf(route, 'FF-2222-2222'));
      assert.equal(none.status, 404);
      if (!route.path.includes(':id') || route.object === 'account') return;
      const decision = await foreignDecision();
      const foreign = await send(pathOf(route, own.reference, decision));
      const absent = await send(pathOf(route, own.reference, randomUUID()));
      assert.equal(foreign.status, 404);
      assert.equal(
        route.api ? JSON.stringify(foreign.body) : foreign.text,
        route.api ? JSON.stringify(absent.body) : absent.text,
      );
    });
  }

  const BODIES: Record<string, Record<string, string>> = {
    decide: { kind: 'retry-system', system: 'crm' },
    'api-decide': { kind: 'retry-system', system: 'crm' },
    'account-change': { change: 'disable' },
    'api-code': { code: '12345678' },
    'api-documents': { purpose: 'evidence' },
    'staff-documents': { purpose: 'evidence' },
    'copy-posted': { postedOn: '2026-11-24' },
    'print-letter': { address: 'Robin Vance' },
    'letter-posted': { postedOn: '2026-11-24' },
    'api-letter-posted': { postedOn: '2026-11-24' },
  };
  const foreignDecision = async (): Promise<string> => {
    const id = randomUUID();
    await api.database.db('decisions').insert({
      id,
      request_id: others.id,
      kind: 'supply-result',
      round: 1,
      actor: randomUUID(),
      actor_kind: 'staff',
      recorded_at: new Date(api.now()),
      state: 'awaiting-second',
    });
    return id;
  };

  it('answers unknown paths and methods with 404, in the form of the caller', async () => {
    const browser = api.agent();
    assert.equal((await browser.get('/nothing')).status, 404);
    const answer = await browser.get('/api/v1/nothing');
    assert.equal(answer.status, 404);
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    assert.deepEqual(api.reported, []);
  });
});

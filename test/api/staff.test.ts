import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readChain } from '../../db/ledger';
import { recordDataPoints } from '../../db/verification';
import { cookieOf, goodForm, type Harness, makeRequest, PASSWORD, signIn, startApi } from './harness';

describe('staff', () => {
  let api: Harness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());
  beforeEach(() => {
    api.gateway.delivered.length = 0;
    api.gateway.answer = { mark: 'claimed' };
    api.gateway.away = false;
  });

  const inPhase = async (phase: string, more: Record<string, unknown> = {}) => {
    const request = await makeRequest(api);
    await api.database
      .db('requests')
      .where({ id: request.id })
      .update({ phase, ...more });
    return request;
  };
  const decision = (id: string) =>
    api.database.db('decisions').where({ request_id: id }).orderBy('recorded_at', 'desc').first();

  describe('sign-in', () => {
    it('gives a new session each time, whatever cookie was there before', async () => {
      const account = await api.staff(['decider']);
      const browser = await signIn(api, account);
      const first = await cookieOf(browser, undefined, 'staff');
      const again = await browser.post('/staff/sign-in', { email: account.email, password: PASSWORD });
      assert.notEqual(await cookieOf(browser, again, 'staff'), first);
      const planted = api.agent();
      const answer = await planted
        .post('/staff/sign-in', { email: account.email, password: PASSWORD })
        .set('cookie', `fortyfive_staff=${'A'.repeat(43)}`);
      assert.ok(!String(answer.headers['set-cookie']).includes('A'.repeat(43)));
    });

    it('answers a wrong password and an unknown address alike', async () => {
      const account = await api.staff(['decider']);
      const answers = await Promise.all(
        [account.email, `nobody-${randomUUID()}@staff.example`].map((email) =>
          api.agent().json('/api/v1/staff/session', { email, password: 'wrong wrong wrong' }),
        ),
      );
      assert.deepEqual(answers[0]!.body, answers[1]!.body);
      assert.deepEqual([answers[0]!.status, answers[1]!.status], [401, 401]);
    });

    it('locks an account after ten failures, and opens it by itself', async () => {
      const account = await api.staff(['decider']);
      const sign = (password: string) => api.agent().json('/api/v1/staff/session', { email: account.email, password });
      const statuses: number[] = [];
      for (let i = 0; i < 11; i += 1) statuses.push((await sign('wrong wrong wrong')).status);
      assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429]);
      assert.equal((await sign(PASSWORD)).status, 429);
      api.advance(15 * 60_000);
      assert.equal((await sign(PASSWORD)).status, 201);
    });

    it('opens nothing but the password page before the one-time password is changed', async () => {
      const administrator = await signIn(api, await api.staff(['administrator']));
      const email = `${randomUUID()}@staff.example`;
      const made = await administrator.post('/staff/accounts', {
        csrf: await administrator.csrf('/staff/accounts'),
        email,
        name: 'New Person',
        roles: ['intake', 'verifier'],
      });
      assert.equal(made.status, 201);
      const password = /<code>([^<]+)<\/code>/.exec(made.text)![1]!;
      const browser = await signIn(api, { email, password });
      for (const page of ['/staff', '/staff/requests/new']) {
        const answer = await browser.get(page);
        assert.equal(answer.status, 303);
        assert.equal(answer.headers['location'], '/staff/password');
      }
      assert.equal((await browser.get('/api/v1/staff/requests')).status, 403);
      const form = { csrf: await browser.csrf('/staff/password'), current: password };
      assert.equal((await browser.post('/staff/password', { ...form, password: 'short' })).status, 422);
      assert.equal((await browser.post('/staff/password', { ...form, password: PASSWORD })).status, 303);
      assert.equal((await browser.get('/staff')).headers['location'], '/staff/sign-in', 'every session of it ended');
      const after = await signIn(api, { email, password: PASSWORD });
      assert.equal((await after.get('/staff')).status, 200);
    });

    it('ends the sessions of an account that is closed', async () => {
      const administrator = await signIn(api, await api.staff(['administrator']));
      const account = await api.staff(['auditor']);
      const browser = await signIn(api, account);
      await administrator.post(`/staff/accounts/${account.id}`, {
        csrf: await administrator.csrf('/staff/accounts'),
        change: 'disable',
      });
      assert.equal((await browser.get('/api/v1/staff/requests')).status, 401);
    });

    it('refuses an administrator who would also decide', async () => {
      const administrator = await signIn(api, await api.staff(['administrator']));
      const answer = await administrator.post('/staff/accounts', {
        csrf: await administrator.csrf('/staff/accounts'),
        email: `${randomUUID()}@staff.example`,
        name: 'Both',
        roles: ['administrator', 'decider'],
      });
      assert.equal(answer.status, 422);
    });
  });

  describe('the queue', () => {
    it('shows the nearest due first and pages without losing or repeating a line', async () => {
      const { db } = api.database;
      const browser = await signIn(api, await api.staff(['auditor']));
      for (let i = 0; i < 6; i += 1) {
        const { id } = await makeRequest(api, { email: `q${i}@example.com` });
        await db('requests')
          .where({ id })
          .update({ due_on: i < 2 ? null : `2027-02-0${i}` });
      }
      await db.raw(
        `INSERT INTO requests (id, reference, "right", channel, rule_set, received_at, receipt_day, phase, waits_for, due_on)
         SELECT gen_random_uuid(), 'FF-TEST-' || n, 'delete', 'form', '2026-01-01', now(), '2026-11-24', 'verifying',
           'consumer-code', '2027-03-01'::date + (n % 7) FROM generate_series(1000, 1119) n`,
      );
      const total = (await db('requests').whereNull('closed_at').count<{ n: number }[]>({ n: '*' }))[0]!.n;
      const seen: { id: string; dueOn: string | null }[] = [];
      let after: string | null = '';
      for (let i = 0; after !== null && i < 10; i += 1) {
        const answer = await browser.get(`/api/v1/staff/requests?after=${after}`);
        seen.push(...(answer.body.lines as typeof seen));
        after = answer.body.next as string | null;
      }
      assert.equal(seen.length, total);
      assert.equal(new Set(seen.map(({ id }) => id)).size, total);
      const dues = seen.map(({ dueOn }) => dueOn ?? '9');
      assert.deepEqual(dues, [...dues].sort());
      const some = await browser.get('/api/v1/staff/requests?phase=verifying&role=');
      assert.ok((some.body.lines as { phase: string }[]).every(({ phase }) => phase === 'verifying'));
    });
  });

  describe('a request', () => {
    it('shows everything but the person', async () => {
      const request = await makeRequest(api, { name: 'Zelda Marker', email: 'zelda.marker@example.com' });
      const browser = await signIn(api, await api.staff(['verifier']));
      const page = await browser.get(`/staff/requests/${request.reference}`);
      assert.equal(page.status, 200);
      for (const word of ['CLK-01', 'CLK-02', 'CLK-03', '2027-01-07', '2027-01-08', `request%2F${request.id}`])
        assert.ok(page.text.includes(word), word);
      for (const marked of ['Zelda', 'zelda.marker']) assert.ok(!page.text.includes(marked), marked);
    });

    it('shows what the rules say of it: counts, degree, exceptions, grounds, letters', async () => {
      const request = await makeRequest(api);
      const at = new Date('2026-11-24T18:00:00Z');
      const db = api.database.db;
      // what matching found: the data are sensitive, and one point agrees
      await db('milestones').insert({
        request_id: request.id,
        round: 1,
        name: 'matched',
        at,
        detail: { sensitive: true },
      });
      await recordDataPoints(
        db as never,
        request.id,
        [{ system: 'crm', point: 'customer-number', proof: 'reliable', matched: true }],
        at.getTime(),
      );
      const browser = await signIn(api, await api.staff(['verifier']));
      const { text } = await browser.get(`/staff/requests/${request.reference}`);
      for (const said of [
        'reasonably high (VER-11, 11 CCR 7062(c))',
        '3 data points and a signed declaration',
        'held contact, data point, declaration',
        'may deny (DEL-08)',
        'calendar day 45 with the day of receipt as day 1 (CAL-07)',
        '2026-11-26, 2026-11-29, 2026-12-06',
        'Civ 1798.105(d)(8)',
        'manifestly unfounded',
        'opt out question',
        '2026-01-01: regulations as amended',
      ])
        assert.ok(text.toLowerCase().includes(said.toLowerCase()), said);
    });

    it('takes the grounds of a denial from the right and from the rules of its receipt day (DEN-02)', async () => {
      const deny = async (right: string, ruleSet: string, code: string, stated?: string[]): Promise<unknown> => {
        const { reference } = await inPhase('verifying', { right, rule_set: ruleSet });
        const account = await api.staff(['decider']);
        const session = { email: account.email, password: PASSWORD };
        const agent = api.agent();
        const { csrf } = (await agent.json('/api/v1/staff/session', session)).body;
        const form = { kind: 'deny', code, facts: 'Facts.', ...(stated ? { stated } : {}) };
        const path = `/api/v1/staff/requests/${reference}/decisions`;
        const { mark, refusal } = (await agent.json(path, form, { 'x-csrf-token': csrf as string })).body;
        return refusal ?? mark;
      };
      assert.equal(await deny('delete', '2026-01-01', 'conflict-of-law'), 'claimed');
      assert.equal(await deny('delete', '2026-01-01', 'accurate-as-held'), 'reason-missing');
      assert.equal(await deny('correct', '2026-01-01', 'accurate-as-held'), 'claimed');
      assert.equal(await deny('correct', '2020-01-01', 'accurate-as-held'), 'reason-missing', 'no such right then');
      // what a ground needs beside facts is stated, or the denial is refused with what it lacks (FEE-01, VER-09, COR-08)
      assert.equal(await deny('delete', '2026-01-01', 'manifestly-unfounded'), 'needs-evidence');
      assert.equal(await deny('delete', '2026-01-01', 'manifestly-unfounded', ['documented-belief']), 'needs-evidence');
      assert.equal(await deny('delete', '2026-01-01', 'manifestly-unfounded', ['evidence']), 'claimed');
      assert.equal(await deny('delete', '2026-01-01', 'suspected-fraud'), 'needs-documented-belief');
      assert.equal(await deny('delete', '2026-01-01', 'suspected-fraud', ['documented-belief']), 'claimed');
      assert.equal(await deny('correct', '2026-01-01', 'repeated-correction'), 'needs-new-documents-absent');
      assert.equal(await deny('delete', '2026-01-01', 'impossible-or-disproportionate'), 'reason-missing', 'a part');
    });

    it('asks a second person for specific pieces that came by telephone (VER-05, VER-11)', async () => {
      const { reference } = await inPhase('verifying', { right: 'know-specific', channel: 'phone' });
      const browser = await signIn(api, await api.staff(['verifier']));
      const page = `/staff/requests/${reference}`;
      const csrf = await browser.csrf(page);
      const made = await browser.post(`${page}/decisions`, { csrf, kind: 'approve-verification' });
      assert.match(String(made.headers['location']), /told=awaiting-second$/);
    });

    it('shows what the requester stated to verifiers and deciders, each view a ledger entry', async () => {
      const request = await makeRequest(api, { name: 'Zelda Marker' });
      const account = await api.staff(['verifier']);
      const browser = await signIn(api, account);
      const csrf = await browser.csrf(`/staff/requests/${request.reference}`);
      const shown = await browser.post(`/staff/requests/${request.reference}/person`, { csrf });
      assert.equal(shown.status, 200);
      assert.match(shown.text, /Zelda Marker/);
      const last = (await readChain(api.database.db, request.id)).at(-1)!;
      assert.equal(last.kind, 'person-viewed');
      assert.equal(last.body['staff'], account.id);
    });

    it('records a decision with its role, seals the facts, and delivers the row’s ID', async () => {
      const { id, reference } = await inPhase('verifying');
      const account = await api.staff(['verifier', 'intake']);
      const browser = await signIn(api, account);
      const answer = await browser.post(`/staff/requests/${reference}/decisions`, {
        csrf: await browser.csrf(`/staff/requests/${reference}`),
        kind: 'refuse-verification',
        code: 'suspected-fraud',
        stated: 'documented-belief',
        facts: 'Called back; the person of record knows of no request.',
      });
      assert.equal(answer.status, 303);
      assert.equal(answer.headers['location'], `/staff/requests/${reference}?told=claimed`);
      const row = await decision(id);
      assert.equal(row.actor, account.id);
      assert.equal(row.acting_role, 'verifier');
      assert.equal(row.code, 'suspected-fraud');
      assert.deepEqual(await api.vault.open(api.database.db, row.facts_entry), {
        facts: 'Called back; the person of record knows of no request.',
      });
      assert.deepEqual(api.gateway.delivered, [{ requestId: id, kind: 'refuse-verification', decisionId: row.id }]);
      const entry = (await readChain(api.database.db, id)).find(({ kind }) => kind === 'decision-recorded')!;
      assert.equal(entry.body['decision'], row.id);
    });

    const REFUSED: [string, string, Record<string, string>, string][] = [
      [
        'a role that does not decide it',
        'verifying',
        { kind: 'deny', code: 'conflict-of-law', facts: 'x' },
        'role-missing',
      ],
      ['a phase that does not allow it', 'grace', { kind: 'approve-verification' }, 'wrong-phase'],
      ['no facts', 'verifying', { kind: 'refuse-verification', code: 'suspected-fraud' }, 'reason-missing'],
      [
        'a suspicion that nothing documents',
        'verifying',
        { kind: 'refuse-verification', code: 'suspected-fraud', facts: 'x' },
        'needs-documented-belief',
      ],
      ['no code', 'verifying', { kind: 'refuse-verification', facts: 'x' }, 'reason-missing'],
      [
        'a code of another kind',
        'verifying',
        { kind: 'refuse-verification', code: 'complexity', facts: 'x' },
        'reason-missing',
      ],
    ];
    for (const [what, phase, form, refusal] of REFUSED) {
      it(`refuses ${what} as a value, and writes nothing`, async () => {
        const { id, reference } = await inPhase(phase);
        const account = await api.staff(['verifier']);
        const browser = api.agent();
        const { csrf } = (await browser.json('/api/v1/staff/session', { email: account.email, password: PASSWORD }))
          .body;
        const answer = await browser.json(`/api/v1/staff/requests/${reference}/decisions`, form, {
          'x-csrf-token': csrf as string,
        });
        assert.equal(answer.status, 409);
        assert.deepEqual(answer.body, { mark: 'refused', refusal });
        assert.equal(await decision(id), undefined);
        assert.equal(api.gateway.delivered.length, 0);
      });
    }

    const INCOMPLETE: [Record<string, string>, string][] = [
      [{ kind: 'retry-system' }, 'system'],
      [{ kind: 'retry-system', system: 'no-such-system' }, 'system'],
      [{ kind: 'place-hold', code: 'legal-claim', facts: 'x' }, 'reviewOn'],
      [{ kind: 'place-hold', code: 'legal-claim', facts: 'x', reviewOn: '2027-01-01', on: 'system:nowhere' }, 'on'],
      [{ kind: 'place-hold', code: 'legal-claim', facts: 'x', reviewOn: '2027-01-01', on: 'category:nothing' }, 'on'],
      [{ kind: 'release-hold', facts: 'x', hold: 'that one' }, 'hold'],
      [{ kind: 'withdraw' }, 'kind'],
      [{ kind: 'extend', reviewOn: 'soon' }, 'reviewOn'],
    ];
    for (const [form, field] of INCOMPLETE) {
      it(`names the field that ${form['kind']} lacks: ${field}`, async () => {
        const { reference } = await inPhase('carrying-out');
        const account = await api.staff(['decider']);
        const browser = api.agent();
        const { csrf } = (await browser.json('/api/v1/staff/session', { email: account.email, password: PASSWORD }))
          .body;
        const answer = await browser.json(`/api/v1/staff/requests/${reference}/decisions`, form, {
          'x-csrf-token': csrf as string,
        });
        assert.equal(answer.status, 422);
        assert.equal(answer.body.field, field);
      });
    }

    it('refuses a decision on a plan that has changed', async () => {
      const { id, reference } = await inPhase('deciding');
      await api.database.db('plans').insert({
        request_id: id,
        round: 1,
        digest: 'new',
        summary: JSON.stringify({ systems: [], recipients: [], archives: [], concerns: [] }),
        made_at: new Date(api.now()),
      });
      const browser = await signIn(api, await api.staff(['decider']));
      const csrf = await browser.csrf(`/staff/requests/${reference}`);
      const decide = (planDigest: string) =>
        browser.post(`/staff/requests/${reference}/decisions`, {
          csrf,
          kind: 'decide-exceptions',
          planDigest,
          facts: 'x',
        });
      const old = await decide('old');
      assert.equal(old.status, 409);
      assert.match(old.text, /The plan changed since you saw it/);
      assert.match(old.text, /name="planDigest" value="new"/, 'the form has the plan that is to be looked at');
      assert.match(String((await decide('new')).headers['location']), /told=claimed$/);
      assert.deepEqual((await decision(id)).content, { keep: [] });
    });

    it('lets nobody verify a request that they entered', async () => {
      const account = await api.staff(['intake', 'verifier']);
      const browser = await signIn(api, account);
      const entered = await browser.post('/staff/requests', {
        ...goodForm(),
        calledAt: '2026-11-23T15:30',
        csrf: await browser.csrf('/staff/requests/new?right=delete'),
      });
      assert.equal(entered.status, 202);
      const reference = /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(entered.text)![0];
      const row = await api.database.db('requests').where({ reference }).first();
      assert.equal(row.channel, 'phone');
      assert.equal(row.receipt_day, '2026-11-23');
      assert.equal(row.received_at.toISOString(), '2026-11-23T23:30:00.000Z');
      assert.equal(row.entered_by, account.id);
      await api.database.db('requests').where({ reference }).update({ phase: 'verifying' });
      const answer = await browser.post(`/staff/requests/${reference}/decisions`, {
        csrf: await browser.csrf(`/staff/requests/${reference}`),
        kind: 'approve-verification',
      });
      assert.equal(answer.status, 409);
      assert.match(answer.text, /A different person must do this/);
    });

    it('keeps what was typed where a decision does not stand, and says why in its form', async () => {
      const { id, reference } = await inPhase('deciding');
      const browser = await signIn(api, await api.staff(['decider']));
      const csrf = await browser.csrf(`/staff/requests/${reference}`);
      const send = (fields: Record<string, string | string[]>) =>
        browser.post(`/staff/requests/${reference}/decisions`, { csrf, ...fields });
      const facts = 'Two identical letters from one machine, "both" <signed> otherwise.';
      const formOf = (text: string, kind: string) =>
        new RegExp(`<details class="card" open>(?:(?!</details>).)*name="kind" value="${kind}".*?</details>`).exec(
          text,
        )?.[0] ?? '';

      const unstated = await send({ kind: 'deny', code: 'suspected-fraud', facts });
      assert.equal(unstated.status, 409);
      const denial = formOf(unstated.text, 'deny');
      assert.match(denial, /role="alert"><p>This ground needs the statement that the belief is in good faith/);
      assert.match(denial, /Two identical letters from one machine, &quot;both&quot; &lt;signed> otherwise/);
      assert.match(denial, /<option value="suspected-fraud" selected/);

      const hold = await send({
        kind: 'place-hold',
        code: 'legal-claim',
        facts,
        on: 'system:crm',
        told: 'We are sued.',
      });
      assert.equal(hold.status, 422);
      const held = formOf(hold.text, 'place-hold');
      assert.match(held, /Review on is missing/);
      assert.match(held, /<option value="system:crm" selected/);
      assert.match(held, /We are sued\./);
      assert.equal(await decision(id), undefined, 'nothing was recorded');
    });

    it('refuses a call from the future', async () => {
      const browser = await signIn(api, await api.staff(['intake']));
      const answer = await browser.post('/staff/requests', {
        ...goodForm(),
        calledAt: '2026-11-25T10:01',
        csrf: await browser.csrf('/staff/requests/new?right=delete'),
      });
      assert.equal(answer.status, 422);
      assert.match(answer.text, /lies in the future/);
    });

    it('waits for a second person where two are asked for, and the second is another', async () => {
      const { id, reference } = await inPhase('verifying');
      const first = await signIn(api, await api.staff(['verifier']));
      const second = await signIn(api, await api.staff(['verifier']));
      const page = `/staff/requests/${reference}`;
      const made = await first.post(`${page}/decisions`, {
        csrf: await first.csrf(page),
        kind: 'approve-verification',
        equivalent: 'yes',
        facts: 'Known to us for years; met in person at the event.',
      });
      assert.match(String(made.headers['location']), /told=awaiting-second$/);
      assert.equal(api.gateway.delivered.length, 0);
      const row = await decision(id);
      const agree = async (browser: typeof first) =>
        browser.post(`${page}/decisions/${row.id}/second`, { csrf: await browser.csrf(page) });
      assert.match(String((await agree(first)).headers['location']), /refusal=same-person$/);
      assert.match(String((await agree(second)).headers['location']), /told=claimed$/);
      assert.equal(api.gateway.delivered[0]!.decisionId, row.id);
      assert.match(String((await agree(second)).headers['location']), /refusal=already-marked$/);
    });

    it('answers 202 while the worker is away', async () => {
      const { reference } = await inPhase('verifying');
      const account = await api.staff(['verifier']);
      const browser = api.agent();
      const { csrf } = (await browser.json('/api/v1/staff/session', { email: account.email, password: PASSWORD })).body;
      api.gateway.away = true;
      const answer = await browser.json(
        `/api/v1/staff/requests/${reference}/decisions`,
        { kind: 'approve-verification' },
        { 'x-csrf-token': csrf as string },
      );
      assert.equal(answer.status, 202);
      assert.equal(answer.body.mark, 'recorded');
    });
  });
});

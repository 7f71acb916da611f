import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { CODE_LIFE_MS, createCode } from '../../db/codes';
import { readChain } from '../../db/ledger';
import { cookieOf, follow, type Harness, makeRequest, startApi } from './harness';

describe('a consumer follows a request', () => {
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

  const code = (requestId: string, email = 'robin.vance@example.com') =>
    createCode(api.database.db, {
      requestId,
      contactHash: api.vault.hash('contact', email),
      held: false,
      nowMs: api.now(),
    });
  const open = async (email = 'robin.vance@example.com') => {
    const request = await makeRequest(api, { email });
    await api.database
      .db('requests')
      .where({ id: request.id })
      .update({ phase: 'verifying', waits_for: 'consumer-code' });
    return { ...request, browser: await follow(api, await api.link('status', request.id)) };
  };
  const decisions = (id: string) => api.database.db('decisions').where({ request_id: id }).orderBy('recorded_at');

  it('changes nothing by following a link with GET, however often', async () => {
    const { id } = await makeRequest(api);
    const token = await api.link('status', id);
    const before = await readChain(api.database.db, id);
    for (let i = 0; i < 3; i += 1) {
      const answer = await api.agent().get(`/r/${token}`);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    assert.deepEqual(await readChain(api.database.db, id), before);
    const link = await api.database
      .db('links')
      .where({ token_hash: createHash('sha256').update(token).digest() })
      .first();
    assert.equal(link.used_at, null);
  });

  it('exchanges the token for a cookie and removes it from the address', async () => {
    const { id, reference } = await makeRequest(api);
    const token = await api.link('status', id);
    const browser = api.agent();
    const opened = await browser.post(`/r/${token}`, {});
    assert.equal(opened.status, 303);
    assert.equal(opened.headers['location'], '/status');
    assert.match(String(opened.headers['set-cookie']), /HttpOnly; SameSite=Strict/);
    const status = await browser.get('/status');
    assert.equal(status.status, 200);
    assert.ok(status.text.includes(reference));
    assert.ok(!status.text.includes(token));
    assert.equal(status.headers['cache-control'], 'no-store');
    assert.equal(status.headers['referrer-policy'], 'no-referrer');
  });

  it('answers unknown, expired and foreign tokens alike', async () => {
    const { id } = await makeRequest(api);
    const token = await api.link('status', id);
    api.advance(2 * 86_400_000);
    const answers = await Promise.all(
      [token, 'A'.repeat(43), 'short', '%00'].map((each) => api.agent().get(`/r/${each}`)),
    );
    api.advance(-2 * 86_400_000);
    const [expired, unknown, short] = answers.map(({ status, text }) => `${status} ${text}`);
    assert.equal(expired, unknown);
    assert.equal(unknown, short);
    assert.match(expired!, /^404 /);
    assert.match(expired!, /the newest message from us has one that works; or call us/);
  });

  it('takes the right code once, records the decision, and gives a new session that may see letters', async () => {
    const { id, browser } = await open();
    const right = await code(id);
    const csrf = await browser.csrf('/status');
    const before = await cookieOf(browser);
    const answer = await browser.post('/status/code', { csrf, code: ` ${right.slice(0, 4)} ${right.slice(4)} ` });
    assert.equal(answer.status, 303, 'loading the page again sends the code no second time');
    assert.match((await browser.get(String(answer.headers['location']))).text, /the code was right/);
    assert.notEqual(await cookieOf(browser, answer), before, 'the session before the code is gone');
    const [decision] = await decisions(id);
    assert.equal(decision.kind, 'confirm-code');
    assert.equal(decision.actor, 'consumer');
    assert.ok(decision.delivered_at);
    assert.deepEqual(api.gateway.delivered, [{ requestId: id, kind: 'confirm-code', decisionId: decision.id }]);
    const again = await browser.post('/status/code', { csrf: await browser.csrf('/status'), code: right });
    assert.equal(again.status, 422, 'a code is used once');
    assert.equal((await decisions(id)).length, 1);
  });

  it('locks a code after five tries, and the right one comes too late', async () => {
    const { id, browser } = await open();
    const right = await code(id);
    const wrong = right === '00000000' ? '00000001' : '00000000';
    const csrf = await browser.csrf('/status');
    const said: string[] = [];
    for (let i = 0; i < 5; i += 1)
      said.push(
        (await browser.post('/status/code', { csrf, code: wrong })).text.match(/not the one|too often/)?.[0] ?? '',
      );
    assert.deepEqual(said, ['not the one', 'not the one', 'not the one', 'not the one', 'too often']);
    assert.match((await browser.post('/status/code', { csrf, code: right })).text, /too often/);
    assert.equal((await decisions(id)).length, 0);
  });

  it('says beside the field what is wrong with a code, and keeps what was typed', async () => {
    const { id, browser } = await open();
    const right = await code(id);
    const wrong = right === '00000000' ? '00000001' : '00000000';
    const answer = await browser.post('/status/code', { csrf: await browser.csrf('/status'), code: wrong });
    assert.equal(answer.status, 422);
    assert.match(answer.text, /id="f-code-problem">Code is not the one that we sent last/);
    assert.match(answer.text, new RegExp(`value="${wrong}"`));
  });

  it('says what happens next and by when, and leads on from there', async () => {
    const { id, browser } = await open();
    const { db } = api.database;
    await db('requests').where({ id }).update({ waits_for: 'consumer-code' });
    assert.match((await browser.get('/status')).text, /Enter the code below.*by January 7, 2027 at the latest/);
    await browser.post('/status/code', { csrf: await browser.csrf('/status'), code: await code(id) });
    await db('requests').where({ id }).update({ waits_for: 'verifier' });
    assert.match((await browser.get('/status')).text, /One of us looks at what you told us.*by January 7, 2027/);
    await db('requests').where({ id }).update({ phase: 'closed', waits_for: 'nothing', due_on: null });
    assert.match((await browser.get('/status')).text, /This request has ended/);
  });

  it('counts tries made at the same moment', async () => {
    const { id, browser } = await open();
    const right = await code(id);
    const csrf = await browser.csrf('/status');
    const wrong = right === '00000000' ? '00000001' : '00000000';
    await Promise.all(Array.from({ length: 12 }, () => browser.post('/status/code', { csrf, code: wrong })));
    const row = await api.database.db('codes').where({ request_id: id }).first();
    assert.equal(row.tries, 5);
  });

  it('refuses a code after ten minutes', async () => {
    const { id, browser } = await open();
    const right = await code(id);
    api.advance(CODE_LIFE_MS + 1);
    const answer = await browser.post('/status/code', { csrf: await browser.csrf('/status'), code: right });
    assert.match(answer.text, /no longer valid/);
    assert.equal((await decisions(id)).length, 0);
  });

  it('asks for at most three codes a day for one address over all requests, and says the same each time', async () => {
    const { id, browser } = await open('another.address@example.com');
    const other = await makeRequest(api, { email: 'one.address@example.com' });
    await api.database.db('requests').where({ id: other.id }).update({ phase: 'verifying' });
    const second = await follow(api, await api.link('status', other.id));
    for (let i = 0; i < 3; i += 1) await code(other.id, 'one.address@example.com');
    const askedBy = async (each: typeof browser) => {
      const answer = await each.post('/status/new-code', { csrf: await each.csrf('/status') });
      return each.get(String(answer.headers['location']));
    };
    const full = await askedBy(second);
    const free = await askedBy(browser);
    await api.background();
    const told = (text: string) => /role="status">([^<]+)</.exec(text)?.[1];
    assert.match(told(full.text)!, /If a code can be sent now/);
    assert.equal(told(full.text), told(free.text));
    assert.equal((await decisions(other.id)).length, 0);
    assert.deepEqual(
      (await decisions(id)).map(({ kind }) => kind),
      ['request-code'],
    );
  });

  it('sends a code by itself once the procedure waits for none, to open the letters', async () => {
    const { id, browser } = await open('read.the.answer@example.com');
    const { db } = api.database;
    await db('requests')
      .where({ id })
      .update({ phase: 'closed', closed_at: new Date(api.now()) });
    api.mails.length = 0;
    await browser.post('/status/new-code', { csrf: await browser.csrf('/status') });
    await api.background();
    assert.deepEqual(
      api.mails.map(({ to }) => to),
      ['read.the.answer@example.com'],
    );
    const sent = /\b(\d{8}|\d{4} \d{4})\b/.exec(api.mails[0]!.text)![1]!;
    const answer = await browser.post('/status/code', { csrf: await browser.csrf('/status'), code: sent });
    const shown = await browser.get(String(answer.headers['location']));
    assert.match(shown.text, /the code was right/);
    assert.match(shown.text, /Letters/);
    assert.equal((await decisions(id)).length, 0);

    await db.transaction((trx) => api.vault.shred(trx, id, 'case', api.now()));
    const later = await follow(api, await api.link('status', id));
    const none = await later.post('/status/new-code', { csrf: await later.csrf('/status') });
    assert.equal(none.status, 303);
    assert.equal(api.mails.length, 1, 'nobody knows any more where to');
  });

  it('withdraws after asking, and shows a refusal as a value', async () => {
    const { id, browser } = await open();
    assert.match((await browser.get('/status/withdraw')).text, /Yes, withdraw it/);
    const done = await browser.post('/status/withdraw', { csrf: await browser.csrf('/status/withdraw') });
    assert.equal(done.status, 200);
    assert.equal((await decisions(id))[0].kind, 'withdraw');

    const late = await open();
    const csrf = await late.browser.csrf('/status/withdraw');
    await api.database
      .db('requests')
      .where({ id: late.id })
      .update({ erasure_begun_at: new Date(api.now()), phase: 'carrying-out' });
    const refused = await late.browser.post('/status/withdraw', { csrf });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /Erasure has begun/);
    assert.equal((await decisions(late.id)).length, 0);
  });

  it('answers 202 while the worker is away: the row stands', async () => {
    const { id, browser, reference } = await open();
    api.gateway.away = true;
    const status = await browser.get('/status');
    const csrf = /name="csrf" value="([^"]+)"/.exec(status.text)![1]!;
    const answer = await browser.json(`/api/v1/requests/${reference}/withdraw`, {}, { 'x-csrf-token': csrf });
    assert.equal(answer.status, 202);
    assert.equal(answer.body.mark, 'recorded');
    const [row] = await decisions(id);
    assert.equal(row.state, 'recorded');
    assert.equal(row.delivered_at, null);
  });

  it('opens "this was not me" by its own link only', async () => {
    const { id } = await makeRequest(api);
    const browser = await follow(api, await api.link('not-me', id));
    assert.equal((await browser.get('/status')).status, 401, 'a held contact is not the requester');
    const done = await browser.post('/not-me', { csrf: await browser.csrf('/not-me') });
    assert.equal(done.status, 200);
    assert.equal((await decisions(id))[0].kind, 'this-was-not-me');
    const status = await follow(api, await api.link('status', id));
    assert.equal((await status.get('/not-me')).status, 401);
  });

  it('refuses a form without the token of its session, or with another session’s', async () => {
    const { id, browser } = await open();
    const other = await open();
    for (const csrf of ['', 'x', await other.browser.csrf('/status')]) {
      const answer = await browser.post('/status/withdraw', { csrf });
      assert.equal(answer.status, 403);
    }
    assert.equal((await decisions(id)).length, 0);
  });

  it('shows letters only behind the code, and only its own', async () => {
    const { id, browser } = await open();
    const other = await open();
    const letter = async (requestId: string) => {
      const { db } = api.database;
      const content = await db.transaction((trx) =>
        api.vault.seal(trx, {
          owner: requestId,
          class: 'record',
          kind: 'letter-acknowledgement',
          value: { to: 'x@example.com', mail: { subject: 'We have it', text: `words for ${requestId}`, html: '' } },
          atMs: api.now(),
        }),
      );
      const [row] = await db('letters')
        .insert({
          id: crypto.randomUUID(),
          request_id: requestId,
          kind: 'acknowledgement',
          effect_key: `${requestId}/letter`,
          message_id: '<x@y>',
          statements: '[]',
          content_entry: content,
          composed_at: new Date(api.now()),
          sent_at: new Date(api.now()),
        })
        .returning('id');
      return row.id as string;
    };
    const own = await letter(id);
    const foreign = await letter(other.id);
    assert.equal((await browser.get(`/status/letters/${own}`)).status, 403, 'the link alone shows no letter');
    await browser.post('/status/code', { csrf: await browser.csrf('/status'), code: await code(id) });
    const shown = await browser.get(`/status/letters/${own}`);
    assert.equal(shown.status, 200);
    assert.ok(shown.text.includes(`words for ${id}`));
    const [theirs, none] = await Promise.all(
      [foreign, crypto.randomUUID()].map((each) => browser.get(`/status/letters/${each}`)),
    );
    assert.equal(theirs!.status, 404);
    assert.equal(theirs!.text, none!.text);
  });
});

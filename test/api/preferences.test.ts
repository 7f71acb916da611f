import assert from 'node:assert/strict';
import { createApiKey } from '../../db/api-keys';
import { hashedIdentifiers } from '../../db/preference-hash';
import { type NewChoice, recordChoice, voidChoices } from '../../db/preference-store';
import { DAY_MS } from '../../rules/calendar';
import type { ApiScope, Channel } from '../../rules/codes';
import { until } from '../support/until';
import { type Harness, makeRequest, startApi } from './harness';

interface Change {
  key: string;
  purpose: string;
  allowed: boolean;
  mayAsk: boolean;
}

describe('the preference store, as systems read it', () => {
  let api: Harness;
  let people = 0;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const someone = (): string => `person-${(people += 1)}@example.com`;
  const keyFor = (scope: ApiScope): Promise<{ id: string; key: string }> => {
    const made = { name: 'mailing desk', subject: null, by: 'test', nowMs: api.now() };
    return createApiKey(api.database.db, { ...made, scope, expiresAtMs: api.now() + 900 * DAY_MS });
  };
  let key = '';
  before(async () => {
    ({ key } = await keyFor('preferences'));
  });
  const read = (value: string, bearer = key) =>
    api
      .agent()
      .json('/api/v1/preferences', { identifiers: [{ type: 'email', value }] }, { authorization: `Bearer ${bearer}` });
  const changes = async (after?: string, limit?: number): Promise<{ changes: Change[]; next: string }> => {
    const query = new URLSearchParams({ ...(after ? { after } : {}), ...(limit ? { limit: String(limit) } : {}) });
    const answer = await api
      .agent()
      .get(`/api/v1/preferences/changes?${query.toString()}`)
      .set('authorization', `Bearer ${key}`);
    assert.equal(answer.status, 200);
    return answer.body as { changes: Change[]; next: string };
  };
  /** Reads on until something is there: whoever else works in this Postgres may hold the reader back for a moment. */
  const following = async (after: string, limit?: number) => {
    let page = await changes(after, limit);
    await until('a change is there', async () => (page = await changes(after, limit)).changes.length > 0);
    return page;
  };
  const choose = async (email: string, allowed: boolean, more: Partial<NewChoice> = {}) => {
    const { id: requestId } = await makeRequest(api, { email: someone() });
    const identifiers = hashedIdentifiers(api.vault, [{ type: 'email', value: email }]);
    const atMs = api.now() - 1000;
    const choice: NewChoice = {
      requestId,
      purpose: 'sale-or-sharing',
      allowed,
      identifiers,
      channel: 'form',
      sinceMs: atMs,
      atMs,
      ...more,
    };
    await api.database.db.transaction((trx) => recordChoice(trx, choice));
    return requestId;
  };
  const FREE = { 'sale-or-sharing': { allowed: true, mayAsk: true }, 'sensitive-use': { allowed: true, mayAsk: true } };
  const OUT = { ...FREE, 'sale-or-sharing': { allowed: false, mayAsk: false } };

  it('says what is allowed for one person, whatever the spelling, and for each purpose by itself (OPT-04, LIM-04)', async () => {
    const email = someone();
    await choose(email, false);
    const { status, body } = await read(email.toUpperCase());
    assert.deepEqual([status, body.preferences], [200, OUT]);
    const limited = someone();
    await choose(limited, false, { purpose: 'sensitive-use' });
    assert.deepEqual((await read(limited)).body.preferences, {
      ...FREE,
      'sensitive-use': { allowed: false, mayAsk: false },
    });
  });

  it('tells of nobody that a request was made: who never chose, who asked for something else, who allowed again (RET-01)', async () => {
    const [never, deleting, again] = [someone(), someone(), someone()];
    await makeRequest(api, { email: deleting });
    await choose(again, false, { sinceMs: api.now() - 5000 });
    await choose(again, true);
    for (const email of [never, deleting, again]) {
      const { body } = await read(email);
      assert.deepEqual(body.preferences, FREE, email);
      assert.deepEqual(Object.keys(body as object).sort(), ['keys', 'preferences']);
    }
  });

  it('tells not how it was chosen: by form, telephone, signal, with a request behind it or none (RET-01)', async () => {
    const channels: Channel[] = ['form', 'phone', 'agent', 'api', 'signal'];
    for (const channel of channels) {
      const email = someone();
      await choose(email, false, { channel, ...(channel === 'signal' ? { requestId: null } : {}) });
      const { body, headers } = await read(email);
      assert.deepEqual(body.preferences, OUT, channel);
      assert.equal(headers['set-cookie'], undefined);
    }
  });

  it('says when somebody may be asked again: not for 12 months, and after them (CLK-08)', async () => {
    const email = someone();
    const longAgoMs = api.now() - 400 * DAY_MS;
    await choose(email, false, { sinceMs: longAgoMs, atMs: longAgoMs });
    assert.deepEqual((await read(email)).body.preferences, {
      ...FREE,
      'sale-or-sharing': { allowed: false, mayAsk: true },
    });
  });

  it('is followed by a cursor: every change once, by a key that reading gave, until nothing is new', async () => {
    const { next: start } = await changes();
    const [one, two] = [someone(), someone()];
    const requestId = await choose(one, false);
    await choose(two, false);
    const first = await following(start, 1);
    const second = await following(first.next, 1);
    const keyOf = async (email: string) => (await read(email)).body.keys[0].key as string;
    assert.deepEqual(
      [...first.changes, ...second.changes],
      [
        { key: await keyOf(one), purpose: 'sale-or-sharing', allowed: false, mayAsk: false },
        { key: await keyOf(two), purpose: 'sale-or-sharing', allowed: false, mayAsk: false },
      ],
    );
    assert.deepEqual(await changes(second.next), { changes: [], next: second.next });
    // taken back by a decider: that too is a change (OPT-03)
    await api.database.db.transaction((trx) => voidChoices(trx, requestId, api.now()));
    const { changes: taken } = await following(second.next);
    assert.deepEqual(taken, [{ key: await keyOf(one), purpose: 'sale-or-sharing', allowed: true, mayAsk: true }]);
  });

  it('misses nothing that is committed late: what is under way holds the reader back', async () => {
    const { next: start } = await changes();
    const [slow, quick] = [someone(), someone()];
    const { id: requestId } = await makeRequest(api, { email: someone() });
    const trx = await api.database.db.transaction();
    const identifiers = hashedIdentifiers(api.vault, [{ type: 'email', value: slow }]);
    const atMs = api.now();
    await recordChoice(trx, {
      requestId,
      purpose: 'sale-or-sharing',
      allowed: false,
      identifiers,
      channel: 'form',
      sinceMs: atMs,
      atMs,
    });
    await choose(quick, false);
    const meanwhile = await changes(start);
    assert.deepEqual(meanwhile, { changes: [], next: start });
    await trx.commit();
    const keys = [(await following(start, 1)).changes, (await following((await following(start, 1)).next, 1)).changes]
      .flat()
      .map((change) => change.key);
    const keyOf = async (email: string) => (await read(email)).body.keys[0].key as string;
    assert.deepEqual(keys, [await keyOf(slow), await keyOf(quick)]);
  });

  it('is read with a key for it alone, and refuses what is no cursor and nobody', async () => {
    assert.equal((await read(someone(), (await keyFor('disclose')).key)).status, 401);
    const wrong = await api
      .agent()
      .get('/api/v1/preferences/changes?after=yesterday')
      .set('authorization', `Bearer ${key}`);
    assert.deepEqual([wrong.status, wrong.body.field], [422, 'after']);
    const nobody = await api
      .agent()
      .json('/api/v1/preferences', { identifiers: [] }, { authorization: `Bearer ${key}` });
    assert.deepEqual([nobody.status, nobody.body.field], [422, 'identifiers']);
  });

  it('lets one key ask so often in a minute and no more', async () => {
    const { id, key: bearer } = await keyFor('preferences');
    await api.database
      .db('limits')
      .insert({ bucket: `preferences:${id}`, window_start: new Date(api.now() - (api.now() % 60_000)), hits: 600 });
    const answer = await read(someone(), bearer);
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers['retry-after']) > 0);
  });
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readChain } from '../../db/ledger';
import { composeLetter, type Letter } from '../../letters/compose';
import { SAMPLES } from '../letters/samples';
import { type Browser, type Harness, makeRequest, signIn, startApi } from './harness';

describe('letters on paper (K4)', () => {
  let api: Harness;
  let decider: Browser;
  let csrf: string;
  let id: string;
  let reference: string;
  let letter: string;
  before(async () => {
    api = await startApi();
    decider = await signIn(api, await api.staff(['decider']));
    csrf = await decider.csrf('/staff/password');
  });
  after(() => api.close());
  beforeEach(async () => {
    ({ id, reference } = await makeRequest(api));
    const mail: Letter = composeLetter(SAMPLES.acknowledgement);
    letter = randomUUID();
    const { db } = api.database;
    const content = await db.transaction((trx) =>
      api.vault.seal(trx, { owner: id, class: 'record', kind: 'letter', value: { to: null, mail }, atMs: api.now() }),
    );
    await db('letters').insert({
      id: letter,
      request_id: id,
      kind: 'answer',
      effect_key: `${id}/letter-answer/-/1`,
      message_id: '<x@business.example>',
      statements: JSON.stringify([]),
      content_entry: content,
      composed_at: new Date(api.now()),
      sent_at: new Date(api.now()),
    });
  });

  const send = (what: string, body: Record<string, string> = {}) =>
    decider.post(`/staff/requests/${reference}/letters/${letter}/${what}`, { csrf, ...body });
  const tasks = () =>
    api.database.db('tasks').where({ request_id: id, kind: 'letter-undelivered' }).select('state', 'due_on', 'code');

  it('prints with the address that is typed, which stands nowhere else, under a policy that allows its style alone', async () => {
    const page = await send('print', { address: 'Robin Vance\r\n1 Pier St <b>\r\nOakland CA 94607' });
    assert.equal(page.status, 200);
    assert.match(page.text, /<p class="address">Robin Vance\n1 Pier St &lt;b>\nOakland CA 94607<\/p>/);
    assert.match(String(page.headers['content-security-policy']), /^default-src 'none'; style-src 'sha256-/);
    const entries = await readChain(api.database.db, id);
    assert.equal(entries.at(-1)!.kind, 'letter-viewed');
    assert.doesNotMatch(JSON.stringify(entries.map(({ body }) => body)), /Pier/);
    assert.equal((await send('print', { address: '' })).status, 422);
  });

  it('that came back is a task under the same due date, closed by posting it; each in the ledger', async () => {
    const { due_on: dueOn } = await api.database.db('requests').where({ id }).first('due_on');
    // answered: the row has no due day any more, and the task has it all the same
    await api.database
      .db('requests')
      .where({ id })
      .update({ answered_at: new Date(api.now()), due_on: null });
    assert.equal((await send('returned')).status, 303);
    assert.deepEqual(await tasks(), [{ state: 'open', due_on: dueOn, code: 'came-back' }]);
    assert.match((await decider.get(`/staff/requests/${reference}`)).text, /Came back/);
    api.advance(60_000);
    for (const postedOn of ['2099-01-01', '2020-01-01'])
      assert.equal((await send('posted', { postedOn })).status, 422, postedOn);
    assert.equal((await send('posted', { postedOn: '2026-11-24' })).status, 303);
    assert.equal((await tasks())[0].state, 'done');
    const page = (await decider.get(`/staff/requests/${reference}`)).text;
    assert.match(page, /Posted November 24, 2026/);
    assert.doesNotMatch(page, /Came back/);
    const kinds = (await readChain(api.database.db, id)).map(({ kind }) => kind);
    assert.deepEqual(kinds.slice(-2), ['letter-returned', 'letter-posted']);
  });

  it('is recorded by a program of staff too; one that has not left cannot have come back', async () => {
    const path = `/api/v1/staff/requests/${reference}/letters/${letter}`;
    const headers = { 'x-csrf-token': csrf };
    assert.deepEqual((await decider.json(`${path}/posted`, { postedOn: '2026-11-24' }, headers)).body, {
      recorded: true,
    });
    api.advance(1000);
    assert.equal((await decider.json(`${path}/returned`, {}, headers)).status, 200);
    assert.equal((await decider.get(`/api/v1/staff/requests/${reference}`)).body.post[letter].postedOn, '2026-11-24');
    await api.database.db('letters').where({ id: letter }).update({ sent_at: null });
    assert.equal((await decider.json(`${path}/returned`, {}, headers)).status, 409);
  });
});

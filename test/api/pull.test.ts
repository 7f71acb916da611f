import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createApiKey, endApiKey } from '../../db/api-keys';
import { placeHold } from '../../db/holds';
import { readChain } from '../../db/ledger';
import { type Harness, startApi } from './harness';
import { knownTo, noticesOf } from './notices';

const PATH = '/api/v1/recipients/notices';
const HOUR_MS = 3_600_000;

describe('a recipient that fetches its notices (I4)', () => {
  let api: Harness;
  let key: string;
  let foreign: string;
  before(async () => {
    api = await startApi({
      dataMap: (own) => ({
        ...own,
        recipients: own.recipients.map((recipient) =>
          recipient.id === 'northgate'
            ? {
                ...recipient,
                contact: { via: 'pull', address: 'privacy@northgate.example.net' },
                batch: 2,
                rate: { messages: 30, perMs: HOUR_MS },
              }
            : recipient,
        ),
      }),
    });
    key = (await keyOf('northgate')).key;
    foreign = (await keyOf('corvid')).key;
  });
  after(() => api.close());
  beforeEach(async () => {
    api.advance(HOUR_MS);
    api.gateway.settled.length = 0;
    await api.database.db('notice_queue').delete();
    await api.database.db('notices').delete();
  });

  const keyOf = (subject: string, lifeMs = 30 * 24 * HOUR_MS) =>
    createApiKey(api.database.db, {
      name: 'privacy desk',
      scope: 'notices',
      subject,
      by: 'test',
      nowMs: api.now(),
      expiresAtMs: api.now() + lifeMs,
    });
  const list = (query = '', bearer: string | null = key) => {
    const call = api.agent().get(`${PATH}${query}`);
    return bearer === null ? call : call.set('authorization', `Bearer ${bearer}`);
  };
  const answer = (answers: unknown, bearer = key) =>
    api.agent().json(PATH, { answers }, { authorization: `Bearer ${bearer}` });
  const row = (reference: string) =>
    api.database.db('notices').where({ reference }).first<{ state: string; sent_at: Date | null }>();

  it('is not shown what a hold keeps that was placed since it was queued (D4)', async () => {
    const held = await noticesOf(api, ['northgate'], { state: 'queued', dueOn: '2027-01-09' });
    const free = await noticesOf(api, ['northgate'], { state: 'queued', dueOn: '2027-01-10' });
    const { db } = api.database;
    const { id: requestId } = held;
    await db.transaction(async (trx) => {
      await placeHold(trx, {
        id: randomUUID(),
        scope: 'person',
        requestId,
        code: 'legal-claim',
        ruleSet: '2026-01-01',
        matterEntry: await api.vault.seal(trx, {
          owner: requestId,
          class: 'record',
          kind: 'facts',
          value: {},
          atMs: api.now(),
        }),
        told: true,
        reviewOn: '2027-06-01',
        by: 'test',
        atMs: api.now(),
      });
    });
    const { body } = await list();
    assert.deepEqual(
      body.notices.map(({ reference }: { reference: string }) => reference),
      [free.references['northgate']],
    );
    assert.ok((await readChain(db, requestId)).some(({ kind }) => kind === 'notice-held'));
  });

  it('sees its own, by what it received, due first first, page by page; and seeing changes nothing', async () => {
    const late = await noticesOf(api, ['northgate', 'corvid'], { state: 'queued', dueOn: '2027-01-09' });
    const early = await noticesOf(api, ['northgate'], { state: 'queued', dueOn: '2027-01-05' });
    const told = await noticesOf(api, ['northgate'], { state: 'sent' });
    const order = [early, late, told].map(({ references }) => references['northgate']!);

    const first = await list();
    assert.equal(first.status, 200);
    assert.deepEqual(first.body.notices[0], {
      reference: order[0],
      instruction: 'delete',
      state: 'queued',
      identifiers: [{ type: 'email', value: knownTo('northgate') }],
      onward: true,
    });
    const second = await list(`?after=${first.body.next}`);
    const seen = [...first.body.notices, ...second.body.notices].map(
      (notice: { reference: string }) => notice.reference,
    );
    assert.deepEqual(seen, order);
    assert.equal(second.body.next, null);
    assert.deepEqual((await list('?state=sent')).body.notices.length, 1);
    assert.ok(!JSON.stringify([first.body, second.body]).includes('corvid'));
    for (const reference of order.slice(0, 2)) assert.equal((await row(reference)).state, 'queued');
  });

  it('takes them by saying so, once; the request hears when the last one is settled', async () => {
    const { id, references } = await noticesOf(api, ['northgate'], { state: 'queued' });
    const reference = references['northgate']!;
    const said = async (state: string, more: object = {}) =>
      (await answer([{ reference, state, ...more }])).body.results as unknown;
    assert.deepEqual(await said('received'), [{ reference, status: 'recorded' }]);
    assert.equal((await row(reference)).state, 'received');
    assert.equal((await row(reference)).sent_at!.getTime(), api.now());
    assert.deepEqual(await api.database.db('notice_queue').where({ recipient: 'northgate' }).whereNull('left_at'), []);
    await api.background();
    assert.deepEqual(api.gateway.settled, []);

    assert.deepEqual(await said('refused', { code: 'not-found' }), [{ reference, status: 'recorded' }]);
    await api.background();
    assert.deepEqual(api.gateway.settled, [id]);
    assert.deepEqual(await said('attested'), [{ reference, status: 'settled-before' }]);
    const kinds = (await readChain(api.database.db, id)).map(({ kind, body }) => [kind, body['via']]);
    assert.deepEqual(kinds.slice(-2), [
      ['notice-received', 'pull'],
      ['notice-refused', 'pull'],
    ]);
  });

  it('knows nothing of another’s: it is answered as one that does not exist, and the others count', async () => {
    const { references } = await noticesOf(api, ['northgate', 'corvid'], { state: 'queued' });
    const { body } = await answer([
      { reference: references['corvid'], state: 'attested' },
      { reference: 'N-none', state: 'attested' },
      { reference: references['northgate'], state: 'attested' },
    ]);
    assert.deepEqual(
      (body.results as { status: string }[]).map(({ status }) => status),
      ['unknown', 'unknown', 'recorded'],
    );
    assert.equal((await row(references['corvid']!)).state, 'queued');
    assert.deepEqual((await list('', foreign)).body.notices.length, 1);
  });

  it('opens to a key of its scope that lives, and answers every other alike', async () => {
    const short = await keyOf('northgate', HOUR_MS);
    const ended = await keyOf('northgate');
    assert.equal((await list('', short.key)).status, 200);
    api.advance(HOUR_MS);
    await endApiKey(api.database.db, ended.id, api.now());
    const answers = [];
    for (const bearer of [null, 'f45_guessed', short.key, ended.key]) answers.push(await list('', bearer));
    for (const { status, body } of answers) {
      assert.equal(status, 401);
      assert.deepEqual(body, answers[0]!.body);
    }
  });

  it('is held to its rate, and told when to come again', async () => {
    for (let call = 0; call < 30; call += 1) await list();
    const refused = await list();
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    api.advance(HOUR_MS);
    assert.equal((await list()).status, 200);
  });

  it('refuses what is no answer, naming the field', async () => {
    const { status, body } = await answer([{ reference: 'N-1', state: 'done' }]);
    assert.equal(status, 422);
    assert.equal(body.field, 'answers.0.state');
  });
});

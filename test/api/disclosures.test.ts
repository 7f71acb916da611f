import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createApiKey } from '../../db/api-keys';
import { disclosuresOf, importDisclosures } from '../../db/disclosures';
import { readChain } from '../../db/ledger';
import { hashedIdentifiers } from '../../db/preference-hash';
import { recordChoice, voidChoices } from '../../db/preference-store';
import { DAY_MS, receiptDay } from '../../rules/calendar';
import type { Basis, IdentifierType } from '../../rules/codes';
import { checkCanary } from '../../vault/canary';
import { alignClock } from '../support/temporal';
import { type Harness, makeRequest, startApi } from './harness';

const PATH = '/api/v1/disclosures';

describe('the disclosure gate (I5)', () => {
  let api: Harness;
  let key: string;
  let people = 0;
  before(async () => {
    api = await startApi();
    // what every process does at its start; disclosures are sealed under the engine's own key
    await checkCanary(api.database.db, api.vault);
    const expiresAtMs = api.now() + 300 * DAY_MS;
    const made = { name: 'list desk', subject: null, by: 'test', nowMs: api.now(), expiresAtMs };
    key = (await createApiKey(api.database.db, { ...made, scope: 'disclose' })).key;
  });
  after(() => api.close());

  const someone = (): string => `person-${(people += 1)}@example.com`;
  const row = (email: string, more: object = {}) => ({
    identifiers: [{ type: 'email', value: email }],
    categories: ['identifiers'],
    ...more,
  });
  const ask = (rows: unknown[], more: object = {}, bearer = key) =>
    api
      .agent()
      .json(
        PATH,
        { page: randomUUID(), recipient: 'northgate', basis: 'sold', rows, ...more },
        { authorization: `Bearer ${bearer}` },
      );
  const mayGo = async (rows: unknown[], more: object = {}) => (await ask(rows, more)).body.mayGo as number[];
  const recorded = (email: string) => disclosuresOf(api.database.db, api.vault, [{ type: 'email', value: email }]);
  /** A standing order of a closed request, as another right or a finished deletion leaves it. */
  const standing = async (kind: 'suppression' | 'opt-out' | 'limit', value: string, type: IdentifierType = 'email') => {
    const { id } = await makeRequest(api, { email: someone() });
    await api.database
      .db('requests')
      .where({ id })
      .update({ closed_at: new Date(api.now()) });
    await api.database.db('standing_orders').insert({
      id: randomUUID(),
      request_id: id,
      kind,
      system: '*',
      identifier_type: type,
      identifier_hash: api.vault.hash('standing-order', `${type}:${value}`),
      made_at: new Date(api.now()),
      ends_on: null,
    });
    return id;
  };

  it('returns the rows that may go, without a reason, and records their disclosure in the same step', async () => {
    const [free, optedOut, deleting, deleted, free2] = Array.from({ length: 5 }, someone) as [
      string,
      string,
      string,
      string,
      string,
    ];
    await standing('opt-out', optedOut);
    await makeRequest(api, { email: deleting });
    await standing('suppression', deleted);
    const answer = await ask([free, optedOut, deleting, deleted, free2].map((email) => row(email)));
    assert.equal(answer.status, 200);
    assert.deepEqual(Object.keys(answer.body as object).sort(), ['mayGo', 'page']);
    assert.deepEqual(answer.body.mayGo, [0, 4]);
    for (const email of [optedOut, deleting, deleted]) assert.deepEqual(await recorded(email), []);
    const [disclosure] = await recorded(free);
    assert.deepEqual(
      { ...disclosure, id: '' },
      {
        id: '',
        recipient: 'northgate',
        basis: 'sold',
        categories: ['identifiers'],
        disclosedOn: receiptDay(api.now()),
        identifiers: [{ type: 'email', value: free }],
      },
    );
  });

  it('follows the preference store: forbidden, allowed again later, taken back (OPT-04, OIN-01, OPT-03)', async () => {
    const email = someone();
    const identifiers = hashedIdentifiers(api.vault, [{ type: 'email', value: email }]);
    const choose = async (allowed: boolean, ms: number): Promise<string> => {
      const { id: requestId } = await makeRequest(api, { email: someone() });
      const choice = { requestId, purpose: 'sale-or-sharing', allowed, identifiers, channel: 'form' } as const;
      const atMs = api.now() + ms;
      await api.database.db.transaction((trx) => recordChoice(trx, { ...choice, sinceMs: atMs, atMs }));
      return requestId;
    };
    assert.deepEqual(await mayGo([row(email)]), [0]);
    await choose(false, -5000);
    assert.deepEqual(await mayGo([row(email.toUpperCase())]), []);
    await choose(true, -4000);
    assert.deepEqual(await mayGo([row(email)]), [0]);
    const again = await choose(false, -3000);
    assert.deepEqual(await mayGo([row(email)]), []);
    await api.database.db.transaction((trx) => voidChoices(trx, again, api.now()));
    assert.deepEqual(await mayGo([row(email)]), [0]);
  });

  it('finds a person by any of the identifiers, however the address is written', async () => {
    const email = someone();
    await standing('opt-out', email);
    assert.deepEqual(await mayGo([row(email.toUpperCase())]), []);
    await standing('opt-out', '+15625550100', 'phone');
    const both = {
      ...row(someone()),
      identifiers: [
        { type: 'email', value: someone() },
        { type: 'phone', value: '+15625550100' },
      ],
    };
    assert.deepEqual(await mayGo([both]), []);
  });

  it('asks what each bar stands against', async () => {
    const [optedOut, limited, deleted] = [someone(), someone(), someone()];
    await standing('opt-out', optedOut);
    await standing('limit', limited);
    await standing('suppression', deleted);
    const service: { basis: Basis } = { basis: 'business-purpose' };
    assert.deepEqual(await mayGo([row(optedOut), row(deleted)], service), [0]);
    const sensitive = row(limited, { categories: ['sensitive-personal-information'] });
    assert.deepEqual(await mayGo([sensitive, row(limited)], service), [1]);
    const afresh = receiptDay(api.now() + 2 * DAY_MS);
    assert.deepEqual(await mayGo([row(deleted, { givenOn: afresh }), row(deleted)]), [0]);
  });

  it('keeps back who is held, and lets go again what was released, refused or withdrawn', async () => {
    const email = someone();
    const held = await makeRequest(api, { email: someone() });
    const { db } = api.database;
    const hold = randomUUID();
    const matter = await db.transaction((trx) =>
      api.vault.seal(trx, { owner: held.id, class: 'record', kind: 'hold', value: {}, atMs: api.now() }),
    );
    await db('holds').insert({
      id: hold,
      scope: 'person',
      request_id: held.id,
      rule_set: '2026-01-01',
      code: 'legal-claim',
      matter_entry: matter,
      told: false,
      review_on: '2027-06-01',
      placed_at: new Date(api.now()),
      placed_by: 'test',
    });
    await db('hold_subjects').insert({ hold_id: hold, subject_hash: api.vault.hash('subject', `email:${email}`) });
    const directed = { basis: 'consumer-directed' };
    assert.deepEqual(await mayGo([row(email)], directed), []);
    await db('holds')
      .where({ id: hold })
      .update({ released_at: new Date(api.now()) });
    assert.deepEqual(await mayGo([row(email)], directed), [0]);

    const refused = someone();
    const { id } = await makeRequest(api, { email: refused });
    assert.deepEqual(await mayGo([row(refused)]), []);
    await db('requests').where({ id }).update({ outcome: 'unverified' });
    assert.deepEqual(await mayGo([row(refused)]), [0]);
  });

  it('answers a page again, and records it once; what came to stand against a row keeps it back', async () => {
    const [first, second] = [someone(), someone()];
    const page = { page: randomUUID() };
    const rows = [row(first), row(second)];
    assert.deepEqual(await mayGo(rows, page), [0, 1]);
    assert.deepEqual(await mayGo(rows, page), [0, 1]);
    await standing('opt-out', second);
    assert.deepEqual(await mayGo(rows, page), [0]);
    assert.equal((await recorded(first)).length, 1);
    const other = await ask([row(first)], page);
    assert.equal(other.status, 422);
    assert.equal(other.body.field, 'page');
  });

  it('is open to a key for it alone, and bounded', async () => {
    const nowMs = api.now();
    const notices = await createApiKey(api.database.db, {
      name: 'x',
      scope: 'notices',
      subject: 'northgate',
      by: 'test',
      nowMs,
      expiresAtMs: nowMs + DAY_MS,
    });
    assert.equal((await ask([row(someone())], {}, notices.key)).status, 401);
    assert.equal((await ask([row(someone())], { recipient: 'nobody' })).body.field, 'recipient');
    const many = Array.from({ length: 501 }, () => row(someone()));
    assert.equal((await ask(many)).body.field, 'rows');
    assert.equal((await mayGo(many.slice(0, 500))).length, 500);
    assert.equal((await ask([{ ...row(someone()), identifiers: [] }])).status, 422);
  });

  it('raises an incident at once where data were sold after an opt-out took effect (OPT-04)', async () => {
    await alignClock(api.database.ownerDb, api.now());
    const email = someone();
    const id = await standing('opt-out', email);
    const disclosed = (days: number, basis: Basis) => ({
      email,
      identifiers: [{ type: 'email' as const, value: email }],
      recipient: 'corvid',
      basis,
      categories: ['identifiers' as const],
      disclosedOn: receiptDay(api.now() + days * DAY_MS),
    });
    const tasks = () => api.database.db('tasks').where({ request_id: id, kind: 'disclosure-incident', state: 'open' });
    const { db } = api.database;
    await importDisclosures(db, api.vault, [
      disclosed(-1, 'sold'),
      disclosed(0, 'shared'),
      disclosed(1, 'business-purpose'),
    ]);
    assert.deepEqual(await tasks(), []);
    await importDisclosures(db, api.vault, [disclosed(1, 'sold'), disclosed(1, 'sold')]);
    const [task, ...others] = await tasks();
    assert.deepEqual(others, []);
    assert.deepEqual([task.role, task.target, task.code, task.level], ['decider', 'corvid', 'opted-out', 3]);
    const entries = (await readChain(db, id)).filter(({ kind }) => kind === 'disclosure-incident');
    assert.deepEqual(
      entries.map(({ body }) => [body['bar'], body['rule'], body['basis']]),
      [['opted-out', 'OPT-04', 'sold']],
    );
  });
});

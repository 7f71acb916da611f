import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createApiKey } from '../../db/api-keys';
import { SINGLES_AN_HOUR } from '../../db/import-guard';
import { writeKeptCorrections } from '../../db/kept-corrections';
import { readChain } from '../../db/ledger';
import { hashedIdentifiers } from '../../db/preference-hash';
import { recordChoice } from '../../db/preference-store';
import { findStuck } from '../../db/watch';
import { addDays, DAY_MS, receiptDay } from '../../rules/calendar';
import type { ApiScope } from '../../rules/codes';
import { type Harness, makeRequest, startApi } from './harness';

describe('the import guard (J, DEL-12, OPT-04, COR-03)', () => {
  let api: Harness;
  const keys = new Map<ApiScope, { id: string; key: string }>();
  let people = 0;
  before(async () => {
    api = await startApi();
    for (const scope of ['acquire', 'sell-or-share', 'disclose'] as const)
      keys.set(
        scope,
        await createApiKey(api.database.db, {
          name: scope,
          scope,
          subject: null,
          by: 'test',
          nowMs: api.now(),
          expiresAtMs: api.now() + 300 * DAY_MS,
        }),
      );
  });
  after(() => api.close());

  const someone = (): string => `person-${(people += 1)}@example.com`;
  const row = (email: string, more: object = {}) => ({ identifiers: [{ type: 'email', value: email }], ...more });
  const ask = (purpose: 'acquire' | 'sell-or-share', rows: unknown[], by: ApiScope = purpose) =>
    api.agent().json(`/api/v1/imports/${purpose}`, { rows }, { authorization: `Bearer ${keys.get(by)!.key}` });
  const may = async (purpose: 'acquire' | 'sell-or-share', rows: unknown[]) => (await ask(purpose, rows)).body.may;
  const tomorrow = (): string => addDays(receiptDay(api.now()), 1);

  const closed = async (): Promise<string> => {
    const { id } = await makeRequest(api, { email: someone() });
    await api.database
      .db('requests')
      .where({ id })
      .update({ closed_at: new Date(api.now()) });
    return id;
  };
  const deleted = async (email: string): Promise<void> => {
    await api.database.db('standing_orders').insert({
      id: randomUUID(),
      request_id: await closed(),
      kind: 'suppression',
      system: '*',
      identifier_type: 'email',
      identifier_hash: api.vault.hash('standing-order', `email:${email}`),
      made_at: new Date(api.now()),
      ends_on: null,
    });
  };
  const optedOut = async (email: string): Promise<void> => {
    const identifiers = hashedIdentifiers(api.vault, [{ type: 'email', value: email }]);
    const choice = { purpose: 'sale-or-sharing', allowed: false, identifiers, channel: 'form' } as const;
    const requestId = await closed();
    await api.database.db.transaction((trx) =>
      recordChoice(trx, { ...choice, requestId, sinceMs: api.now(), atMs: api.now() }),
    );
  };

  it('drops deleted persons from what is acquired, opted-out ones from what is sold; a key is for one purpose', async () => {
    const [free, gone, out] = [someone(), someone(), someone()];
    await deleted(gone);
    await optedOut(out);
    const rows = [free, gone.toUpperCase(), out].map((email) => row(email));
    assert.deepEqual(await may('acquire', rows), [0, 2], 'an opt-out blocks no collection for own use');
    assert.deepEqual(await may('sell-or-share', rows), [0]);
    const afresh = { givenOn: tomorrow() };
    assert.deepEqual(await may('acquire', [row(gone, afresh), row(free)]), [0, 1], 'given afresh after the request');
    assert.deepEqual(await may('sell-or-share', [row(out, afresh), row(free)]), [1], 'lifts no opt-out');
    for (const by of ['sell-or-share', 'disclose'] as const)
      assert.equal((await ask('acquire', rows, by)).status, 401, by);
    assert.equal((await ask('sell-or-share', rows, 'acquire')).status, 401);
    const entry = (await readChain(api.database.db, `api-key/${keys.get('acquire')!.id}`))[0]!;
    assert.deepEqual(entry.body, { purpose: 'acquire', rows: 3, dropped: 1, corrected: 0 });
  });

  it('returns what stays corrected, or deleted, to whoever acquires; not of what is given afresh', async () => {
    const email = someone();
    const requestId = await closed();
    const corrections = [
      { field: 'job-title', value: 'Head of Research' },
      { field: 'postal-code', value: null },
    ];
    await api.database.db.transaction((trx) =>
      writeKeptCorrections(trx, api.vault, {
        requestId,
        identifiers: [{ type: 'email', value: email }],
        corrections,
        archives: [],
        atMs: api.now(),
      }),
    );
    const rows = [row(someone()), row(email)];
    const answer = await ask('acquire', rows);
    assert.deepEqual(answer.body, { may: [0, 1], corrections: corrections.map((each) => ({ row: 1, ...each })) });
    assert.deepEqual((await ask('sell-or-share', rows)).body.corrections, []);
    const again = await ask('acquire', [row(someone()), row(email, { givenOn: tomorrow() })]);
    assert.deepEqual(again.body.corrections, []);
  });

  it('answers no more, and alarms, where a key asks about single persons', async () => {
    api.advance(2 * 3_600_000);
    const probing = async () =>
      (await findStuck(api.database.db, { nowMs: api.now(), graceMs: 900_000, queues: [] })).filter(
        ({ kind }) => kind === 'import-probed',
      );
    for (let asked = 0; asked < SINGLES_AN_HOUR; asked += 1)
      assert.equal((await ask('acquire', [row(someone())])).status, 200);
    assert.deepEqual(await probing(), []);
    const twice = someone();
    const refused = await ask('acquire', [row(twice), row(twice)]);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    const [found] = await probing();
    assert.equal(found!.reference, `api-key/${keys.get('acquire')!.id}`);
    assert.equal((await ask('acquire', [row(someone()), row(someone())])).status, 200, 'an import goes on');
    assert.equal((await ask('sell-or-share', [row(someone())])).status, 200, 'another key is another key');
  });
});

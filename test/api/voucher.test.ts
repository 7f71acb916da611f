import assert from 'node:assert/strict';
import { INTEGRATION_SECRET } from '../../api/voucher';
import { readChain } from '../../db/ledger';
import { type Harness, startApi } from './harness';

const TOKEN = 'an integration shows this one secret';

describe('an integration that vouches for identity', () => {
  let api: Harness;
  before(async () => {
    api = await startApi({ limits: { intakePerNetwork: 1 } });
  });
  after(() => api.close());

  let people = 0;
  const ask = (authorization?: string) =>
    api.agent().json(
      '/api/v1/requests',
      {
        right: 'delete',
        name: 'Robin Vance',
        email: `robin-${(people += 1)}@example.com`,
        californiaResident: true,
      },
      authorization === undefined ? {} : { authorization },
    );

  const REFUSED: [string, string | undefined, string][] = [
    ['no secret is configured', undefined, `Bearer ${TOKEN}`],
    ['the configured one is short enough to guess', 'short', 'Bearer short'],
    ['it is another one', TOKEN, `Bearer ${TOKEN}x`],
  ];
  for (const [when, configured, authorization] of REFUSED) {
    it(`is refused where ${when}`, async () => {
      if (configured === undefined) api.secrets.delete(INTEGRATION_SECRET);
      else api.secrets.set(INTEGRATION_SECRET, configured);
      const before = await api.database.db('requests').count<{ n: number }[]>({ n: '*' });
      const answer = await ask(authorization);
      assert.equal(answer.status, 401);
      assert.deepEqual(await api.database.db('requests').count<{ n: number }[]>({ n: '*' }), before);
    });
  }

  it('has its word on the request and in the ledger, and is no network of one sender', async () => {
    api.secrets.set(INTEGRATION_SECRET, TOKEN);
    for (let round = 0; round < 3; round += 1) {
      const answer = await ask(`Bearer ${TOKEN}`);
      assert.equal(answer.status, 202);
      const { id } = (await api.database
        .db('requests')
        .where({ reference: answer.body.reference as string })
        .first()) as { id: string };
      await api.background();
      assert.ok(api.gateway.started.includes(id));
      const names = await api.database.db('milestones').where({ request_id: id }).pluck<string[]>('name');
      assert.deepEqual(names, ['vouched']);
      const [received] = await readChain(api.database.db, id);
      assert.equal(received?.body['vouched'], true);
    }
  });

  it('leaves everyone else a member of the public', async () => {
    api.secrets.set(INTEGRATION_SECRET, TOKEN);
    const answer = await ask();
    assert.equal(answer.status, 202);
    const row = (await api.database
      .db('requests')
      .where({ reference: answer.body.reference as string })
      .first()) as { id: string };
    assert.deepEqual(await api.database.db('milestones').where({ request_id: row.id }).pluck('name'), []);
  });
});

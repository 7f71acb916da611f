import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { defaultPayloadConverter } from '@temporalio/common';
import { readChain } from '../../db/ledger';
import { checkCanary } from '../../vault/canary';
import { createCodec } from '../../vault/codec';
import { createCodecEndpoint, type CodecBody, type CodecEndpoint } from '../../vault/codec-endpoint';
import type { PostgresVault } from '../../vault/postgres-vault';
import { testDatabase, type TestDatabase } from '../support/database';
import { testVault } from '../support/vault';

const AT = Date.UTC(2026, 10, 23);

describe('the codec endpoint', () => {
  let database: TestDatabase;
  let vault: PostgresVault;
  let endpoint: CodecEndpoint;
  const reader = { sessionId: randomUUID(), staffId: randomUUID(), role: 'verifier', reason: 'support' };
  before(async () => {
    database = await testDatabase();
    vault = testVault();
    await checkCanary(database.db, vault);
    endpoint = createCodecEndpoint({ db: database.db, vault, clock: { nowMs: () => Promise.resolve(AT) } });
  });
  after(() => database.drop());

  const newRequest = async () => {
    const id = randomUUID();
    await database.db.transaction((trx) => vault.createKeys(trx, id, ['payload'], AT));
    return id;
  };
  const sealed = async (workflowId: string, value: unknown): Promise<CodecBody['payloads'][number]> => {
    const codec = createCodec({ db: database.db, vault });
    const context = { type: 'workflow', namespace: 'default', workflowId } as const;
    const [payload] = await codec.encode([defaultPayloadConverter.toPayload(value)], context);
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
    const metadata = Object.entries(payload!.metadata!).map(([key, bytes]) => [key, base64(bytes)]);
    return { metadata: Object.fromEntries(metadata) as Record<string, string>, data: base64(payload!.data!) };
  };
  const values = ({ payloads }: CodecBody) =>
    payloads.map(({ data }) => JSON.parse(Buffer.from(data!, 'base64').toString()) as unknown);

  it('opens payloads of any request and of the engine, with one entry for each session and request', async () => {
    const [a, b] = [await newRequest(), await newRequest()];
    const body = {
      payloads: [await sealed(`request/${a}`, 1), await sealed(`request/${b}`, 2), await sealed('archive/x', 3)],
    };
    for (const session of [reader, reader, { ...reader, sessionId: randomUUID() }]) {
      assert.deepEqual(values(await endpoint.decode(body, session)), [1, 2, 3]);
    }
    for (const chain of [a, b, 'engine']) assert.equal((await readChain(database.db, chain)).length, 2, chain);
    const [entry] = await readChain(database.db, a);
    assert.equal(entry?.kind, 'payload-viewed');
    assert.deepEqual(entry?.body, {
      session: reader.sessionId,
      staff: reader.staffId,
      role: 'verifier',
      reason: 'support',
    });
  });

  it('shows the marker for what was shredded, though this process still has the key, and records no sight', async () => {
    const id = await newRequest();
    const body = { payloads: [await sealed(`request/${id}`, 1)] };
    await database.db.transaction((trx) => testVault().shred(trx, id, 'payload', AT));
    assert.deepEqual(values(await endpoint.decode(body, reader)), [{ unreadable: true }]);
    assert.deepEqual(await readChain(database.db, id), []);
  });

  it('passes plaintext and marks rubbish', async () => {
    const plain = { metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data: 'MQ==' };
    const given = { payloads: [plain, { metadata: { encoding: 'eA==' }, data: 'eA==' }, {}] };
    assert.deepEqual(values(await endpoint.decode(given, reader)), [1, { unreadable: true }, { unreadable: true }]);
    assert.deepEqual(await endpoint.decode({}, reader), { payloads: [] });
  });

  const wrong: unknown[] = [null, 1, 'x', [], { payloads: 1 }, { payloads: [{ data: '!' }] }, { payloads: [{ metadata: { a: 1 } }] }]; // prettier-ignore
  for (const body of wrong) {
    it(`refuses ${JSON.stringify(body)}`, () => assert.rejects(endpoint.decode(body, reader), { name: 'ZodError' }));
  }

  it('encodes to what it got', () => {
    for (const body of [{}, { payloads: [{ data: 'eA==' }] }]) assert.equal(endpoint.encode(body), body);
  });
});

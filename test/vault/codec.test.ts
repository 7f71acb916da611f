import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ApplicationFailure, defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { encodeErrorToFailure } from '@temporalio/common/lib/internal-non-workflow';
import { connect } from '../../db/connect';
import { checkCanary } from '../../vault/canary';
import { createCodec } from '../../vault/codec';
import { failureConverter } from '../../vault/failure-converter';
import type { PostgresVault } from '../../vault/postgres-vault';
import { testDatabase, type TestDatabase } from '../support/database';
import { testVault } from '../support/vault';

const AT = Date.UTC(2026, 10, 23);
const of = (workflowId: string) => ({ type: 'workflow', namespace: 'default', workflowId }) as const;
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);
const value = (decoded: Payload | undefined): unknown => defaultPayloadConverter.fromPayload(decoded!);
const raw = (encoding: string | undefined, data?: Uint8Array | null, more: Record<string, Uint8Array> = {}): Payload => ({
  metadata: { ...(encoding === undefined ? {} : { encoding: Buffer.from(encoding) }), ...more },
  data,
}); // prettier-ignore
const UNREADABLE = { unreadable: true };

describe('the payload codec', () => {
  let database: TestDatabase;
  let vault: PostgresVault;
  let codec: PayloadCodec;
  let requestId: string;
  let request: ReturnType<typeof of>;
  const newRequest = async () => {
    const id = randomUUID();
    await database.db.transaction((trx) => vault.createKeys(trx, id, ['payload', 'case'], AT));
    return id;
  };
  before(async () => {
    database = await testDatabase();
    vault = testVault();
    codec = createCodec({ db: database.db, vault });
    await checkCanary(database.db, vault);
  });
  after(() => database.drop());
  beforeEach(async () => {
    requestId = await newRequest();
    request = of(`request/${requestId}`);
  });

  it('seals values and opens them again, in another process too, with nothing in clear', async () => {
    const values = [
      { requestId },
      'canary-text',
      0,
      null,
      undefined,
      [],
      new Uint8Array([1, 2]),
      'y'.repeat(1_000_000),
    ];
    const sealed = await codec.encode(values.map(payload), request);
    for (const one of sealed) {
      assert.deepEqual(Object.keys(one.metadata!).sort(), ['encoding', 'encryption-key-id']);
      assert.ok(!Buffer.from(one.data!).includes('canary-text'));
      assert.ok(!Buffer.from(one.data!).includes('json/plain'));
    }
    for (const process of [codec, createCodec({ db: database.db, vault: testVault() })]) {
      assert.deepEqual((await process.decode(sealed, request)).map(value), values);
      assert.deepEqual((await process.decode(sealed)).map(value), values);
    }
    assert.deepEqual(await codec.encode([], of('any')), []);
    assert.deepEqual(await codec.decode([], of('any')), []);
  });

  describe('chooses the key by the ID', () => {
    const engine = ['archive/main', 'recipient/7f', 'schedule/sweep', 'schedule/sweep-2026-11-23T00:00:00Z'];
    for (const workflowId of engine) {
      it(`${workflowId}: the engine's`, async () => {
        const [sealed] = await codec.encode([payload(1)], of(workflowId));
        const keyId = Buffer.from(sealed!.metadata!['encryption-key-id']!).toString();
        assert.equal((await database.db('vault_keys').where({ id: keyId }).first('owner')).owner, 'engine');
        assert.equal(value((await codec.decode([sealed!], of(workflowId)))[0]), 1);
      });
    }
    it('what is below a request: the request’s, in activities too', async () => {
      const below = { type: 'activity', namespace: 'default', workflowId: request.workflowId, isLocal: true } as const;
      const [sealed] = await codec.encode([payload(1)], of(`request/${requestId}/system/crm`));
      assert.equal(value((await codec.decode([sealed!], below))[0]), 1);
    });

    const refused = [
      '',
      'hello',
      'request/',
      'request/nobody',
      'xrequest/1',
      'archive',
      'requests/1',
      `x/request/${AT}`,
    ];
    for (const workflowId of refused) {
      it(`${JSON.stringify(workflowId)}: refuses to start`, () =>
        assert.rejects(codec.encode([payload(1)], of(workflowId)), { name: 'NoKeyForWorkflow' }));
    }
    it('no ID: refuses', () => assert.rejects(codec.encode([payload(1)]), { name: 'NoKeyForWorkflow' }));
    it('a request that was never received: refuses', () =>
      assert.rejects(codec.encode([payload(1)], of(`request/${randomUUID()}`)), { name: 'NoKey' }));
  });

  describe('never throws over what it is given', () => {
    const keyId = (id: string) => ({ 'encryption-key-id': Buffer.from(id) });
    const bytes = Buffer.alloc(100, 7);
    const cases: [string, Payload, unknown][] = [
      ['no argument', raw('binary/null'), undefined],
      ['plaintext', payload({ decisionId: 'd' }), { decisionId: 'd' }],
      ['plaintext that is no JSON', raw('json/plain', Buffer.from('{oops')), UNREADABLE],
      ['plaintext without data', raw('json/plain'), UNREADABLE],
      ['plaintext with null data', raw('json/plain', null), UNREADABLE],
      ['plaintext of 1 MB', payload('z'.repeat(1_000_000)), 'z'.repeat(1_000_000)],
      ['bytes', raw('binary/plain', Buffer.of(1)), Buffer.of(1)],
      ['an unknown encoding', raw('binary/snappy', bytes), UNREADABLE],
      ['an encoding that the converter lacks', raw('json/protobuf', Buffer.from('{}')), UNREADABLE],
      ['no encoding', raw(undefined, bytes), UNREADABLE],
      ['no metadata', { metadata: null, data: bytes }, UNREADABLE],
      ['nothing at all', {}, UNREADABLE],
      ['false ciphertext under no key', raw('binary/encrypted', bytes), UNREADABLE],
      ['false ciphertext under a key that is no UUID', raw('binary/encrypted', bytes, keyId("'; --")), UNREADABLE],
      ['false ciphertext under an unknown key', raw('binary/encrypted', bytes, keyId(randomUUID())), UNREADABLE],
      ['1 MB of false ciphertext', raw('binary/encrypted', Buffer.alloc(1_000_000), keyId(randomUUID())), UNREADABLE],
    ];
    for (const [what, given, expected] of cases) {
      it(what, async () => {
        const decoded = value((await codec.decode([given], request))[0]);
        assert.deepEqual(decoded instanceof Uint8Array ? Buffer.from(decoded) : decoded, expected);
      });
    }

    it('ciphertext that was changed, cut or emptied', async () => {
      const [sealed] = await codec.encode([payload('x')], request);
      const data = Buffer.from(sealed!.data!);
      const flipped = Buffer.from(data);
      flipped[flipped.length - 1]! ^= 1;
      for (const bad of [flipped, data.subarray(0, 40), data.subarray(0, 3), Buffer.alloc(0), null, undefined]) {
        assert.deepEqual(value((await codec.decode([{ ...sealed, data: bad }], request))[0]), UNREADABLE);
      }
    });

    it('another request’s ciphertext, and the engine’s', async () => {
      const foreign = [
        ...(await codec.encode([payload('secret')], of(`request/${await newRequest()}`))),
        ...(await codec.encode([payload('secret')], of('archive/main'))),
      ];
      assert.deepEqual((await codec.decode(foreign, request)).map(value), [UNREADABLE, UNREADABLE]);
    });

    it('a vault value that is no payload', async () => {
      const { keyId: id, sealed } = await database.db.transaction((trx) =>
        vault.sealValue(trx, requestId, 'case', 'p'),
      );
      assert.deepEqual(
        value((await codec.decode([raw('binary/encrypted', sealed, keyId(id))], request))[0]),
        UNREADABLE,
      );
    });

    it('one bad payload beside good ones', async () => {
      const [good] = await codec.encode([payload('x')], request);
      const decoded = await codec.decode([raw('?'), good!, payload('y')], request);
      assert.deepEqual(decoded.map(value), [UNREADABLE, 'x', 'y']);
    });

    it('what was sealed under a key that was shredded since', async () => {
      const sealed = await codec.encode([payload('x')], request);
      await database.db.transaction((trx) => vault.shred(trx, requestId, 'payload', AT));
      assert.deepEqual(value((await codec.decode(sealed, request))[0]), UNREADABLE);
      await assert.rejects(codec.encode([payload('x')], request), { name: 'KeyShredded' });
    });
  });

  it('rejects while the database is away, so that the task is tried again and no marker becomes history', async () => {
    const sealed = await codec.encode([payload('x')], request);
    const away = connect('postgres://nobody:nothing@127.0.0.1:1/none');
    await assert.rejects(createCodec({ db: away, vault: testVault() }).decode(sealed, request));
    await away.destroy();
  });

  it('reads the database once for a request', async () => {
    const cold = createCodec({ db: database.db, vault: testVault() });
    const sealed = await codec.encode(Array.from({ length: 20 }, (_, i) => payload(i)), request); // prettier-ignore
    let queries = 0;
    const count = () => void queries++;
    database.db.on('query', count);
    await cold.decode(sealed, request);
    await cold.decode(sealed, request);
    database.db.off('query', count);
    assert.equal(queries, 1);
  });

  it('leaves no failure message in clear, and survives one that it cannot read', async () => {
    const converter = { payloadConverter: defaultPayloadConverter, failureConverter, payloadCodecs: [codec] };
    const failure = await encodeErrorToFailure(
      converter,
      ApplicationFailure.create({ message: 'canary-text', type: 'system-down' }),
      request,
    );
    assert.doesNotMatch(JSON.stringify(failure), /canary-text/);
    assert.equal(failure.applicationFailureInfo?.type, 'system-down');
    const [attributes] = await codec.decode([failure.encodedAttributes!], request);
    const error = failureConverter.failureToError(
      { ...failure, encodedAttributes: attributes },
      defaultPayloadConverter,
    );
    assert.equal(error.message, 'canary-text');
    const [marker] = await codec.decode([raw('?')], request);
    const unread = failureConverter.failureToError({ ...failure, encodedAttributes: marker }, defaultPayloadConverter);
    assert.equal((unread as ApplicationFailure).type, 'system-down');
  });
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { toldTo } from '../../datamap/hashed';
import { type Engine, startEngine } from '../support/engine';
import { batchRecipient, requestsOf } from './support';

const sha = (text: string, algorithm = 'sha256', encoding: 'hex' | 'base64' = 'hex') =>
  createHash(algorithm).update(text).digest(encoding);
const FORM = { algorithm: 'sha-256', encoding: 'hex', email: 'lower-case', phone: 'e164' } as const;

describe('a recipient that accepts hashes (I1)', () => {
  let engine: Engine;
  before(async function () {
    engine = await startEngine(
      this,
      { graceMs: 0, standingApproval: 'vouched' },
      {
        recipients: [
          batchRecipient('single', { batch: 1, hashed: FORM }),
          batchRecipient('several', { hashed: { ...FORM, algorithm: 'sha-512', encoding: 'base64' } }),
        ],
      },
    );
  });
  after(async () => {
    await engine?.stop();
  });

  it('is told each identifier as a hash and nothing in plain, one notice at a time or several', async () => {
    const email = 'dana@example.org';
    const requests = requestsOf(engine);
    const id = await requests.file(email, ['single', 'several']);
    await requests.untilNotice(id, 'single', 'attested');
    await requests.untilNotice(id, 'several', 'attested');
    const [single] = engine.webhooks;
    assert.deepEqual((single!.notice as { identifiers: unknown }).identifiers, [
      { type: 'email', value: sha(email), hashed: 'sha-256' },
    ]);
    const several = JSON.parse(engine.batches[0]!.body) as { notices: { identifiers: unknown }[] };
    assert.deepEqual(several.notices[0]!.identifiers, [
      { type: 'email', value: sha(email, 'sha512', 'base64'), hashed: 'sha-512' },
    ]);
    assert.doesNotMatch(JSON.stringify([single!.notice, several]), /dana/);
  });

  const forms: [string, Record<string, string>, string, string, string][] = [
    ['an address in lower case', {}, 'email', ' Dana@Example.ORG', 'dana@example.org'],
    ['an address as given', { email: 'as-given' }, 'email', ' Dana@Example.ORG', 'Dana@Example.ORG'],
    ['a number in E.164', {}, 'phone', '(415) 555-0134', '+14155550134'],
    ['a number in digits', { phone: 'digits' }, 'phone', '+1 415 555 0134', '14155550134'],
    ['another identifier as it is', {}, 'visitor-id', ' V-8F2c ', 'V-8F2c'],
  ];
  for (const [what, form, type, value, hashed] of forms)
    it(`hashes ${what}`, () => {
      const told = toldTo({ hashed: { ...FORM, ...form } }, [{ type: type as never, value }]);
      assert.deepEqual(told, [{ type, value: sha(hashed), hashed: 'sha-256' }]);
    });

  it('is told in plain where the data map names no form', () => {
    assert.deepEqual(toldTo({}, [{ type: 'email', value: 'x@example.org' }]), [
      { type: 'email', value: 'x@example.org' },
    ]);
  });
});

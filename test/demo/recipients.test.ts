import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { signWebhook } from '../../connectors/webhook';
import { startRecipients, type RecipientsService } from '../../demo/recipients/service';

const NOW = Date.UTC(2026, 10, 23, 20);
const SECRETS = { lettermill: 'key-of-lettermill', adverge: 'key-of-adverge' };
const NOTICE = {
  reference: 'n-1',
  instruction: 'delete',
  identifiers: [{ type: 'email', value: 'dana@example.com' }],
  onward: true,
};

describe('the webhook recipients', () => {
  let service: RecipientsService;
  const start = async (folder?: string) =>
    (service = await startRecipients({
      port: 0,
      secrets: SECRETS,
      adminToken: 'of-switches',
      folder,
      nowMs: () => NOW,
    }));
  afterEach(() => service.close());

  interface Sending {
    recipient?: keyof typeof SECRETS;
    notice?: unknown;
    key?: string;
    secret?: string;
    atMs?: number;
    tampered?: boolean;
  }
  const send = async ({ recipient = 'lettermill', notice = NOTICE, key = 'k-1', ...rest }: Sending = {}) => {
    const body = JSON.stringify(notice);
    const timestamp = String(Math.floor((rest.atMs ?? NOW) / 1_000));
    const answer = await fetch(service.hookUrl(recipient), {
      method: 'POST',
      headers: {
        'webhook-id': key,
        'webhook-timestamp': timestamp,
        'webhook-signature': signWebhook(rest.secret ?? SECRETS[recipient], key, timestamp, body),
      },
      body: rest.tampered ? body.replace('dana', 'dora') : body,
    });
    return { status: answer.status, json: await answer.json() };
  };

  it('carry a notice out once, however often it comes', async () => {
    await start();
    for (let nth = 0; nth < 3; nth += 1) assert.deepEqual(await send(), { status: 200, json: { state: 'attested' } });
    assert.deepEqual(
      service.store.list().map(({ recipient, key, sent }) => [recipient, key, sent]),
      [['lettermill', 'k-1', 3]],
    );
    assert.equal(service.store.erased('lettermill', NOTICE.identifiers), true);
    assert.equal(service.store.erased('adverge', NOTICE.identifiers), false);
  });

  it('refuse other bytes under a key that was used, and keep the keys of each recipient apart', async () => {
    await start();
    await send();
    assert.equal((await send({ notice: { ...NOTICE, reference: 'n-2' } })).status, 409);
    assert.equal((await send({ recipient: 'adverge' })).status, 200);
    assert.equal(service.store.list().length, 2);
  });

  const refused: [string, Sending, number][] = [
    ['signed with another key', { secret: 'guessed' }, 401],
    ['signed for another recipient', { secret: SECRETS.adverge }, 401],
    ['changed on the way', { tampered: true }, 401],
    ['recorded and sent again later', { atMs: NOW - 6 * 60_000 }, 401],
    ['dated in the future', { atMs: NOW + 6 * 60_000 }, 401],
    ['that names nobody', { notice: { instruction: 'delete' } }, 422],
    [
      'that names someone by an unknown type',
      { notice: { ...NOTICE, identifiers: [{ type: 'shoe', value: '9' }] } },
      422,
    ],
  ];
  for (const [what, sending, status] of refused) {
    it(`answer ${status} to a notice ${what}, and do nothing`, async () => {
      await start();
      assert.equal((await send(sending)).status, status);
      assert.deepEqual(service.store.list(), []);
    });
  }

  it('take the work and lose the first answer; the repeat finds it done', async () => {
    await start();
    service.switchTo('lettermill', { mode: 'lose-answer' });
    await assert.rejects(send());
    assert.deepEqual(await send(), { status: 200, json: { state: 'attested' } });
    assert.deepEqual(
      service.store.list().map(({ sent }) => sent),
      [2],
    );
  });

  const behaviours: ['error' | 'refuse' | 'receive' | 'slow', number, unknown, number][] = [
    ['error', 500, { error: 'internal' }, 0],
    ['refuse', 200, { state: 'refused', code: 'legal-obligation' }, 1],
    ['receive', 200, { state: 'received' }, 1],
    ['slow', 200, { state: 'attested' }, 1],
  ];
  for (const [mode, status, json, carriedOut] of behaviours) {
    it(`answer ${status} when switched to ${mode}`, async () => {
      await start();
      const answer = await fetch(`${service.url}/_switch/lettermill`, {
        method: 'PUT',
        headers: { authorization: 'Bearer of-switches', 'content-type': 'application/json' },
        body: JSON.stringify({ mode, delay_ms: 20 }),
      });
      assert.equal(answer.status, 200);
      assert.deepEqual(await send(), { status, json });
      assert.equal(service.store.list().length, carriedOut);
      assert.equal(service.store.erased('lettermill', NOTICE.identifiers), mode === 'receive' || mode === 'slow');
      assert.equal((await send({ recipient: 'adverge' })).status, 200);
    });
  }

  it('let nobody switch them without the token', async () => {
    await start();
    const answer = await fetch(`${service.url}/_switch/lettermill`, { method: 'PUT', body: '{"mode":"error"}' });
    assert.equal(answer.status, 401);
    assert.equal((await send()).status, 200);
  });

  it('remember over a restart what they carried out', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'fortyfive-recipients-'));
    try {
      await start(folder);
      await send();
      await service.close();
      await start(folder);
      await send();
      assert.deepEqual(
        service.store.list().map(({ sent }) => sent),
        [2],
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('show what they were told, as text', async () => {
    await start();
    await send({ notice: { ...NOTICE, reference: '<script>alert(1)</script>' } });
    const page = await (await fetch(service.url)).text();
    assert.match(page, /dana@example\.com/);
    assert.doesNotMatch(page, /<script/);
    assert.match(page, /&lt;script>/);
  });
});

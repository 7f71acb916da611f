import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createOutbound } from '../../connectors/outbound';
import { createWebhookSender, type WebhookAnswer } from '../../connectors/webhook';
import type { FailureCode } from '../../rules/codes';
import { failsWith, NOW_MS } from './support/context';

describe('webhook sender', () => {
  const outbound = createOutbound({ allow: [{ network: '127.0.0.1' }] });
  const sender = createWebhookSender({ outbound, timeoutMs: 500 });
  let answer: (response: http.ServerResponse) => void = (response) => response.end();
  const seen: { headers: http.IncomingHttpHeaders; body: string }[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response);
    });
  });
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  beforeEach(() => void (seen.length = 0));
  after(() => {
    outbound.close();
    server.closeAllConnections();
    server.close();
  });

  const send = (nowMs = NOW_MS, path = '/') =>
    sender.send({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
      secret: 'shared',
      notice: { reference: 'N-1', instruction: 'delete', identifiers: [{ type: 'email', value: 'dana@example.org' }] },
      idempotencyKey: 'key-1',
      signal: new AbortController().signal,
      nowMs,
    });

  it('signs what it sends, so that the recipient can tell who sent it and when', async () => {
    answer = (response) => response.end();
    await send();
    const { headers, body } = seen[0]!;
    const signed = `key-1.${NOW_MS / 1000}.${body}`;
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', 'shared').update(signed).digest('base64')}`);
    assert.equal(headers['webhook-id'], 'key-1');
    assert.equal(headers['idempotency-key'], 'key-1');
    assert.equal(headers['webhook-timestamp'], String(NOW_MS / 1000));
    assert.equal(headers['content-type'], 'application/json');
  });

  it('repeats the same bytes under the same key with the time of the attempt', async () => {
    answer = (response) => response.end();
    await send();
    await send(NOW_MS + 60_000);
    assert.equal(seen[0]!.body, seen[1]!.body);
    assert.deepEqual(
      seen.map(({ headers }) => [headers['webhook-id'], headers['webhook-timestamp']]),
      [
        ['key-1', '1795435200'],
        ['key-1', '1795435260'],
      ],
    );
  });

  const answers: [string, number, string, WebhookAnswer][] = [
    ['an empty 204', 204, '', { state: 'received' }],
    ['received', 202, '{"state":"received"}', { state: 'received' }],
    ['attested', 200, '{"state":"attested"}', { state: 'attested' }],
    ['refused with a code', 200, '{"state":"refused","code":"legal-obligation"}', { state: 'refused', code: 'legal-obligation' }],
    ['refused with words', 200, '{"state":"refused","code":"Dana is our client"}', { state: 'refused' }],
    ['a state we do not know', 200, '{"state":"done"}', { state: 'received' }],
  ]; // prettier-ignore
  for (const [name, status, body, expected] of answers) {
    it(`reads ${name}`, async () => {
      answer = (response) => response.writeHead(status).end(body || undefined);
      assert.deepEqual(await send(), expected);
    });
  }

  const failures: [string, number, http.OutgoingHttpHeaders, string, FailureCode, number | undefined][] = [
    ['500', 500, {}, '', 'recipient-down', undefined],
    ['503 with a wait', 503, { 'retry-after': '120' }, '', 'recipient-down', 120_000],
    ['429 with a date', 429, { 'retry-after': new Date(NOW_MS + 5_000).toUTCString() }, '', 'recipient-down', 5_000],
    ['a page of text', 200, {}, '<html>parked</html>', 'recipient-down', undefined],
    ['an endless answer', 200, {}, 'x'.repeat(100_000), 'recipient-down', undefined],
    ['401', 401, {}, '', 'recipient-refused', undefined],
    ['410', 410, {}, '', 'recipient-refused', undefined],
    ['a redirect', 302, { location: '/elsewhere' }, '', 'recipient-refused', undefined],
  ];
  for (const [name, status, headers, body, code, wait] of failures) {
    it(`fails with ${code} at ${name}`, async () => {
      answer = (response) => response.writeHead(status, headers).end(body);
      await failsWith(send(), code, wait);
      assert.equal(seen.length, 1);
    });
  }

  it('fails when the answer is lost or does not come', async () => {
    answer = (response) => response.destroy();
    await failsWith(send(), 'recipient-down');
    answer = () => undefined;
    await failsWith(send(), 'recipient-down');
  });

  describe('with several notices in one message', () => {
    const references = ['N-1', 'N-2', 'N-3'];
    const sendBatch = () =>
      sender.sendBatch({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        secret: 'shared',
        notice: { notices: references.map((reference) => ({ reference, instruction: 'delete' })) },
        references,
        idempotencyKey: 'key-2',
        signal: new AbortController().signal,
        nowMs: NOW_MS,
      });
    const all = (answer: WebhookAnswer) => references.map((reference) => [reference, answer]);

    const said: [string, string, unknown[]][] = [
      ['one word for all', '{"state":"attested"}', all({ state: 'attested' })],
      ['an empty answer', '', all({ state: 'received' })],
      [
        'a word for each, and takes what is not in it for not taken',
        '{"notices":[{"reference":"N-3","state":"refused","code":"not-ours"},{"reference":"N-1","state":"received"}]}',
        [['N-3', { state: 'refused', code: 'not-ours' }], ['N-1', { state: 'received' }]],
      ],
      [
        'no word about others',
        '{"notices":[{"reference":"N-9","state":"attested"},{"reference":"N-1","state":"failed"},null,7]}',
        [],
      ],
      ['a list that is none', '{"notices":"all of them"}', []],
    ]; // prettier-ignore
    for (const [name, body, expected] of said) {
      it(`reads ${name}`, async () => {
        answer = (response) => response.end(body);
        assert.deepEqual([...(await sendBatch())], expected);
        assert.equal(seen[0]!.headers['webhook-id'], 'key-2');
      });
    }

    it('fails as a single one does', async () => {
      answer = (response) => response.writeHead(503).end();
      await failsWith(sendBatch(), 'recipient-down');
    });
  });

  it('refuses an address that is not listed', async () => {
    const strict = createWebhookSender({ outbound: createOutbound() });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const notice = {
      url,
      secret: 's',
      notice: {},
      idempotencyKey: 'k',
      signal: new AbortController().signal,
      nowMs: NOW_MS,
    };
    await failsWith(strict.send(notice), 'recipient-refused');
  });
});

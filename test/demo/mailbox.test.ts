import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { startMailbox, type Mailbox } from '../../demo/mailbox/mailbox';

describe('the mailbox', () => {
  let mailbox: Mailbox;
  const start = async (folder?: string) => (mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, folder }));
  afterEach(() => mailbox.close());

  const send = async (message: SendMailOptions) => {
    const transport = createTransport(mailbox.smtpUrl);
    await transport.sendMail({ from: 'Meridian Lane Media <privacy@meridianlane.example.com>', ...message });
    transport.close();
  };
  const get = async (target: string) => {
    const answer = await fetch(mailbox.url + target);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const list = async (query = '') =>
    (JSON.parse((await get(`/api/messages${query}`)).text) as { messages: Record<string, unknown>[] }).messages;

  it('shows a message to those it was sent to, newest first', async () => {
    await start();
    await send({
      to: 'dana@example.com',
      subject: 'First',
      text: 'Your code is 123456',
      messageId: '<one@example.com>',
    });
    await send({ to: 'Dana@Example.com', subject: 'Größe', text: 'Second' });
    await send({ to: 'privacy@northgate.example.net', subject: 'Notice', text: 'One notice' });
    assert.deepEqual(
      (await list('?to=DANA@example.com')).map(({ subject, to }) => [subject, to]),
      [
        ['Größe', ['dana@example.com']],
        ['First', ['dana@example.com']],
      ],
    );
    assert.equal((await list()).length, 3);
    assert.deepEqual(await list('?to=nobody@example.com'), []);
    const [, first] = await list('?to=dana@example.com');
    assert.deepEqual([first!.messageId, String(first!.text).trim()], ['<one@example.com>', 'Your code is 123456']);
    const page = await get('/?to=dana@example.com');
    assert.match(page.text, /Größe/);
    assert.doesNotMatch(page.text, /One notice|>Notice</);
  });

  it('shows HTML in a frame that can run nothing, with links that open', async () => {
    await start();
    await send({
      to: 'dana@example.com',
      subject: '<b>Bold</b>',
      text: 'Go to http://127.0.0.1:4545/s/abc.',
      html: '<p>Go <a href="http://127.0.0.1:4545/s/abc">there</a><script>parent.hacked = 1</script></p>',
    });
    const page = await get('/messages/1');
    assert.match(page.text, /<h1>&lt;b>Bold&lt;\/b><\/h1>/);
    assert.match(page.text, /<iframe[^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    assert.match(page.text, /<a href="http:\/\/127\.0\.0\.1:4545\/s\/abc"[^>]*>/);
    const inside = await get('/messages/1/html');
    assert.match(inside.headers.get('content-security-policy') ?? '', /sandbox allow-popups.*default-src 'none'/);
    assert.match(inside.text, /^<base target="_blank">/);
  });

  it('shows text where a message has no HTML', async () => {
    await start();
    await send({ to: 'dana@example.com', subject: 'Plain', text: 'a < b & c' });
    const page = await get('/messages/1');
    assert.match(page.text, /a &lt; b &amp; c/);
    assert.doesNotMatch(page.text, /<iframe/);
  });

  for (const target of ['/messages/1', '/messages/1/html', '/messages/abc', '/messages/-1', '/api/messages/99'])
    it(`answers 404 to ${target} where there is none`, async () => {
      await start();
      assert.equal((await get(target)).status, 404);
    });

  it('keeps its messages over a restart, and goes on counting', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'fortyfive-mail-'));
    try {
      await start(folder);
      await send({ to: 'dana@example.com', subject: 'Before', text: 'x' });
      await mailbox.close();
      await start(folder);
      await send({ to: 'dana@example.com', subject: 'After', text: 'x' });
      assert.deepEqual(
        (await list()).map(({ id, subject }) => [id, subject]),
        [
          [2, 'After'],
          [1, 'Before'],
        ],
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

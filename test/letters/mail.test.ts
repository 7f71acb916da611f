import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { composeLetter } from '../../letters/compose';
import { createMailer, isMailAddress, type Mail, type Mailer } from '../../letters/mail';
import { SAMPLES } from './samples';

const from = 'privacy@harborvine.example';
const letter = composeLetter(SAMPLES.acknowledgement);
const MAIL: Mail = {
  to: 'ada@example.com',
  subject: letter.subject,
  text: letter.text,
  html: letter.html,
  messageId: '<0a1b2c@privacy.harborvine.example>',
  atMs: Date.UTC(2026, 10, 24, 20),
};

interface Server_ {
  url: string;
  bodies: string[];
  to: string[];
  close(): Promise<void>;
}

/** An SMTP server on a free port that keeps what it is given. */
async function smtp(options: SMTPServerOptions = {}): Promise<Server_> {
  const bodies: string[] = [];
  const to: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo(address, _session, done) {
      to.push(address.address);
      done();
    },
    onData(stream, _session, done) {
      let body = '';
      stream.on('data', (chunk: Buffer) => (body += chunk.toString()));
      stream.on('end', () => {
        bodies.push(body);
        done();
      });
    },
    ...options,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    bodies,
    to,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const refusal = (code: number): Error => Object.assign(new Error('ada@example.com is unknown'), { responseCode: code });

describe('letters: the way out for mail', () => {
  const open: { close(): void | Promise<void> }[] = [];
  const mailerTo = (url: string): Mailer => {
    const mailer = createMailer({ url, from, name: 'Harbor & Vine', timeouts: { silenceMs: 200, greetingMs: 200 } });
    open.push(mailer);
    return mailer;
  };
  const serve = async (options?: SMTPServerOptions): Promise<Server_> => {
    const server = await smtp(options);
    open.push(server);
    return server;
  };
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });

  it('brings subject, text, HTML, date and message ID as given', async () => {
    const server = await serve();
    await mailerTo(server.url).send(MAIL);
    const mail = await simpleParser(server.bodies[0]!);
    assert.equal(mail.messageId, MAIL.messageId);
    assert.equal(mail.subject, MAIL.subject);
    assert.equal(mail.text?.trim(), MAIL.text.trim());
    assert.equal((mail.html as string).trim(), MAIL.html!.trim());
    assert.equal(mail.date?.getTime(), MAIL.atMs);
    assert.equal(mail.from?.value[0]?.address, from);
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
    assert.deepEqual(server.to, [MAIL.to]);
  });

  it('sends the same bytes when the same mail goes again', async () => {
    const server = await serve();
    const mailer = mailerTo(server.url);
    await mailer.send(MAIL);
    await mailer.send(MAIL);
    assert.equal(server.bodies.length, 2);
    assert.equal(server.bodies[0], server.bodies[1]);
  });

  const HOSTILE: [string, Partial<Mail>][] = [
    ['a second address', { to: 'ada@example.com, eve@example.com' }],
    ['a group', { to: 'all: ada@example.com, eve@example.com;' }],
    ['a line feed in the address', { to: 'ada@example.com\nBcc: eve@example.com' }],
    ['a named address', { to: 'Eve <eve@example.com>' }],
    ['a source route', { to: '@eve.example:ada@example.com' }],
    ['no address', { to: '' }],
    ['a header in the subject', { subject: 'Hello\r\nBcc: eve@example.com' }],
    ['a line separator in the subject', { subject: 'Hello\u2028Bcc: eve@example.com' }],
    ['a header in the message ID', { messageId: '<a@b>\r\nBcc: eve@example.com' }],
    ['a message ID that is none', { messageId: 'letter' }],
  ];
  for (const [name, change] of HOSTILE) {
    it(`refuses ${name}, and nothing leaves`, async () => {
      const server = await serve();
      await assert.rejects(mailerTo(server.url).send({ ...MAIL, ...change }), (error: Error) => {
        assert.equal(error.name, 'TypeError');
        assert.doesNotMatch(error.message, /eve|ada/);
        return true;
      });
      assert.deepEqual(server.to, []);
    });
  }

  const FAILURES: [string, SMTPServerOptions, string][] = [
    ['busy for now', { onRcptTo: (_a, _s, done) => done(refusal(451)) }, 'mail-down'],
    [
      'full for now',
      { onData: (stream, _s, done) => void stream.resume().on('end', () => done(refusal(452))) },
      'mail-down',
    ],
    ['refusing the sender for policy', { onMailFrom: (_a, _s, done) => done(refusal(530)) }, 'mail-down'],
    [
      'refusing the text',
      { onData: (stream, _s, done) => void stream.resume().on('end', () => done(refusal(554))) },
      'mail-down',
    ],
    ['without this mailbox', { onRcptTo: (_a, _s, done) => done(refusal(550)) }, 'recipient-refused'],
  ];
  for (const [name, options, code] of FAILURES) {
    it(`says ${code} of a server ${name}, without its words`, async () => {
      const server = await serve(options);
      await assert.rejects(mailerTo(server.url).send(MAIL), { name: 'ConnectorFailure', code, message: code });
    });
  }

  it('says mail-down of a server that is not there', async () => {
    const server = await smtp();
    await server.close();
    await assert.rejects(mailerTo(server.url).send(MAIL), { name: 'ConnectorFailure', code: 'mail-down' });
  });

  it('says mail-down of a server that never speaks', async () => {
    const mute: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => void mute.close(() => resolve())) });
    const { port } = mute.address() as AddressInfo;
    await assert.rejects(mailerTo(`smtp://127.0.0.1:${port}`).send(MAIL), { code: 'mail-down' });
  });

  it('says mail-down, once, where the server takes the mail and loses its answer', async () => {
    let taken = 0;
    const server = await serve({
      onData(stream, _session, done) {
        stream.resume().on('end', () => {
          taken += 1;
          done(Object.assign(new Error('gone'), { responseCode: 421 }));
        });
      },
    });
    await assert.rejects(mailerTo(server.url).send(MAIL), { code: 'mail-down' });
    assert.equal(taken, 1);
  });

  it('knows one bare address', () => {
    for (const good of ['ada@example.com', 'a.b+c@sub.example.co', "o'neil@example.com", 'zoë@exämple.example'])
      assert.ok(isMailAddress(good), good);
    for (const bad of ['ada', 'a@b@c', 'a b@c', '"a b"@c.example', 'a@[127.0.0.1]', 'a@b,c', `${'x'.repeat(65)}@y.z`])
      assert.ok(!isMailAddress(bad), bad);
  });
});

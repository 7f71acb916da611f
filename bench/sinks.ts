import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { startSmtp } from '../demo/mailbox/smtp';
import { RECIPIENTS } from './subjects';

/** What of a person's mail the load generator needs. */
export interface Inbox {
  link?: string;
  code?: string;
}

/** Where mail and notices go; not counted. */
export interface Sinks {
  smtpUrl: string;
  /** Secrets of the data map: address and key of each recipient. */
  secrets: Record<string, string>;
  inbox(email: string): Inbox;
  /** When the last mail to somebody came, UTC milliseconds. */
  lastMail(email: string): number;
  close(): Promise<void>;
}

/** Starts a mailbox that keeps links and codes, and one server for all recipients, which attest at once. */
export async function startSinks(): Promise<Sinks> {
  const inboxes = new Map<string, Inbox>();
  const last = new Map<string, number>();
  const inbox = (email: string): Inbox => {
    const known = inboxes.get(email) ?? {};
    inboxes.set(email, known);
    return known;
  };
  const smtp = await startSmtp(0, {
    async add(raw: Buffer, { to }: { to: string[] }) {
      const [email = ''] = to;
      last.set(email, Date.now());
      const { text = '' } = await simpleParser(raw, { skipImageLinks: true });
      const kept = inbox(email);
      kept.link ??= /\/r\/([A-Za-z0-9_-]{43})/.exec(text)?.[1];
      const code = /\b(\d{4})[ \u00a0]?(\d{4})\b/.exec(text);
      if (code) kept.code ??= code[1]! + code[2]!;
      return undefined as never;
    },
    list: () => [],
    get: () => undefined,
    recipients: () => [],
  });
  const recipients = createServer((req, res) => {
    req.resume().on('end', () => {
      res.setHeader('content-type', 'application/json');
      res.end('{"state":"attested"}');
    });
  });
  await new Promise<void>((resolve) => recipients.listen(0, '127.0.0.1', resolve));
  const { port } = recipients.address() as AddressInfo;
  return {
    smtpUrl: smtp.url,
    secrets: Object.fromEntries(
      RECIPIENTS.flatMap((id) => [
        [`${id}-url`, `http://127.0.0.1:${port}/${id}`],
        [`${id}-key`, Buffer.from(`key of ${id}`.padEnd(32, '.')).toString('base64')],
      ]),
    ),
    inbox,
    lastMail: (email) => last.get(email) ?? NaN,
    async close() {
      recipients.close();
      recipients.closeAllConnections();
      await smtp.close();
    },
  };
}

import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import { ConnectorFailure } from '../connectors/connector';

/** A mail to one address. */
export interface Mail {
  /** One bare address. */
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** Stays the same when the same letter goes again, so that a mail program shows it once (decisions.md E2). */
  messageId: string;
  /** The moment of the attempt, UTC milliseconds: the mail's date (decisions.md F). */
  atMs?: number;
  signal?: AbortSignal;
}

/** The way out for mail. */
export interface Mailer {
  /**
   * Hands a mail to the mail server.
   * @throws ConnectorFailure `mail-down` where the server could not be reached or did not take it now;
   *   `recipient-refused` where it will never take mail for this address; TypeError where a field could change a header
   */
  send(mail: Mail): Promise<void>;
  /** Closes connections that stand idle. */
  close(): void;
}

/** How long the mail server may take, milliseconds. */
export interface MailTimeouts {
  connectMs: number;
  greetingMs: number;
  /** Silence on an open connection. */
  silenceMs: number;
}

const TIMEOUTS: MailTimeouts = { connectMs: 10_000, greetingMs: 10_000, silenceMs: 30_000 };

// Stricter than RFC 5321: what a list, a name, a comment or a route could be made of is refused, not quoted.
const ADDRESS = /^[^\s<>()[\]\\,;:"@\p{Cc}\p{Cs}]{1,64}@[^\s<>()[\]\\,;:"@\p{Cc}\p{Cs}]{1,255}$/u;
const MESSAGE_ID = /^<?([A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+)>?$/;
const NOT_IN_HEADER = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** True where the text is one bare address, and nothing that a mail program could read as more (decisions.md K5). */
export function isMailAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** What the mail server's refusal comes to. Its text may quote the address and stays here (decisions.md L6). */
function failure(error: unknown): ConnectorFailure {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const forGood = code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 550 && responseCode <= 553;
  return new ConnectorFailure(forGood ? 'recipient-refused' : 'mail-down');
}

/**
 * A mailer over one SMTP server.
 *
 * @param options.url `smtp://` or `smtps://`, with credentials where the server asks for them
 * @param options.from bare address of the sender; `name` is shown beside it
 */
export function createMailer(options: {
  url: string;
  from: string;
  name?: string;
  timeouts?: Partial<MailTimeouts>;
}): Mailer {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  requireAddress(options.from);
  requireLine(options.name ?? '');
  const transport = createTransport({
    url: options.url,
    pool: true,
    maxConnections: 4,
    // a repeat is an attempt of its own, with its own evidence: never a silent one in here
    maxRequeues: 0,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // same letter, same bytes: the boundary between text and HTML follows the message ID instead of chance
  transport.use('stream', (mail, done) => {
    mail.message.baseBoundary = createHash('sha256').update(mail.message.messageId()).digest('hex').slice(0, 16);
    done();
  });

  return {
    async send(mail) {
      requireAddress(mail.to);
      requireLine(mail.subject);
      const id = MESSAGE_ID.exec(mail.messageId)?.[1];
      if (id === undefined) throw new TypeError('not a message ID');
      let rejected: number;
      try {
        const sent = await transport.sendMail({
          from: { name: options.name ?? '', address: options.from },
          to: { name: '', address: mail.to },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: `<${id}>`,
          ...(mail.atMs === undefined ? {} : { date: new Date(mail.atMs) }),
          ...(mail.signal === undefined ? {} : { signal: mail.signal }),
          // RFC 3834: no out-of-office reply to this
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        rejected = sent.rejected.length;
      } catch (error) {
        throw failure(error);
      }
      if (rejected > 0) throw new ConnectorFailure('recipient-refused');
    },
    close: () => transport.close(),
  };
}

function requireAddress(text: string): void {
  if (!isMailAddress(text)) throw new TypeError('not one mail address');
}

function requireLine(text: string): void {
  if (NOT_IN_HEADER.test(text)) throw new TypeError('a header is one line');
}

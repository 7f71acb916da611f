import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { MessageStore } from './store';

/** A listening mail server. */
export interface SmtpService {
  url: string;
  close(): Promise<void>;
}

const MAX_BYTES = 10_000_000;

/**
 * Takes every message for every address, on this machine only, and delivers it nowhere but into the store. Port 0
 * takes a free one.
 */
export async function startSmtp(port: number, store: MessageStore): Promise<SmtpService> {
  const server = new SMTPServer({
    banner: 'demo mailbox',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    closeTimeout: 1_000,
    onData(stream, session, done) {
      buffer(stream)
        .then(async (raw) => {
          if (stream.sizeExceeded) return done(Object.assign(new Error('message too large'), { responseCode: 552 }));
          const to = session.envelope.rcptTo.map(({ address }) => address);
          // Kept before it is answered: an accepted message is in the mailbox.
          await store.add(raw, { to, receivedAt: new Date().toISOString() });
          done();
        })
        .catch(() => done(Object.assign(new Error('try again'), { responseCode: 451 })));
    },
  });
  // A client that goes away in the middle is no failure of the mailbox.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const taken = (server.server.address() as AddressInfo).port;
  return {
    url: `smtp://127.0.0.1:${taken}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

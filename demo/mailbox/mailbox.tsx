import express, { type Express } from 'express';
import { z } from 'zod';
import { sendPage } from '../pages/layout';
import { serve } from '../serve';
import { ListPage, MessagePage, MissingPage } from './pages';
import { startSmtp } from './smtp';
import { createMessageStore, type MessageStore } from './store';

/** The running mailbox. */
export interface Mailbox {
  smtpUrl: string;
  /** The page. */
  url: string;
  store: MessageStore;
  close(): Promise<void>;
}

/** What {@link startMailbox} takes. Ports 0 take free ones. */
export interface MailboxOptions {
  smtpPort: number;
  httpPort: number;
  /** Keeps the messages over restarts. */
  folder?: string;
  /** Address of the page that the mailbox links back to. */
  home?: string;
}

/** Starts a mail server and the page that shows what it took, both on this machine only. */
export async function startMailbox({ smtpPort, httpPort, folder, home }: MailboxOptions): Promise<Mailbox> {
  const store = createMessageStore(folder);
  const smtp = await startSmtp(smtpPort, store);
  try {
    const page = await serve(mailboxApp(store, home), httpPort);
    return {
      smtpUrl: smtp.url,
      url: page.url,
      store,
      close: async () => {
        await Promise.all([smtp.close(), page.close()]);
      },
    };
  } catch (error) {
    await smtp.close();
    throw error;
  }
}

const query = z.object({ to: z.string().max(320).optional() });
// A message's own page may do nothing: no script, no form, nothing fetched; links open in a new window.
const MESSAGE_POLICY =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

function mailboxApp(store: MessageStore, home: string | undefined): Express {
  const app = express();
  app.disable('x-powered-by');
  const messageOf = (id: string) => (/^\d{1,9}$/.test(id) ? store.get(Number(id)) : undefined);

  app.get('/', (request, response) => {
    const to = toOf(request.query);
    sendPage(response, <ListPage messages={store.list(to)} recipients={store.recipients()} to={to} home={home} />);
  });
  app.get('/messages/:id', (request, response) => {
    const message = messageOf(request.params.id);
    if (message) sendPage(response, <MessagePage message={message} home={home} />);
    else sendPage(response, <MissingPage home={home} />, 404);
  });
  app.get('/messages/:id/html', (request, response) => {
    const html = messageOf(request.params.id)?.html;
    if (!html) return void response.status(404).type('text').send('no such message');
    response
      .set('Content-Security-Policy', MESSAGE_POLICY)
      .set('X-Content-Type-Options', 'nosniff')
      .set('Referrer-Policy', 'no-referrer')
      .type('html')
      .send(`<base target="_blank">${html}`);
  });
  app.get('/api/messages', (request, response) => void response.json({ messages: store.list(toOf(request.query)) }));
  app.get('/api/messages/:id', (request, response) => {
    const message = messageOf(request.params.id);
    if (message) response.json(message);
    else response.status(404).json({ error: 'not-found' });
  });
  return app;
}

/** The address asked for; an empty one, or several, ask for everybody. */
function toOf(asked: unknown): string | undefined {
  return query.safeParse(asked).data?.to?.trim().toLowerCase() || undefined;
}

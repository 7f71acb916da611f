import express, { type Express, type Request, type Response } from 'express';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { sendPage } from '../pages/layout';
import { bearer, serve, type Served } from '../serve';
import { behaviourSchema, type RecipientBehaviour } from './behaviour';
import { RecipientsPage } from './pages';
import { signatureHolds } from './signature';
import { createRecipientStore, noticeSchema, type Applied, type RecipientStore } from './store';

/** The running recipients. */
export interface RecipientsService extends Served {
  store: RecipientStore;
  /** Address at which a recipient takes notices. */
  hookUrl(recipient: string): string;
  /** As `PUT /_switch/<recipient>`, for whoever is in the same process. */
  switchTo(recipient: string, behaviour: z.input<typeof behaviourSchema>): void;
}

/** What {@link startRecipients} takes. */
export interface RecipientsOptions {
  port: number;
  /** Signing key of each recipient, by its ID: those recipients there are. */
  secrets: Readonly<Record<string, string>>;
  /** Bearer token of `/_switch`. */
  adminToken: string;
  folder?: string;
  home?: string;
  /** Moment for the signature's age, UTC milliseconds; tests that skip time give theirs. */
  nowMs?: () => number;
}

const OUTCOMES: Record<RecipientBehaviour['mode'], Applied['outcome']> = {
  ok: 'attested',
  slow: 'attested',
  error: 'attested',
  'lose-answer': 'attested',
  receive: 'received',
  refuse: 'refused',
};

/** Starts the webhook recipients at `/hooks/<recipient>`, with a page of what they received, on this machine only. */
export async function startRecipients(options: RecipientsOptions): Promise<RecipientsService> {
  const { secrets, nowMs = () => Date.now() } = options;
  const store = createRecipientStore(options.folder);
  const behaviours = new Map<string, RecipientBehaviour>(
    Object.keys(secrets).map((id) => [id, behaviourSchema.parse({ mode: 'ok' })]),
  );
  const app = express();
  app.disable('x-powered-by');
  app.get('/_health', (_request, response) => void response.json({ ok: true }));
  addSwitches(app, behaviours, options.adminToken);
  app.post('/hooks/:recipient', express.raw({ type: () => true, limit: '1mb' }), (request, response) =>
    take(request, response, request.params.recipient),
  );
  app.get('/', (_request, response) => {
    const modes = Object.fromEntries([...behaviours].map(([id, { mode }]) => [id, mode]));
    sendPage(response, <RecipientsPage applied={store.list()} behaviours={modes} home={options.home} />);
  });
  app.get('/api/received', (request, response) => {
    const recipient = z.string().safeParse(request.query.recipient).data;
    response.json({ received: store.list(recipient) });
  });

  async function take(request: Request, response: Response, recipient: string): Promise<void> {
    const behaviour = behaviours.get(recipient);
    const secret = secrets[recipient];
    if (!behaviour || !secret) return void response.status(404).json({ error: 'no-such-recipient' });
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const key = request.get('webhook-id') ?? '';
    const headers = {
      id: key,
      timestamp: request.get('webhook-timestamp'),
      signature: request.get('webhook-signature'),
    };
    if (!signatureHolds(secret, headers, body, nowMs()))
      return void response.status(401).json({ error: 'bad-signature' });
    const notice = noticeSchema.safeParse(parseJson(body));
    if (!notice.success) return void response.status(422).json({ error: 'not-understood' });
    if (behaviour.mode === 'slow') await wait(behaviour.delay_ms, undefined, { ref: false });
    if (behaviour.mode === 'error') return void response.status(500).json({ error: 'internal' });

    const { how, applied } = store.apply({
      recipient,
      key,
      body,
      notice: notice.data,
      outcome: OUTCOMES[behaviour.mode],
      at: new Date(nowMs()).toISOString(),
    });
    if (how === 'key-reused') return void response.status(409).json({ error: 'key-reused' });
    if (behaviour.mode === 'lose-answer' && how === 'first') return void request.socket.destroy();
    response.json(
      applied.outcome === 'refused' ? { state: 'refused', code: 'legal-obligation' } : { state: applied.outcome },
    );
  }

  const served = await serve(app, options.port);
  return {
    ...served,
    store,
    hookUrl: (recipient) => `${served.url}/hooks/${recipient}`,
    switchTo(recipient, behaviour) {
      if (!behaviours.has(recipient)) throw new RangeError(`no recipient '${recipient}'`);
      behaviours.set(recipient, behaviourSchema.parse(behaviour));
    },
  };
}

function addSwitches(app: Express, behaviours: Map<string, RecipientBehaviour>, adminToken: string): void {
  app.use('/_switch', bearer(adminToken), express.json({ limit: '1kb' }));
  app.get('/_switch', (_request, response) => void response.json(Object.fromEntries(behaviours)));
  app.put('/_switch/:recipient', (request, response) => {
    const { recipient } = request.params;
    if (!behaviours.has(recipient)) return void response.status(404).json({ error: 'no-such-recipient' });
    const asked = behaviourSchema.safeParse(request.body);
    if (!asked.success) return void response.status(400).json({ error: 'unknown-switch' });
    behaviours.set(recipient, asked.data);
    response.json(asked.data);
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

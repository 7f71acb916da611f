import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { DemoPerson } from '../person';
import { bearer, serve, type Served } from '../serve';
import { COLLECTIONS, COLLECTION_NAMES, eventItems, type Collection } from './records';
import { createEventStore, type EventStore } from './store';
import { behaviourOf, switchSchema, type Behaviour } from './switch';

/** The running service. */
export interface EventsService extends Served {
  store: EventStore;
  /** As `PUT /_switch`, for whoever is in the same process. */
  switchTo(behaviour: z.input<typeof switchSchema>): void;
}

/** What {@link startEvents} takes. */
export interface EventsOptions {
  port: number;
  /** Bearer token of callers. */
  token: string;
  /** Bearer token of `/_switch`. */
  adminToken: string;
  /** Remembers what was deleted, over restarts. */
  folder?: string;
  people: readonly DemoPerson[];
  nowMs: number;
  /** Calls a second for each token before 429. */
  limit?: number;
}

const paging = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(100).default(50),
});
const filter = z.string().min(1).max(320);

/** Starts the service that README.md describes, on this machine only. */
export async function startEvents(options: EventsOptions): Promise<EventsService> {
  const store = createEventStore(eventItems(options.people, options.nowMs), options.folder);
  let behaviour: Behaviour = { mode: 'off', delay_ms: 0 };

  const app = express();
  app.disable('x-powered-by');
  app.get('/_health', (_request, response) => void response.json({ ok: true }));
  app.use('/_switch', bearer(options.adminToken), express.json({ limit: '1kb' }));
  app.get('/_switch', (_request, response) => void response.json(behaviour));
  app.put('/_switch', (request, response) => {
    const asked = switchSchema.safeParse(request.body);
    if (!asked.success) return void response.status(400).json({ error: 'unknown-switch' });
    behaviour = behaviourOf(asked.data);
    response.json(behaviour);
  });

  app.use(bearer(options.token));
  app.use(limiter(options.limit ?? 200));
  app.use(async (_request, response, next) => {
    if (behaviour.mode === 'down') return void response.status(503).json({ error: 'down' });
    if (behaviour.mode === 'slow') await wait(behaviour.delay_ms, undefined, { ref: false });
    next();
  });
  for (const collection of COLLECTION_NAMES) {
    app.get(`/${collection}`, (request, response) => list(store, collection, request, response));
    app.get(`/${collection}/:id`, (request, response) => {
      const item = store.get(collection, request.params.id);
      if (item) response.json(item);
      else response.status(404).json({ error: 'not-found' });
    });
    app.patch(`/${collection}/:id`, express.json({ limit: '10kb' }), (request, response) => {
      const own = new Set(Object.keys(store.get(collection, request.params.id) ?? {}));
      const fields = z.record(z.string(), z.string().max(1_000).nullable()).safeParse(request.body);
      if (!fields.success || 'id' in fields.data) return void response.status(400).json({ error: 'bad-fields' });
      if (own.size === 0) return void response.status(404).json({ error: 'not-found' });
      if (Object.keys(fields.data).some((name) => !own.has(name)))
        return void response.status(400).json({ error: 'unknown-field' });
      if (behaviour.mode !== 'lie') store.change(collection, request.params.id, fields.data);
      response.status(204).end();
    });
    app.delete(`/${collection}/:id`, (request, response) =>
      remove(store, collection, { lie: behaviour.mode === 'lie', id: request.params.id }, request, response),
    );
  }
  app.use((_request, response) => void response.status(404).json({ error: 'not-found' }));
  app.use(badRequest);

  const served = await serve(app, options.port);
  return { ...served, store, switchTo: (asked) => (behaviour = behaviourOf(switchSchema.parse(asked))) };
}

function limiter(limit: number): RequestHandler {
  return rateLimit({
    windowMs: 1_000,
    limit,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    // one token, one caller; nobody without the token comes this far
    keyGenerator: () => 'token',
    handler: (_request, response) => void response.status(429).json({ error: 'too-many-requests' }),
  });
}

function list(store: EventStore, collection: Collection, request: Request, response: Response): void {
  const allowed: Record<string, z.ZodType> = { ...paging.shape };
  for (const name of COLLECTIONS[collection]) allowed[name] = filter.optional();
  const query = z.strictObject(allowed).safeParse(request.query);
  if (!query.success) return void response.status(400).json({ error: 'bad-query' });
  const { page, per_page, ...filters } = query.data as { page: number; per_page: number } & Record<string, string>;
  const found = store.search(collection, filters);
  const more = page * per_page < found.length;
  const next = new URLSearchParams({ ...filters, page: String(page + 1), per_page: String(per_page) });
  response.json({
    items: found.slice((page - 1) * per_page, page * per_page),
    page,
    per_page,
    total: found.length,
    next: more ? `/${collection}?${next.toString()}` : null,
  });
}

const ANSWERS = { deleted: 204, repeated: 204, missing: 404, 'key-reused': 409 } as const;

function remove(
  store: EventStore,
  collection: Collection,
  { lie, id }: { lie: boolean; id: string },
  request: Request,
  response: Response,
): void {
  const key = request.get('idempotency-key') ?? '';
  if (key.length < 1 || key.length > 200) return void response.status(400).json({ error: 'idempotency-key-needed' });
  const outcome = lie && store.get(collection, id) ? 'deleted' : store.remove(collection, id, key);
  if (ANSWERS[outcome] === 204) response.status(204).end();
  else response.status(ANSWERS[outcome]).json({ error: outcome === 'missing' ? 'not-found' : outcome });
}

const badRequest: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(400).json({ error: 'bad-request' });
};

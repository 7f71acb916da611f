import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../db/clock';
import type { Db } from '../db/connect';
import { type ApiKey, findApiKey } from '../db/api-keys';
import { findSession } from '../db/sessions';
import { findStaff, type Staff } from '../db/staff';
import type { Vault } from '../vault/vault';
import { renderPage } from '../web/render';
import { ProblemPage } from '../web/pages/problem';
import { nestedFields, read, refuseHostile } from './border';
import type { Business } from './business';
import { cookieName, tokenFrom, writeCookies } from './cookies';
import { isMultipart, type Multipart, readMultipart } from './documents/multipart';
import { Problem, PROBLEM_TYPES } from './problems';
import { redirect, type Reply } from './reply';
import type { Context, LiveSession, Route } from './route';
import { type Handlers, type Refills, ROUTES } from './routes';

const BODY_LIMIT = 32 * 1024;

/** What the door needs to let callers through. */
export interface DoorDeps {
  db: Db;
  vault: Vault;
  clock: Clock;
  /** Name of the business, and base of the pages; https makes cookies secure. */
  business: Pick<Business, 'name' | 'baseUrl'>;
  /** Hears of errors that are nobody's input; a code and a place, never a value. */
  report(error: unknown): void;
  /** Counts an answered request. */
  counted(route: Route, status: number): void;
}

type AnyContext = Context<Route>;
type AnyHandler = (context: AnyContext) => Promise<Reply> | Reply;
type AnyRefill = (context: AnyContext, sent: Record<string, unknown>, problem: Problem) => Promise<Reply> | Reply;

/**
 * Builds one router from the table of routes. A handler runs only after its route's audience, roles, token, path and
 * body were checked, in this order; what it is given is all it can know.
 */
export function createDoor(deps: DoorDeps, handlers: Handlers, refills: Refills): express.Router {
  const router = express.Router();
  for (const route of ROUTES as readonly Route[]) {
    const handler = handlers[route.id as keyof Handlers];
    const refill = refills[route.id as keyof Refills] as unknown as AnyRefill | undefined;
    const parse = route.method === 'POST' ? bodyParser(route) : undefined;
    const serve: RequestHandler = async (req, res) => {
      try {
        const read = async (): Promise<Multipart> => {
          if (route.files && isMultipart(req)) return readMultipart(req);
          if (parse) await parsed(parse, req, res);
          return { fields: req.body as Record<string, unknown>, files: [] };
        };
        await send(deps, route, await answer(deps, route, { handler, refill, read }, req), res);
      } catch (error) {
        deps.counted(route, respondProblem(deps, error, route.api === true, res));
      }
    };
    if (route.method === 'GET') router.get(route.path, serve);
    else router.post(route.path, serve);
  }
  return router;
}

/** Runs a body parser to its end, so that what it refuses is answered like every other problem. */
function parsed(parser: RequestHandler, req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const next: NextFunction = (error?: unknown) =>
      error === undefined ? resolve() : reject(error instanceof Error ? error : new Problem('malformed'));
    void parser(req, res, next);
  });
}

function bodyParser(route: Route): RequestHandler {
  const limit = route.limit ?? BODY_LIMIT;
  if (route.audience === 'signed' || (route.limit && !route.body)) return express.raw({ type: () => true, limit });
  return route.api
    ? express.json({ limit, strict: true })
    : express.urlencoded({ extended: false, limit, parameterLimit: 600 });
}

/** What serves a route. */
interface Serving {
  handler: AnyHandler;
  refill: AnyRefill | undefined;
  /** Reads the body; only once the caller is known, where it may be large. */
  read(): Promise<Multipart>;
}

async function answer(deps: DoorDeps, route: Route, serving: Serving, req: Request): Promise<Reply> {
  const { handler, refill } = serving;
  const early = route.files ? undefined : await serving.read();
  const nowMs = await deps.clock.nowMs();
  const who = await authenticate(deps, route, req, nowMs);
  if ('type' in who) return who;
  if (route.method === 'POST') refuseForeign(deps, route, req);
  const { fields, files } = early ?? (await serving.read());
  const sent = route.method === 'POST' && route.body ? sentBody(route, fields) : {};
  if (route.method === 'POST') refuseForgery(route, req, who.session, sent);
  delete sent['csrf'];
  const context: AnyContext = {
    params: pathOf(route, req),
    query: route.query ? read(route.query, { ...req.query }) : {},
    body: undefined,
    nowMs,
    network: networkOf(deps.vault, req),
    session: who.session,
    staff: who.staff as never,
    program: who.program as never,
    files,
    raw: {
      body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
      header: (name) => req.get(name),
    },
  };
  try {
    if (route.body && route.audience !== 'signed') context.body = read(route.body, sent);
    return await handler(context);
  } catch (error) {
    if (refill && error instanceof Problem) return await refill(context, sent, error);
    throw error;
  }
}

/** Who calls; a page's caller without a session is shown the way instead of an error. */
async function authenticate(
  deps: DoorDeps,
  route: Route,
  req: Request,
  nowMs: number,
): Promise<{ session?: LiveSession; staff?: Staff; program?: ApiKey } | Reply> {
  const { audience } = route;
  if (audience === 'public' || audience === 'operations' || audience === 'signed') return {};
  if (audience === 'program') return { program: await programOf(deps, route, req, nowMs) };
  const token = tokenFrom(req, audience);
  const found = token ? await findSession(deps.db, token, audience, nowMs) : undefined;
  const session = found && token ? { ...found, token } : undefined;
  if (!session) {
    if (audience === 'staff' && !route.api) return redirect('/staff/sign-in');
    throw new Problem('sign-in-needed', NO_SESSION[audience]);
  }
  if (audience === 'consumer' && route.purpose !== session.content['purpose'])
    throw new Problem('sign-in-needed', NO_SESSION.consumer);
  if (route.verified && session.content['verified'] !== true)
    throw new Problem('not-allowed', 'Enter the code that we sent you first.');
  if (audience !== 'staff' && audience !== 'codec') return { session };

  const staff = await findStaff(deps.db, session.subject);
  if (!staff || staff.disabled) {
    if (!route.api) return redirect('/staff/sign-in');
    throw new Problem('sign-in-needed', NO_SESSION.staff);
  }
  if (staff.mustChange && !route.beforePassword) {
    if (!route.api) return redirect('/staff/password');
    throw new Problem('not-allowed', 'Change the one-time password first.');
  }
  if (route.roles && !route.roles.some((role) => staff.roles.includes(role)))
    throw new Problem('not-allowed', `Needs one of these roles: ${route.roles.join(', ')}.`);
  return { session, staff };
}

/** @throws Problem `sign-in-needed`, whatever is wrong with the key: unknown, ended, or for something else */
async function programOf({ db }: DoorDeps, { scope }: Route, req: Request, nowMs: number): Promise<ApiKey> {
  const key = /^Bearer ([\w-]{10,100})$/i.exec(req.get('authorization') ?? '')?.[1];
  const program = key && scope ? await findApiKey(db, key, scope, nowMs) : undefined;
  if (!program) throw new Problem('sign-in-needed', 'This takes an API key made for it: Authorization: Bearer <key>.');
  return program;
}

const NO_SESSION = {
  consumer: 'Follow the link in the message that we sent you. If it is old, it may have expired.',
  recipient: 'Follow the link in the mail that we sent you. If it is old, it may have expired.',
  staff: 'Sign in as staff.',
  codec: 'Open the payloads from a request of the console first, with a reason.',
} as const;

/** The fields that were sent. A form's dotted names (`points.postal-code`) are fields inside a field. */
function sentBody(route: Route, body: unknown): Record<string, unknown> {
  if (route.audience === 'signed') return {};
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    if (route.api) throw new Problem('malformed', 'Send a JSON object with the content type application/json.');
    return {};
  }
  refuseHostile(body);
  return nestedFields(body, { dotted: !route.api });
}

/** Audiences that carry no cookie which another site could borrow. */
const NOT_FORGED: readonly Route['audience'][] = ['signed', 'program', 'operations', 'codec'];

/** A change must come from our own page or program: from the same site. */
function refuseForeign(deps: DoorDeps, route: Route, req: Request): void {
  if (NOT_FORGED.includes(route.audience)) return;
  const site = req.get('sec-fetch-site');
  const origin = req.get('origin');
  const foreign =
    site === 'cross-site' ||
    (origin !== undefined &&
      origin !== 'null' &&
      origin !== new URL(deps.business.baseUrl).origin &&
      hostOf(origin) !== req.get('host'));
  if (foreign) throw new Problem('form-expired', 'This form was sent from another site.');
}

/** And with the session's token. */
function refuseForgery(
  route: Route,
  req: Request,
  session: LiveSession | undefined,
  sent: Record<string, unknown>,
): void {
  if (NOT_FORGED.includes(route.audience) || !session) return;
  const given = route.api ? req.get('x-csrf-token') : sent['csrf'];
  if (typeof given !== 'string' || !sameText(given, session.csrf))
    throw new Problem('form-expired', 'Go back, reload the page and send the form again.');
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A path that no object can have is answered as one whose object does not exist. */
function pathOf(route: Route, req: Request): unknown {
  if (!route.params) return {};
  const parsed = route.params.safeParse({ ...req.params });
  if (!parsed.success) throw new Problem('not-found');
  return parsed.data;
}

function networkOf(vault: Vault, req: Request): string {
  const address = req.ip ?? req.socket.remoteAddress ?? 'unknown';
  // one household of IPv6 is a /64
  const network =
    address.includes(':') && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address;
  return vault.hash('token', `network ${network}`).toString('hex').slice(0, 24);
}

async function send(deps: DoorDeps, route: Route, reply: Reply, res: Response): Promise<void> {
  if (reply.cookies) writeCookies(res, reply.cookies, { secure: deps.business.baseUrl.startsWith('https:') });
  res.set(reply.headers ?? {});
  if (!res.get('Cache-Control')) res.set('Cache-Control', 'no-store');
  deps.counted(route, reply.status);
  switch (reply.type) {
    case 'page':
      res
        .status(reply.status)
        .type('html')
        .send(renderPage(reply.title, reply.body, { business: deps.business.name }));
      return;
    case 'json':
      res.status(reply.status).json(reply.value);
      return;
    case 'redirect':
      res.redirect(reply.status, reply.to);
      return;
    case 'text':
      res.status(reply.status).type(reply.contentType).send(reply.text);
      return;
    case 'stream':
      res
        .status(reply.status)
        .set({ 'Content-Type': reply.mediaType, 'Content-Disposition': `attachment; filename="${reply.name}"` });
      try {
        await pipeline(Readable.from(reply.chunks), res);
      } catch (error) {
        // the head is out: what is left is to break off, so that nobody takes a part for the whole
        deps.report(error);
        res.destroy();
      }
      return;
    case 'file':
      res
        .status(reply.status)
        .set({ 'Content-Type': reply.mediaType, 'Content-Disposition': `attachment; filename="${reply.name}"` })
        .send(reply.bytes);
  }
}

/** Writes a problem as an answer and returns its status. */
export function respondProblem(
  deps: Pick<DoorDeps, 'report' | 'business'>,
  error: unknown,
  asJson: boolean,
  res: Response,
): number {
  const problem = toProblem(error);
  if (problem.type === 'internal') deps.report(error);
  res.set('Cache-Control', 'no-store');
  if (problem.retryAfterSeconds) res.set('Retry-After', String(problem.retryAfterSeconds));
  res.status(problem.status);
  if (asJson) {
    res.type('application/problem+json').send(JSON.stringify(problem));
  } else {
    const body = ProblemPage({
      title: PROBLEM_TYPES[problem.type].title,
      detail: problem.detail,
      fields: problem.fields,
    });
    res.type('html').send(renderPage('Something is not right', body, { business: deps.business.name }));
  }
  return problem.status;
}

/** Errors of Express and its body parsers carry a 4xx status; everything else that is no Problem is ours. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { status, type } = (typeof error === 'object' && error !== null ? error : {}) as {
    status?: unknown;
    type?: unknown;
  };
  if (status === 413 || type === 'parameters.too.many') return new Problem('too-large');
  if (typeof status === 'number' && status >= 400 && status < 500) return new Problem('malformed');
  return new Problem('internal');
}

/** Name of the cookie that signs staff in; for tests and documents. */
export const STAFF_COOKIE = cookieName('staff');

import { lookup as dnsLookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { addressAllowed, type AddressRules } from './addresses';

/** Where outbound calls may go and how much they may cost (decisions.md L3). All of it comes from file configuration. */
export interface OutboundSettings extends AddressRules {
  /** Milliseconds for one call, redirects and body included. */
  timeoutMs: number;
  /** Bytes of one answer's body. */
  maxBytes: number;
  /** Redirects followed for GET; other methods follow none. */
  maxRedirects: number;
}

/** What holds unless the configuration says otherwise: https to public addresses on port 443, nothing else. */
export const DEFAULT_OUTBOUND: OutboundSettings = {
  schemes: ['https'],
  ports: [443],
  allow: [],
  timeoutMs: 30_000,
  maxBytes: 5_000_000,
  maxRedirects: 3,
};

/** Why a call did not bring an answer. */
export type OutboundReason = 'refused' | 'unreachable' | 'timeout' | 'too-large' | 'too-many-redirects' | 'aborted';

/** The only error of {@link Outbound}. Carries a reason and no text of the other side. */
export class OutboundFailure extends Error {
  override readonly name = 'OutboundFailure';
  constructor(readonly reason: OutboundReason) {
    super(reason);
  }
}

/** One call. */
export interface OutboundRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  /** Sent wherever the call goes. Never put a secret here. */
  headers?: Record<string, string>;
  /** Sent to the origin of `url` only; a redirect to another origin goes without them. */
  credentials?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
  /** Milliseconds, at most the settings' own. */
  timeoutMs?: number;
  /** Bytes, at most the settings' own. */
  maxBytes?: number;
}

/** A complete answer. */
export interface OutboundAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

/** The only way out for HTTP. */
export interface Outbound {
  request(request: OutboundRequest): Promise<OutboundAnswer>;
  /** Closes idle connections. */
  close(): void;
}

/** Turns a host name into addresses; the tests pass their own. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/**
 * Makes the only way out. Each hop is resolved once, every address of the answer is checked, and the connection is
 * made to the checked address itself, so that a name which changes its address between check and use gains nothing.
 */
export function createOutbound(settings: Partial<OutboundSettings> = {}, resolve: Resolve = resolveAll): Outbound {
  const limits: OutboundSettings = { ...DEFAULT_OUTBOUND, ...settings };
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxFreeSockets: 16 }),
    'https:': new https.Agent({ keepAlive: true, maxFreeSockets: 16 }),
  };
  return {
    async request(request) {
      const budget = AbortSignal.timeout(Math.min(request.timeoutMs ?? limits.timeoutMs, limits.timeoutMs));
      const signal = request.signal ? AbortSignal.any([budget, request.signal]) : budget;
      const maxBytes = Math.min(request.maxBytes ?? limits.maxBytes, limits.maxBytes);
      const first = parse(request.url);
      let url = first;
      for (let hop = 0; ; hop += 1) {
        try {
          const pinned = await unlessAborted(checkedAddress(url, limits, resolve), signal);
          const headers =
            url.origin === first.origin ? { ...request.headers, ...request.credentials } : request.headers;
          const answer = await exchange({ url, pinned, headers, request, signal, maxBytes, agents });
          const next = redirectOf(answer, url);
          if (next === undefined || request.method !== 'GET') return answer;
          if (hop >= limits.maxRedirects) throw new OutboundFailure('too-many-redirects');
          if (url.protocol === 'https:' && next.protocol !== 'https:') throw new OutboundFailure('refused');
          url = next;
        } catch (error) {
          if (request.signal?.aborted) throw new OutboundFailure('aborted');
          if (budget.aborted) throw new OutboundFailure('timeout');
          throw error instanceof OutboundFailure ? error : new OutboundFailure('unreachable');
        }
      }
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

function parse(text: string, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new OutboundFailure('refused');
  }
  const known = url.protocol === 'http:' || url.protocol === 'https:';
  // A name and password in an address would be a credential bound to nothing.
  if (!known || url.username !== '' || url.password !== '') throw new OutboundFailure('refused');
  return url;
}

interface Pinned {
  address: string;
  family: number;
}

async function checkedAddress(url: URL, limits: OutboundSettings, resolve: Resolve): Promise<Pinned> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const scheme = url.protocol.slice(0, -1);
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  const family = isIP(host);
  const addresses = family === 0 ? await resolve(host) : [{ address: host, family }];
  // One forbidden address among several refuses the name: a mixed answer is how rebinding begins.
  if (!addresses.every(({ address }) => addressAllowed(address, port, scheme, limits))) {
    throw new OutboundFailure('refused');
  }
  const [chosen] = addresses;
  if (chosen === undefined) throw new OutboundFailure('unreachable');
  return chosen;
}

interface Exchange {
  url: URL;
  pinned: Pinned;
  headers: Record<string, string> | undefined;
  request: OutboundRequest;
  signal: AbortSignal;
  maxBytes: number;
  agents: { 'http:': http.Agent; 'https:': https.Agent };
}

function exchange({ url, pinned, headers, request, signal, maxBytes, agents }: Exchange): Promise<OutboundAnswer> {
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
  const lookup: LookupFunction = (_host, options, callback) => {
    if (options.all) callback(null, [pinned]);
    else callback(null, pinned.address, pinned.family);
  };
  return new Promise((resolve, reject) => {
    const body = request.body === undefined ? undefined : Buffer.from(request.body, 'utf8');
    const outgoing = (protocol === 'https:' ? https : http).request(url, {
      agent: agents[protocol],
      lookup,
      method: request.method,
      headers: {
        'user-agent': 'fortyfive',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      },
      signal,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) {
          reject(new OutboundFailure('too-large'));
          outgoing.destroy();
          return;
        }
        chunks.push(chunk);
      });
      incoming.on('error', reject);
      incoming.on('aborted', () => reject(new OutboundFailure('unreachable')));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.end(body);
  });
}

/** A resolver that hangs must not outlast the call. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const failure = new OutboundFailure('aborted');
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(failure);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function redirectOf(answer: OutboundAnswer, from: URL): URL | undefined {
  const location = answer.headers.location;
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return undefined;
  return parse(location, from);
}

const resolveAll: Resolve = (host) => dnsLookup(host, { all: true });

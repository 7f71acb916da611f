import type { HttpSystem } from '../datamap/data-map';
import { ConnectorFailure, type CallContext } from './connector';
import { OutboundFailure, type Outbound, type OutboundAnswer, type OutboundRequest } from './outbound';
import { retryAfterMs } from './retry-after';

/** What reaches one HTTP service. */
export interface HttpClientParts {
  system: HttpSystem;
  outbound: Outbound;
  /** Base address of the service, resolved from its secret name. */
  url: string;
  /** Bearer token. */
  token: string;
}

/** A JSON object as a service sends it. */
export type Item = Record<string, unknown>;

/** The calls that an HTTP system answers. All throw {@link ConnectorFailure} only. */
export interface HttpClient {
  /** Every item of a list, through all its pages. `limit`: more items than this are `too-many-rows`. */
  list(path: string, query: Record<string, string>, limit: number, context: CallContext): Promise<Item[]>;
  /**
   * One page of a list, and the address of the next one.
   *
   * @param from that address, as an earlier page told it; null for the first page
   */
  page(path: string, from: string | null, context: CallContext): Promise<{ items: Item[]; next: string | undefined }>;
  /** One item; undefined where the service says that there is none. */
  item(path: string, context: CallContext): Promise<Item | undefined>;
  /**
   * Changes fields of one item (PATCH with JSON); false where the service says that there is none. What may be changed
   * back later is sent without an idempotency key: one key for both would leave the wrong value.
   */
  change(path: string, fields: Item, idempotencyKey: string | undefined, context: CallContext): Promise<boolean>;
  /** Erases one item; one that is gone already is no error. */
  remove(path: string, idempotencyKey: string | undefined, context: CallContext): Promise<void>;
}

/** Makes the calls to one service, with its bearer token, pages and failures reduced to codes. */
export function createHttpClient({ system, outbound, url, token }: HttpClientParts): HttpClient {
  const base = url.replace(/\/+$/, '');
  const { pages } = system;

  const call = async (
    method: OutboundRequest['method'],
    target: string,
    context: CallContext,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<OutboundAnswer> => {
    let answer: OutboundAnswer;
    try {
      answer = await outbound.request({
        method,
        url: target,
        headers: { accept: 'application/json', ...headers },
        credentials: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body }),
        signal: context.signal,
        timeoutMs: system.timeoutMs,
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      throw asFailure(error);
    }
    context.heartbeat();
    const { status } = answer;
    const wait = retryAfterMs(answer.headers['retry-after'], context.nowMs);
    if (status === 429) throw new ConnectorFailure('system-throttled', wait);
    if (status === 408 || status === 504) throw new ConnectorFailure('system-timeout', wait);
    if (status >= 500) throw new ConnectorFailure('system-down', wait);
    return answer;
  };

  const read = async (target: string, context: CallContext): Promise<{ items: Item[]; next: string | undefined }> => {
    const answer = await call('GET', target, context);
    if (answer.status !== 200) throw new ConnectorFailure('system-refused');
    const body = objectIn(answer);
    const items = at(body, pages.items);
    if (!Array.isArray(items) || !items.every(isObject)) throw new ConnectorFailure('system-answer-unreadable');
    const next = at(body, pages.next) ?? null;
    if (next === null || next === '') return { items, next: undefined };
    if (typeof next !== 'string' && typeof next !== 'number') throw new ConnectorFailure('system-answer-unreadable');
    return { items, next: nextPage(target, String(next)) };
  };

  /** @throws ConnectorFailure where the service sends us elsewhere: its pages are its own. */
  const nextPage = (target: string, next: string): string => {
    const url = new URL(target);
    if (pages.cursor !== undefined) {
      url.searchParams.set(pages.cursor, next);
      return url.href;
    }
    // A path is relative to the service's address, which may have a path of its own.
    const following = next.startsWith('/') ? base + next : next;
    if (!URL.canParse(following, target)) throw new ConnectorFailure('system-answer-unreadable');
    const { origin, href } = new URL(following, target);
    if (origin !== url.origin) throw new ConnectorFailure('system-answer-unreadable');
    return href;
  };

  const addressOf = (path: string, query: Record<string, string>): string => {
    const address = new URL(base + path);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    if (pages.size !== undefined) address.searchParams.set(pages.size.query, String(pages.size.value));
    return address.href;
  };

  return {
    async list(path, query, limit, context) {
      const items: Item[] = [];
      const visited = new Set<string>();
      for (let target: string | undefined = addressOf(path, query); target !== undefined;) {
        // A service that sends the same page again would be read for ever.
        if (visited.has(target)) throw new ConnectorFailure('system-answer-unreadable');
        visited.add(target);
        const { items: more, next }: { items: Item[]; next: string | undefined } = await read(target, context);
        items.push(...more);
        if (items.length > limit || visited.size > limit + 1) throw new ConnectorFailure('too-many-rows');
        target = next;
      }
      return items;
    },
    async page(path, from, context) {
      const first = addressOf(path, {});
      // where it was kept does not make it the service's own
      if (from !== null && (!URL.canParse(from) || new URL(from).origin !== new URL(first).origin))
        throw new ConnectorFailure('system-answer-unreadable');
      const target = from ?? first;
      const found = await read(target, context);
      // A service that sends the same page again would be read for ever.
      if (found.next === target) throw new ConnectorFailure('system-answer-unreadable');
      return found;
    },
    async item(path, context) {
      const answer = await call('GET', base + path, context);
      if (answer.status === 404 || answer.status === 410) return undefined;
      if (answer.status !== 200) throw new ConnectorFailure('system-refused');
      return objectIn(answer);
    },
    async change(path, fields, idempotencyKey, context) {
      const headers = {
        'content-type': 'application/json',
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      };
      const { status } = await call('PATCH', base + path, context, headers, JSON.stringify(fields));
      if (status === 404 || status === 410) return false;
      if (![200, 202, 204].includes(status)) throw new ConnectorFailure('system-refused');
      return true;
    },
    async remove(path, idempotencyKey, context) {
      const headers: Record<string, string> = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      const { status } = await call('DELETE', base + path, context, headers);
      if (![200, 202, 204, 404, 410].includes(status)) throw new ConnectorFailure('system-refused');
    },
  };
}

/** The value at a dotted place of an object. */
export function at(item: Item, place: string): unknown {
  return place.split('.').reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), item);
}

/** A value as the text that rows are compared by; null for what is absent or no plain value. */
export function textAt(item: Item, place: string): string | null {
  const value = at(item, place);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function isObject(value: unknown): value is Item {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function objectIn(answer: OutboundAnswer): Item {
  try {
    const body: unknown = JSON.parse(answer.body.toString('utf8'));
    if (isObject(body)) return body;
  } catch {
    // Rubbish; said below.
  }
  throw new ConnectorFailure('system-answer-unreadable');
}

function asFailure(error: unknown): ConnectorFailure {
  if (error instanceof ConnectorFailure) return error;
  if (!(error instanceof OutboundFailure)) return new ConnectorFailure('internal');
  switch (error.reason) {
    case 'timeout':
    case 'aborted':
      return new ConnectorFailure('system-timeout');
    case 'unreachable':
      return new ConnectorFailure('system-down');
    case 'too-large':
      return new ConnectorFailure('system-answer-unreadable');
    default:
      return new ConnectorFailure('system-refused');
  }
}

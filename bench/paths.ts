import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCaller } from '../demo/walk/caller';
import { BARE_PATHS } from './bare-activities';
import type { Bench } from './engine';
import { type Subject, subject } from './subjects';

/** The paths that are measured (design.md, How fast). */
export const PATHS = ['peer', 'staffed'] as const;
export type PathName = (typeof PATHS)[number];

/** What a burst of requests took. */
export interface Burst {
  /** From the first call to the last answer, seconds. */
  seconds: number;
  /** From each call to its answer, seconds. */
  latencies: number[];
  requestIds: string[];
}

/** Calls in flight at the API. */
const AT_ONCE = 20;
const POLL_MS = 250;
const PATIENCE_MS = 5 * 60_000;

/** Sends requests of the persons from `first` on along a path of the product, and waits until all are answered. */
export async function productBurst(bench: Bench, path: PathName, first: number, n: number): Promise<Burst> {
  const people = Array.from({ length: n }, (_, index) => subject(first + index));
  const begun = Date.now();
  const sent = new Map<string, number>();
  const references: string[] = [];
  const ask = async (person: Subject): Promise<string> => {
    sent.set(person.email, Date.now());
    const response = await fetch(`${bench.api}/api/v1/requests`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(path === 'peer' ? { authorization: `Bearer ${bench.integrationToken}` } : {}),
      },
      body: JSON.stringify({
        right: 'delete',
        name: person.name,
        email: person.email,
        points: { 'postal-code': person.postalCode },
        californiaResident: true,
      }),
    });
    if (response.status !== 202) throw new Error(`intake answered ${response.status}: ${await response.text()}`);
    const { reference } = (await response.json()) as { reference: string };
    references.push(reference);
    return reference;
  };
  if (path === 'peer') await inParallel(people, ask);
  else await Promise.all([inParallel(people, (p) => confirm(bench, p, ask)), approveAll(bench, n, references)]);
  const rows = await answeredRows(bench, references, n);
  const last = Math.max(...people.map(({ email }) => bench.sinks.lastMail(email)));
  return {
    seconds: (last - begun) / 1000,
    latencies: people.map(({ email }) => (bench.sinks.lastMail(email) - sent.get(email)!) / 1000),
    requestIds: rows,
  };
}

/** The consumer's part: asks, follows the letter's link, enters the code. */
async function confirm(bench: Bench, person: Subject, ask: (person: Subject) => Promise<string>): Promise<void> {
  const reference = await ask(person);
  const mail = await eventually(`a code for ${reference}`, () => {
    const { link, code } = bench.sinks.inbox(person.email);
    return link && code ? { link, code } : undefined;
  });
  const consumer = createCaller(bench.api);
  await consumer.post('/api/v1/links', { token: mail.link });
  await consumer.post(`/api/v1/requests/${reference}/code`, { code: mail.code });
}

/** The verifier's part: approves whatever waits for it. */
async function approveAll(bench: Bench, n: number, references: string[]): Promise<void> {
  const staff = createCaller(bench.api);
  await staff.post('/api/v1/staff/session', bench.staff);
  const approved = new Set<string>();
  while (approved.size < n) {
    const waiting = (await bench
      .db('requests')
      .whereIn('reference', references)
      .where({ waits_for: 'verifier' })
      .pluck('reference')) as string[];
    await inParallel(
      waiting.filter((reference) => !approved.has(reference)),
      async (reference) => {
        const path = `/api/v1/staff/requests/${reference}/decisions`;
        const { mark } = await staff
          .post<{ mark: string }>(path, { kind: 'approve-verification' })
          .catch(() => ({ mark: 'not yet' }));
        if (mark === 'claimed' || mark === 'recorded') approved.add(reference);
      },
    );
    await sleep(POLL_MS);
  }
}

async function answeredRows(bench: Bench, references: string[], n: number): Promise<string[]> {
  return eventually(
    `${n} answers`,
    async () => {
      const ids = (await bench
        .db('requests')
        .whereIn('reference', references)
        .whereNotNull('answered_at')
        .pluck('id')) as string[];
      return ids.length === n ? ids : undefined;
    },
    POLL_MS,
  );
}

/** The same along a path of the bare engine: started and told directly, without an API. */
export async function bareBurst(bench: Bench, path: PathName, n: number): Promise<Burst> {
  const { gateway, driver } = bench.bare;
  const requestIds = Array.from({ length: n }, () => BARE_PATHS[path] + randomUUID().slice(1));
  const begun = Date.now();
  const latencies: number[] = [];
  const dueAtMs = begun + 45 * 86_400_000;
  const walk = async (requestId: string, startedMs: number): Promise<void> => {
    if (path === 'staffed') {
      await driver.reached(requestId, 'code-sent');
      await gateway.deliver({ requestId, kind: 'confirm-code', decisionId: randomUUID() });
      await driver.reached(requestId, 'matched');
      await gateway.deliver({ requestId, kind: 'approve-verification', decisionId: randomUUID() });
    }
    await driver.reached(requestId, 'answered');
    latencies.push((Date.now() - startedMs) / 1000);
  };
  const walks: Promise<void>[] = [];
  await inParallel(requestIds, async (requestId) => {
    const startedMs = Date.now();
    await gateway.start(requestId, { right: 'delete', channel: 'api', dueAtMs });
    walks.push(walk(requestId, startedMs));
  });
  await Promise.all(walks);
  return { seconds: (Date.now() - begun) / 1000, latencies, requestIds };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
      while (next < items.length) await work(items[next++]!);
    }),
  );
}

async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  everyMs = 50,
): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`waited in vain for ${what}`);
    await sleep(everyMs);
  }
}

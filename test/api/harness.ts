import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes, randomUUID } from 'node:crypto';
import * as path from 'node:path';
import supertest from 'supertest';
import { createApp } from '../../api/app';
import { createBackground, DEFAULT_LIMITS, type DocumentScanner, type Limits } from '../../api/business';
import { hashPassword } from '../../api/passwords';
import type { DataMap } from '../../datamap/data-map';
import { loadDataMap } from '../../datamap/load';
import { addPage } from '../../db/copies';
import { intend } from '../../db/effects';
import { contactHashOf, createLink, type LinkPurpose } from '../../db/links';
import { insertStaff, setPassword } from '../../db/staff';
import type { Mail, Mailer } from '../../letters/mail';
import type { StaffRole } from '../../rules/codes';
import { createCodecEndpoint } from '../../vault/codec-endpoint';
import { environmentKek } from '../../vault/kek';
import { createVault } from '../../vault/postgres-vault';
import type { Gateway } from '../../workflows/gateway';
import { testDatabase, type TestDatabase } from '../support/database';

/** What the fake gateway was asked, and what it answers. */
export interface FakeGateway extends Gateway {
  started: string[];
  restarted: string[];
  delivered: { requestId: string; kind: string; decisionId: string }[];
  settled: string[];
  toldOfHolds: string[];
  answer: Awaited<ReturnType<Gateway['deliver']>>;
  away: boolean;
}

export interface Harness {
  database: TestDatabase;
  base: string;
  gateway: FakeGateway;
  mails: Mail[];
  reported: unknown[];
  secrets: Map<string, string>;
  dataMap: DataMap;
  vault: ReturnType<typeof createVault>;
  /** Moves the clock, milliseconds. */
  advance(ms: number): void;
  now(): number;
  agent(): Browser;
  background(): Promise<void>;
  staff(roles: StaffRole[]): Promise<{ id: string; email: string; password: string }>;
  link(purpose: LinkPurpose, object: string): Promise<string>;
  close(): Promise<void>;
}

/** A browser: keeps cookies, sends forms with the token of the page it is on. */
export interface Browser {
  get(path: string): supertest.Test;
  post(path: string, form: Record<string, string | string[]>): supertest.Test;
  /** A form with files, to be filled. */
  form(path: string): supertest.Test;
  json(path: string, body: unknown, headers?: Record<string, string>): supertest.Test;
  /** Reads the token of the form on a page. */
  csrf(path: string): Promise<string>;
  /** Cookies that it would send. */
  cookies(): Promise<string>;
}

export const PASSWORD = 'correct horse battery staple';
let passwordHash: Promise<string> | undefined;

/**
 * The API over a database of its own, with a clock, a gateway and a mailer in the test's hand.
 *
 * @param options.dataMap changes the demo's data map before anything reads it
 */
export async function startApi({
  limits,
  scanner,
  dataMap: changed = (own) => own,
}: {
  limits?: Partial<Limits>;
  scanner?: DocumentScanner;
  dataMap?: (own: DataMap) => DataMap;
} = {}): Promise<Harness> {
  const database = await testDatabase();
  const vault = createVault(
    environmentKek({
      FORTYFIVE_KEK_ID: 'test',
      FORTYFIVE_KEK: `1:${Buffer.alloc(32, 7).toString('base64')}`,
      FORTYFIVE_INDEX_KEY: Buffer.alloc(32, 9).toString('base64'),
    }),
  );
  let nowMs = Date.parse('2026-11-24T18:00:00Z');
  const clock = { nowMs: () => Promise.resolve(nowMs) };
  const mails: Mail[] = [];
  const mailer: Mailer = {
    send(mail) {
      mails.push(mail);
      return Promise.resolve();
    },
    close() {},
  };
  const gateway: FakeGateway = {
    started: [],
    restarted: [],
    delivered: [],
    settled: [],
    toldOfHolds: [],
    answer: { mark: 'claimed' },
    away: false,
    start(requestId) {
      if (gateway.away) return Promise.reject(new Error('away'));
      gateway.started.push(requestId);
      return Promise.resolve();
    },
    restart(requestId) {
      if (gateway.away) return Promise.reject(new Error('away'));
      gateway.restarted.push(requestId);
      return Promise.resolve();
    },
    deliver(decision) {
      if (gateway.away) return Promise.resolve({ mark: 'recorded' });
      gateway.delivered.push(decision);
      return Promise.resolve(gateway.answer);
    },
    recipientsSettled(requestId) {
      gateway.settled.push(requestId);
      return Promise.resolve();
    },
    wakeQueue: () => Promise.resolve(),
    queueRunning: () => Promise.resolve(true),
    holdsChanged(requestId) {
      gateway.toldOfHolds.push(requestId);
      return Promise.resolve();
    },
    running: () => Promise.resolve(true),
    deleteRuns: () => Promise.resolve(0),
    startDuty: () => Promise.resolve(),
    deliverDuty: () => Promise.resolve({ mark: 'recorded' }),
    dutyRunning: () => Promise.resolve(true),
  };
  const reported: unknown[] = [];
  const report = (error: unknown): void => void reported.push(error);
  const background = createBackground(report);
  const dataMap = changed(loadDataMap(path.join(__dirname, '../../demo/data-map.yaml')));
  const secrets = new Map<string, string>();
  for (const { contact } of dataMap.recipients)
    if (contact.via === 'webhook') secrets.set(contact.secret, `secret of ${contact.secret}`);
  const app = createApp({
    db: database.db,
    vault,
    clock,
    gateway,
    mailer,
    dataMap,
    secrets,
    business: {
      name: 'Meridian Lane',
      contactEmail: 'privacy@meridianlane.example',
      contactPhone: '+1 800 555 0145',
      baseUrl: 'http://127.0.0.1:4545',
    },
    limits: { ...DEFAULT_LIMITS, ...limits },
    ...(scanner ? { scanner } : {}),
    background,
    codec: createCodecEndpoint({ db: database.db, vault, clock }),
    temporal: { uiUrl: 'http://127.0.0.1:8233', namespace: 'default' },
    report,
    hostMs: () => nowMs,
  });
  const server: Server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    database,
    base,
    gateway,
    mails,
    reported,
    secrets,
    dataMap,
    vault,
    advance: (ms) => void (nowMs += ms),
    now: () => nowMs,
    agent: () => browser(base),
    background: () => background.settled(),
    async staff(roles) {
      const email = `${roles.join('-')}-${randomBytes(4).toString('hex')}@staff.example`;
      const hash = await (passwordHash ??= hashPassword(PASSWORD));
      const id = (await insertStaff(database.db, {
        email,
        name: `Pat ${roles[0]}`,
        roles,
        passwordHash: hash,
        nowMs,
      }))!;
      await setPassword(database.db, id, hash, { mustChange: false });
      return { id, email, password: PASSWORD };
    },
    link(purpose, object) {
      const recipient = purpose === 'recipient' ? dataMap.recipients.find(({ id }) => id === object) : undefined;
      const contactHash = recipient && contactHashOf(vault, recipient);
      return createLink(database.db, {
        purpose,
        object,
        expiresAtMs: nowMs + 86_400_000,
        ...(contactHash ? { contactHash } : {}),
      });
    },
    async close() {
      await background.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.drop();
    },
  };
}

function browser(base: string): Browser {
  const agent = supertest.agent(base);
  const csrf = async (page: string): Promise<string> =>
    /name="csrf" value="([^"]+)"/.exec((await agent.get(page)).text)?.[1] ?? '';
  return {
    get: (page) => agent.get(page),
    post: (page, form) => agent.post(page).type('form').send(form),
    form: (page) => agent.post(page),
    json: (page, body, headers = {}) =>
      agent
        .post(page)
        .set(headers)
        .send(body as object),
    csrf,
    cookies: () =>
      Promise.resolve(
        agent.jar.getCookies({ domain: '127.0.0.1', path: '/', secure: false, script: false }).toValueString(),
      ),
  };
}

/** Signs a browser in. */
export async function signIn(harness: Harness, account: { email: string; password: string }): Promise<Browser> {
  const agent = harness.agent();
  const answer = await agent.post('/staff/sign-in', { email: account.email, password: account.password });
  if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
  return agent;
}

/** Opens a link as a consumer or recipient does. */
export async function follow(harness: Harness, token: string): Promise<Browser> {
  const agent = harness.agent();
  await agent.post(`/r/${token}`, {});
  return agent;
}

/** A form that is right. */
export function goodForm(more: Record<string, string> = {}): Record<string, string> {
  return {
    right: 'delete',
    name: 'Robin Vance',
    email: 'robin.vance@example.com',
    'points.postal-code': '94107',
    californiaResident: 'yes',
    formToken: randomUUID(),
    ...more,
  };
}

/** Makes a request and returns its row. */
export async function makeRequest(
  harness: Harness,
  more: Record<string, string> = {},
): Promise<{ id: string; reference: string }> {
  const answer = await harness.agent().post('/request', goodForm(more));
  const reference = /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(answer.text)?.[0];
  if (answer.status !== 202 || !reference) throw new Error(`intake answered ${answer.status}`);
  const row = await harness.database.db('requests').where({ reference }).first<{ id: string }>('id');
  return { id: row.id, reference };
}

/** The session token that a browser's cookie holds now, or the one that an answer sets. */
export async function cookieOf(
  browser: Browser,
  answer?: supertest.Response,
  audience: 'consumer' | 'staff' | 'recipient' = 'consumer',
): Promise<string> {
  const set = answer ? String(answer.headers['set-cookie']) : await browser.cookies();
  return new RegExp(`fortyfive_${audience}=([A-Za-z0-9_-]{43})`).exec(set)?.[1] ?? '';
}

/** One page of `crm` gathered for a copy, with a value in it that may name others. */
export async function gatherFlagged(
  { database: { db }, vault, now }: Harness,
  id: string,
  summary: string,
): Promise<void> {
  const intent = await db.transaction(async (trx) => {
    await vault.createKeys(trx, id, ['package'], now());
    return intend(trx, { requestId: id, step: 'gather', target: 'crm', round: 1 }, now());
  });
  await addPage(db, vault, intent, {
    requestId: id,
    system: 'crm',
    seq: 0,
    rows: [{ table: 'interactions', key: '1', values: { summary } }],
    next: null,
    flagged: [{ at: 0, tbl: 'interactions', col: 'summary' }],
  });
}

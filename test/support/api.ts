import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import supertest from 'supertest';
import { createApp } from '../../api/app';
import { createBackground, DEFAULT_LIMITS } from '../../api/business';
import { hashPassword } from '../../api/passwords';
import { databaseClock } from '../../db/clock';
import { insertStaff, setPassword } from '../../db/staff';
import type { StaffRole } from '../../rules/codes';
import { createCodecEndpoint } from '../../vault/codec-endpoint';
import type { Gateway } from '../../workflows/gateway';
import type { Engine } from './engine';

/** The API over an engine under skipped time: what is asked at the door runs to its last letter. */
export interface EngineApi {
  /** A caller without cookies of others. */
  agent(): supertest.Agent;
  /** Signs a member of staff in. */
  staff(...roles: StaffRole[]): Promise<{ agent: supertest.Agent; csrf(page: string): Promise<string>; id: string }>;
  /** The ID of a request by the reference on its receipt. */
  idOf(receipt: supertest.Response): Promise<string>;
  /** Waits until nothing that goes on after an answer is under way. */
  settled(): Promise<void>;
  /** While true, no workflow starts and nothing is delivered. */
  temporalAway: boolean;
  close(): Promise<void>;
}

const PASSWORD = 'correct horse battery staple';

/** Starts the API on a free port of this machine. */
export async function startEngineApi(engine: Engine): Promise<EngineApi> {
  const { database, vault } = engine;
  const clock = databaseClock(database.db);
  // moved with Temporal's from here on
  await engine.days(0);
  const report = (error: unknown): void => void engine.errors.push(error);
  const background = createBackground(report);
  const away = async <T>(work: () => Promise<T>): Promise<T> => {
    if (api.temporalAway) throw new Error('away');
    return work();
  };
  const gateway: Gateway = {
    ...engine.gateway,
    start: (...given) => away(() => engine.gateway.start(...given)),
    // as the real one does: the decision stands, and is delivered later
    deliver: (...given) =>
      api.temporalAway ? Promise.resolve({ mark: 'recorded' }) : engine.gateway.deliver(...given),
  };
  const app = createApp({
    db: database.db,
    vault,
    clock,
    gateway,
    mailer: { send: (mail) => Promise.resolve(void engine.outbox.push(mail)), close() {} },
    dataMap: engine.dataMap,
    secrets: new Map(),
    business: {
      name: 'Test Business',
      contactEmail: 'privacy@business.example',
      contactPhone: '+1 800 555 0100',
      baseUrl: 'http://127.0.0.1:4545',
    },
    limits: DEFAULT_LIMITS,
    background,
    codec: createCodecEndpoint({ db: database.db, vault, clock }),
    temporal: { namespace: 'default' },
    report,
    hostMs: () => 0,
  });
  const server: Server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api: EngineApi = {
    temporalAway: false,
    agent: () => supertest.agent(base),
    async staff(...roles) {
      const email = `${roles.join('-')}@staff.example`;
      const nowMs = await clock.nowMs();
      const passwordHash = await hashPassword(PASSWORD);
      const id = (await insertStaff(database.db, { email, name: `Pat ${roles[0]}`, roles, passwordHash, nowMs }))!;
      await setPassword(database.db, id, passwordHash, { mustChange: false });
      const agent = supertest.agent(base);
      const answer = await agent.post('/staff/sign-in').type('form').send({ email, password: PASSWORD });
      if (answer.status !== 303) throw new Error(`sign-in answered ${answer.status}`);
      const csrf = async (page: string): Promise<string> =>
        /name="csrf" value="([^"]+)"/.exec((await agent.get(page)).text)?.[1] ?? '';
      return { agent, csrf, id };
    },
    async idOf(receipt) {
      const reference = /FF-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(receipt.text)?.[0];
      if (receipt.status !== 202 || !reference) throw new Error(`intake answered ${receipt.status}: ${receipt.text}`);
      return (await database.db('requests').where({ reference }).first<{ id: string }>('id')).id;
    },
    settled: () => background.settled(),
    async close() {
      await background.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return api;
}

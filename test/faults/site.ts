import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { connect } from '../../db/connect';
import { importDisclosures } from '../../db/disclosures';
import { startEmbedded, type EmbeddedServer } from '../../db/embedded';
import { migrate } from '../../db/migrate';
import { ensureDatabase, ensureRoles, urlAs, withClient } from '../../db/roles';
import { ensureReader } from '../../demo/crm/reader';
import { seedCrm } from '../../demo/crm/seed';
import { demoDisclosures } from '../../demo/disclosures';
import { generatePeople } from '../../demo/people';
import type { DemoPerson } from '../../demo/person';
import { checkCanary } from '../../vault/canary';
import { createVault } from '../../vault/postgres-vault';
import { fixedPort } from '../support/fixed-port';
import { testKek } from '../support/kek';
import { realServer, type RealServer } from '../support/temporal';

const OWNER = { name: 'fortyfive_owner', password: 'owner-of-faults' };
const APP = { name: 'fortyfive', password: 'app-of-faults' };
const CRM = { name: 'crm', password: 'crm-of-faults' };
const CRM_READER = { name: 'crm_reader', password: 'reader-of-crm' };
const ENGINE_SEED = 'engine_seed';
const CRM_SEED = 'crm_seed';
const PEOPLE = 400;

/** Databases of one world, cloned from the seed. */
export interface WorldDatabases {
  /** As the application's role. */
  engineUrl: string;
  /** As the owner of the demo business's database. */
  crmUrl: string;
  crmReadUrl: string;
  /** For the checker, which may read everything. */
  engineSuperUrl: string;
}

/** What the worlds of a test file stand on: one Postgres, one Temporal, the same people. */
export interface Site {
  temporal: RealServer;
  people: DemoPerson[];
  seededAtMs: number;
  /** Superuser's URL of a database. */
  superUrl(database: string): string;
  /** Two new databases with the seed's content. */
  databases(world: string): Promise<WorldDatabases>;
  /** A copy of a database that nobody is connected to; its superuser's URL. */
  copy(of: string, as: string): Promise<string>;
  /** Ends Postgres at once, as a crash does, and starts it again on the same port after `whileAway`. */
  restartPostgres(whileAway?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Postgres and Temporal, and fills the seed. Call it in `before` with the hook's `this`. */
export async function startSite(context: Mocha.Context): Promise<Site> {
  context.timeout(300_000);
  const temporal = await realServer(context);
  // named as test/support/database.ts names its own, so that what a killed run left is removed by the next
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), `fortyfive-test-${process.pid}-`));
  const start = (port?: number): Promise<EmbeddedServer> =>
    // no fsync, but every commit written out: a crash of the server loses none, only one of the machine would
    startEmbedded({ folder, port, durable: false, settings: ['synchronous_commit=on', 'autovacuum=off'] });
  let server = await start(await fixedPort());
  process.once('exit', () => {
    try {
      process.kill(server.pid, 'SIGQUIT');
    } catch {
      // it has ended already
    }
  });
  const admin = server.url();
  const seededAtMs = Date.now();
  const people = generatePeople({ nowMs: seededAtMs, count: PEOPLE });

  await ensureRoles(admin, { owner: OWNER, app: APP });
  await ensureDatabase(admin, ENGINE_SEED, OWNER.name);
  await migrate(urlAs(admin, OWNER, ENGINE_SEED));
  await withClient(admin, async (client) => {
    await client.query(`CREATE ROLE ${CRM.name} LOGIN PASSWORD '${CRM.password}'`);
    await client.query(`CREATE DATABASE ${CRM_SEED} OWNER ${CRM.name}`);
  });
  await seedCrm(urlAs(admin, CRM, CRM_SEED), people, seededAtMs);
  await ensureReader(admin, urlAs(admin, CRM, CRM_SEED), CRM_READER);
  const db = connect(urlAs(admin, APP, ENGINE_SEED), { max: 2 });
  const vault = createVault(testKek());
  await checkCanary(db, vault);
  await importDisclosures(db, vault, demoDisclosures(people, seededAtMs));
  await db.destroy();

  const clone = (from: string, to: string, owner: string): Promise<void> =>
    withClient(admin, async (client) => {
      await client.query(`CREATE DATABASE ${to} TEMPLATE ${from} OWNER ${owner} STRATEGY file_copy`);
    });
  return {
    temporal,
    people,
    seededAtMs,
    superUrl: (database) => server.url(database),
    async databases(world) {
      await clone(ENGINE_SEED, `engine_${world}`, OWNER.name);
      await clone(CRM_SEED, `crm_${world}`, CRM.name);
      return {
        engineUrl: urlAs(admin, APP, `engine_${world}`),
        crmUrl: urlAs(admin, CRM, `crm_${world}`),
        crmReadUrl: urlAs(admin, CRM_READER, `crm_${world}`),
        engineSuperUrl: server.url(`engine_${world}`),
      };
    },
    async copy(of, as) {
      await clone(of, as, OWNER.name);
      return server.url(as);
    },
    async restartPostgres(whileAway) {
      process.kill(server.pid, 'SIGQUIT');
      await server.exited;
      await whileAway?.();
      server = await start(server.port);
    },
    async stop() {
      await temporal.stop();
      await server.stop();
      await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
      if (server.folder !== folder) await fs.rm(server.folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { connect, type Db } from '../../db/connect';
import { startEmbedded, type EmbeddedServer } from '../../db/embedded';
import { endLeftOver } from '../../db/embedded-leftover';
import { migrate } from '../../db/migrate';
import { ensureDatabase, ensureRoles, urlAs, withClient } from '../../db/roles';

/** A database of a test's own, with this release's schema and nothing in it. */
export interface TestDatabase {
  /** Pool of the application's role: what the product may, the test may. */
  db: Db;
  /** Pool of the role that owns the tables. */
  ownerDb: Db;
  url: string;
  ownerUrl: string;
  /** For what only an attacker with the whole server can do. */
  superUrl: string;
  /** Closes the pools and removes the database. */
  drop(): Promise<void>;
}

const OWNER = { name: 'fortyfive_owner', password: 'owner-of-tests' };
const APP = { name: 'fortyfive', password: 'app-of-tests' };
const FOLDER = 'fortyfive-test-';

let server: Promise<{ adminUrl: string; template: string }> | undefined;
let embedded: EmbeddedServer | undefined;
let templateOf: { adminUrl: string; template: string } | undefined;
const open = new Set<TestDatabase>();

/**
 * Clones the migrated template into a new database. The first call starts one Postgres for this process, or uses the
 * server of TEST_DATABASE_ADMIN_URL (a superuser).
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { adminUrl, template } = await (server ??= startServer());
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withClient(adminUrl, async (client) => {
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${OWNER.name} STRATEGY file_copy`);
  });
  const superUrl = withDatabase(adminUrl, name);
  const url = urlAs(superUrl, APP);
  const ownerUrl = urlAs(superUrl, OWNER);
  const db = connect(url, { process: 'test' });
  const ownerDb = connect(ownerUrl, { max: 4, process: 'test-owner' });
  const database: TestDatabase = {
    db,
    ownerDb,
    url,
    ownerUrl,
    superUrl,
    async drop() {
      if (!open.delete(database)) return;
      await Promise.all([db.destroy(), ownerDb.destroy()]);
      await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
  open.add(database);
  return database;
}

/** Ends what this process started; the root hook calls it, tests do not. */
export async function stopTestDatabases(): Promise<void> {
  await server?.catch(() => undefined);
  await Promise.allSettled([...open].map((database) => database.drop()));
  if (templateOf) {
    const { adminUrl, template } = templateOf;
    await withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`)).catch(
      () => undefined,
    );
  }
  await embedded?.stop();
  if (embedded) await fs.rm(embedded.folder, { recursive: true, force: true });
  embedded = server = templateOf = undefined;
}

async function startServer(): Promise<{ adminUrl: string; template: string }> {
  const adminUrl = process.env.TEST_DATABASE_ADMIN_URL ?? (await startOwnServer());
  await ensureRoles(adminUrl, { owner: OWNER, app: APP });
  const template = `template_${randomBytes(6).toString('hex')}`;
  await ensureDatabase(adminUrl, template, OWNER.name);
  await migrate(urlAs(withDatabase(adminUrl, template), OWNER));
  return (templateOf = { adminUrl, template });
}

async function startOwnServer(): Promise<string> {
  await removeLeftOvers();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), `${FOLDER}${process.pid}-`));
  embedded = await startEmbedded({ folder, durable: false });
  // A run that ends without its hooks (an exception while loading) must not leave a server.
  const { pid } = embedded;
  process.once('exit', () => {
    if (!embedded) return;
    try {
      process.kill(pid, 'SIGQUIT');
    } catch {
      // it has ended already
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return embedded.url();
}

/** Ends and removes what killed runs left: folders whose process, named in the folder's name, is gone. */
async function removeLeftOvers(): Promise<void> {
  for (const name of await fs.readdir(os.tmpdir())) {
    const pid = name.startsWith(FOLDER) ? Number(name.slice(FOLDER.length).split('-')[0]) : NaN;
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const folder = path.join(os.tmpdir(), name);
    await endLeftOver(path.join(folder, 'data'), []);
    await fs.rm(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

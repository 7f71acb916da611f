import { startEmbedded, type EmbeddedServer } from '../db/embedded';
import { migrate } from '../db/migrate';
import { ensureDatabase, ensureRoles, urlAs, withClient } from '../db/roles';
import { ensureReader } from './crm/reader';
import type { DemoSecrets } from './secrets';

/** The databases of a demo: our own, and that of the demo business. */
export interface DemoDatabases {
  server: EmbeddedServer;
  /** As the application's role. */
  url: string;
  /** As the role that owns the tables. */
  ownerUrl: string;
  /** The demo business's, as its owner: a system like any other. */
  crmUrl: string;
  /** The same, as a role that may only read: what search, plan and re-query use (decisions.md L3). */
  crmReadUrl: string;
  /** Names of the migrations that ran now. */
  migrated: string[];
}

const CRM_ROLE = 'crm';
const CRM_READER = 'crm_reader';

/**
 * Starts Postgres and brings both databases to what this release needs. `DATABASE_URL` and `MIGRATION_DATABASE_URL`,
 * where they are given, name another Postgres for our own database.
 */
export async function startDatabases(
  folder: string,
  port: number,
  secrets: DemoSecrets,
  env: NodeJS.ProcessEnv,
): Promise<DemoDatabases> {
  const server = await startEmbedded({ folder, port });
  try {
    const owner = { name: 'fortyfive_owner', password: secrets.owner };
    const app = { name: 'fortyfive', password: secrets.app };
    const admin = server.url();
    await ensureRoles(admin, { owner, app });
    await ensureDatabase(admin, 'fortyfive', owner.name);
    const crmUrl = urlAs(admin, { name: CRM_ROLE, password: secrets.crm }, 'crm');
    const crmReader = { name: CRM_READER, password: secrets.crmRead };
    await ensureCrm(admin, secrets.crm);
    await ensureReader(admin, crmUrl, crmReader);
    const url = env.DATABASE_URL ?? urlAs(admin, app, 'fortyfive');
    const ownerUrl = env.MIGRATION_DATABASE_URL ?? urlAs(admin, owner, 'fortyfive');
    if (env.DATABASE_URL && !env.MIGRATION_DATABASE_URL) {
      throw new Error('DATABASE_URL is given: set MIGRATION_DATABASE_URL too, as the role that owns the tables.');
    }
    const migrated = await migrate(ownerUrl);
    const crmReadUrl = urlAs(admin, crmReader, 'crm');
    return { server, url, ownerUrl, crmUrl, crmReadUrl, migrated };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** A role that may nothing but its own database. */
async function ensureCrm(adminUrl: string, password: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [CRM_ROLE]);
    const verb = rowCount ? 'ALTER' : 'CREATE';
    await client.query(`${verb} ROLE ${CRM_ROLE} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', ['crm']);
    if (!database.rowCount) await client.query(`CREATE DATABASE crm OWNER ${CRM_ROLE}`);
    await client.query('REVOKE ALL ON DATABASE crm FROM PUBLIC');
  });
}

import type { Knex } from 'knex';
import { connect, type Db } from './connect';
import * as spine from './migrations/0001_spine';
import * as ledgerAppend from './migrations/0002_ledger_append';
import * as queueIndexes from './migrations/0003_queue_indexes';
import * as duties from './migrations/0005_duties';
import * as recipients from './migrations/0006_recipients';
import * as holds from './migrations/0008_holds';
import * as locale from './migrations/0009_locale';
import * as apiKeys from './migrations/0010_api_keys';
import * as disclosurePages from './migrations/0011_disclosure_pages';
import * as documents from './migrations/0012_documents';
import * as corrections from './migrations/0013_corrections';
import * as filings from './migrations/0014_filings';
import * as requesters from './migrations/0015_requesters';
import * as preferences from './migrations/0016_preferences';
import * as parked from './migrations/0017_parked';
import * as copies from './migrations/0019_copies';
import * as holdRules from './migrations/0022_hold_rules';
import * as preferenceChanges from './migrations/0023_preference_changes';
import * as keyEnds from './migrations/0028_key_ends';
import * as seals from './migrations/0029_seals';
import { APP_GROUP } from './roles';

/** Every migration in order. A new one adds a line here; the names are in databases and never change. */
const MIGRATIONS: Record<string, Knex.Migration> = {
  '0001_spine': spine,
  '0002_ledger_append': ledgerAppend,
  '0003_queue_indexes': queueIndexes,
  '0005_duties': duties,
  '0006_recipients': recipients,
  '0008_holds': holds,
  '0009_locale': locale,
  '0010_api_keys': apiKeys,
  '0011_disclosure_pages': disclosurePages,
  '0012_documents': documents,
  '0013_corrections': corrections,
  '0014_filings': filings,
  '0015_requesters': requesters,
  '0016_preferences': preferences,
  '0017_parked': parked,
  '0019_copies': copies,
  '0022_hold_rules': holdRules,
  '0023_preference_changes': preferenceChanges,
  '0028_key_ends': keyEnds,
  '0029_seals': seals,
};

const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve(Object.keys(MIGRATIONS)),
  getMigrationName: (name) => name,
  getMigration: (name) => Promise.resolve(MIGRATIONS[name]!),
};

/**
 * Brings a database to this release's schema.
 *
 * @param ownerUrl URL of the role that owns the tables; the group `fortyfive_app` exists (db/roles.ts)
 * @returns names of the migrations that ran, in order
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const db = connect(ownerUrl, { max: 1, process: 'fortyfive-migrate' });
  try {
    const [, ran] = (await db.migrate.latest({ migrationSource })) as [number, string[]];
    // knex makes its own tables before the first migration grants on all; the application may only read what ran.
    await db.raw(`
      REVOKE ALL ON knex_migrations, knex_migrations_lock FROM ${APP_GROUP};
      GRANT SELECT ON knex_migrations TO ${APP_GROUP};
    `);
    return ran;
  } catch (error) {
    // knex puts the whole statement before the driver's sentence
    throw new Error(`migration failed: ${(error as Error).message.split(' - ').at(-1)}`, { cause: error });
  } finally {
    await db.destroy();
  }
}

/**
 * Whether a database has this release's schema: `behind` wants migrations first, `unknown` was migrated by another
 * release. API and worker start on `current` only (decisions.md M).
 */
export async function schemaState(db: Db): Promise<'current' | 'behind' | 'unknown'> {
  const { rows } = await db.raw(`SELECT to_regclass('knex_migrations') IS NOT NULL AS present`);
  if (!(rows as { present: boolean }[])[0]!.present) return 'behind';
  const ran = await db('knex_migrations').pluck<string[]>('name');
  if (ran.some((name) => !(name in MIGRATIONS))) return 'unknown';
  return Object.keys(MIGRATIONS).every((name) => ran.includes(name)) ? 'current' : 'behind';
}

import type { Knex } from 'knex';

/**
 * Several rights in one filing: sibling requests (decisions.md K2). `filing` is the ID of the first of them, null for a
 * request that stands alone. `leads` is false for one whose verification goes with an earlier sibling's.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE requests ADD COLUMN filing uuid;
    ALTER TABLE requests ADD COLUMN leads boolean NOT NULL DEFAULT true;
    CREATE INDEX requests_filing ON requests (filing) WHERE filing IS NOT NULL;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

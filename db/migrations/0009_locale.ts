import type { Knex } from 'knex';

/** The language in which a consumer asked, and so is answered: a BCP 47 tag of letters/ (INT-09). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`ALTER TABLE requests ADD COLUMN locale text NOT NULL DEFAULT 'en'`);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

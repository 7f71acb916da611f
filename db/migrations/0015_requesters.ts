import type { Knex } from 'knex';

/** Who asked before: a keyed hash of the address given, for limits that count a consumer's requests (CLK-11, STL-03). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE requests ADD COLUMN requester_hash bytea;
    CREATE INDEX requests_requester ON requests (requester_hash, "right");
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

import type { Knex } from 'knex';

/** Keys whose time is over are found without reading the others (decisions.md G1). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE INDEX vault_keys_ending ON vault_keys (ends_at) WHERE shredded_at IS NULL AND ends_at IS NOT NULL;
    CREATE INDEX vault_entries_key ON vault_entries (key_id);
    CREATE INDEX disclosures_request ON disclosures (request_id) WHERE request_id IS NOT NULL;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

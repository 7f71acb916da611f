import type { Knex } from 'knex';

/** A hold keeps the rules of the day on which it was placed: they say when a direction lapses (CLK-13). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE holds ADD COLUMN rule_set text;
    UPDATE holds h SET rule_set = r.rule_set FROM requests r WHERE r.id = h.request_id;
    ALTER TABLE holds ALTER COLUMN rule_set SET NOT NULL;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

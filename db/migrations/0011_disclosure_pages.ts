import type { Knex } from 'knex';

/** Pages of lists that went through the disclosure gate: one asked for again is answered again, and recorded once. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE disclosure_pages (
      api_key_id uuid NOT NULL REFERENCES api_keys,
      page text NOT NULL,
      -- of what was asked
      digest bytea NOT NULL,
      -- places of the rows that might go, from 0
      disclosed integer[] NOT NULL,
      asked_at timestamptz NOT NULL,
      PRIMARY KEY (api_key_id, page)
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON disclosure_pages TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

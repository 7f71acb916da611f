import type { Knex } from 'knex';

/**
 * Corrections (11 CCR 7023): what is contested and what was decided of it, by names of the data map; and what must stay
 * corrected after the request, its value sealed under a key of its own (decisions.md J).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE corrections (
      request_id uuid NOT NULL REFERENCES requests,
      -- a name under correctable of the data map
      field text NOT NULL,
      consents_to_deletion boolean NOT NULL,
      -- keyed hash of field and claimed value: the same again is a repeat (CLK-12)
      claim_hash bytea NOT NULL,
      -- correct, delete, deny, not-held; null while undecided
      outcome text,
      ground text,
      -- own, named, told (COR-09)
      source text,
      decision_id uuid REFERENCES decisions,
      PRIMARY KEY (request_id, field)
    );
    CREATE INDEX corrections_claim ON corrections (claim_hash);
    CREATE TABLE kept_corrections (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      field text NOT NULL,
      entry uuid NOT NULL REFERENCES vault_entries,
      made_at timestamptz NOT NULL,
      UNIQUE (request_id, field)
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON corrections, kept_corrections TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

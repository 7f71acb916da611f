import type { Knex } from 'knex';

/**
 * The preference store (OPT-04, LIM-04, GPC-01): what each consumer chose about a purpose, by keyed hashes of identifiers.
 * It outlives requests, and the person in every system: a deletion lifts no opt-out.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE preferences (
      id uuid PRIMARY KEY,
      identifier_hash bytea NOT NULL,
      identifier_type text NOT NULL,
      purpose text NOT NULL,
      allowed boolean NOT NULL,
      -- moment of the choice: of several about one purpose the latest counts
      since timestamptz NOT NULL,
      -- when it was written down, and so took effect; later than its moment where staff took it down
      effective_at timestamptz NOT NULL,
      channel text NOT NULL,
      -- null for a browser's signal that names nobody
      request_id uuid REFERENCES requests ON DELETE SET NULL,
      -- an opt-in given in knowledge of the browser's signal, which is then no opt-out any more (GPC-04)
      despite_signal boolean NOT NULL DEFAULT false,
      -- a decider's documented belief of fraud took it back (OPT-03, LIM-03)
      voided_at timestamptz,
      UNIQUE (request_id, identifier_hash, purpose)
    );
    CREATE INDEX preferences_identifier ON preferences (identifier_hash) WHERE voided_at IS NULL;

    -- signals honoured, by Los Angeles day, which are counted apart from requests (MET-04)
    CREATE TABLE signal_counts (
      day date NOT NULL,
      source text NOT NULL,
      honoured bigint NOT NULL,
      PRIMARY KEY (day, source)
    );

    GRANT SELECT, INSERT, UPDATE, DELETE ON preferences, signal_counts TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

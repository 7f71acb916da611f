import type { Knex } from 'knex';

/**
 * Holds (decisions.md D4): on a person, a system or a category, with matter and review date. The matter is in the
 * vault; a person is known by keyed hashes of identifiers, so that a hold reaches their other requests too.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- numbers every change of a hold, so that a request can tell what it has not seen yet
    CREATE SEQUENCE hold_changes;
    CREATE TABLE holds (
      id uuid PRIMARY KEY,
      -- person: everything of theirs; system, category: that part
      scope text NOT NULL,
      -- on whose page it was placed; without, and of no person, it holds for everyone
      request_id uuid REFERENCES requests,
      system text,
      category text,
      code text NOT NULL,
      -- matter, and what the consumer is told of it
      matter_entry uuid NOT NULL REFERENCES vault_entries,
      told boolean NOT NULL,
      -- the day of a law enforcement agency's direction, and how often it was renewed (CLK-13)
      directed_on date,
      renewals integer NOT NULL DEFAULT 0,
      review_on date NOT NULL,
      placed_at timestamptz NOT NULL,
      placed_by text NOT NULL,
      released_at timestamptz,
      released_by text,
      changed bigint NOT NULL DEFAULT nextval('hold_changes')
    );
    CREATE INDEX holds_in_force ON holds (review_on) WHERE released_at IS NULL;
    CREATE INDEX holds_request ON holds (request_id);

    CREATE TABLE hold_subjects (
      hold_id uuid NOT NULL REFERENCES holds,
      subject_hash bytea NOT NULL,
      PRIMARY KEY (hold_id, subject_hash)
    );
    CREATE INDEX hold_subjects_hash ON hold_subjects (subject_hash);
    -- whom an open request turned out to be about, for holds alone; ends with the case
    CREATE TABLE request_subjects (
      request_id uuid NOT NULL REFERENCES requests,
      subject_hash bytea NOT NULL,
      PRIMARY KEY (request_id, subject_hash)
    );
    CREATE INDEX request_subjects_hash ON request_subjects (subject_hash);

    -- held: nothing of the person may go; held_in_part: some rows may not
    ALTER TABLE requests ADD COLUMN held_in_part boolean NOT NULL DEFAULT false;
    ALTER TABLE requests ADD COLUMN holds_seen bigint NOT NULL DEFAULT 0;
    CREATE INDEX requests_held ON requests (id) WHERE (held OR held_in_part) AND closed_at IS NULL;

    GRANT SELECT, INSERT, UPDATE, DELETE ON holds, hold_subjects, request_subjects TO fortyfive_app;
    GRANT USAGE ON SEQUENCE hold_changes TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

import type { Knex } from 'knex';

/**
 * Copies of specific pieces (11 CCR 7024): what was gathered, page by page, and the package that is made of it, both
 * sealed under the request's key of the class `package`. In clear stand counts and names of the data map, no value.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE gathered_pages (
      request_id uuid NOT NULL REFERENCES requests,
      system text NOT NULL,
      seq integer NOT NULL,
      last boolean NOT NULL,
      rows integer NOT NULL,
      key_id uuid NOT NULL REFERENCES vault_keys,
      sealed bytea NOT NULL,
      PRIMARY KEY (request_id, system, seq)
    );
    -- values that may name other people: by their place, never by what they say
    CREATE TABLE flagged_values (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      system text NOT NULL,
      seq integer NOT NULL,
      -- place of the row in its page
      at integer NOT NULL,
      tbl text NOT NULL,
      col text NOT NULL,
      -- null while undecided
      withheld boolean,
      decision_id uuid REFERENCES decisions,
      UNIQUE (request_id, system, seq, at, col)
    );
    CREATE TABLE packages (
      request_id uuid PRIMARY KEY REFERENCES requests,
      bytes bigint NOT NULL,
      chunks integer NOT NULL,
      made_at timestamptz NOT NULL,
      -- last day on which it can be collected
      collect_by date NOT NULL,
      collected_at timestamptz,
      destroyed_at timestamptz
    );
    CREATE TABLE package_chunks (
      request_id uuid NOT NULL REFERENCES requests,
      seq integer NOT NULL,
      last boolean NOT NULL,
      key_id uuid NOT NULL REFERENCES vault_keys,
      sealed bytea NOT NULL,
      PRIMARY KEY (request_id, seq)
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON gathered_pages, flagged_values, packages, package_chunks TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

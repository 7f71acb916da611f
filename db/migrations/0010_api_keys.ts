import type { Knex } from 'knex';

/** Keys of programs that call the API, each for one scope; and links that die when a recipient's contact changes. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- keys are random and hashed at rest, bound to one scope and, where the scope has objects, to one of them
    CREATE TABLE api_keys (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      scope text NOT NULL,
      subject text,
      key_hash bytea NOT NULL UNIQUE,
      created_at timestamptz NOT NULL,
      created_by text NOT NULL,
      expires_at timestamptz NOT NULL,
      ended_at timestamptz,
      used_at timestamptz
    );
    -- keyed hash of the address that was registered when the link was made; for recipients
    ALTER TABLE links ADD COLUMN contact_hash bytea;
    GRANT SELECT, INSERT, UPDATE, DELETE ON api_keys TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

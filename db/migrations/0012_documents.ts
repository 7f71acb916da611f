import type { Knex } from 'knex';

/**
 * Documents that people hand in (decisions.md L4): what stands here in clear is what they are for and how large, never
 * their name; their content is sealed in chunks.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE documents (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      -- identity, evidence, signed-permission, power-of-attorney
      purpose text NOT NULL,
      -- by its content: pdf, png, jpeg, text
      type text NOT NULL,
      bytes integer NOT NULL,
      -- keyed hash of the content: the same document again, on this request or another
      fingerprint bytea NOT NULL,
      -- staff ID, 'consumer' or 'agent'
      added_by text NOT NULL,
      added_at timestamptz NOT NULL,
      -- an identity proof, once processed
      destroyed_at timestamptz,
      UNIQUE (request_id, purpose, fingerprint)
    );
    CREATE INDEX documents_fingerprint ON documents (fingerprint);
    CREATE TABLE document_chunks (
      document_id uuid NOT NULL REFERENCES documents,
      seq integer NOT NULL,
      last boolean NOT NULL,
      key_id uuid NOT NULL REFERENCES vault_keys,
      sealed bytea NOT NULL,
      PRIMARY KEY (document_id, seq)
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON documents, document_chunks TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

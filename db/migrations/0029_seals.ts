import type { Knex } from 'knex';

/**
 * Seals of the ledger (decisions.md H2): a signed Merkle root over the heads of all chains, and beside each seal the heads
 * that moved since the one before, so that a seal can be recomputed. The same seals are written outside the database.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE ledger_seals (
      number integer PRIMARY KEY,
      at timestamptz NOT NULL,
      chains integer NOT NULL,
      root bytea NOT NULL,
      -- over the rows of ledger_seal_heads that belong to it
      changes bytea NOT NULL,
      previous bytea NOT NULL,
      signed_by text NOT NULL,
      signature bytea NOT NULL
    );
    CREATE TABLE ledger_seal_heads (
      chain text NOT NULL,
      seal integer NOT NULL REFERENCES ledger_seals,
      seq integer NOT NULL,
      hash bytea NOT NULL,
      PRIMARY KEY (chain, seal)
    );
    CREATE INDEX ledger_seal_heads_seal ON ledger_seal_heads (seal);
    GRANT SELECT, INSERT ON ledger_seals, ledger_seal_heads TO fortyfive_app;
    REVOKE UPDATE, DELETE, TRUNCATE ON ledger_seals, ledger_seal_heads FROM fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

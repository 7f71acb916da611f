import type { Knex } from 'knex';

/**
 * What changed in the preference store, for the systems that follow it. In the order of transactions and not of numbers:
 * a number that is given out early and committed late would be skipped by whoever reads on from the last one seen.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE preference_changes (
      transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
      number bigint GENERATED ALWAYS AS IDENTITY,
      identifier_hash bytea NOT NULL,
      purpose text NOT NULL,
      PRIMARY KEY (transaction_id, number)
    );
    CREATE FUNCTION preference_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO preference_changes (identifier_hash, purpose) VALUES (NEW.identifier_hash, NEW.purpose);
      RETURN NULL;
    END $$;
    CREATE TRIGGER preference_changed AFTER INSERT OR UPDATE OF voided_at ON preferences
      FOR EACH ROW EXECUTE FUNCTION preference_changed();
    INSERT INTO preference_changes (identifier_hash, purpose) SELECT identifier_hash, purpose FROM preferences;
    GRANT SELECT, INSERT ON preference_changes TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

import type { Knex } from 'knex';

/**
 * Duties that outlive a request (decisions.md J, D5): what archives may bring back, and what exceptions keep.
 * Nothing here names a person: row keys and identifiers are sealed.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- what carries a duty on: one workflow each, by its ID ('archive/<id>', 'schedule/duties')
    CREATE TABLE duty_runs (
      duty text PRIMARY KEY,
      run_id text,
      run_epoch integer NOT NULL DEFAULT 0,
      run_started_at timestamptz,
      -- what it promised to do next: the watchdog compares it with the clock (decisions.md E4)
      next_at timestamptz,
      -- for archives: what was copied up to this day is gone for good, as somebody reported
      rotated_through date
    );
    CREATE TABLE duty_decisions (
      id uuid PRIMARY KEY,
      duty text NOT NULL,
      kind text NOT NULL,
      request_id uuid REFERENCES requests,
      actor text NOT NULL,
      acting_role text NOT NULL,
      code text NOT NULL,
      content jsonb NOT NULL DEFAULT '{}',
      facts_entry uuid REFERENCES vault_entries,
      recorded_at timestamptz NOT NULL,
      delivered_at timestamptz,
      state text NOT NULL,
      refusal text,
      marked_at timestamptz
    );
    CREATE INDEX duty_decisions_undelivered ON duty_decisions (recorded_at) WHERE state = 'recorded';
    CREATE INDEX duty_decisions_request ON duty_decisions (request_id) WHERE request_id IS NOT NULL;

    ALTER TABLE archive_duties
      -- the archive as it was then: its systems, and after how many days a copy rotates out
      ADD COLUMN systems text[] NOT NULL DEFAULT '{}',
      ADD COLUMN rotates_out_days integer,
      -- the last day on which one of these systems held the person: copies of that day do too
      ADD COLUMN held_until date;
    UPDATE archive_duties SET held_until = (made_at AT TIME ZONE 'America/Los_Angeles')::date;
    ALTER TABLE archive_duties ALTER COLUMN held_until SET NOT NULL;
    CREATE INDEX archive_duties_ends ON archive_duties (archive, ends_on) WHERE state = 'standing';
    CREATE INDEX archive_duties_held ON archive_duties (archive, held_until) WHERE state = 'standing';
    CREATE INDEX standing_orders_ends ON standing_orders (ends_on) WHERE ends_on IS NOT NULL;

    CREATE TABLE archive_reports (
      id uuid PRIMARY KEY,
      archive text NOT NULL,
      -- restored, accessed
      kind text NOT NULL,
      system text,
      decision_id uuid NOT NULL REFERENCES duty_decisions,
      code text NOT NULL,
      -- restored: waiting, searching, applying, undecided, clean; accessed: open, settled
      state text NOT NULL,
      -- rises when a person's decision has the rest applied
      pass integer NOT NULL DEFAULT 1,
      -- where the search of the system goes on; sealed, since it may hold a row's key
      key_id uuid REFERENCES vault_keys,
      sealed_position bytea,
      -- fences an attempt that lost its time
      lease uuid,
      rows_read bigint NOT NULL DEFAULT 0,
      failing_since timestamptz,
      last_failure text,
      reported_at timestamptz NOT NULL,
      begun_at timestamptz,
      settled_at timestamptz
    );
    CREATE INDEX archive_reports_archive ON archive_reports (archive, reported_at);
    -- one restore at a time for each target system
    CREATE UNIQUE INDEX archive_reports_active ON archive_reports (system) WHERE state IN ('searching', 'applying');

    -- what a search found: which identifiers of a suppressed person the restored system holds
    CREATE TABLE restore_seeds (
      report_id uuid NOT NULL REFERENCES archive_reports,
      request_id uuid NOT NULL REFERENCES requests,
      identifier_hash bytea NOT NULL,
      key_id uuid NOT NULL REFERENCES vault_keys,
      sealed bytea NOT NULL,
      PRIMARY KEY (report_id, request_id, identifier_hash)
    );
    CREATE TABLE restore_findings (
      report_id uuid NOT NULL REFERENCES archive_reports,
      request_id uuid NOT NULL REFERENCES requests,
      -- found, erased, nothing, left; for a person to judge: held, differs, several-persons, uncertain-match
      outcome text NOT NULL,
      row_count integer NOT NULL DEFAULT 0,
      kept_count integer NOT NULL DEFAULT 0,
      fresh_count integer NOT NULL DEFAULT 0,
      decision_id uuid REFERENCES duty_decisions,
      settled_at timestamptz,
      PRIMARY KEY (report_id, request_id)
    );
    CREATE INDEX restore_findings_request ON restore_findings (request_id);

    CREATE TABLE exception_duties (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      system text NOT NULL,
      tbl text NOT NULL,
      code text NOT NULL,
      purpose text NOT NULL,
      -- null: no end was given; a person has to end it
      ends_on date,
      -- rises with each renewal: an end that was begun and one after it are two effects
      round integer NOT NULL DEFAULT 1,
      state text NOT NULL,
      row_count integer NOT NULL,
      keys_entry uuid NOT NULL REFERENCES vault_entries,
      made_at timestamptz NOT NULL,
      asked_at timestamptz,
      settled_at timestamptz,
      UNIQUE (request_id, system, tbl, code)
    );
    CREATE INDEX exception_duties_ends ON exception_duties (ends_on) WHERE state = 'standing';

    GRANT SELECT, INSERT, UPDATE, DELETE ON duty_runs, duty_decisions, archive_reports, restore_seeds,
      restore_findings, exception_duties TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

import type { Knex } from 'knex';

/**
 * The tables of the spine. Immutable once landed: a change is a new migration, expand first (decisions.md M).
 *
 * Two rules shape every table: nothing here names a person outside `vault_entries`, `disclosures.sealed` and the keyed
 * hashes; and no column has a time default, because facts carry the moment of the attempt that made them
 * (decisions.md F).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE requests (
      id uuid PRIMARY KEY,
      reference text NOT NULL UNIQUE,
      "right" text NOT NULL,
      channel text NOT NULL,
      rule_set text NOT NULL,
      received_at timestamptz NOT NULL,
      receipt_day date NOT NULL,
      phase text NOT NULL,
      waits_for text NOT NULL,
      round integer NOT NULL DEFAULT 1,
      outcome text,
      outcome_code text,
      -- the next statutory date worked to, and its clock; both null once answered
      due_on date,
      due_clock text,
      extended_on date,
      overdue boolean NOT NULL DEFAULT false,
      held boolean NOT NULL DEFAULT false,
      parked_code text,
      escalated boolean NOT NULL DEFAULT false,
      disputed boolean NOT NULL DEFAULT false,
      assigned_role text,
      -- what the procedure promised to do next and when: the watchdog compares it with the clock (decisions.md E4)
      next_milestone text,
      next_milestone_at timestamptz,
      grace_ends_at timestamptz,
      -- the one row that decides between withdrawal and erasure (decisions.md A6)
      erasure_begun_at timestamptz,
      withdrawn_at timestamptz,
      answered_at timestamptz,
      late boolean NOT NULL DEFAULT false,
      closed_at timestamptz,
      run_id text,
      run_epoch integer NOT NULL DEFAULT 0,
      run_started_at timestamptz,
      form_token_hash bytea UNIQUE,
      entered_by uuid
    );
    CREATE INDEX requests_open_due ON requests (due_on, id) WHERE closed_at IS NULL;
    CREATE INDEX requests_never_started ON requests (received_at) WHERE run_started_at IS NULL;
    CREATE INDEX requests_milestone ON requests (next_milestone_at) WHERE closed_at IS NULL;

    CREATE TABLE clocks (
      request_id uuid NOT NULL REFERENCES requests,
      rule text NOT NULL,
      kind text NOT NULL,
      strict_on date NOT NULL,
      outer_on date NOT NULL,
      met_at timestamptz,
      PRIMARY KEY (request_id, rule)
    );

    -- what has happened, one row each; with the rows of decisions, plans and effects it rebuilds the procedure (E3)
    CREATE TABLE milestones (
      request_id uuid NOT NULL REFERENCES requests,
      round integer NOT NULL,
      name text NOT NULL,
      at timestamptz NOT NULL,
      detail jsonb NOT NULL DEFAULT '{}',
      PRIMARY KEY (request_id, round, name)
    );

    CREATE TABLE vault_keys (
      id uuid PRIMARY KEY,
      owner text NOT NULL,
      class text NOT NULL,
      kek_id text NOT NULL,
      kek_epoch integer NOT NULL,
      wrapped bytea,
      created_at timestamptz NOT NULL,
      ends_at timestamptz,
      shredded_at timestamptz,
      UNIQUE (owner, class)
    );
    CREATE TABLE vault_entries (
      id uuid PRIMARY KEY,
      owner text NOT NULL,
      class text NOT NULL,
      kind text NOT NULL,
      key_id uuid NOT NULL REFERENCES vault_keys,
      sealed bytea NOT NULL,
      created_at timestamptz NOT NULL
    );
    CREATE INDEX vault_entries_owner ON vault_entries (owner, kind);

    CREATE TABLE ledger_entries (
      chain text NOT NULL,
      seq integer NOT NULL,
      kind text NOT NULL,
      at timestamptz NOT NULL,
      -- text, not jsonb: the hash is over these bytes
      body text NOT NULL,
      effect_key text,
      previous bytea NOT NULL,
      hash bytea NOT NULL,
      PRIMARY KEY (chain, seq),
      UNIQUE (chain, effect_key)
    );
    CREATE TABLE ledger_heads (
      chain text PRIMARY KEY,
      seq integer NOT NULL,
      hash bytea NOT NULL
    );

    CREATE TABLE effects (
      key text PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      round integer NOT NULL,
      step text NOT NULL,
      target text NOT NULL,
      state text NOT NULL,
      uncertain boolean NOT NULL DEFAULT false,
      lease uuid NOT NULL,
      intended_at timestamptz NOT NULL,
      done_at timestamptz,
      failing_since timestamptz,
      last_failure text,
      attempts integer NOT NULL DEFAULT 0,
      digest bytea,
      evidence jsonb
    );
    CREATE INDEX effects_request ON effects (request_id, round);

    CREATE TABLE decisions (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      kind text NOT NULL,
      round integer NOT NULL,
      actor text NOT NULL,
      actor_kind text NOT NULL,
      acting_role text,
      code text,
      plan_digest text,
      content jsonb NOT NULL DEFAULT '{}',
      facts_entry uuid REFERENCES vault_entries,
      recorded_at timestamptz NOT NULL,
      delivered_at timestamptz,
      state text NOT NULL,
      refusal text,
      marked_at timestamptz
    );
    CREATE INDEX decisions_request ON decisions (request_id, recorded_at);
    CREATE INDEX decisions_undelivered ON decisions (recorded_at) WHERE state = 'recorded';

    CREATE TABLE data_points (
      request_id uuid NOT NULL REFERENCES requests,
      system text NOT NULL,
      point text NOT NULL,
      proof text NOT NULL,
      matched boolean NOT NULL,
      checked_at timestamptz NOT NULL,
      PRIMARY KEY (request_id, system, point)
    );

    -- codes and links are random, hashed at rest, bound to one purpose and object (decisions.md L5)
    CREATE TABLE codes (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      contact_hash bytea NOT NULL,
      held boolean NOT NULL,
      code_hash bytea NOT NULL,
      tries integer NOT NULL DEFAULT 0,
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    );
    CREATE INDEX codes_request ON codes (request_id);
    CREATE TABLE links (
      token_hash bytea PRIMARY KEY,
      purpose text NOT NULL,
      object text NOT NULL,
      expires_at timestamptz NOT NULL,
      used_at timestamptz
    );
    CREATE INDEX links_object ON links (object, purpose);

    CREATE TABLE plans (
      request_id uuid NOT NULL REFERENCES requests,
      round integer NOT NULL,
      digest text NOT NULL,
      summary jsonb NOT NULL,
      keys_entry uuid REFERENCES vault_entries,
      made_at timestamptz NOT NULL,
      PRIMARY KEY (request_id, round)
    );
    CREATE TABLE exceptions (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      round integer NOT NULL,
      system text NOT NULL,
      tbl text NOT NULL,
      category text NOT NULL,
      code text NOT NULL,
      purpose text NOT NULL,
      reason text NOT NULL,
      row_count integer NOT NULL,
      ends_on date,
      state text NOT NULL,
      decision_id uuid REFERENCES decisions,
      UNIQUE (request_id, round, system, tbl, code)
    );

    CREATE TABLE disclosures (
      id uuid PRIMARY KEY,
      recipient text NOT NULL,
      basis text NOT NULL,
      categories text[] NOT NULL,
      disclosed_on date NOT NULL,
      subject_hash bytea NOT NULL,
      sealed bytea NOT NULL,
      key_id uuid NOT NULL REFERENCES vault_keys,
      request_id uuid REFERENCES requests
    );
    CREATE INDEX disclosures_subject ON disclosures (subject_hash);

    CREATE TABLE notices (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      round integer NOT NULL,
      recipient text NOT NULL,
      instruction text NOT NULL,
      role text NOT NULL,
      rule text NOT NULL,
      mandatory boolean NOT NULL,
      reference text NOT NULL UNIQUE,
      idempotency_key text NOT NULL UNIQUE,
      content_entry uuid NOT NULL REFERENCES vault_entries,
      state text NOT NULL,
      sent_at timestamptz,
      received_at timestamptz,
      settled_at timestamptz,
      reminded_at timestamptz,
      escalated_at timestamptz,
      answer_code text,
      UNIQUE (request_id, round, recipient, instruction)
    );
    CREATE INDEX notices_recipient ON notices (recipient, state);

    CREATE TABLE standing_orders (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      kind text NOT NULL,
      system text NOT NULL,
      identifier_type text NOT NULL,
      identifier_hash bytea NOT NULL,
      made_at timestamptz NOT NULL,
      ends_on date,
      UNIQUE (request_id, kind, system, identifier_type, identifier_hash)
    );
    CREATE INDEX standing_orders_hash ON standing_orders (identifier_hash);
    CREATE TABLE archive_duties (
      request_id uuid NOT NULL REFERENCES requests,
      archive text NOT NULL,
      state text NOT NULL,
      made_at timestamptz NOT NULL,
      ends_on date,
      settled_at timestamptz,
      PRIMARY KEY (request_id, archive)
    );

    CREATE TABLE letters (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      kind text NOT NULL,
      effect_key text NOT NULL UNIQUE,
      message_id text NOT NULL,
      statements jsonb NOT NULL,
      content_entry uuid NOT NULL REFERENCES vault_entries,
      composed_at timestamptz NOT NULL,
      sent_at timestamptz
    );
    CREATE INDEX letters_request ON letters (request_id);

    CREATE TABLE tasks (
      id uuid PRIMARY KEY,
      request_id uuid NOT NULL REFERENCES requests,
      round integer NOT NULL,
      kind text NOT NULL,
      target text NOT NULL DEFAULT '',
      role text NOT NULL,
      code text,
      due_on date,
      state text NOT NULL,
      level integer NOT NULL DEFAULT 0,
      -- the level at which the role was last told; below it, it is in the next digest
      told_level integer NOT NULL DEFAULT -1,
      opened_at timestamptz NOT NULL,
      done_at timestamptz,
      done_by text,
      UNIQUE (request_id, round, kind, target)
    );
    CREATE INDEX tasks_open ON tasks (role, due_on) WHERE state = 'open';

    CREATE TABLE staff (
      id uuid PRIMARY KEY,
      email text NOT NULL UNIQUE,
      name text NOT NULL,
      roles text[] NOT NULL,
      password_hash text NOT NULL,
      must_change boolean NOT NULL,
      disabled_at timestamptz,
      created_at timestamptz NOT NULL
    );
    CREATE TABLE sessions (
      token_hash bytea PRIMARY KEY,
      audience text NOT NULL,
      subject text NOT NULL,
      csrf text NOT NULL,
      content jsonb NOT NULL DEFAULT '{}',
      created_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL
    );
    CREATE TABLE limits (
      bucket text NOT NULL,
      window_start timestamptz NOT NULL,
      hits integer NOT NULL,
      PRIMARY KEY (bucket, window_start)
    );

    -- test clock: milliseconds added to database time, moved only by the tests' advance() (decisions.md F)
    CREATE TABLE clock_offset (
      "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
      milliseconds bigint NOT NULL
    );
    INSERT INTO clock_offset VALUES (true, 0);
  `);
  // The application may add to the ledger and read it, nothing else (decisions.md H2). Who the application is, is said
  // by whoever runs the migrations; the role exists by then (db/roles.ts).
  await knex.raw(`
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO fortyfive_app;
    REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entries FROM fortyfive_app;
    REVOKE INSERT, UPDATE, DELETE ON clock_offset FROM fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

import type { Knex } from 'knex';

/**
 * Queues of recipients that take several notices at a time (decisions.md I4). A notice stays a row of its own; what is
 * queued is one message about it, its first or a reminder.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- one message to a recipient: what it carries is in notice_queue, in order
    CREATE TABLE notice_batches (
      id uuid PRIMARY KEY,
      recipient text NOT NULL,
      seq integer NOT NULL,
      idempotency_key text NOT NULL UNIQUE,
      formed_at timestamptz NOT NULL,
      attempted_at timestamptz NOT NULL,
      done_at timestamptz,
      -- of the bytes that were sent first: a repeat sends the same ones
      digest bytea,
      -- a mail with its link, until it has left
      sealed bytea,
      key_id uuid REFERENCES vault_keys,
      UNIQUE (recipient, seq)
    );
    CREATE UNIQUE INDEX notice_batches_open ON notice_batches (recipient) WHERE done_at IS NULL;

    CREATE TABLE notice_queue (
      notice_id uuid NOT NULL REFERENCES notices,
      -- notice, or reminder-1 and so on
      step text NOT NULL,
      recipient text NOT NULL,
      mandatory boolean NOT NULL,
      -- strict day of the request: the day by which it must have left
      due_on date NOT NULL,
      queued_at timestamptz NOT NULL,
      batch_id uuid REFERENCES notice_batches,
      position integer,
      tries integer NOT NULL DEFAULT 0,
      retry_at timestamptz,
      -- when it left, or no longer had to
      left_at timestamptz,
      PRIMARY KEY (notice_id, step)
    );
    CREATE INDEX notice_queue_waiting ON notice_queue (recipient, due_on, queued_at, notice_id) WHERE left_at IS NULL;
    CREATE INDEX notice_queue_batch ON notice_queue (batch_id);

    -- requests that have not heard yet that their recipients are settled, or that one refused
    CREATE TABLE recipients_unheard (
      request_id uuid PRIMARY KEY REFERENCES requests,
      since timestamptz NOT NULL
    );
    GRANT SELECT, INSERT, UPDATE, DELETE ON notice_batches, notice_queue, recipients_unheard TO fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

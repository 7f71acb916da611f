import type { Knex } from 'knex';

/**
 * The queue narrowed to a role, and what is overdue, at 100,000 open requests (design.md, How fast): each finds its
 * page without reading the others.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE INDEX requests_open_role ON requests (assigned_role, due_on, id) WHERE closed_at IS NULL;
    CREATE INDEX requests_overdue ON requests (due_on, id) WHERE overdue AND answered_at IS NULL AND closed_at IS NULL;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

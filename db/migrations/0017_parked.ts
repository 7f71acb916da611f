import type { Knex } from 'knex';

/** What is parked is found without reading what moves (decisions.md E4). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('CREATE INDEX requests_parked ON requests (due_on, id) WHERE parked_code IS NOT NULL');
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}

import knex, { type Knex } from 'knex';
import pg from 'pg';

/** A connection pool, or a transaction on it: stores take either. */
export type Db = Knex;
/** A transaction: functions that must be part of one take this, so that the compiler says so. */
export type Trx = Knex.Transaction;

// A Postgres `date` is a Los Angeles or statutory calendar day, not an instant: it is read as text (decisions.md F).
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/**
 * Opens a pool on our own database.
 *
 * @param url `postgres://` URL of the application's role
 * @param process name shown in `pg_stat_activity`, never a person's
 */
export function connect(url: string, { max = 10, process = 'fortyfive' } = {}): Db {
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: process },
    pool: { min: 0, max },
    acquireConnectionTimeout: 10_000,
  });
}

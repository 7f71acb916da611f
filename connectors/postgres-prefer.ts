import { escapeIdentifier } from 'pg';
import type { PostgresSystem, Table } from '../datamap/data-map';
import { ConnectorFailure, type RowKey } from './connector';
import type { Session } from './postgres-session';
import { KEY, keyAsText, matchList, qualified, type Shapes } from './postgres-sql';
import type { Setting } from './preferences';

/** Sets a column in rows by key. */
export async function say(
  session: Session,
  system: PostgresSystem,
  shapes: Shapes,
  { table, column, value, keys }: Setting<Table>,
): Promise<void> {
  const match = matchList(table.key, shapes.get(table.name)!, keys, 1);
  await session.query(
    `UPDATE ${qualified(system.schema, table.name)} SET ${escapeIdentifier(column)} = $2 WHERE ${match.sql}`,
    [match.values, String(value)],
  );
}

/**
 * Asks the rows again.
 *
 * @returns those that say it; a row that is gone is left out
 * @throws ConnectorFailure `not-kept` where one says otherwise (a trigger, or another program that knows better)
 */
export async function whatTheySay(
  session: Session,
  system: PostgresSystem,
  shapes: Shapes,
  { table, column, value, keys }: Setting<Table>,
): Promise<RowKey[]> {
  const match = matchList(table.key, shapes.get(table.name)!, keys, 1);
  const rows = await session.query<Record<string, string> & { kept: boolean }>(
    `SELECT ${keyAsText(table)}, ${escapeIdentifier(column)}::text IS NOT DISTINCT FROM $2::text AS kept
       FROM ${qualified(system.schema, table.name)} WHERE ${match.sql}`,
    [match.values, String(value)],
  );
  if (rows.some(({ kept }) => !kept)) throw new ConnectorFailure('not-kept');
  return rows.map((row) => ({ table: table.name, key: row[KEY]! }));
}

import { escapeIdentifier } from 'pg';
import { type PostgresSystem, type Table, tableNamed } from '../datamap/data-map';
import { ConnectorFailure, type FieldChange, type FieldPlace } from './connector';
import type { Session } from './postgres-session';
import { asText, KEY, keyAsText, matchList, qualified, type Shapes } from './postgres-sql';

/** The places of one table and column. */
interface Column<Place> {
  table: Table;
  column: string;
  places: Place[];
}

/**
 * Places by table and column.
 *
 * @throws ConnectorFailure `unbounded-predicate` for an empty key; `internal` for what the map does not let be corrected
 */
function byColumn<Place extends FieldPlace>({ tables }: PostgresSystem, places: readonly Place[]): Column<Place>[] {
  const columns = new Map<string, Column<Place>>();
  for (const place of places) {
    if (place.key === '') throw new ConnectorFailure('unbounded-predicate');
    const table = tableNamed(tables, place.table);
    if (table?.fields[place.column]?.correct === undefined) throw new ConnectorFailure('internal');
    const name = `${place.table}\u0000${place.column}`;
    const known = columns.get(name) ?? { table, column: place.column, places: [] };
    columns.set(name, { ...known, places: [...known.places, place] });
  }
  return [...columns.values()];
}

/** Sets fields of rows, by key. A text column that may not be null is emptied instead. */
export async function correctIn(
  session: Session,
  system: PostgresSystem,
  shapes: Shapes,
  changes: readonly FieldChange[],
): Promise<void> {
  for (const { table, column, places } of byColumn(system, changes)) {
    const shape = shapes.get(table.name)!;
    for (const { key, value } of places) {
      const match = matchList(table.key, shape, [key], 2);
      if (match.values.length === 0) continue;
      const emptied = value === null && shape.notNull.has(column) ? '' : value;
      // the parameter takes the column's own type; a value that this type cannot hold is refused by the system
      await session.query(
        `UPDATE ${qualified(system.schema, table.name)} SET ${escapeIdentifier(column)} = $1 WHERE ${match.sql}`,
        [emptied, match.values],
      );
    }
  }
}

/** Reads fields of rows, by key. */
export async function valuesIn(
  session: Session,
  system: PostgresSystem,
  shapes: Shapes,
  asked: readonly FieldPlace[],
): Promise<FieldChange[]> {
  const found: FieldChange[] = [];
  for (const { table, column, places } of byColumn(system, asked)) {
    const match = matchList(
      table.key,
      shapes.get(table.name)!,
      places.map(({ key }) => key),
      1,
    );
    if (match.values.length === 0) continue;
    const rows = await session.query<Record<string, string | null>>(
      `SELECT ${asText([column])}, ${keyAsText(table)} FROM ${qualified(system.schema, table.name)} WHERE ${match.sql}`,
      [match.values],
    );
    for (const row of rows) found.push({ table: table.name, key: row[KEY] ?? '', column, value: row[column] || null });
  }
  return found;
}

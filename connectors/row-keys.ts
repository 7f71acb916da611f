import { tableNamed, type Table } from '../datamap/data-map';
import { ConnectorFailure, type RowKey } from './connector';

/**
 * Row keys by table, each once.
 *
 * @throws ConnectorFailure `unbounded-predicate` for an empty key, `internal` for a table that the map does not know.
 */
export function keysByTable(rows: RowKey[], tables: Table[]): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { table, key } of rows) {
    if (key === '') throw new ConnectorFailure('unbounded-predicate');
    if (tableNamed(tables, table) === undefined) throw new ConnectorFailure('internal');
    const set = keys.get(table) ?? new Set<string>();
    keys.set(table, set.add(key));
  }
  return keys;
}

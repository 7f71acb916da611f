import type { Table } from '../datamap/data-map';
import type { Preference, RowKey } from './connector';
import { keysByTable } from './row-keys';

/** What is to be said in which rows of one table. */
export interface Setting<T extends Table> {
  table: T;
  column: string;
  value: string | number | boolean;
  keys: string[];
}

/** The rows that have a column for this purpose, by table, with what it is to say. */
export function settings<T extends Table>(rows: RowKey[], tables: T[], { purpose, allowed }: Preference): Setting<T>[] {
  const keys = keysByTable(rows, tables);
  return tables.flatMap((table): Setting<T>[] => {
    const own = table.preferences[purpose];
    const held = [...(keys.get(table.name) ?? [])];
    if (own === undefined || held.length === 0) return [];
    return [{ table, column: own.column, value: allowed ? own.yes : own.no, keys: held }];
  });
}

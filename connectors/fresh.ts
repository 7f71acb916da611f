import { isReferenceFind, type Table } from '../datamap/data-map';
import { momentOf, type FoundRow } from './conditions';
import type { Found } from './search';

/**
 * Leaves out what came to be at a moment or later (decisions.md J). A row's moment is in the column that the data map
 * names under `createdAt`; a row without one is as young as the youngest row it refers to, since it cannot have been
 * there before. A row that says nothing either way is old. A date without a time counts from its beginning, UTC.
 *
 * @param tables parents first
 * @param olderThanMs UTC milliseconds; undefined leaves everything in
 */
export function withoutFresh(
  tables: Table[],
  found: Found,
  olderThanMs: number | undefined,
): { found: Found; fresh: number } {
  if (olderThanMs === undefined) return { found, fresh: 0 };
  const born = birthsIn(tables, found);
  const rows: Found['rows'] = new Map();
  let fresh = 0;
  for (const table of tables) {
    for (const row of found.rows.get(table.name)?.values() ?? []) {
      const at = born.get(nameOf(table.name, row.key));
      if (at !== undefined && at >= olderThanMs) {
        fresh += 1;
        continue;
      }
      const kept = rows.get(table.name) ?? new Map<string, FoundRow>();
      rows.set(table.name, kept.set(row.key, row));
    }
  }
  return { found: { ...found, rows }, fresh };
}

/** When each found row came to be, UTC milliseconds; those that do not say are not there. */
function birthsIn(tables: Table[], found: Found): Map<string, number> {
  const born = new Map<string, number>();
  for (const table of tables)
    for (const row of found.rows.get(table.name)?.values() ?? []) {
      const at = bornAt(table, row, born);
      if (at !== undefined) born.set(nameOf(table.name, row.key), at);
    }
  return born;
}

/** As {@link withoutFresh} sees them: when the rows of a table came to be, UTC milliseconds; undefined where unsaid. */
export function birthOf(tables: Table[], found: Found): (table: string, key: string) => number | undefined {
  const born = birthsIn(tables, found);
  return (table, key) => born.get(nameOf(table, key));
}

function bornAt(table: Table, row: FoundRow, born: Map<string, number>): number | undefined {
  const own = table.createdAt === undefined ? undefined : momentOf(row.values[table.createdAt] ?? '');
  if (own !== undefined) return own;
  const parents = table.find
    .filter(isReferenceFind)
    .flatMap(({ column, to }) => born.get(nameOf(to.table, row.values[column] ?? '')) ?? []);
  return parents.length > 0 ? Math.max(...parents) : undefined;
}

const nameOf = (table: string, key: string): string => `${table}\u0000${key}`;

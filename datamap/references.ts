import { isReferenceFind, type Table } from './data-map';

/** The tables that a table refers to on the way to the person. */
function parentsOf(table: Table): string[] {
  return table.find.filter(isReferenceFind).map((find) => find.to.table);
}

/**
 * Orders tables so that each stands after those it refers to.
 *
 * @returns the order, or the names along a cycle (first and last the same), in which no row could be erased last.
 */
export function parentsFirst<T extends Table>(tables: T[]): { order: T[] } | { cycle: string[] } {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const done = new Set<string>();
  const order: T[] = [];
  const visit = (table: T, trail: string[]): string[] | undefined => {
    if (done.has(table.name)) return undefined;
    const seen = trail.indexOf(table.name);
    if (seen >= 0) return [...trail.slice(seen), table.name];
    for (const parent of parentsOf(table)) {
      const next = byName.get(parent);
      const cycle = next && visit(next, [...trail, table.name]);
      if (cycle) return cycle;
    }
    done.add(table.name);
    order.push(table);
    return undefined;
  };
  for (const table of tables) {
    const cycle = visit(table, []);
    if (cycle) return { cycle };
  }
  return { order };
}

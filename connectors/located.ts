import { isReferenceFind, type Keep, type Table } from '../datamap/data-map';
import { shiftByPeriod } from '../datamap/periods';
import { meets, momentOf, type ConditionScope, type FoundRow } from './conditions';
import type { CallContext, HeldField, Located, LocatedTable } from './connector';
import { birthOf, withoutFresh } from './fresh';
import { isSharedMailbox } from './identifiers';
import type { Found } from './search';

/** Turns found rows into what a plan needs: tables with row keys and proposals, fields held, number of people. */
export function locatedFrom(
  tables: Table[],
  everything: Found,
  { nowMs, olderThanMs }: Pick<CallContext, 'nowMs' | 'olderThanMs'>,
): Located {
  const { found, fresh } = withoutFresh(tables, everything, olderThanMs);
  const born = birthOf(tables, found);
  return {
    fresh,
    persons: personsIn(tables, found),
    tables: tables.flatMap((table): LocatedTable[] => {
      const rows = rowsOf(found, table);
      if (rows.length === 0) return [];
      return [
        {
          table: table.name,
          categories: table.categories,
          rows: rows.map(({ key }) => ({ table: table.name, key })),
          cameAtMs: rows.map(({ key }) => born(table.name, key) ?? null),
          proposals: table.keep.flatMap((keep) => proposalFor(keep, table, tables, found, nowMs)),
        },
      ];
    }),
    identifiers: found.identifiers,
    fields: tables.flatMap((table) => fieldsOf(table, rowsOf(found, table))),
  };
}

function rowsOf(found: Found, table: Table): FoundRow[] {
  return [...(found.rows.get(table.name)?.values() ?? [])];
}

/**
 * People behind what was found: the rows of the person table, and every person that a found row points at without
 * having been found (somebody else's visits on a shared device). Rows that point at nobody belong to the one who asks.
 */
function personsIn(tables: Table[], found: Found): number {
  const root = tables.find(({ person }) => person === 'row');
  const rowCount = tables.reduce((sum, table) => sum + rowsOf(found, table).length, 0);
  if (rowCount === 0) return 0;
  if (root === undefined) return 1;
  const located = found.rows.get(root.name) ?? new Map<string, FoundRow>();
  const others = new Set<string>();
  let unattached = false;
  for (const table of tables.filter(({ name }) => name !== root.name)) {
    const references = table.find.filter(isReferenceFind).filter(({ to }) => to.table === root.name);
    for (const row of rowsOf(found, table)) {
      const pointed = references.map(({ column }) => row.values[column] ?? null).filter((key) => key !== null);
      if (pointed.length === 0) unattached = true;
      pointed.filter((key) => !located.has(key)).forEach((key) => others.add(key));
    }
  }
  const own = located.size > 0 || !unattached ? located.size : 1;
  return own + others.size;
}

function proposalFor(
  keep: Keep,
  table: Table,
  tables: Table[],
  found: Found,
  nowMs: number,
): LocatedTable['proposals'] {
  const rows = rowsOf(found, table).filter((row) => meets(keep.when, row, scopeOf(row, table, tables, found, nowMs)));
  if (rows.length === 0) return [];
  const endsOn = endOf(keep, rows, nowMs);
  return [
    {
      code: keep.code,
      reason: keep.reason,
      purpose: keep.purpose,
      rows: rows.map(({ key }) => ({ table: table.name, key })),
      ...(endsOn === undefined ? {} : { endsOn }),
    },
  ];
}

function scopeOf(row: FoundRow, table: Table, tables: Table[], found: Found, nowMs: number): ConditionScope {
  return {
    nowMs,
    referring(name) {
      const child = tables.find((each) => each.name === name);
      if (child === undefined) return [];
      const columns = child.find.filter(isReferenceFind).filter(({ to }) => to.table === table.name);
      return rowsOf(found, child).filter((each) => columns.some(({ column }) => each.values[column] === row.key));
    },
  };
}

/** One proposal has one end: the latest of its rows, as a UTC date. */
function endOf({ ends }: Keep, rows: FoundRow[], nowMs: number): string | undefined {
  if (ends === undefined) return undefined;
  const { from } = ends;
  const starts = from === undefined ? [nowMs] : rows.map(({ values }) => momentOf(values[from] ?? '') ?? nowMs);
  return new Date(shiftByPeriod(Math.max(...starts), ends.after, 1)).toISOString().slice(0, 10);
}

/** Values that can prove or reach somebody. What proves nothing and reaches nobody stays in the system. */
function fieldsOf(table: Table, rows: FoundRow[]): HeldField[] {
  return Object.entries(table.fields).flatMap(([column, { proof, asks, contact, changedAt, shared }]) => {
    if (proof === 'never' && contact === undefined) return [];
    const seen = new Set<string>();
    return rows.flatMap((row): HeldField[] => {
      const value = row.values[column] ?? '';
      if (value === '' || seen.has(value)) return [];
      seen.add(value);
      const manyReaders =
        (contact === 'email' && isSharedMailbox(value)) || (shared !== undefined && row.values[shared] === 'true');
      const reaches = contact !== undefined && !manyReaders ? contact : undefined;
      if (proof === 'never' && reaches === undefined) return [];
      const changed = changedAt === undefined ? undefined : momentOf(row.values[changedAt] ?? '');
      return [
        {
          field: `${table.name}.${column}`,
          value,
          proof,
          ...(asks === undefined ? {} : { asks }),
          ...(reaches === undefined ? {} : { contact: reaches }),
          ...(changed === undefined ? {} : { changedAt: new Date(changed).toISOString() }),
        },
      ];
    });
  });
}

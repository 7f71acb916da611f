import { isIdentifierFind, tableNamed, type Find, type Table } from '../datamap/data-map';
import type { IdentifierType } from '../rules/codes';
import type { FoundRow } from './conditions';
import { ConnectorFailure, type Identifier, type RowKey } from './connector';
import { comparable, defaultCompare, type Compare, isSharedMailbox, normalise, usable } from './identifiers';

/** One question to a table: which rows have one of these values in this way of finding. Never empty. */
export interface Ask {
  find: Find;
  values: string[];
}

/** How a kind of system answers: all rows of a table that match at least one ask. */
export type Fetch<T extends Table> = (table: T, asks: Ask[]) => Promise<FoundRow[]>;

/** Rows by table and key, and every identifier met. */
export interface Found {
  rows: Map<string, Map<string, FoundRow>>;
  identifiers: Identifier[];
}

interface Search<T extends Table> {
  /** Parents first. */
  tables: T[];
  identifiers: Identifier[];
  /** Row keys already known, whose children are looked for even when the row itself is gone. */
  seeds?: RowKey[];
  /** Whether identifiers met on found rows are searched in turn. */
  follow: boolean;
  fetch: Fetch<T>;
}

/** The rule by which a way of finding compares. References are compared exactly. */
export function compareOf(find: Find): Compare {
  return isIdentifierFind(find) ? (find.compare ?? defaultCompare(find.is)) : 'exact';
}

/**
 * Refuses identifiers that would reach more than a person.
 *
 * @throws ConnectorFailure `unbounded-predicate`.
 */
export function refuseUnbounded(identifiers: Identifier[]): void {
  if (!identifiers.every(usable)) throw new ConnectorFailure('unbounded-predicate');
}

/**
 * Looks through all tables until nothing new turns up: rows by identifier, rows by reference to a found row, and the
 * identifiers on those rows. Each value is asked once of each way of finding.
 */
export async function search<T extends Table>({
  tables,
  identifiers,
  seeds,
  follow,
  fetch,
}: Search<T>): Promise<Found> {
  const known = new Map<IdentifierType, Set<string>>();
  const learn = ({ type, value }: Identifier) => setOf(known, type).add(normalise(type, value));
  identifiers.forEach(learn);
  const keys = new Map<string, Set<string>>();
  for (const { table, key } of seeds ?? []) setOf(keys, table).add(key);
  const rows = new Map<string, Map<string, FoundRow>>();
  const asked = new Map<Find, Set<string>>();

  const ask = (find: Find): Ask[] => {
    const already = setOf(asked, find);
    const values = [...valuesFor(find, tables, known, keys)].filter((value) => !already.has(value));
    values.forEach((value) => already.add(value));
    return values.length > 0 ? [{ find, values }] : [];
  };

  for (let news = true; news;) {
    news = false;
    for (const table of tables) {
      const asks = table.find.flatMap(ask);
      if (asks.length === 0) continue;
      news = true;
      for (const row of await fetch(table, asks)) {
        mapOf(rows, table.name).set(row.key, row);
        setOf(keys, table.name).add(row.key);
        if (follow) identifiersOn(table, row).forEach(learn);
      }
    }
  }
  const met = [...known].flatMap(([type, values]) => [...values].map((value) => ({ type, value })));
  return { rows, identifiers: met };
}

/** The identifiers on a row that lead further: no placeholder, no shared mailbox, no column that is shared by design. */
export function identifiersOn(table: Table, row: FoundRow): Identifier[] {
  return table.find.filter(isIdentifierFind).flatMap(({ column, is, follow }) => {
    const identifier = { type: is, value: normalise(is, row.values[column] ?? '') };
    if (!follow || !usable(identifier) || (is === 'email' && isSharedMailbox(identifier.value))) return [];
    return [identifier];
  });
}

function valuesFor(
  find: Find,
  tables: Table[],
  known: Map<IdentifierType, Set<string>>,
  keys: Map<string, Set<string>>,
): Set<string> {
  if (isIdentifierFind(find)) {
    return new Set([...(known.get(find.is) ?? [])].map((value) => comparable(value, compareOf(find))));
  }
  const parent = tableNamed(tables, find.to.table);
  const keyType = parent?.find.filter(isIdentifierFind).find(({ column }) => column === parent.key)?.is;
  // A parent's key that is itself an identifier finds children although the parent row is gone.
  return new Set([...(keys.get(find.to.table) ?? []), ...((keyType && known.get(keyType)) ?? [])]);
}

/** Tables in which a person can be recognised by an identifier that leads to that person alone. */
export function recognising<T extends Table>(tables: T[]): T[] {
  return tables.filter(({ find }) => find.some((each) => isIdentifierFind(each) && each.follow));
}

function setOf<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  const present = map.get(key) ?? new Set<V>();
  map.set(key, present);
  return present;
}

function mapOf<K>(map: Map<K, Map<string, FoundRow>>, key: K): Map<string, FoundRow> {
  const present = map.get(key) ?? new Map<string, FoundRow>();
  map.set(key, present);
  return present;
}

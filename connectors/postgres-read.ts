import { escapeIdentifier } from 'pg';
import { columnsOf, isIdentifierFind, type PostgresSystem, type Table, tableNamed } from '../datamap/data-map';
import type { CallContext, Identifier, RowPage } from './connector';
import { comparable, normalise } from './identifiers';
import { nextPosition, readPosition } from './positions';
import type { Session } from './postgres-session';
import { asText, KEY, keyAsText, matchList, qualified, type Shapes } from './postgres-sql';
import { compareOf } from './search';

/** Rows of a page: they are held together, as rows and as what is sealed of them. */
const PAGE = 500;

/**
 * Reads one page of a person's rows. A row that belongs to them by a reference is found by a subquery on the rows that
 * it refers to, so that no list of keys is held here, however many rows there are.
 */
export async function readRowsPage(
  session: Session,
  system: PostgresSystem,
  shapes: Shapes,
  identifiers: readonly Identifier[],
  position: string | null,
  context: CallContext,
): Promise<RowPage> {
  const tables = system.tables.filter(({ person }) => person !== 'none');
  const at = readPosition(position);
  const table = tables[at.table];
  if (table === undefined) return { rows: [], next: null };
  const values: string[][] = [];
  const theirs = theirRows(table, { system, shapes, identifiers, values });
  if (theirs === undefined) return { rows: [], next: nextPosition(at, null, tables.length) };
  const key = escapeIdentifier(table.key);
  const type = shapes.get(table.name)?.types.get(table.key) ?? 'text';
  const after = at.after === null ? '' : `AND ${key} > $${values.length + 1}::text::${type}`;
  const rows = await session.query<Record<string, string | null>>(
    `SELECT ${asText(columnsOf(table))}, ${keyAsText(table)} FROM ${qualified(system.schema, table.name)}
      WHERE (${theirs}) ${after} ORDER BY ${key} LIMIT ${PAGE}`,
    at.after === null ? values : [...values, at.after],
  );
  context.heartbeat();
  const last = rows.length < PAGE ? null : (rows.at(-1)?.[KEY] ?? null);
  return {
    rows: rows.map(({ [KEY]: own, ...held }) => ({ table: table.name, key: own ?? '', values: held })),
    next: nextPosition(at, last, tables.length),
  };
}

/** The condition under which a row of a table is this person's; undefined where nothing given can find one. */
function theirRows(
  table: Table,
  asked: { system: PostgresSystem; shapes: Shapes; identifiers: readonly Identifier[]; values: string[][] },
): string | undefined {
  const { system, shapes, identifiers, values } = asked;
  const ways = table.find.flatMap((find): string[] => {
    if (isIdentifierFind(find)) {
      const wanted = identifiers
        .filter(({ type }) => type === find.is)
        .map(({ type, value }) => comparable(normalise(type, value), compareOf(find)));
      const match = matchList(find.column, shapes.get(table.name)!, wanted, values.length + 1, compareOf(find));
      if (match.values.length === 0) return [];
      values.push(match.values);
      return [match.sql];
    }
    const parent = tableNamed(system.tables, find.to.table);
    const theirs = parent && theirRows(parent, asked);
    if (!parent || theirs === undefined) return [];
    return [
      `${escapeIdentifier(find.column)} IN (SELECT ${escapeIdentifier(parent.key)} FROM ${qualified(system.schema, parent.name)} WHERE ${theirs})`,
    ];
  });
  return ways.length === 0 ? undefined : ways.map((way) => `(${way})`).join(' OR ');
}

import { escapeIdentifier } from 'pg';
import { isIdentifierFind, type PostgresSystem } from '../datamap/data-map';
import type { CallContext, IdentifierPage } from './connector';
import { distinct } from './identifiers';
import { nextPosition, readPosition } from './positions';
import type { Session } from './postgres-session';
import { asText, KEY, keyAsText, qualified, type Shapes } from './postgres-sql';
import { identifiersOn, recognising } from './search';

/** Rows of a page: a statement stays well inside its timeout, and a page in memory. */
const PAGE = 1_000;

/** Reads one page of identifiers, a table after another, each by its key: an index serves, whatever the table's size. */
export async function enumeratePage(
  session: Session,
  system: PostgresSystem,
  shapes: Shapes,
  position: string | null,
  context: CallContext,
): Promise<IdentifierPage> {
  const tables = recognising(system.tables);
  const at = readPosition(position);
  const table = tables[at.table];
  if (table === undefined) return { identifiers: [], rows: 0, next: null };
  const key = escapeIdentifier(table.key);
  const type = shapes.get(table.name)?.types.get(table.key) ?? 'text';
  const columns = table.find.filter(isIdentifierFind).map(({ column }) => column);
  const rows = await session.query<Record<string, string | null>>(
    `SELECT ${asText([...new Set(columns)])}, ${keyAsText(table)} FROM ${qualified(system.schema, table.name)}
      WHERE ${at.after === null ? `${key} IS NOT NULL` : `${key} > $1::text::${type}`} ORDER BY ${key} LIMIT ${PAGE}`,
    at.after === null ? [] : [at.after],
  );
  context.heartbeat();
  const last = rows.length < PAGE ? null : (rows.at(-1)?.[KEY] ?? null);
  return {
    identifiers: distinct(
      rows.flatMap(({ [KEY]: own, ...values }) => identifiersOn(table, { key: own ?? '', values })),
    ),
    rows: rows.length,
    next: nextPosition(at, last, tables.length),
  };
}

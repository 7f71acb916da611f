import { escapeIdentifier } from 'pg';
import type { Table } from '../datamap/data-map';
import type { Compare } from './identifiers';
import type { Session } from './postgres-session';

/** What the database says of one table. */
export interface TableShape {
  /** Column name to type, as `format_type` writes it. */
  types: Map<string, string>;
  notNull: Set<string>;
  /** The planner's estimate; 0 where it has none. */
  estimatedRows: number;
}
/** Shapes by table name. A table that does not exist is absent. */
export type Shapes = Map<string, TableShape>;

/** Reads the shape of the tables that the data map names. */
export async function readShapes(session: Session, schema: string, tables: string[]): Promise<Shapes> {
  const rows = await session.query<{ tbl: string; col: string; type: string; required: boolean; estimate: number }>(
    `SELECT c.relname AS tbl, a.attname AS col, format_type(a.atttypid, NULL) AS type, a.attnotnull AS required,
            GREATEST(c.reltuples, 0)::float8 AS estimate
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND c.relkind IN ('r', 'p')`,
    [schema, tables],
  );
  const shapes: Shapes = new Map();
  for (const { tbl, col, type, required, estimate } of rows) {
    const shape = shapes.get(tbl) ?? { types: new Map(), notNull: new Set(), estimatedRows: estimate };
    shape.types.set(col, type);
    if (required) shape.notNull.add(col);
    shapes.set(tbl, shape);
  }
  return shapes;
}

/** `"schema"."table"`, quoted. */
export function qualified(schema: string, table: string): string {
  return `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
}

/** Columns as text under their own names, for a select list. */
export function asText(columns: string[]): string {
  return columns.map((column) => `${escapeIdentifier(column)}::text AS ${escapeIdentifier(column)}`).join(', ');
}

/** A comparison with a list, and the values that the column's type can hold. */
export interface Match {
  sql: string;
  values: string[];
}

/**
 * `column = ANY(parameter)` in a form that an index on the column serves: the list is cast to the column's type, and
 * values that this type cannot hold are left out, because they cannot be there.
 *
 * @param parameter number of the `$n` parameter that takes {@link Match.values}.
 */
export function matchList(
  column: string,
  shape: TableShape,
  values: string[],
  parameter: number,
  compare: Compare = 'exact',
): Match {
  const name = escapeIdentifier(column);
  const type = shape.types.get(column) ?? 'text';
  const textual = type === 'text' || type === 'character varying' || type === 'citext';
  const plain = textual ? name : `${name}::text`;
  if (compare === 'lower') return { sql: `lower(${plain}) = ANY($${parameter}::text[])`, values };
  if (compare === 'digits') {
    return { sql: `regexp_replace(${plain}, '\\D', '', 'g') = ANY($${parameter}::text[])`, values };
  }
  if (['smallint', 'integer', 'bigint'].includes(type)) {
    return {
      sql: `${name} = ANY($${parameter}::bigint[])`,
      values: values.filter((each) => /^-?\d{1,18}$/.test(each)),
    };
  }
  if (type === 'uuid') {
    const uuid = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
    return { sql: `${name} = ANY($${parameter}::uuid[])`, values: values.filter((each) => uuid.test(each)) };
  }
  const cast = type === 'citext' ? 'citext' : 'text';
  return { sql: `${plain} = ANY($${parameter}::${cast}[])`, values };
}

/** Name under which {@link keyAsText} selects; no column of a system is likely to have it. */
export const KEY = 'fortyfive key';

/** The key column of a table as text, for a select list. */
export function keyAsText(table: Table): string {
  return `${escapeIdentifier(table.key)}::text AS ${escapeIdentifier(KEY)}`;
}

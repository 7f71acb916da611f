import { columnsOf, isReferenceFind, type MapPath, type PostgresSystem, type Table } from '../datamap/data-map';
import type { CallContext } from './connector';
import type { Session, Sessions } from './postgres-session';
import { qualified, readShapes, type Shapes } from './postgres-sql';

/**
 * Compares the data map with the database: tables and columns that are not there, a key that is not unique, a
 * reference that could not be set to null, a reference that the map does not know, a reading account that may delete.
 *
 * @returns one sentence each, with line and remedy; empty where all is well.
 */
export async function checkPostgres(
  system: PostgresSystem,
  sessions: Sessions,
  context: CallContext,
  lineOf?: (path: MapPath) => number,
): Promise<string[]> {
  const say = (path: MapPath, message: string, remedy: string) => {
    const full = ['systems', system.id, ...path];
    const line = lineOf ? `line ${lineOf(full)}, ` : '';
    return `${line}${full.join('.')}: ${message}. ${remedy}.`;
  };
  return sessions.read(context.signal, async (session) => {
    const names = system.tables.map(({ name }) => name);
    const shapes = await readShapes(session, system.schema, names);
    const unique = await uniqueColumns(session, system.schema, names);
    const problems: string[] = [];
    for (const table of system.tables) {
      const at: MapPath = ['tables', table.name];
      const shape = shapes.get(table.name);
      if (shape === undefined) {
        problems.push(say(at, `no table ${table.name} in schema ${system.schema}`, 'Correct the name or the schema'));
        continue;
      }
      for (const column of columnsOf(table).filter((each) => !shape.types.has(each))) {
        const columns = [...shape.types.keys()].join(', ');
        problems.push(say(placeOf(table, column), `no column ${column} in ${table.name}`, `Use one of: ${columns}`));
      }
      if (shape.types.has(table.key) && !unique.has(`${table.name}.${table.key}`)) {
        problems.push(say([...at, 'key'], `${table.key} is not unique`, 'Name a primary key or unique column'));
      }
      problems.push(...nullable(system, table, shapes).map(([path, message, remedy]) => say(path, message, remedy)));
    }
    problems.push(
      ...(await unknownReferences(session, system)).map(([path, message, remedy]) => say(path, message, remedy)),
    );
    if (system.connection.read !== undefined) {
      for (const table of names.filter((name) => shapes.has(name))) {
        const [row] = await session.query<{ may: boolean }>(
          `SELECT has_table_privilege(current_user, $1, 'INSERT, UPDATE, DELETE, TRUNCATE') AS may`,
          [qualified(system.schema, table)],
        );
        if (row?.may !== true) continue;
        problems.push(
          say(['connection', 'read'], `the reading account may change ${table}`, 'Grant it SELECT and nothing else'),
        );
      }
    }
    return problems;
  });
}

type Said = [path: MapPath, message: string, remedy: string];

/** Where in the file a column is named, so that the line is the line of the mistake. */
function placeOf(table: Table, column: string): MapPath {
  const at: MapPath = ['tables', table.name];
  if (table.key === column) return [...at, 'key'];
  if (table.createdAt === column) return [...at, 'createdAt'];
  const find = table.find.findIndex((each) => each.column === column);
  if (find >= 0) return [...at, 'find', find, 'column'];
  const link = table.unlink.findIndex((each) => each.column === column);
  if (link >= 0) return [...at, 'unlink', link, 'column'];
  if (column in table.fields) return [...at, 'fields', column];
  for (const [name, field] of Object.entries(table.fields)) {
    if (field.changedAt === column) return [...at, 'fields', name, 'changedAt'];
    if (field.shared === column) return [...at, 'fields', name, 'shared'];
  }
  const said = Object.entries(table.preferences).find(([, preference]) => preference.column === column);
  if (said) return [...at, 'preferences', said[0], 'column'];
  return [...at, 'keep'];
}

/** A row that stays loses its reference, which only a nullable column allows. */
function nullable(system: PostgresSystem, table: Table, shapes: Shapes): Said[] {
  const required = shapes.get(table.name)?.notNull ?? new Set<string>();
  const links = table.unlink.flatMap(({ column }, index): Said[] =>
    required.has(column)
      ? [
          [
            ['tables', table.name, 'unlink', index],
            `${column} may not be null`,
            'Drop the constraint, or find and erase these rows',
          ],
        ]
      : [],
  );
  const keeps = table.keep.length === 0 ? [] : table.find.filter(isReferenceFind);
  const kept = keeps.flatMap(({ column, to }): Said[] => {
    const parent = system.tables.find(({ name }) => name === to.table);
    const parentStays = parent?.keep.some(({ when }) =>
      JSON.stringify(when).includes(`"referencedBy":"${table.name}"`),
    );
    if (!required.has(column) || parentStays === true) return [];
    return [
      [
        ['tables', table.name, 'keep'],
        `rows that are kept could not be unlinked from ${to.table}, because ${column} may not be null`,
        `Drop the constraint, or propose to keep rows of ${to.table} that are referencedBy: ${table.name}`,
      ],
    ];
  });
  return [...links, ...kept];
}

async function uniqueColumns(session: Session, schema: string, tables: string[]): Promise<Set<string>> {
  const rows = await session.query<{ place: string }>(
    `SELECT c.relname || '.' || a.attname AS place
       FROM pg_index i
       JOIN pg_class c ON c.oid = i.indrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
      WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND i.indisunique AND i.indnkeyatts = 1
        AND i.indpred IS NULL AND i.indexprs IS NULL`,
    [schema, tables],
  );
  return new Set(rows.map(({ place }) => place));
}

/** Foreign keys to rows that we erase, which the map does not mention: they would stop the erasure half way. */
async function unknownReferences(session: Session, system: PostgresSystem): Promise<Said[]> {
  const erased = system.tables.filter(({ person }) => person !== 'none').map(({ name }) => name);
  const rows = await session.query<{ child: string; col: string; parent: string }>(
    `SELECT child.relname AS child, a.attname AS col, parent.relname AS parent
       FROM pg_constraint k
       JOIN pg_class child ON child.oid = k.conrelid
       JOIN pg_class parent ON parent.oid = k.confrelid
       JOIN pg_namespace n ON n.oid = parent.relnamespace
       JOIN pg_attribute a ON a.attrelid = child.oid AND a.attnum = k.conkey[1]
      WHERE k.contype = 'f' AND n.nspname = $1 AND parent.relname = ANY($2::text[])`,
    [system.schema, erased],
  );
  return rows.flatMap(({ child, col, parent }): Said[] => {
    const table = system.tables.find(({ name }) => name === child);
    const known =
      table?.find.some((find) => isReferenceFind(find) && find.column === col && find.to.table === parent) === true ||
      table?.unlink.some((link) => link.column === col && link.to.table === parent) === true;
    if (known) return [];
    return [
      [
        table === undefined ? ['tables'] : ['tables', child],
        `${child}.${col} refers to ${parent}, and the data map does not say what becomes of it`,
        `Add it to find (such rows are the person's) or to unlink (they stay)`,
      ],
    ];
  });
}

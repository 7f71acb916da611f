import { escapeIdentifier } from 'pg';
import {
  columnsOf,
  isReferenceFind,
  tableNamed,
  type MapPath,
  type PostgresSystem,
  type Table,
} from '../datamap/data-map';
import { meets, type FoundRow } from './conditions';
import { ConnectorFailure, type CallContext, type RowKey, type SystemConnector } from './connector';
import { locatedFrom } from './located';
import { checkPostgres } from './postgres-check';
import { createSessions, isShapeError, type Session } from './postgres-session';
import {
  asText,
  compareOf,
  keyAsText,
  matchList,
  qualified,
  readShapes,
  type Match,
  type Shapes,
} from './postgres-sql';
import { refuseUnbounded, search, type Fetch } from './search';

/** Places at which a fault test may cut a connector; each is awaited. */
export interface FaultPoints {
  /** Before each table that an erasure touches. */
  betweenTables?(system: string, table: string): Promise<void> | void;
  /** The change is committed (or answered) there, and nobody here knows yet. */
  afterCommitSent?(system: string): Promise<void> | void;
}

/** What a Postgres connector is made of. */
export interface PostgresConnectorParts {
  system: PostgresSystem;
  /** Connection URLs, resolved from their secret names; `readUrl` may be the same. */
  urls: { readUrl: string; writeUrl: string };
  faults?: FaultPoints;
  /** Line in the data map, for what {@link SystemConnector.check} says. */
  lineOf?: (path: MapPath) => number;
}

const KEY = 'fortyfive key';
/** Keys per statement: few enough that a statement stays well inside its timeout, and a heartbeat lies between. */
const CHUNK = 500;
/** The most rows of one person in a table unless the data map says otherwise: the larger of the two (decisions.md D2). */
const DEFAULT_EXPECT = 1_000;
const SHARE_OF_TABLE = 0.001;
/** Evidence of absence needs no more rows than prove the contrary. */
const REMAINING_LIMIT = 10_000;

/**
 * Reaches a Postgres database as the data map describes it. Reading happens in a read-only, repeatable-read
 * transaction with a statement timeout; erasing in one transaction, by located row keys only (decisions.md D2, L3).
 */
export function createPostgresConnector({ system, urls, faults, lineOf }: PostgresConnectorParts): SystemConnector {
  const sessions = createSessions({ ...urls, timeoutMs: system.timeoutMs });
  const names = system.tables.map(({ name }) => name);
  let known: Shapes | undefined;

  const shapesFor = async (session: Session): Promise<Shapes> => {
    known ??= await readShapes(session, system.schema, names);
    if (names.some((name) => !known?.has(name))) {
      known = undefined;
      throw new ConnectorFailure('system-refused');
    }
    return known;
  };
  // A table may change while we run: what was remembered of it is then forgotten, and the next attempt reads anew.
  const forgetting = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (isShapeError(error)) known = undefined;
      throw error;
    }
  };

  return {
    system: system.id,
    check: (context) => checkPostgres(system, sessions, context, lineOf),
    locate(identifiers, context) {
      return forgetting(
        sessions.read(context.signal, async (session) => {
          refuseUnbounded(identifiers);
          const fetch = fetchFrom(session, system, await shapesFor(session), context, true);
          const found = await search({ tables: system.tables, identifiers, follow: true, fetch });
          return locatedFrom(system.tables, found, context.nowMs);
        }),
      );
    },
    erase(rows, context, kept) {
      return forgetting(
        sessions.write(
          context.signal,
          async (session) => {
            const erasure = { session, system, shapes: await shapesFor(session), context, kept };
            const keys = keysByTable(rows, system.tables);
            for (const table of [...system.tables].reverse()) {
              const own = keys.get(table.name);
              if (own === undefined) continue;
              await faults?.betweenTables?.(system.id, table.name);
              await eraseFrom(erasure, table, [...own]);
            }
          },
          async () => faults?.afterCommitSent?.(system.id),
        ),
      );
    },
    remaining(rows, identifiers, context) {
      return forgetting(
        sessions.read(context.signal, async (session) => {
          refuseUnbounded(identifiers);
          const shapes = await shapesFor(session);
          const keys = keysByTable(rows, system.tables);
          const byKey: RowKey[] = [];
          for (const table of system.tables) {
            const present = await keysWhere(session, system, shapes, table, table.key, [
              ...(keys.get(table.name) ?? []),
            ]);
            byKey.push(...present.map((key) => ({ table: table.name, key })));
            context.heartbeat();
          }
          const fetch = fetchFrom(session, system, shapes, context, false);
          const found = await search({ tables: system.tables, identifiers, seeds: rows, follow: false, fetch });
          const byIdentifier = new Map<string, RowKey>();
          for (const [table, held] of found.rows) {
            for (const key of held.keys()) byIdentifier.set(`${table}/${key}`, { table, key });
          }
          for (const table of system.tables) {
            for (const { column, to } of table.unlink) {
              const pointing = await keysWhere(session, system, shapes, table, column, [...(keys.get(to.table) ?? [])]);
              pointing.forEach((key) => byIdentifier.set(`${table.name}/${key}`, { table: table.name, key }));
            }
          }
          return { byKey, byIdentifier: [...byIdentifier.values()] };
        }),
      );
    },
    close: () => sessions.close(),
  };
}

/** @throws ConnectorFailure `unbounded-predicate` for an empty key, `internal` for a table that the map does not know. */
function keysByTable(rows: RowKey[], tables: Table[]): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { table, key } of rows) {
    if (key === '') throw new ConnectorFailure('unbounded-predicate');
    if (tableNamed(tables, table) === undefined) throw new ConnectorFailure('internal');
    const set = keys.get(table) ?? new Set<string>();
    keys.set(table, set.add(key));
  }
  return keys;
}

/** @param bounded whether more rows than the data map expects is a failure; evidence of absence has no such bound. */
function fetchFrom(
  session: Session,
  system: PostgresSystem,
  shapes: Shapes,
  context: CallContext,
  bounded: boolean,
): Fetch<Table> {
  const counts = new Map<string, Set<string>>();
  return async (table, asks) => {
    const shape = shapes.get(table.name)!;
    const expect =
      table.expect ?? system.expect ?? Math.max(DEFAULT_EXPECT, Math.ceil(shape.estimatedRows * SHARE_OF_TABLE));
    const matches: Match[] = [];
    for (const { find, values } of asks) {
      const match = matchList(find.column, shape, values, matches.length + 1, compareOf(find));
      if (match.values.length > 0) matches.push(match);
    }
    if (matches.length === 0) return [];
    const columns = columnsOf(table);
    const rows = await session.query<Record<string, string | null>>(
      `SELECT ${asText(columns)}, ${keyAsText(table)} FROM ${qualified(system.schema, table.name)}
        WHERE ${matches.map(({ sql }) => `(${sql})`).join(' OR ')} LIMIT ${bounded ? expect + 1 : REMAINING_LIMIT}`,
      matches.map(({ values }) => values),
    );
    context.heartbeat();
    const found = rows.map(({ [KEY]: key, ...values }): FoundRow => ({ key: key ?? '', values }));
    if (bounded) {
      const seen = counts.get(table.name) ?? new Set<string>();
      counts.set(table.name, seen);
      found.forEach(({ key }) => seen.add(key));
      if (seen.size > expect) throw new ConnectorFailure('too-many-rows');
    }
    return found;
  };
}

interface Erasure {
  session: Session;
  system: PostgresSystem;
  shapes: Shapes;
  context: CallContext;
  kept: RowKey[] | undefined;
}

async function eraseFrom(erasure: Erasure, table: Table, keys: string[]): Promise<void> {
  const { session, system, shapes, context } = erasure;
  for (let start = 0; start < keys.length; start += CHUNK) {
    const chunk = keys.slice(start, start + CHUNK);
    for (const child of system.tables) {
      for (const { column, to } of child.unlink) {
        if (to.table === table.name) await unlink(erasure, child, column, column, chunk);
      }
      for (const { column, to } of child.find.filter(isReferenceFind)) {
        if (to.table === table.name) await unlinkKept(erasure, child, column, chunk);
      }
    }
    const match = matchList(table.key, shapes.get(table.name)!, chunk, 1);
    await session.query(`DELETE FROM ${qualified(system.schema, table.name)} WHERE ${match.sql}`, [match.values]);
    context.heartbeat();
  }
}

/**
 * Sets the reference of rows that stay to null. By now every child row of the plan is gone, so whatever still points
 * here either is kept by an exception or came after the plan; the latter must not be orphaned in silence.
 */
async function unlinkKept(erasure: Erasure, child: Table, column: string, parents: string[]): Promise<void> {
  const { session, system, shapes, context, kept } = erasure;
  const match = matchList(column, shapes.get(child.name)!, parents, 1);
  const left = await session.query<Record<string, string | null>>(
    `SELECT ${asText(columnsOf(child))}, ${keyAsText(child)} FROM ${qualified(system.schema, child.name)}
      WHERE ${match.sql} FOR UPDATE`,
    [match.values],
  );
  if (left.length === 0) return;
  const keptKeys = kept && new Set(kept.filter(({ table }) => table === child.name).map(({ key }) => key));
  const scope = { nowMs: context.nowMs, referring: () => [] };
  const stays = ({ [KEY]: key, ...values }: Record<string, string | null>) =>
    keptKeys?.has(key ?? '') ?? child.keep.some(({ when }) => meets(when, { key: key ?? '', values }, scope));
  if (!left.every(stays)) throw new ConnectorFailure('still-found');
  await unlink(
    erasure,
    child,
    column,
    child.key,
    left.map((row) => row[KEY] ?? ''),
  );
}

async function unlink(erasure: Erasure, child: Table, column: string, by: string, keys: string[]): Promise<void> {
  const { session, system, shapes } = erasure;
  const match = matchList(by, shapes.get(child.name)!, keys, 1);
  await session.query(
    `UPDATE ${qualified(system.schema, child.name)} SET ${escapeIdentifier(column)} = NULL WHERE ${match.sql}`,
    [match.values],
  );
}

async function keysWhere(
  session: Session,
  system: PostgresSystem,
  shapes: Shapes,
  table: Table,
  column: string,
  values: string[],
): Promise<string[]> {
  const match = matchList(column, shapes.get(table.name)!, values, 1);
  if (match.values.length === 0) return [];
  const rows = await session.query<Record<string, string>>(
    `SELECT ${keyAsText(table)} FROM ${qualified(system.schema, table.name)} WHERE ${match.sql}`,
    [match.values],
  );
  return rows.map((row) => row[KEY]!);
}

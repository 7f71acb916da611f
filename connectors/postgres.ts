import { columnsOf, type MapPath, type PostgresSystem, type Table } from '../datamap/data-map';
import type { FoundRow } from './conditions';
import { ConnectorFailure, type CallContext, type RowKey, type SystemConnector } from './connector';
import type { FaultPoints } from './faults';
import { withoutFresh } from './fresh';
import { locatedFrom } from './located';
import { checkPostgres } from './postgres-check';
import { correctIn, valuesIn } from './postgres-correct';
import { enumeratePage } from './postgres-enumerate';
import { eraseFrom } from './postgres-erase';
import { say, whatTheySay } from './postgres-prefer';
import { readRowsPage } from './postgres-read';
import { createSessions, isShapeError, type Session } from './postgres-session';
import { asText, KEY, keyAsText, matchList, qualified, readShapes, type Match, type Shapes } from './postgres-sql';
import { settings } from './preferences';
import { keysByTable } from './row-keys';
import { compareOf, refuseUnbounded, search, type Fetch } from './search';

/** What a Postgres connector is made of. */
export interface PostgresConnectorParts {
  system: PostgresSystem;
  /** Connection URLs, resolved from their secret names; `readUrl` may be the same. */
  urls: { readUrl: string; writeUrl: string };
  faults?: FaultPoints;
  /** Line in the data map, for what {@link SystemConnector.check} says. */
  lineOf?: (path: MapPath) => number;
}

/** The most rows of one person in a table unless the data map says otherwise: the larger of the two (decisions.md D2). */
const DEFAULT_EXPECT = 1_000;
const SHARE_OF_TABLE = 0.001;
/** Rows beyond `expect` that evidence of absence reads: kept rows never fill it, and more prove nothing further. */
const REMAINING_MARGIN = 10_000;

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
          return locatedFrom(system.tables, found, context);
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
          const everything = await search({ tables: system.tables, identifiers, seeds: rows, follow: false, fetch });
          const { found, fresh } = withoutFresh(system.tables, everything, context.olderThanMs);
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
          return { byKey, byIdentifier: [...byIdentifier.values()], fresh };
        }),
      );
    },
    correct(changes, context) {
      return forgetting(
        sessions.write(
          context.signal,
          async (session) => correctIn(session, system, await shapesFor(session), changes),
          async () => faults?.afterCommitSent?.(system.id),
        ),
      );
    },
    values(places, context) {
      return forgetting(
        sessions.read(context.signal, async (session) => valuesIn(session, system, await shapesFor(session), places)),
      );
    },
    async prefer(rows, preference, context) {
      const set = settings(rows, system.tables, preference);
      await forgetting(
        sessions.write(
          context.signal,
          async (session) => {
            const shapes = await shapesFor(session);
            for (const each of set) await say(session, system, shapes, each);
            context.heartbeat();
          },
          async () => faults?.afterCommitSent?.(system.id),
        ),
      );
      return forgetting(
        sessions.read(context.signal, async (session) => {
          const shapes = await shapesFor(session);
          const said: RowKey[] = [];
          for (const each of set) said.push(...(await whatTheySay(session, system, shapes, each)));
          return said;
        }),
      );
    },
    enumerate(position, context) {
      return forgetting(
        sessions.read(context.signal, async (session) =>
          enumeratePage(session, system, await shapesFor(session), position, context),
        ),
      );
    },
    read(identifiers, position, context) {
      return forgetting(
        sessions.read(context.signal, async (session) => {
          refuseUnbounded(identifiers);
          return readRowsPage(session, system, await shapesFor(session), identifiers, position, context);
        }),
      );
    },
    close: () => sessions.close(),
  };
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
        WHERE ${matches.map(({ sql }) => `(${sql})`).join(' OR ')} LIMIT ${bounded ? expect + 1 : expect + REMAINING_MARGIN}`,
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

import { createHash } from 'node:crypto';
import {
  columnsOf,
  isReferenceFind,
  tableNamed,
  type Find,
  type HttpSystem,
  type HttpTable,
  type MapPath,
} from '../datamap/data-map';
import type { FoundRow } from './conditions';
import { ConnectorFailure, type CallContext, type FieldChange, type RowKey, type SystemConnector } from './connector';
import type { FaultPoints } from './faults';
import { withoutFresh } from './fresh';
import { at, createHttpClient, textAt, type HttpClient, type HttpClientParts, type Item } from './http-client';
import { comparable, distinct } from './identifiers';
import { locatedFrom } from './located';
import { nextPosition, readPosition } from './positions';
import { settings } from './preferences';
import { keysByTable } from './row-keys';
import { compareOf, identifiersOn, recognising, refuseUnbounded, search, type Fetch } from './search';

/** What an HTTP connector is made of. */
export interface HttpConnectorParts extends HttpClientParts {
  faults?: FaultPoints;
  /** Line in the data map, for what {@link SystemConnector.check} says. */
  lineOf?: (path: MapPath) => number;
}

/** The most rows of one person in a collection unless the data map says otherwise; no table size is known here. */
const DEFAULT_EXPECT = 1_000;
/** Rows beyond that which evidence of absence reads before it gives up. */
const REMAINING_MARGIN = 10_000;

/**
 * Reaches an HTTP service as the data map describes it: lists searched by query parameters, items read and erased by
 * key. Nothing here is believed on the service's word: an item that does not carry the value it was searched by makes
 * the whole answer unreadable, because a service that ignores a filter would have us erase everybody.
 */
export function createHttpConnector({ faults, lineOf, ...parts }: HttpConnectorParts): SystemConnector {
  const { system } = parts;
  const client = createHttpClient(parts);
  return {
    system: system.id,
    check: (context) => check(system, client, context, lineOf),
    async locate(identifiers, context) {
      refuseUnbounded(identifiers);
      const fetch = fetchFrom(system, client, context, true);
      const found = await search({ tables: system.tables, identifiers, follow: true, fetch });
      return locatedFrom(system.tables, found, context);
    },
    async erase(rows, context) {
      const keys = keysByTable(rows, system.tables);
      for (const table of [...system.tables].reverse()) {
        const own = keys.get(table.name);
        if (own === undefined) continue;
        await faults?.betweenTables?.(system.id, table.name);
        for (const key of own) await client.remove(itemPath(table, key), keyOfEffect(context, table, key), context);
      }
      await faults?.afterCommitSent?.(system.id);
    },
    async remaining(rows, identifiers, context) {
      refuseUnbounded(identifiers);
      const byKey: RowKey[] = [];
      for (const [name, keys] of keysByTable(rows, system.tables)) {
        const table = tableNamed(system.tables, name)!;
        for (const key of keys) {
          const item = await client.item(itemPath(table, key), context);
          if (item === undefined) continue;
          if (textAt(item, table.key) !== key) throw new ConnectorFailure('system-answer-unreadable');
          byKey.push({ table: name, key });
        }
      }
      const fetch = fetchFrom(system, client, context, false);
      const everything = await search({ tables: system.tables, identifiers, seeds: rows, follow: false, fetch });
      const { found, fresh } = withoutFresh(system.tables, everything, context.olderThanMs);
      const byIdentifier = [...found.rows].flatMap(([table, held]) => [...held.keys()].map((key) => ({ table, key })));
      return { byKey, byIdentifier, fresh };
    },
    async correct(changes, context) {
      for (const { table, item, changed } of byItem(system, changes)) {
        const key = keyOfEffect(context, table, `${item}\u0000${JSON.stringify(changed)}`);
        await client.change(itemPath(table, item), changed, key, context);
      }
      await faults?.afterCommitSent?.(system.id);
    },
    async values(places, context) {
      const asked = places.map((place) => ({ ...place, value: null }));
      const found: FieldChange[] = [];
      for (const { table, item, changed } of byItem(system, asked)) {
        const held = await client.item(itemPath(table, item), context);
        if (held === undefined) continue;
        if (textAt(held, table.key) !== item) throw new ConnectorFailure('system-answer-unreadable');
        for (const column of Object.keys(changed))
          found.push({ table: table.name, key: item, column, value: textAt(held, column) || null });
      }
      return found;
    },
    async prefer(rows, preference, context) {
      const kept: RowKey[] = [];
      for (const { table, column, value, keys } of settings(rows, system.tables, preference)) {
        const told: string[] = [];
        for (const key of keys) {
          if (await client.change(itemPath(table, key), placed(column, value), undefined, context)) told.push(key);
        }
        await faults?.afterCommitSent?.(system.id);
        for (const key of told) {
          const item = await client.item(itemPath(table, key), context);
          if (item === undefined) continue;
          if (textAt(item, column) !== String(value)) throw new ConnectorFailure('not-kept');
          kept.push({ table: table.name, key });
        }
      }
      return kept;
    },
    async enumerate(position, context) {
      const tables = recognising(system.tables);
      const at = readPosition(position);
      const table = tables[at.table];
      if (table === undefined) return { identifiers: [], rows: 0, next: null };
      const { items, next } = await client.page(table.list, at.after, context);
      const identifiers = items.flatMap((item) => identifiersOn(table, { key: '', values: valuesOf(table, item) }));
      return {
        identifiers: distinct(identifiers),
        rows: items.length,
        next: nextPosition(at, next ?? null, tables.length),
      };
    },
    async read(identifiers, position, context) {
      refuseUnbounded(identifiers);
      const tables = system.tables.filter(({ person }) => person !== 'none');
      const at = readPosition(position);
      const table = tables[at.table];
      if (table === undefined) return { rows: [], next: null };
      // one person's items are few here, by `expect`: they are searched again for each collection, and none is kept
      const fetch = fetchFrom(system, client, context, true);
      const { rows } = await search({ tables: system.tables, identifiers, follow: false, fetch });
      const held = [...(rows.get(table.name)?.values() ?? [])];
      return {
        rows: held.map(({ key, values }) => ({ table: table.name, key, values })),
        next: nextPosition(at, null, tables.length),
      };
    },
    // Connections belong to the way out, which others share.
    close: () => Promise.resolve(),
  };
}

function fetchFrom(system: HttpSystem, client: HttpClient, context: CallContext, bounded: boolean): Fetch<HttpTable> {
  const counts = new Map<string, Set<string>>();
  return async (table, asks) => {
    const expect = (table.expect ?? system.expect ?? DEFAULT_EXPECT) + (bounded ? 0 : REMAINING_MARGIN);
    const seen = counts.get(table.name) ?? new Set<string>();
    counts.set(table.name, seen);
    const rows: FoundRow[] = [];
    for (const { find, values } of asks) {
      for (const value of values) {
        const items = await client.list(table.list, { [find.query ?? find.column]: value }, expect, context);
        for (const item of items) rows.push(rowFrom(table, item, find, value));
      }
    }
    rows.forEach(({ key }) => seen.add(key));
    if (seen.size > expect) throw new ConnectorFailure('too-many-rows');
    return rows;
  };
}

function rowFrom(table: HttpTable, item: Item, find: Find, asked: string): FoundRow {
  const key = textAt(item, table.key) ?? '';
  const compare = compareOf(find);
  const carried = textAt(item, find.column) ?? '';
  if (key === '' || comparable(carried, compare) !== comparable(asked, compare)) {
    throw new ConnectorFailure('system-answer-unreadable');
  }
  return { key, values: valuesOf(table, item) };
}

function valuesOf(table: HttpTable, item: Item): FoundRow['values'] {
  return Object.fromEntries(columnsOf(table).map((column) => [column, textAt(item, column)]));
}

/**
 * Changes by item.
 *
 * @throws ConnectorFailure `unbounded-predicate` for an empty key; `internal` for what the map does not let be corrected
 */
function byItem(
  system: HttpSystem,
  changes: readonly FieldChange[],
): { table: HttpTable; item: string; changed: Record<string, string | null> }[] {
  const items = new Map<string, { table: HttpTable; item: string; changed: Record<string, string | null> }>();
  for (const { table: name, key, column, value } of changes) {
    if (key === '') throw new ConnectorFailure('unbounded-predicate');
    const table = tableNamed(system.tables, name);
    if (table?.fields[column]?.correct === undefined) throw new ConnectorFailure('internal');
    const known = items.get(`${name}\u0000${key}`) ?? { table, item: key, changed: {} };
    items.set(`${name}\u0000${key}`, { ...known, changed: { ...known.changed, [column]: value } });
  }
  return [...items.values()];
}

/** An object with a value at a dotted place. */
function placed(column: string, value: unknown): Item {
  return column.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Item;
}

function itemPath(table: HttpTable, key: string): string {
  return table.item.replace('{key}', encodeURIComponent(key));
}

/** One key per item under the effect's key, hashed so that its length and letters suit any service. */
function keyOfEffect({ idempotencyKey }: CallContext, table: HttpTable, key: string): string | undefined {
  if (idempotencyKey === undefined) return undefined;
  return createHash('sha256')
    .update(JSON.stringify([idempotencyKey, table.name, key]))
    .digest('base64url');
}

async function check(
  system: HttpSystem,
  client: HttpClient,
  context: CallContext,
  lineOf?: (path: MapPath) => number,
): Promise<string[]> {
  const problems: string[] = [];
  for (const table of system.tables) {
    const say = (word: string, message: string, remedy: string) => {
      const path = ['systems', system.id, 'tables', table.name, word];
      problems.push(`${lineOf ? `line ${lineOf(path)}, ` : ''}${path.join('.')}: ${message}. ${remedy}.`);
    };
    let items: Item[];
    try {
      ({ items } = await client.page(table.list, null, context));
    } catch (error) {
      // What is away or throttled is no mistake in the map; the caller hears of it as a failure.
      if (!(error instanceof ConnectorFailure)) throw error;
      if (error.code !== 'system-refused' && error.code !== 'system-answer-unreadable') throw error;
      say(
        'list',
        `${table.list} answers no list with ${system.pages.items}`,
        'Correct the path, the pages or the token',
      );
      continue;
    }
    const [first] = items;
    if (first === undefined) continue;
    for (const column of columnsOf(table).filter((each) => at(first, each) === undefined)) {
      const reference = table.find.some((find) => isReferenceFind(find) && find.column === column);
      say(
        reference ? 'find' : column === table.createdAt ? 'createdAt' : 'fields',
        `no field ${column} in ${table.list}`,
        `Use one of: ${Object.keys(first).join(', ')}`,
      );
    }
  }
  return problems;
}

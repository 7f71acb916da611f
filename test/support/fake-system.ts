import {
  type CallContext,
  ConnectorFailure,
  type FieldChange,
  type HeldField,
  type Identifier,
  type Located,
  type Preference,
  type Remaining,
  type RowKey,
  type SystemConnector,
} from '../../connectors/connector';
import type { Category, ExceptionCode, FailureCode } from '../../rules/codes';

/** One row of a fake system. */
export interface FakeRow {
  table: string;
  key: string;
  email: string;
  phone?: string;
  /** A key that the system gave out. */
  contactId?: string;
  categories?: Category[];
  fields?: HeldField[];
  /** What can be corrected, by column. */
  values?: Record<string, string | null>;
  /** When the row came to be, UTC milliseconds; of old where absent. */
  createdAtMs?: number;
  keep?: { code: ExceptionCode; reason: string; purpose: string; endsOn?: string };
}

/** A system in memory, with switches for what can go wrong. */
export interface FakeSystem extends SystemConnector {
  rows: FakeRow[];
  /** Every call that asked to erase, with its idempotency key. */
  erasures: { key: string | undefined; rows: RowKey[] }[];
  /** Every call that asked to correct. */
  corrections: { key: string | undefined; changes: FieldChange[] }[];
  /** Every position from which a page was read. */
  reads: (string | null)[];
  /** Corrects once and then says that it took too long. */
  losing: boolean;
  /** Throws this code at every call while set. */
  failing: FailureCode | null;
  /** What was said of each row, newest last. */
  said: ({ key: string } & Preference)[];
  /** Answers erasures as done, and keeps the rows; keeps nothing of what is said. */
  lying: boolean;
}

/** Rows of a page: few, so that a handful of rows fills several. */
const PAGE = 2;

/** Composes a fake system from its rows. */
export function fakeSystem(system: string, rows: FakeRow[]): FakeSystem {
  const mine = (identifiers: Identifier[], row: FakeRow): boolean =>
    identifiers.some((i) => identifiersOf(row).some(({ type, value }) => i.type === type && i.value === value));
  const identifiersOf = (row: FakeRow): Identifier[] => [
    { type: 'email', value: row.email },
    ...(row.phone ? [{ type: 'phone' as const, value: row.phone }] : []),
    ...(row.contactId ? [{ type: 'contact-id' as const, value: row.contactId }] : []),
  ];
  const fake: FakeSystem = {
    system,
    rows,
    erasures: [],
    corrections: [],
    reads: [],
    losing: false,
    said: [],
    failing: null,
    lying: false,
    check: () => Promise.resolve([]),
    async locate(identifiers, context) {
      guard(context);
      const held = fake.rows.filter((row) => mine(identifiers, row));
      const found = held.filter((row) => isOlder(row, context));
      const tables = [...new Set(found.map((row) => row.table))].map((table) => {
        const own = found.filter((row) => row.table === table);
        return {
          table,
          categories: own[0]!.categories ?? (['identifiers'] as Category[]),
          rows: own.map(({ key }) => ({ table, key })),
          cameAtMs: own.map(({ createdAtMs }) => createdAtMs ?? null),
          proposals: own.filter((row) => row.keep).map((row) => ({ ...row.keep!, rows: [{ table, key: row.key }] })),
        };
      });
      const located: Located = {
        fresh: held.length - found.length,
        persons: new Set(found.map((row) => row.email)).size,
        tables,
        identifiers: [...identifiers, ...found.flatMap(identifiersOf)],
        fields: found.flatMap((row) => row.fields ?? []),
      };
      return Promise.resolve(located);
    },
    async erase(keys, context) {
      guard(context);
      fake.erasures.push({ key: context.idempotencyKey, rows: keys });
      if (!fake.lying)
        fake.rows = fake.rows.filter((row) => !keys.some((k) => k.table === row.table && k.key === row.key));
      return Promise.resolve();
    },
    async remaining(keys, identifiers, context): Promise<Remaining> {
      guard(context);
      const as = ({ table, key }: FakeRow): RowKey => ({ table, key });
      return Promise.resolve({
        byKey: fake.rows.filter((row) => keys.some((k) => k.table === row.table && k.key === row.key)).map(as),
        byIdentifier: fake.rows.filter((row) => mine(identifiers, row) && isOlder(row, context)).map(as),
        fresh: fake.rows.filter((row) => mine(identifiers, row) && !isOlder(row, context)).length,
      });
    },
    async correct(changes, context) {
      guard(context);
      fake.corrections.push({ key: context.idempotencyKey, changes });
      if (!fake.lying)
        for (const { table, key, column, value } of changes)
          for (const row of fake.rows.filter((each) => each.table === table && each.key === key))
            row.values = { ...row.values, [column]: value };
      if (fake.losing) {
        fake.losing = false;
        throw new ConnectorFailure('system-timeout');
      }
      return Promise.resolve();
    },
    async values(places, context) {
      guard(context);
      return Promise.resolve(
        places.flatMap(({ table, key, column }) =>
          fake.rows
            .filter((row) => row.table === table && row.key === key)
            .map((row) => ({ table, key, column, value: row.values?.[column] ?? null })),
        ),
      );
    },
    prefer(keys, preference, context) {
      guard(context);
      if (fake.lying) throw new ConnectorFailure('not-kept');
      const held = keys.filter((k) => fake.rows.some((row) => row.table === k.table && row.key === k.key));
      fake.said.push(...held.map(({ key }) => ({ key, ...preference })));
      return Promise.resolve(held);
    },
    enumerate(position, context) {
      guard(context);
      const nameOf = ({ table, key }: FakeRow): string => `${table}/${key}`;
      const left = [...fake.rows]
        .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
        .filter((row) => position === null || nameOf(row) > position);
      const page = left.slice(0, PAGE);
      return Promise.resolve({
        identifiers: page.flatMap(identifiersOf),
        rows: page.length,
        next: left.length > PAGE ? nameOf(page.at(-1)!) : null,
      });
    },
    read(identifiers, position, context) {
      guard(context);
      const tables = [...new Set(fake.rows.map(({ table }) => table))];
      const nameOf = ({ table, key }: FakeRow): string => `${tables.indexOf(table)}/${key}`;
      const left = fake.rows
        .filter((row) => mine(identifiers, row))
        .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
        .filter((row) => position === null || nameOf(row) > position);
      const page = left.slice(0, PAGE);
      fake.reads.push(position);
      return Promise.resolve({
        rows: page.map(({ table, key, email, values }) => ({ table, key, values: { email, ...values } })),
        next: left.length > PAGE ? nameOf(page.at(-1)!) : null,
      });
    },
    close: () => Promise.resolve(),
  };
  function isOlder({ createdAtMs = 0 }: FakeRow, { olderThanMs = Infinity }: CallContext): boolean {
    return createdAtMs < olderThanMs;
  }
  function guard(context: CallContext): void {
    if (context.signal.aborted) throw new ConnectorFailure('system-timeout');
    if (fake.failing) throw new ConnectorFailure(fake.failing);
  }
  return fake;
}

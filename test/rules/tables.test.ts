import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { z } from 'zod';

/**
 * The law's tables: what counsel reads and extends without TypeScript. Each case names the rules it tests; the function
 * is one of rules/, given the situation (or the arguments).
 */
const Case = z.strictObject({
  name: z.string(),
  rules: z.array(z.string()).min(1),
  situation: z.record(z.string(), z.unknown()).optional(),
  arguments: z.array(z.unknown()).optional(),
  /** Of an object, the parts that are stated; anything else whole. */
  expected: z.unknown().optional(),
  /** A list holds an entry with these parts, or none. */
  includes: z.record(z.string(), z.unknown()).optional(),
  excludes: z.record(z.string(), z.unknown()).optional(),
  /** The codes of a list of rules. */
  codes: z.array(z.string()).optional(),
  throws: z.string().optional(),
  /** What the error says, word for word. */
  saying: z.string().optional(),
});
const Functions = z.strictObject({
  function: z.string(),
  /** What every case's situation begins with. */
  common: z.record(z.string(), z.unknown()).optional(),
  cases: z.array(Case).min(1),
});
/** A list or table of the rules, as it must stand. */
const Constant = z.strictObject({ constant: z.string(), rules: z.array(z.string()).min(1), value: z.unknown() });
const Tables = z.array(z.union([Functions, Constant])).transform((tables) =>
  tables.map((table) =>
    'constant' in table
      ? table
      : {
          ...table,
          cases: table.cases.map((row) =>
            row.situation ? { ...row, situation: { ...table.common, ...row.situation } } : row,
          ),
        },
  ),
);

const folder = path.join(__dirname, 'tables');

function exported(name: string): unknown {
  const [module, what] = name.split('.') as [string, string];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(`../../rules/${module}`) as Record<string, unknown>)[what];
}

function functionNamed(name: string): (...args: unknown[]) => unknown {
  const found = exported(name);
  assert.equal(typeof found, 'function', `no function ${name} in rules/`);
  return found as (...args: unknown[]) => unknown;
}

function matches(actual: unknown, expected: unknown): boolean {
  try {
    agree(actual, expected);
    return true;
  } catch {
    return false;
  }
}

function agree(actual: unknown, expected: unknown): void {
  if (expected !== null && typeof expected === 'object' && !Array.isArray(expected)) {
    assert.ok(actual !== null && typeof actual === 'object', `expected an object, got ${String(actual)}`);
    const stated = Object.fromEntries(
      Object.keys(expected).map((key) => [key, (actual as Record<string, unknown>)[key]]),
    );
    assert.deepEqual(stated, expected);
  } else assert.deepEqual(actual ?? null, expected);
}

/** Whatever a table's values are mixed to, a function answers or throws a RangeError, which is documented. */
function fuzz(table: z.infer<typeof Functions>): void {
  const fn = functionNamed(table.function);
  const situations = table.cases.flatMap((row) => (row.situation ? [row.situation] : []));
  const lists = table.cases.flatMap((row) => (row.arguments ? [row.arguments] : []));
  const mixed = situations.length
    ? fc
        .record(
          Object.fromEntries(
            [...new Set(situations.flatMap((s) => Object.keys(s)))]
              .filter((key) => situations.every((s) => key in s))
              .map((key) => [key, fc.constantFrom(...situations.map((s) => s[key]))]),
          ),
        )
        .map((situation) => [situation])
    : fc.tuple(...lists[0]!.map((_, i) => fc.constantFrom(...lists.map((list) => list[i]))));
  fc.assert(
    fc.property(mixed, (args) => {
      try {
        fn(...args);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }),
    { seed: 45, numRuns: 200 },
  );
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')))
  describe(`the law's table ${file}`, () => {
    const tables = Tables.parse(parse(readFileSync(path.join(folder, file), 'utf8')));
    for (const table of tables) {
      if ('constant' in table) {
        it(`${table.constant} (${table.rules.join(', ')})`, () =>
          assert.deepEqual(exported(table.constant), table.value));
        continue;
      }
      it(`${table.function}: no error but a documented one`, () => fuzz(table));
      for (const row of table.cases)
        it(`${table.function}: ${row.name} (${row.rules.join(', ')})`, () => {
          const fn = functionNamed(table.function);
          const ask = (): unknown => fn(...(row.arguments ?? [row.situation]));
          if (row.throws !== undefined) {
            assert.throws(ask, (error: Error) => {
              assert.equal(error.name, row.throws);
              if (row.saying !== undefined) assert.equal(error.message, row.saying);
              return true;
            });
            return;
          }
          const actual = ask();
          if (row.includes) assert.ok((actual as unknown[]).some((entry) => matches(entry, row.includes)));
          else if (row.excludes) assert.ok(!(actual as unknown[]).some((entry) => matches(entry, row.excludes)));
          else if (row.codes)
            assert.deepEqual(
              (actual as { code: string }[]).map((entry) => entry.code),
              row.codes,
            );
          else {
            assert.notEqual(row.expected, undefined, 'the case states nothing that is expected');
            agree(actual, row.expected);
          }
        });
    }
  });

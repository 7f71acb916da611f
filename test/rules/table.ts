import assert from 'node:assert/strict';
import path from 'node:path';
import { z } from 'zod';
import type { LawRow } from '../../rules/register';

/**
 * The law's tables: what counsel reads and extends without TypeScript. Each case names the rules it tests; the function
 * is one of rules/, given the situation (or the arguments).
 */
export const Case = z.strictObject({
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
export const Functions = z.strictObject({
  function: z.string(),
  /** What every case's situation begins with. */
  common: z.record(z.string(), z.unknown()).optional(),
  cases: z.array(Case).min(1),
});
/** A list or table of the rules, as it must stand. */
const Constant = z.strictObject({ constant: z.string(), rules: z.array(z.string()).min(1), value: z.unknown() });
/** What the register says of each rule, by its ID: see tables/register.yaml. */
const Register = z.strictObject({
  register: z.record(
    z.string(),
    z.strictObject({ from: z.string(), to: z.string().optional(), confidence: z.string(), status: z.string() }),
  ),
});
/** A file of tables. */
export const Tables = z.array(z.union([Functions, Constant, Register])).transform((tables) =>
  tables.map((table) =>
    !('function' in table)
      ? table
      : {
          ...table,
          cases: table.cases.map((row) =>
            row.situation ? { ...row, situation: { ...table.common, ...row.situation } } : row,
          ),
        },
  ),
);

/** What a folder of rules exports under a name, as 'module.what'. */
export function exportedBy(rules: string, name: string): unknown {
  const [module, what] = name.split('.') as [string, string];
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require(path.join(rules, module)) as Record<string, unknown>)[what];
}

/** The function of that name. */
export function functionOf(rules: string, name: string): (...args: unknown[]) => unknown {
  const found = exportedBy(rules, name);
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

/** Holds a case against the function that it is about. */
export function holds(fn: (...args: unknown[]) => unknown, row: z.infer<typeof Case>): void {
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
}

/** One line of a table, ready to be held against a folder of rules. */
export interface Line {
  name: string;
  rules: readonly string[];
  /** @throws AssertionError where it does not hold */
  ask(rules: string): void;
}

/** What the register says of a rule, in the words of a table; null where it has no such row. */
function registered(rules: string, id: string): z.infer<typeof Register>['register'][string] | null {
  const row = functionOf(rules, 'register.lawRow')(id) as LawRow | undefined;
  if (!row) return null;
  const { effectiveFrom: from, effectiveTo: to, confidence, status } = row;
  return {
    from,
    ...(to !== undefined && { to }),
    confidence,
    status: status.kind === 'duty' ? `duty of ${status.on}` : status.kind,
  };
}

/** Every line of some tables, in their order. */
export function casesOf(tables: z.output<typeof Tables>): Line[] {
  return tables.flatMap((table): Line[] => {
    if ('constant' in table) {
      const { constant: name, rules, value } = table;
      return [{ name, rules, ask: (from) => assert.deepEqual(exportedBy(from, name), value) }];
    }
    if ('register' in table)
      return Object.entries(table.register).map(([id, stated]) => ({
        name: 'the register',
        rules: [id],
        ask: (rules) => assert.deepEqual(registered(rules, id), stated),
      }));
    return table.cases.map((row) => ({
      name: `${table.function}: ${row.name}`,
      rules: row.rules,
      ask: (rules) => holds(functionOf(rules, table.function), row),
    }));
  });
}

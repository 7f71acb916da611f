import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { z } from 'zod';
import { exportedBy, type Functions, functionOf, holds, Tables } from './table';

const RULES = path.join(__dirname, '../../rules');
const folder = path.join(__dirname, 'tables');

/** Whatever a table's values are mixed to, a function answers or throws a RangeError, which is documented. */
function fuzz(table: z.infer<typeof Functions>): void {
  const fn = functionOf(RULES, table.function);
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
          assert.deepEqual(exportedBy(RULES, table.constant), table.value));
        continue;
      }
      for (const row of table.cases)
        it(`${table.function}: ${row.name} (${row.rules.join(', ')})`, () =>
          holds(functionOf(RULES, table.function), row));
      // last, so that what breaks is named by its rule first
      it(`${table.function}: no error but a documented one`, () => fuzz(table));
    }
  });

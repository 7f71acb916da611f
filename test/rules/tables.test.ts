import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { exportedBy, functionOf, holds, Tables } from './table';

const RULES = path.join(__dirname, '../../rules');
const folder = path.join(__dirname, 'tables');

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
    }
  });

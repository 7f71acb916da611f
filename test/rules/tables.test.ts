import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { casesOf, Tables } from './table';

const RULES = path.join(__dirname, '../../rules');
const folder = path.join(__dirname, 'tables');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')))
  describe(`the law's table ${file}`, () => {
    const tables = Tables.parse(parse(readFileSync(path.join(folder, file), 'utf8')));
    for (const { name, rules, ask } of casesOf(tables)) it(`${name} (${rules.join(', ')})`, () => ask(RULES));
  });

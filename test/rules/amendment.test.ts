import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { type Case, functionOf, holds, Tables } from './table';

const root = path.join(__dirname, '../..');

/** The blocks of the worked example in rules/README.md: the file that each changes, its text before and after. */
function changes(): { file: string; before: string; after: string }[] {
  const page = readFileSync(path.join(root, 'rules/README.md'), 'utf8');
  return [...page.matchAll(/^ {3}```diff\n {3}--- (\S+)\n([^]*?)^ {3}```$/gm)].map(([, file, body]) => {
    const lines = body!.split('\n').map((line) => line.slice(3));
    const text = (left: string): string =>
      lines
        .filter((line) => line !== '' && line[0] !== left)
        .map((line) => line.slice(1))
        .join('\n');
    return { file: file!, before: text('+'), after: text('-') };
  });
}

describe('the worked example of an amendment (rules/README.md)', () => {
  let copy: string;
  const rules = (): string => path.join(copy, 'rules');
  before(() => {
    copy = mkdtempSync(path.join(tmpdir(), 'amendment-'));
    for (const folder of ['rules', 'test/rules/tables'])
      cpSync(path.join(root, folder), path.join(copy, folder), { recursive: true });
    for (const { file, before, after } of changes()) {
      const text = readFileSync(path.join(copy, file), 'utf8');
      assert.equal(text.split(before).length, 2, `${file} has the passage once:\n${before}`);
      writeFileSync(
        path.join(copy, file),
        text.replace(before, () => after),
      );
    }
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  const cases = (folder: string): { fn: string; row: z.infer<typeof Case> }[] =>
    readdirSync(path.join(folder, 'test/rules/tables')).flatMap((file) =>
      Tables.parse(parse(readFileSync(path.join(folder, 'test/rules/tables', file), 'utf8'))).flatMap((table) =>
        'function' in table ? table.cases.map((row) => ({ fn: table.function, row })) : [],
      ),
    );

  it('changes the three files that it names', () =>
    assert.deepEqual(
      changes().map(({ file }) => file),
      ['rules/versions.ts', 'rules/parameters.ts', 'test/rules/tables/clocks.yaml'],
    ));
  it('adds cases that fail before it and hold after it', () => {
    const known = new Set(cases(root).map(({ row }) => JSON.stringify(row)));
    const added = cases(copy).filter(({ row }) => !known.has(JSON.stringify(row)));
    assert.equal(added.length, 2);
    for (const { fn, row } of added) holds(functionOf(rules(), fn), row);
    assert.throws(() => {
      for (const { fn, row } of added) holds(functionOf(path.join(root, 'rules'), fn), row);
    });
  });
  it('changes no answer that a table gave before', () => {
    for (const { fn, row } of cases(root)) holds(functionOf(rules(), fn), row);
  });
  it('lets a request keep the days of its receipt day (CLK-01)', () => {
    const ask = (fn: string, ...args: unknown[]): unknown => functionOf(rules(), fn)(...args);
    const acknowledged = (received: string): unknown => {
      const day = ask('calendar/index.receiptDay', received);
      const clocks = ask('clocks.clocksFor', 'delete', Date.parse(received), ask('versions.ruleSetFor', day));
      return (clocks as { strict: string }[])[0]!.strict;
    };
    // a minute before and after midnight in Los Angeles
    assert.equal(acknowledged('2028-01-01T07:59:00Z'), '2028-01-13');
    assert.equal(acknowledged('2028-01-01T08:00:00Z'), '2028-01-11');
  });
});

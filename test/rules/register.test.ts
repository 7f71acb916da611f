import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { LAW_ROWS, lawRow, rowsInForce } from '../../rules/register';
import { lawMarkdown, testsByRule } from '../../cli/law';
import { Tables } from './table';

/** How many rows each family of the law has. */
const FAMILIES = {
  CLK: 18,
  INT: 10,
  VER: 15,
  AGT: 5,
  MIN: 5,
  HH: 2,
  KNW: 15,
  DEL: 13,
  COR: 12,
  OPT: 10,
  GPC: 7,
  OIN: 2,
  LIM: 8,
  ADM: 3,
  DEN: 3,
  FEE: 1,
  RET: 1,
  SP: 5,
  REC: 3,
  MET: 4,
  STL: 5,
  DRP: 10,
  CAL: 8,
};

describe('the register of the law', () => {
  const tests = testsByRule();

  it('has every row once: 165', () => {
    const expected = Object.entries(FAMILIES).flatMap(([family, n]) =>
      Array.from({ length: n }, (_, i) => `${family}-${String(i + 1).padStart(2, '0')}`),
    );
    assert.equal(expected.length, 165);
    assert.deepEqual(LAW_ROWS.map((row) => row.id).sort(), expected.sort());
  });
  it('has no row that counsel has not stated (tables/register.yaml)', () => {
    const file = path.join(__dirname, 'tables/register.yaml');
    const stated = Tables.parse(parse(readFileSync(file, 'utf8'))).flatMap((table) =>
      'register' in table ? Object.keys(table.register) : [],
    );
    assert.deepEqual(
      LAW_ROWS.map((row) => row.id),
      stated,
    );
  });
  it('says each rule in one sentence, with its cite', () => {
    for (const row of LAW_ROWS) {
      assert.match(row.sentence, /^[A-ZÀ-Þ].*\.$/, row.id);
      assert.notEqual(row.cite, '', row.id);
    }
  });
  it('names functions that exist', () => {
    for (const row of LAW_ROWS)
      if (row.status.kind === 'implemented')
        for (const by of row.status.by) {
          const [module, fn] = by.split('.') as [string, string];
          // eslint-disable-next-line @typescript-eslint/no-require-imports
          const found = (require(`../../rules/${module}`) as Record<string, unknown>)[fn];
          assert.equal(typeof found, 'function', `${row.id}: ${by}`);
        }
  });
  it('every implemented rule has a test that names it', () => {
    const untested = LAW_ROWS.filter((row) => row.status.kind === 'implemented' && !tests.has(row.id)).map((r) => r.id);
    assert.deepEqual(untested, []);
  });
  it('no test and no code of rules/ names a rule that is not in it', () => {
    const unknown = [...tests.keys()].filter((id) => lawRow(id) === undefined);
    assert.deepEqual(unknown, []);
    const folder = path.join(__dirname, '../../rules');
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    )) {
      const families = Object.keys(FAMILIES).join('|');
      const text = readFileSync(path.join(folder, file), 'utf8');
      for (const [id] of text.matchAll(new RegExp(`\\b(?:${families})-\\d{2}\\b`, 'g')))
        assert.ok(lawRow(id), `${file} names ${id}`);
    }
  });
  it('what is not confirmed says so (law.md section 17)', () => {
    for (const id of ['COR-09', 'COR-10', 'LIM-05', 'DEL-12', 'CLK-07', 'ADM-02', 'CLK-17'])
      assert.equal(lawRow(id)?.confidence, 'unconfirmed', id);
  });
  it('docs/law.md is fresh', () => {
    const page = readFileSync(path.join(__dirname, '../../docs/law.md'), 'utf8');
    assert.equal(page, lawMarkdown(), 'run: npm run --silent fortyfive -- law --markdown > docs/law.md');
  });
  it('knows which rows are in force on a day', () => {
    const on = (day: string): string[] => rowsInForce(day).map((row) => row.id);
    assert.ok(!on('2025-12-31').includes('INT-06'));
    assert.ok(on('2026-01-01').includes('INT-06'));
    assert.ok(!on('2026-12-31').includes('GPC-07'));
    assert.ok(on('2027-01-01').includes('GPC-07'));
  });
});

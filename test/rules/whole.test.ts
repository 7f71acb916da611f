import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as codes from '../../rules/codes';
import { DECISION_KINDS } from '../../rules/decisions';
import { LETTERS_BY_RIGHT, type LetterQuestion, STATEMENTS } from '../../rules/letters';
import { PARAMETERS } from '../../rules/parameters';
import { LAW_ROWS } from '../../rules/register';
import { Tables } from './table';

const folder = path.join(__dirname, 'tables');
const tables = readdirSync(folder).flatMap((file) =>
  Tables.parse(parse(readFileSync(path.join(folder, file), 'utf8'))),
);
const constants = new Set(tables.flatMap((table) => ('constant' in table ? [table.constant] : [])));
/** What a function is asked in the tables: its situation, or the first of its arguments. */
const asked = (name: string): unknown[] =>
  tables.flatMap((table) =>
    'function' in table && table.function === name ? table.cases.map((row) => row.situation ?? row.arguments![0]) : [],
  );

describe('the tables are whole: what is added to the rules stands in a table that names its rule', () => {
  it('every closed list of words', () => {
    const lists = Object.entries(codes).flatMap(([name, value]) =>
      // the names of the categories are those of the categories
      Array.isArray(value) && name !== 'CATEGORY_NAMES' ? [`codes.${name}`] : [],
    );
    assert.deepEqual(
      lists.filter((list) => !constants.has(list)),
      [],
    );
  });
  it('every number of the law', () => {
    const known = new Set(asked('parameters.parameterValue'));
    assert.deepEqual(
      Object.keys(PARAMETERS).filter((name) => !known.has(name)),
      [],
    );
  });
  it('every decision, and the course of every right', () => {
    const lacking = (name: string, all: readonly string[]): string[] => {
      const known = new Set(asked(name));
      return all.filter((each) => !known.has(each));
    };
    assert.deepEqual(lacking('decisions.decisionRule', DECISION_KINDS), []);
    assert.deepEqual(lacking('rights.courseOf', codes.RIGHTS), []);
  });
  it('every rule that a statement rests on', () => {
    const known = new Set(asked('letters.statementsUnder'));
    assert.deepEqual(
      [...new Set<string>(Object.values(STATEMENTS).flatMap(({ rules }) => rules))].filter((rule) => !known.has(rule)),
      [],
    );
  });
  it('every letter about every right, unless another right has the same', () => {
    const questions = asked('letters.letterContents') as LetterQuestion[];
    const known = new Set(questions.map(({ right, letter }) => LETTERS_BY_RIGHT[right]?.[letter]));
    const lacking = Object.entries(LETTERS_BY_RIGHT).flatMap(([right, letters]) =>
      Object.entries(letters).flatMap(([letter, of]) => (known.has(of) ? [] : [`${right} ${letter}`])),
    );
    assert.deepEqual(lacking, []);
  });
  it('every function that carries a rule, with a case that names the rule', () => {
    const cases = new Set(
      tables.flatMap((table) =>
        'function' in table ? table.cases.flatMap((row) => row.rules.map((rule) => `${rule} ${table.function}`)) : [],
      ),
    );
    const lacking = LAW_ROWS.flatMap(({ id, status }) =>
      status.kind === 'implemented' ? status.by.map((by) => `${id} ${by}`).filter((each) => !cases.has(each)) : [],
    );
    assert.deepEqual(lacking, []);
  });
});

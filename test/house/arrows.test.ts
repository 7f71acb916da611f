import assert from 'node:assert/strict';
import * as path from 'node:path';
import { Linter, type ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const ROOT = path.resolve(__dirname, '../..');

describe('the arrows of the house', () => {
  let plugin: ESLint.Plugin;
  before(async () => {
    // Lint rules are plain JavaScript, without declarations.
    const file: string = '../../.ci/lint/house.mjs';
    plugin = ((await import(file)) as { house: ESLint.Plugin }).house;
  });

  /** What the rule says of one line in one file. */
  function complaints(file: string, line: string): string[] {
    const linter = new Linter({ configType: 'flat', cwd: ROOT });
    const config = {
      files: ['**/*.ts'],
      plugins: { house: plugin },
      languageOptions: { parser: tseslint.parser as Linter.Parser },
      rules: { 'house/arrows': 'error' as const },
    };
    return linter.verify(line, [config], path.join(ROOT, file)).map(({ messageId, message }) => messageId ?? message);
  }

  const cases: [string, string, string[]][] = [
    ['rules/clocks.ts', `import { DECISIONS } from './decisions';`, []],
    ['rules/calendar/days.ts', `import { letter } from '../letters';`, []],
    ['rules/clocks.ts', `import type { Db } from '../db/connect';`, ['closed']],
    ['workflows/request.ts', `import type { Activities } from '../activities';`, []],
    ['workflows/request.ts', `import { type Activities, type Steps } from '../activities';`, []],
    ['workflows/request.ts', `import { createActivities } from '../activities';`, ['typesOnly']],
    ['workflows/request.ts', `import { connect } from '../db/connect';`, ['closed']],
    ['workflows/phases/verify.ts', `export * from '../../vault/vault';`, ['closed']],
    ['api/app.ts', `import { createGateway } from '../workflows/gateway';`, []],
    ['api/app.ts', `import { request } from '../workflows/request';`, ['closed']],
    ['api/app.ts', `const { request } = require('../workflows/request');`, ['closed']],
    ['api/app.ts', `const module = await import('../activities/letters');`, ['closed']],
    ['cli/fortyfive.ts', `import { createApp } from '../api/app';`, []],
    ['connectors/postgres.ts', `import { append } from '../db/ledger';`, ['closed']],
    ['letters/compose.ts', `import knex from 'knex';`, []],
  ];
  for (const [file, line, expected] of cases)
    it(`${file}: ${line} ${expected.length > 0 ? 'is refused' : 'may stand'}`, () => {
      assert.deepEqual(complaints(file, line), expected);
    });
});

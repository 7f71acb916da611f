import assert from 'node:assert/strict';
import * as path from 'node:path';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const ROOT = path.resolve(__dirname, '../..');
/** What of the lint holds rules/ to its arguments, and the law to rules/. */
const HELD = ['no-restricted-syntax', 'no-restricted-imports', 'house/law'];

describe('the lint of the law', () => {
  /** The configuration of this repository, without what needs types. */
  let config: Linter.Config[];
  before(async () => {
    // The configuration is plain JavaScript, without declarations.
    const file: string = '../../eslint.config.mjs';
    const whole = ((await import(file)) as { default: Linter.Config[] }).default;
    const plugins = whole.find(({ plugins: some }) => some?.['house'])!.plugins!;
    config = [
      {
        files: ['**/*.{ts,tsx}'],
        plugins: { house: plugins['house']! },
        languageOptions: {
          parser: tseslint.parser,
          parserOptions: { ecmaFeatures: { jsx: true } },
        },
      },
      ...whole.flatMap(({ files, ignores, rules }): Linter.Config[] => {
        const kept = Object.entries(rules ?? {}).filter(([rule]) => HELD.includes(rule));
        return files && kept.length > 0
          ? [{ files, ...(ignores && { ignores }), rules: Object.fromEntries(kept) }]
          : [];
      }),
    ];
  });

  /** What it says of one line in one file. */
  const complaints = (file: string, line: string): string[] =>
    new Linter({ configType: 'flat', cwd: ROOT })
      .verify(line, config, path.join(ROOT, file))
      .map(({ ruleId, message }) => ruleId ?? message);

  const RULES = 'rules/clocks.ts';
  const sandbox: [string, string][] = [
    ['Intl, with arguments too', `new Intl.DateTimeFormat('en-US', { timeZone: 'America/Los_Angeles' });`],
    ['a locale’s format', `const text = (1234.5).toLocaleString();`],
    ['a locale’s order', `const order = 'a'.localeCompare('b');`],
    ['local hours', `const hour = new Date(0).getHours();`],
    ['a day put together in the local zone', `const day = new Date(2026, 10, 24);`],
    ['a local text of a day', `const text = new Date(0).toDateString();`],
    ['the zone’s offset', `const minutes = new Date(0).getTimezoneOffset();`],
    ['the clock', `const now = Date.now();`],
    ['the clock of a new date', `const now = new Date();`],
    ['the clock as text', `const now = Date();`],
    ['the clock of the process', `const now = performance.now();`],
    ['Temporal’s clock', `const now = Temporal.Now.instant();`],
    ['chance', `const n = Math.random();`],
    ['a file', `import { readFileSync } from 'node:fs';`],
    ['a file by its old name', `import { readFileSync } from 'fs';`],
    ['a file that is required', `const fs = require('fs');`],
    ['a file that is imported late', `const data = import('./calendar');`],
    ['a package', `import { z } from 'zod';`],
    ['the environment', `const zone = process.env['TZ'];`],
    ['the network', `const answer = fetch('https://example.com');`],
    ['the host', `const zone = globalThis;`],
  ];
  for (const [what, line] of sandbox)
    it(`rules/ may not ask for ${what}`, () => assert.notDeepEqual(complaints(RULES, line), []));

  it('rules/ may use its arguments, UTC and itself', () => {
    for (const line of [
      `const day = new Date(Date.UTC(2026, 10, 24)).toISOString();`,
      `const year = new Date(0).getUTCFullYear();`,
      `import { addDays } from './calendar';`,
      `const cite = '11 CCR 7021(a)';`,
    ])
      assert.deepEqual(complaints(RULES, line), [], line);
  });

  const law: [file: string, line: string, expected: string[]][] = [
    ['workflows/request.ts', `const why = '11 CCR 7021(b)';`, ['house/law']],
    ['activities/letters.ts', 'const why = `under Civ 1798.105(d) for ${1}`;', ['house/law']],
    ['letters/en/delete.ts', `const text = 'within 45 days of it';`, ['house/law']],
    ['letters/en/delete.ts', `const text = 'within 10 business days';`, ['house/law']],
    ['web/pages/page.tsx', `const page = <p>You may ask again after 12 months.</p>;`, ['house/law']],
    ['web/words.ts', `const text = 'Day 45 has passed';`, ['house/law']],
    ['db/orders.ts', `const why = 'Civ 1798.130(b)';`, ['house/law']],
    ['workflows/request.ts', `const due = addDays(day, 45);`, ['house/law']],
    ['workflows/request.ts', `const from = addMonths(day, -12);`, ['house/law']],
    ['workflows/request.ts', `const ms = 45 * DAY_MS;`, ['house/law']],
    ['activities/plan.ts', `const ms = 86_400_000 * 10;`, ['house/law']],
    ['activities/plan.ts', `const LIMIT_DAYS = 45;`, ['house/law']],
    ['workflows/request.ts', `const next = addDays(day, 1);`, []],
    ['workflows/request.ts', `const ms = settings.graceDays * DAY_MS;`, []],
    ['workflows/activities.ts', `const timeout = '30 seconds';`, []],
    ['activities/plan.ts', `const rule = 'CLK-02';`, []],
    ['letters/en/delete.ts', 'const text = `within ${days} days`;', []],
  ];
  for (const [file, line, expected] of law)
    it(`${file}: ${line} ${expected.length > 0 ? 'is refused' : 'may stand'}`, () =>
      assert.deepEqual(complaints(file, line), expected));
});

import { readdirSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import Mocha from 'mocha';
import ts from 'typescript';
import { parse } from 'yaml';
import { casesOf, Tables } from '../rules/table';
import type { Mutant } from './mutants';

/**
 * A process that runs the tests of rules/ against one mutant after another, in memory. The parent ends it where a mutant
 * makes it run for ever.
 */

/** What the tests say of a mutant, the strongest first. */
export type Verdict =
  /** A test failed that names a rule which stands beside what was changed. */
  | 'its-rule'
  /** Only tests failed that name rules which stand elsewhere. */
  | 'other-rule'
  /** Only tests failed that name no rule. */
  | 'no-rule'
  | 'survived';

const root = path.join(__dirname, '../..');
const tests = path.join(root, 'test/rules');
const RULES = path.join(root, 'rules');
const ours = ['rules', 'cli', 'test/rules'].map((room) => path.join(root, room) + path.sep);
const RULE_ID = /\b[A-Z]{2,3}-\d{2}\b/g;

/**
 * Which test files say something of a rule. Not: the tables, which are run by themselves; what is compared with files as
 * they stand on the disk, unchanged; the speed of the terminal; the fuzz, which looks for errors and knows no answer.
 */
const FILES = readdirSync(tests)
  .filter(
    (file) =>
      file.endsWith('.test.ts') &&
      !['tables.test.ts', 'amendment.test.ts', 'cli-clocks.test.ts', 'fuzz.test.ts', 'rights.test.ts'].includes(file),
  )
  .map((file) => path.join(tests, file));

const folder = path.join(tests, 'tables');
const CASES = readdirSync(folder).flatMap((file) =>
  casesOf(Tables.parse(parse(readFileSync(path.join(folder, file), 'utf8')))),
);

const compiled = new Map<string, string>();
let mutated: { file: string; text: string } | null = null;

const compile = (text: string): string =>
  ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  }).outputText;

type Loader = (module: { _compile(code: string, file: string): void }, file: string) => void;
const extensions = (Module as unknown as { _extensions: Record<string, Loader> })._extensions;
const before = extensions['.ts']!;
extensions['.ts'] = (module, file) => {
  if (!ours.some((room) => file.startsWith(room))) return before(module, file);
  if (mutated?.file === file) return module._compile(compile(mutated.text), file);
  const code = compiled.get(file) ?? compile(readFileSync(file, 'utf8'));
  compiled.set(file, code);
  module._compile(code, file);
};

/** Which files of rules/ a test file loads, from a run without a change. */
const reaches = new Map<string, Set<string>>();

const forget = (): void => {
  for (const file of Object.keys(require.cache))
    if (ours.some((room) => file.startsWith(room))) delete require.cache[file];
};

/** Which rules the failures name, until one of `its` is among them. */
class Found {
  verdict: Verdict = 'survived';
  /** The first failure, for whoever runs the tests without a change. */
  first: string | null = null;
  constructor(private readonly its: readonly string[]) {}
  fail(title: string, rules: readonly string[]): void {
    this.first ??= title;
    if (rules.some((rule) => this.its.includes(rule)) || (rules.length > 0 && this.its.length === 0))
      this.verdict = 'its-rule';
    else if (this.verdict !== 'its-rule' && rules.length > 0) this.verdict = 'other-rule';
    else if (this.verdict === 'survived') this.verdict = 'no-rule';
  }
  get done(): boolean {
    return this.verdict === 'its-rule';
  }
}

/** The tables, called straight away: quick, and most of what notices. */
function tables(found: Found): void {
  forget();
  for (const { name, rules, ask } of CASES) {
    if (found.done) return;
    try {
      ask(RULES);
    } catch (error) {
      found.fail(`${name}: ${String(error).slice(0, 80)}`, rules);
    }
  }
}

/** A test file, loaded anew. */
async function run(file: string, found: Found): Promise<void> {
  forget();
  await new Promise<void>((resolve) => {
    try {
      const mocha = new Mocha({ timeout: 20_000, reporter: class {} as never });
      mocha.addFile(file);
      const runner = mocha.run(() => {
        mocha.dispose();
        resolve();
      });
      runner.on('fail', (test) => {
        found.fail(test.fullTitle(), test.fullTitle().match(RULE_ID) ?? []);
        if (found.done) runner.abort();
      });
    } catch (error) {
      // it does not load: every test of the file fails
      found.fail(String(error).slice(0, 80), readFileSync(file, 'utf8').match(RULE_ID) ?? []);
      resolve();
    }
  });
}

/** What the tests say of a mutant. */
async function ask(mutant: Mutant): Promise<Found> {
  mutated = { file: path.join(RULES, mutant.file), text: mutant.text };
  const found = new Found(mutant.rules);
  tables(found);
  for (const file of FILES) if (!found.done && reaches.get(file)!.has(mutated.file)) await run(file, found);
  return found;
}

/** The tests without a change: they hold, and show which file reaches what. */
async function untouched(): Promise<Found> {
  const found = new Found(['none']);
  tables(found);
  for (const file of FILES) {
    await run(file, found);
    reaches.set(file, new Set(Object.keys(require.cache)));
  }
  return found;
}

process.setMaxListeners(0);
process.on('message', (mutant: Mutant) => {
  void ask(mutant).then(({ verdict, first }) => process.send!({ verdict, first }));
});
void untouched().then(({ verdict, first }) => process.send!({ verdict, first }));

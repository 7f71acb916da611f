import { readdirSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import Mocha from 'mocha';
import ts from 'typescript';

/**
 * A process that runs the tests of rules/ against one mutant after another, in memory. The parent ends it where a mutant
 * makes it run for ever.
 */

const root = path.join(__dirname, '../..');
const tests = path.join(root, 'test/rules');
const ours = ['rules', 'cli', 'test/rules'].map((room) => path.join(root, room) + path.sep);

/** The tables first: they are quick and notice most. The page and the speed of the terminal say nothing about a rule. */
const STAGES = [
  ['tables.test.ts'],
  readdirSync(tests).filter(
    (file) => file.endsWith('.test.ts') && !['tables.test.ts', 'register.test.ts', 'cli-clocks.test.ts'].includes(file),
  ),
].map((files) => files.map((file) => path.join(tests, file)));

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

/** Runs some test files anew: the first failure's title, or null. */
function run(files: string[]): Promise<string | null> {
  for (const file of Object.keys(require.cache))
    if (ours.some((room) => file.startsWith(room))) delete require.cache[file];
  return new Promise((resolve) => {
    let failure: string | null = null;
    try {
      const mocha = new Mocha({ bail: true, timeout: 20_000, reporter: class {} as never });
      for (const file of files) mocha.addFile(file);
      const runner = mocha.run(() => {
        mocha.dispose();
        resolve(failure);
      });
      runner.on('fail', (test) => (failure ??= test.fullTitle()));
    } catch (error) {
      resolve(`does not load: ${String(error).slice(0, 80)}`);
    }
  });
}

/** Whether the tests notice: the first failure's title, or null. */
async function noticed(): Promise<string | null> {
  for (const files of STAGES) {
    const failure = await run(files);
    if (failure !== null) return failure;
  }
  return null;
}

process.setMaxListeners(0);
process.on('message', (mutant: { file: string; text: string } | 'none') => {
  mutated = mutant === 'none' ? null : { file: path.join(root, 'rules', mutant.file), text: mutant.text };
  void noticed().then((failure) => process.send!({ failure }));
});
process.send!({ ready: true });

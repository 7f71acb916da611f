import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { allMutants, type Mutant } from './mutants';

/**
 * `npm run mutate [-- part-of-a-path]`: changes each number, comparison, truth and list entry of rules/ by one, and
 * lists the changes that no test noticed. Stryker does not change numbers, which are what the law is made of.
 *
 * Fails where a change survives that survivors.yaml does not give a reason for, or where a reason is no longer needed.
 */

const LIMIT_MS = 60_000;
const RULE_ID = /\b[A-Z]{2,3}-\d{2}\b/;
const Survivors = z.array(z.strictObject({ file: z.string(), change: z.string(), reason: z.string() }));
const known = Survivors.parse(parse(readFileSync(path.join(__dirname, 'survivors.yaml'), 'utf8')) ?? []);

const listed = (mutant: Mutant): boolean => known.some((k) => k.file === mutant.file && k.change === mutant.change);

const children = new Set<ChildProcess>();

async function newChild(): Promise<ChildProcess> {
  const child = fork(path.join(__dirname, 'child.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  await once(child, 'message');
  return child;
}

/** What the tests say of a mutant, or `slow` where they never ended. */
async function ask(child: ChildProcess, mutant: Mutant | 'none'): Promise<{ failure: string | null } | 'slow'> {
  const answer = new Promise<{ failure: string | null } | 'slow'>((resolve) => {
    const timer = setTimeout(() => done('slow'), LIMIT_MS);
    const onMessage = (message: unknown): void => done(message as { failure: string | null });
    const onExit = (): void => done('slow');
    const done = (result: { failure: string | null } | 'slow'): void => {
      clearTimeout(timer);
      child.removeListener('message', onMessage);
      child.removeListener('exit', onExit);
      resolve(result);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
  child.send(mutant === 'none' ? mutant : { file: mutant.file, text: mutant.text });
  return answer;
}

async function main(): Promise<number> {
  const only = process.argv[2] ?? '';
  const mutants = allMutants(only);
  const survivors: Mutant[] = [];
  /** Noticed first by a test whose title names no rule. */
  const unnamed: Mutant[] = [];
  let next = 0;
  let asked = 0;

  const work = async (): Promise<void> => {
    let child = await newChild();
    const untouched = await ask(child, 'none');
    if (untouched === 'slow' || untouched.failure !== null)
      throw new Error(`the tests fail without a change: ${untouched === 'slow' ? 'too slow' : untouched.failure}`);
    while (next < mutants.length) {
      const mutant = mutants[next++]!;
      const result = await ask(child, mutant);
      if (result === 'slow') {
        child.kill('SIGKILL');
        child = await newChild();
      } else if (result.failure !== null) {
        if (!RULE_ID.test(result.failure)) unnamed.push(mutant);
      } else {
        survivors.push(mutant);
        if (!listed(mutant)) console.log(`survived  rules/${mutant.file}:${mutant.line}  ${mutant.change}`);
      }
      asked += 1;
      if (asked % 100 === 0) console.log(`${asked} of ${mutants.length}, ${survivors.length} survived`);
    }
    child.kill();
  };

  try {
    await Promise.all(Array.from({ length: Number(process.env['MUTATE_PROCESSES'] ?? 2) }, work));
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }

  const unlisted = survivors.filter((mutant) => !listed(mutant));
  const stale = known.filter(
    (k) => k.file.includes(only) && !survivors.some((m) => m.file === k.file && m.change === k.change),
  );
  for (const { file, change } of stale) console.log(`no longer survives  rules/${file}  ${change}`);
  console.log(
    `${mutants.length} changes, ${mutants.length - survivors.length} noticed, ${survivors.length - unlisted.length} listed with a reason, ${unlisted.length} not noticed; ${unnamed.length} noticed first by a test that names no rule`,
  );
  return unlisted.length + stale.length === 0 ? 0 : 1;
}

void main().then((code) => (process.exitCode = code));

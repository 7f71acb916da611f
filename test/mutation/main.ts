import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Verdict } from './child';
import { allMutants, type Mutant } from './mutants';

/**
 * `npm run mutate [-- part-of-a-path]`: changes each number, day, comparison, truth and list entry of rules/ by one, and
 * lists the changes that no test noticed which names a rule. Stryker does not change numbers, which are what the law is
 * made of. One process, or as many as MUTATE_PROCESSES says.
 *
 * Fails where a change survives that survivors.yaml does not give a reason for, or where a reason is no longer needed.
 */

/** A mutant that takes longer runs for ever: the tests without a change take a few seconds. */
const LIMIT_MS = 30_000;
const Survivors = z.array(z.strictObject({ file: z.string(), change: z.string(), reason: z.string() }));
const known = Survivors.parse(parse(readFileSync(path.join(__dirname, 'survivors.yaml'), 'utf8')) ?? []);

const listed = (mutant: Mutant): boolean => known.some((k) => k.file === mutant.file && k.change === mutant.change);

interface Answer {
  verdict: Verdict;
  /** Title of the first test that failed. */
  first: string | null;
}

const children = new Set<ChildProcess>();

async function newChild(): Promise<ChildProcess> {
  const child = fork(path.join(__dirname, 'child.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const [untouched] = (await once(child, 'message')) as [Answer];
  if (untouched.verdict !== 'survived') throw new Error(`the tests fail without a change: ${untouched.first}`);
  return child;
}

/** What the tests say of a mutant, or `slow` where they never ended. */
async function ask(child: ChildProcess, mutant: Mutant): Promise<Answer | 'slow'> {
  const answer = new Promise<Answer | 'slow'>((resolve) => {
    const timer = setTimeout(() => done('slow'), LIMIT_MS);
    const onMessage = (message: unknown): void => done(message as Answer);
    const onExit = (): void => done('slow');
    const done = (result: Answer | 'slow'): void => {
      clearTimeout(timer);
      child.removeListener('message', onMessage);
      child.removeListener('exit', onExit);
      resolve(result);
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
  child.send(mutant);
  return answer;
}

async function main(): Promise<number> {
  const only = process.argv[2] ?? '';
  const mutants = allMutants(only);
  const survivors: Mutant[] = [];
  const counts = { 'its-rule': 0, 'other-rule': 0, 'no-rule': 0, survived: 0, slow: 0 };
  let next = 0;
  let asked = 0;

  const work = async (): Promise<void> => {
    let child = await newChild();
    while (next < mutants.length) {
      const mutant = mutants[next++]!;
      const result = await ask(child, mutant);
      const verdict = result === 'slow' ? result : result.verdict;
      counts[verdict] += 1;
      if (result === 'slow') {
        child.kill('SIGKILL');
        child = await newChild();
      }
      if (verdict === 'survived' || verdict === 'no-rule') survivors.push(mutant);
      // the first failure tells an error of the list of rules beside it from a test that names too few
      if (verdict !== 'its-rule' && !listed(mutant))
        console.log(
          `${verdict}  rules/${mutant.file}:${mutant.line}  ${mutant.change}` +
            (verdict === 'other-rule' && result !== 'slow' ? `  (${mutant.rules.join(' ')}; ${result.first})` : ''),
        );
      asked += 1;
      if (asked % 200 === 0) console.log(`${asked} of ${mutants.length}, ${survivors.length} survived`);
    }
    child.kill();
  };

  try {
    await Promise.all(Array.from({ length: Number(process.env['MUTATE_PROCESSES'] ?? 1) }, work));
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }

  const unlisted = survivors.filter((mutant) => !listed(mutant));
  const stale = known.filter(
    (k) => k.file.includes(only) && !survivors.some((m) => m.file === k.file && m.change === k.change),
  );
  for (const { file, change } of stale) console.log(`no longer survives  rules/${file}  ${change}`);
  console.log(
    `${mutants.length} changes: ${counts['its-rule']} break a test that names a rule beside them, ` +
      `${counts['other-rule']} one that names another rule, ${counts.slow} run for ever; ` +
      `${survivors.length - unlisted.length} listed with a reason, ${unlisted.length} not noticed`,
  );
  return unlisted.length + stale.length === 0 ? 0 : 1;
}

void main().then((code) => (process.exitCode = code));

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { writeLauncher } from '../support/launcher';
import { until } from '../support/until';

const ROOT = path.resolve(__dirname, '../..');
const KEPT_OUTPUT = 4_000;

/** A process of the product that runs as a child of the test. */
export interface ProductProcess {
  readonly pid: number;
  /** SIGKILL, by its id; settles when it has gone. */
  kill(): Promise<void>;
  /** Settles when it has gone, by whatever cause. */
  gone(): Promise<void>;
  isGone(): boolean;
  /** The end of what it printed. */
  output(): string;
}

/**
 * Starts `tsx <file>` and waits until its output says that it is ready. It dies with this process, however that ends.
 *
 * @throws Error with the end of its output where it ends before that
 */
export async function startProcess(file: string, env: NodeJS.ProcessEnv, ready: RegExp): Promise<ProductProcess> {
  const launcher = await writeLauncher([process.execPath, '--require', 'tsx/cjs', file]);
  const child = spawn(launcher, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let gone = false;
  const take = (chunk: Buffer): void => void (printed = (printed + chunk.toString()).slice(-KEPT_OUTPUT));
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const exited = once(child, 'exit').then(() => {
    gone = true;
  });
  const own: ProductProcess = {
    pid: child.pid!,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    gone: () => exited,
    isGone: () => gone,
    output: () => printed,
  };
  await until(
    `${file} is ready`,
    () => {
      if (gone) throw new Error(`${file} ended before it was ready:\n${printed}`);
      return ready.test(printed);
    },
    { withinMs: 240_000, everyMs: 50 },
  );
  return own;
}

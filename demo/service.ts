import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Terminal } from './terminal';

/** A program that is kept running: started, waited for, started again when it ends by itself. */
export interface ServiceOptions {
  /** As the terminal calls it. */
  name: string;
  command: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Where its output goes. */
  log: string;
  /**
   * Whether it answers.
   *
   * @param said what it wrote to its log since it was started
   */
  ready(said: () => string): Promise<boolean> | boolean;
  readyWithinMs?: number;
  /** Milliseconds between being asked to end and being ended. */
  graceMs?: number;
  terminal: Terminal;
  /** Called with every new process. */
  spawned?(pid: number): Promise<void>;
}

/** A running service. */
export interface Service {
  name: string;
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const READY_POLL_MS = 100;

/**
 * Starts a service and keeps it running.
 *
 * @throws Error with the end of its log when it does not become ready
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, terminal, log, readyWithinMs = 180_000, graceMs = 30_000 } = options;
  const before = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  let child = launch(options);
  let wanted = true;
  let keeper: Promise<void> = Promise.resolve();
  const stopped = new AbortController();

  const keep = async () => {
    for (let waitMs = FIRST_WAIT_MS; ;) {
      const startedMs = Date.now();
      const how = await ended(child);
      if (!wanted) return;
      if (Date.now() - startedMs > LONGEST_WAIT_MS) waitMs = FIRST_WAIT_MS;
      terminal.say(`The ${name} ended by itself (${how}); ${log} says why. Starting it again in ${waitMs / 1_000} s.`);
      await sleep(waitMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (!wanted) return;
      child = launch(options);
      void options.spawned?.(child.pid ?? 0);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  };

  const stop = async () => {
    wanted = false;
    stopped.abort();
    if (isOver(child)) return;
    child.kill('SIGTERM');
    const hurry = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended(child);
    clearTimeout(hurry);
    await keeper;
  };

  if (child.pid) await options.spawned?.(child.pid);
  const until = Date.now() + readyWithinMs;
  const said = () => readFileSync(log).subarray(before).toString();
  while (!(await options.ready(said))) {
    const over = isOver(child);
    if (over || Date.now() > until) {
      await stop();
      const what = over ? 'ended while it started' : `did not answer within ${readyWithinMs / 1_000} s`;
      throw new Error(`The ${name} ${what}. The end of ${log}:\n${lastLines(log)}`);
    }
    await sleep(READY_POLL_MS);
  }
  keeper = keep();
  return { name, stop, kill: () => void ((wanted = false), child.kill('SIGKILL')) };
}

/** Whether an address answers an HTTP request with success. */
export async function answersHttp(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    return false;
  }
}

function launch({ command, env, cwd, log }: ServiceOptions): ChildProcess {
  const [program, ...args] = command;
  const out = openSync(log, 'a', 0o600);
  try {
    // A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops its services in order.
    const child = spawn(program!, args, { env, cwd, stdio: ['ignore', out, out], detached: true });
    child.on('error', () => undefined);
    return child;
  } finally {
    closeSync(out);
  }
}

function isOver(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function ended(child: ChildProcess): Promise<string> {
  const how = () => (child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`);
  if (isOver(child)) return Promise.resolve(how());
  return new Promise((resolve) => child.once('exit', () => resolve(how())));
}

function lastLines(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '(nothing)';
  }
}

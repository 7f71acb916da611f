import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that can be told from a later one with the same number. */
export interface ProcessId {
  pid: number;
  /** When it started, in the system's own words; compared, never read. */
  started: string;
}

/** The process of a number as it runs now; undefined where there is none, or only its remains. */
export function identify(pid: number): ProcessId | undefined {
  const started = process.platform === 'linux' ? startedByProc(pid) : startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether this very process still runs. */
export function isRunning({ pid, started }: ProcessId): boolean {
  return identify(pid)?.started === started;
}

/**
 * Asks a process to end, and ends it when it does not.
 *
 * @param graceMs milliseconds between the two
 */
export async function endProcess(id: ProcessId, graceMs: number): Promise<void> {
  signal(id, 'SIGTERM');
  const patience = Date.now() + graceMs;
  while (isRunning(id)) {
    if (Date.now() > patience) signal(id, 'SIGKILL');
    await sleep(50);
  }
}

/** Sends a signal; a process that is gone is no error. */
export function signal(id: ProcessId, name: NodeJS.Signals): void {
  if (!isRunning(id)) return;
  try {
    process.kill(id.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function startedByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything: count from behind it. State is the third field, start the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : `${bootId()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Start times count from boot: after another boot the same number means another process. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

function startedByPs(pid: number): string | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() || undefined;
}

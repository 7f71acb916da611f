import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
const END_WITHIN_MS = 20_000;

/**
 * Ends the server that a killed process left running on a data folder, and removes a `postmaster.pid` that points to
 * nobody or to a stranger (process IDs come round again after a reboot or in a new container; Postgres would refuse to
 * start, and a signal would hit the stranger).
 */
export async function endLeftOver(data: string, notes: string[]): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  const text = await fs.readFile(file, 'utf8').catch(() => undefined);
  const pid = Number(text?.split('\n')[0]);
  if (!text || !Number.isInteger(pid) || pid <= 1) return;
  if (!(await isServerOf(pid, data))) {
    await fs.rm(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; await isServerOf(pid, data); waited += POLL_MS) {
    if (waited >= END_WITHIN_MS) process.kill(pid, 'SIGQUIT');
    if (waited >= 2 * END_WITHIN_MS) throw new Error(`Postgres (process ${pid}) on ${data} does not end.`);
    await sleep(POLL_MS);
  }
  notes.push(`A Postgres server that an earlier start had left running (process ${pid}) was ended.`);
}

/** Whether a process is a Postgres server on this data folder; a zombie is not. */
async function isServerOf(pid: number, data: string): Promise<boolean> {
  const command =
    (await fs.readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined))?.replaceAll('\0', ' ') ??
    spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  return !!command && command.includes('postgres') && command.includes(data);
}

import { readdirSync, readFileSync } from 'node:fs';
import { withClient } from '../db/roles';

/** Processes that are counted, by the name they have in the table. */
export type Parts = Record<string, number>;
/** Databases that are counted: superuser URL by name. */
export type Databases = Record<string, string>;

/** A moment of everything that is counted. */
export interface Reading {
  /** CPU seconds by part. */
  cpu: Record<string, number>;
  /** Commits by database server. */
  commits: Record<string, number>;
  /** Bytes of WAL by database server. */
  wal: Record<string, number>;
}

const TICKS_PER_SECOND = 100;

/** CPU seconds of a process and everything it started, what has ended included. */
export function cpuSeconds(pid: number): number {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(Number(name));
    if (stat) parents.set(stat.parent, [...(parents.get(stat.parent) ?? []), Number(name)]);
  }
  const total = (one: number): number =>
    (readStat(one)?.ticks ?? 0) + (parents.get(one) ?? []).reduce((sum, child) => sum + total(child), 0);
  return total(pid) / TICKS_PER_SECOND;
}

/** Parent, and ticks of the process with those of its children that have ended. */
function readStat(pid: number): { parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name stands in brackets and may hold anything
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), ticks: utime! + stime! + cutime! + cstime! };
  } catch {
    return undefined;
  }
}

/** Reads everything. A backend's commits show up to a second late: call it when nothing has moved for as long. */
export async function read(parts: Parts, databases: Databases): Promise<Reading> {
  const reading: Reading = { cpu: {}, commits: {}, wal: {} };
  for (const [name, pid] of Object.entries(parts)) reading.cpu[name] = cpuSeconds(pid);
  for (const [name, url] of Object.entries(databases)) {
    await withClient(url, async (client) => {
      const { rows } = await client.query<{ commits: string; wal: string }>(
        `SELECT sum(xact_commit) AS commits, pg_current_wal_lsn() - '0/0'::pg_lsn AS wal FROM pg_stat_database`,
      );
      reading.commits[name] = Number(rows[0]!.commits);
      reading.wal[name] = Number(rows[0]!.wal);
    });
  }
  return reading;
}

/** What was spent between two readings, for each of `n` requests. */
export function spent(before: Reading, after: Reading, n: number): Reading {
  const each = (kind: keyof Reading): Record<string, number> =>
    Object.fromEntries(Object.entries(after[kind]).map(([name, value]) => [name, (value - before[kind][name]!) / n]));
  return { cpu: each('cpu'), commits: each('commits'), wal: each('wal') };
}

/** Sum of a reading's parts. */
export function sum(parts: Record<string, number>): number {
  return Object.values(parts).reduce((total, value) => total + value, 0);
}

/** A percentile, by nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

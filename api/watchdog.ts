import type { QueueTerms } from '../datamap/queues';
import type { Clock } from '../db/clock';
import type { Db } from '../db/connect';
import { settleParked } from '../db/parking';
import { type Finding, findStuck } from '../db/watch';

/** What the watchdog saw that it has not told of before, nearest due first. */
export interface Alarm {
  findings: Finding[];
  /** How many stand in all, told of before or not. */
  total: number;
}

/** Looks at Postgres alone, parks there what stands still, and alarms (decisions.md E4). */
export interface Watchdog {
  /** Looks once. Returns what it found. */
  look(): Promise<Finding[]>;
  /** Looks every so often, until stopped. */
  start(everyMs: number): void;
  stop(): Promise<void>;
}

/** How late something may be before it is an alarm, milliseconds. */
const GRACE_MS = 15 * 60_000;
/** After how long what still stands is told again, milliseconds. */
const AGAIN_MS = 24 * 3_600_000;

/**
 * Makes the watchdog. It runs in the API's process because that is up when the worker or Temporal is away.
 *
 * @param parts.alarm tells the roles: one digest, however much was found
 * @param parts.watched hears the counts by kind, for the metric
 */
export function createWatchdog(parts: {
  db: Db;
  clock: Clock;
  /** Terms of the recipients that take several notices at a time. */
  queues: QueueTerms[];
  alarm(alarm: Alarm): Promise<void>;
  watched(counts: Record<string, number>): void;
  report(error: unknown): void;
}): Watchdog {
  const told = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> = Promise.resolve();

  const look = async (): Promise<Finding[]> => {
    const nowMs = await parts.clock.nowMs();
    const findings = await findStuck(parts.db, { nowMs, graceMs: GRACE_MS, queues: parts.queues });
    const counts: Record<string, number> = {
      'milestone-missed': 0,
      'never-started': 0,
      'no-progress': 0,
      'undelivered-decision': 0,
      'notice-late': 0,
      'duty-missed': 0,
      'seal-late': 0,
      'hold-review': 0,
      'import-probed': 0,
    };
    for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
    parts.watched(counts);
    await settleParked(parts.db, findings, nowMs);
    const standing = new Set(findings.map(keyOf));
    for (const key of told.keys()) if (!standing.has(key)) told.delete(key);
    const fresh = findings.filter((finding) => nowMs - (told.get(keyOf(finding)) ?? -Infinity) >= AGAIN_MS);
    if (fresh.length > 0) {
      await parts.alarm({ findings: fresh, total: findings.length });
      // noted after the alarm left: one that failed is tried again at the next look
      for (const finding of fresh) told.set(keyOf(finding), nowMs);
    }
    return findings;
  };

  return {
    look,
    start(everyMs) {
      timer = setInterval(() => {
        looking = look().catch(parts.report);
      }, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

const keyOf = ({ kind, requestId, code }: Finding): string => `${kind}/${requestId}/${code}`;

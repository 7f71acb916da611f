import { DAY_MS } from './trade';

/** ISO 8601 in UTC. */
export function isoMoment(ms: number): string {
  return new Date(ms).toISOString();
}

/** `YYYY-MM-DD`, in UTC: the demo's past days need no time zone. */
export function isoDay(ms: number): string {
  return isoMoment(ms).slice(0, 10);
}

/** The moment this many days before, at a whole minute. */
export function daysBefore(nowMs: number, days: number): number {
  return Math.floor((nowMs - days * DAY_MS) / 60_000) * 60_000;
}

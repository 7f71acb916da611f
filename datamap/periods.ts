const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads `30s`, `10m`, `48h`, `35d` as milliseconds; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d{1,6})(s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** True for a calendar period: `90d`, `18mo`, `7y`. */
export function isPeriod(text: string): boolean {
  return /^\d{1,5}(d|mo|y)$/.test(text);
}

/**
 * The moment a calendar period before or after another, in UTC, with a month's last day where the day does not exist.
 *
 * @param fromMs UTC milliseconds.
 * @param direction 1 for after, -1 for before.
 * @returns UTC milliseconds.
 */
export function shiftByPeriod(fromMs: number, period: string, direction: 1 | -1): number {
  const match = /^(\d{1,5})(d|mo|y)$/.exec(period);
  if (!match) throw new RangeError(`not a period: ${period}`);
  const count = Number(match[1]) * direction;
  if (match[2] === 'd') return fromMs + count * UNIT_MS.d;
  const from = new Date(fromMs);
  const months = match[2] === 'y' ? count * 12 : count;
  const shifted = new Date(fromMs);
  shifted.setUTCDate(1);
  shifted.setUTCMonth(from.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(shifted.getUTCFullYear(), shifted.getUTCMonth() + 1, 0)).getUTCDate();
  shifted.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return shifted.getTime();
}

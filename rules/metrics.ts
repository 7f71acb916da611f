import { daysBetween, type LocalDate, localDate } from './calendar';
import { type Right } from './codes';

/** Published metrics (law.md section 13). */

/** MET-01: consumers in a calendar year from which metrics are owed. A number of the regulation, not CPI-adjusted. */
export const METRICS_CONSUMERS = 10_000_000;

/** Rights that are counted, as the regulation names them. */
export const COUNTED_RIGHTS = ['delete', 'correct', 'know', 'opt-out', 'limit'] as const;
export type CountedRight = (typeof COUNTED_RIGHTS)[number];

/**
 * MET-01, CLK-15: whether metrics are owed for a year, and by when they are published: July 1 of the next.
 * @throws RangeError where the year is none
 */
export function metricsOwed(input: { year: number; consumers: number }): {
  owed: boolean;
  publishBy: LocalDate;
  rule: string;
} {
  return { owed: input.consumers >= METRICS_CONSUMERS, publishBy: localDate(input.year + 1, 7, 1), rule: 'MET-01' };
}

/** One request, as the metrics count it. */
export interface CountedRequest {
  right: Right;
  receivedOn: LocalDate;
  /** Day of the substantive response, not of the acknowledgement (MET-04); null while open. */
  respondedOn: LocalDate | null;
  result: 'complied' | 'complied-in-part' | 'denied' | 'open';
  denialReason?: 'unverifiable' | 'not-by-a-consumer' | 'exempt' | 'other';
  /** Came as a preference signal; counted apart from form opt-outs (MET-04). */
  signal?: boolean;
}

/** What is published for one right. */
export interface RightMetrics {
  right: CountedRight | 'opt-out-signals';
  received: number;
  compliedInWholeOrPart: number;
  denied: number;
  medianDays: number | null;
  meanDays: number | null;
  /** MET-02: may be added. Denied in whole or part, by reason. */
  deniedByReason: Record<'unverifiable' | 'not-by-a-consumer' | 'exempt' | 'other', number>;
}

function countedAs(request: CountedRequest): RightMetrics['right'] | null {
  if (request.right.startsWith('know-')) return 'know';
  if (request.right === 'opt-out' && request.signal) return 'opt-out-signals';
  return (COUNTED_RIGHTS as readonly string[]).includes(request.right) ? (request.right as CountedRight) : null;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * MET-01, MET-02, MET-04: the metrics of the requests received in one calendar year. "In whole or part" is counted
 * once; days run from receipt to the substantive response.
 */
export function metricsOf(input: { year: number; requests: readonly CountedRequest[] }): RightMetrics[] {
  const ofYear = input.requests.filter((r) => Number(r.receivedOn.slice(0, 4)) === input.year);
  return [...COUNTED_RIGHTS, 'opt-out-signals' as const].map((right) => {
    const requests = ofYear.filter((r) => countedAs(r) === right);
    const days = requests.flatMap((r) => (r.respondedOn === null ? [] : [daysBetween(r.receivedOn, r.respondedOn)]));
    const deniedByReason = { unverifiable: 0, 'not-by-a-consumer': 0, exempt: 0, other: 0 };
    for (const r of requests)
      if (r.result === 'denied' || r.result === 'complied-in-part') deniedByReason[r.denialReason ?? 'other'] += 1;
    return {
      right,
      received: requests.length,
      compliedInWholeOrPart: requests.filter((r) => r.result === 'complied' || r.result === 'complied-in-part').length,
      denied: requests.filter((r) => r.result === 'denied').length,
      medianDays: median(days),
      meanDays: days.length === 0 ? null : days.reduce((sum, d) => sum + d, 0) / days.length,
      deniedByReason,
    };
  });
}

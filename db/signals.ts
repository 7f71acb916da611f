import { receiptDay } from '../rules/calendar';
import type { Trx } from './connect';

/** Whom a preference signal was honoured for: a browser that nobody is known by, or a consumer (GPC-01). */
export type SignalSource = 'device' | 'consumer';

/** Counts a signal that was honoured now, by Los Angeles day; apart from requests, and naming nobody (MET-04). */
export async function countSignal(trx: Trx, source: SignalSource, nowMs: number): Promise<void> {
  await trx.raw(
    `INSERT INTO signal_counts (day, source, honoured) VALUES (:day, :source, 1)
     ON CONFLICT (day, source) DO UPDATE SET honoured = signal_counts.honoured + 1`,
    { day: receiptDay(nowMs), source },
  );
}

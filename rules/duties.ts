import { addDays, type LocalDate, receiptDay, startOfDayMs } from './calendar';

/** Duties that outlive a request: towards archives, and at the end of an exception (DEL-05, DEL-07, DEL-12). */

/** Days before the end of an exception on which a decider is asked whether it still holds; our own choice. */
const REVIEW_DAYS = 14;

/**
 * DEL-05: the last day on which an archive may bring back what it copied on `heldUntil`, the last day on which the data
 * stood in one of its systems; null where the archive does not rotate out.
 * @throws RangeError where it is not a day
 */
export function restorableUntil(heldUntil: LocalDate, rotatesOutDays: number | null): LocalDate | null {
  return rotatesOutDays === null ? null : addDays(heldUntil, rotatesOutDays);
}

/**
 * DEL-05: the latest of those last days that is over today. A minimum period is worked to its latest: the whole of the
 * last day counts.
 * @throws RangeError where it is not a day
 */
export function rotatedOutThrough(today: LocalDate): LocalDate {
  return addDays(today, -1);
}

/** DEL-07: the latest end of an exception that has come today: the data go on that day, from its first minute. */
export function endedThrough(today: LocalDate): LocalDate {
  return today;
}

/**
 * DEL-07: the last end about which a decider is asked today whether the exception still holds.
 * @throws RangeError where it is not a day
 */
export function askedThrough(today: LocalDate): LocalDate {
  return addDays(today, REVIEW_DAYS);
}

/** DEL-07: whether an exception may be given this new end: after the present one, and still to come. */
export function mayRenewTo(question: { endsOn: LocalDate | null; until: LocalDate; today: LocalDate }): boolean {
  const { endsOn, until, today } = question;
  return until > today && (endsOn === null || until > endsOn);
}

/**
 * The first minute of the next day in Los Angeles, UTC milliseconds: duties are looked at once a day at least.
 * @throws RangeError where it is no moment
 */
export function nextDayMs(atMs: number): number {
  return startOfDayMs(addDays(receiptDay(atMs), 1));
}

import { DAY_MS, type LocalDate, addDays, dayNumber, dayOfNumber, isLocalDate, nthWeekday } from './local-date';

/**
 * Time in Los Angeles by the federal rule in force since 2007 (15 USC 260a): summer time from 02:00 on the second
 * Sunday of March to 02:00 on the first Sunday of November. Arithmetic only, so that no host and no zone data can
 * change an answer. A change of that rule is a change here, with its year.
 */

const HOUR_MS = 3_600_000;
const STANDARD_HOURS = 8;
const SUMMER_HOURS = 7;
/** First and last year for which the rule of 2007 is taken to hold. */
export const ZONE_YEARS = { first: 2007, last: 2199 } as const;

/** Moments (UTC milliseconds) between which a year's summer time runs. */
const summers = new Map<number, { begins: number; ends: number }>();

function summerOf(year: number): { begins: number; ends: number } {
  let summer = summers.get(year);
  if (!summer) {
    summer = {
      begins: dayNumber(nthWeekday(year, 3, 0, 2)) * DAY_MS + (2 + STANDARD_HOURS) * HOUR_MS,
      ends: dayNumber(nthWeekday(year, 11, 0, 1)) * DAY_MS + (2 + SUMMER_HOURS) * HOUR_MS,
    };
    summers.set(year, summer);
  }
  return summer;
}

/** Hours that Los Angeles is behind UTC at a moment. */
function hoursBehind(ms: number): number {
  const year = new Date(ms).getUTCFullYear();
  const { begins, ends } = summerOf(year);
  return ms >= begins && ms < ends ? SUMMER_HOURS : STANDARD_HOURS;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** What ISO 8601 writes; NaN where it has no zone, or a day that does not exist, which `Date.parse` takes for the next. */
function written(instant: string): number {
  return INSTANT.test(instant) && isLocalDate(instant.slice(0, 10)) ? Date.parse(instant) : NaN;
}

/**
 * A moment as UTC milliseconds.
 * @param instant UTC milliseconds, or ISO 8601 with its zone ('2026-11-24T18:00:00Z')
 * @throws RangeError where it is no moment, has no zone, or lies outside {@link ZONE_YEARS}
 */
export function instantMs(instant: string | number): number {
  const ms = typeof instant === 'number' ? instant : written(instant);
  if (!Number.isFinite(ms)) throw new RangeError('not a moment: ISO 8601 with its zone, or UTC milliseconds');
  const first = Date.UTC(ZONE_YEARS.first, 0, 2);
  const last = Date.UTC(ZONE_YEARS.last, 11, 31);
  if (ms < first || ms >= last) throw new RangeError(`a moment outside ${ZONE_YEARS.first} to ${ZONE_YEARS.last}`);
  return ms;
}

/**
 * The receipt day: the Los Angeles date of arrival, nights, weekends and holidays included (law.md section 15).
 * @param instant UTC milliseconds, or ISO 8601 with its zone
 * @throws RangeError as {@link instantMs}
 */
export function receiptDay(instant: string | number): LocalDate {
  const ms = instantMs(instant);
  return dayOfNumber(Math.floor((ms - hoursBehind(ms) * HOUR_MS) / DAY_MS));
}

/**
 * UTC milliseconds of a full hour in Los Angeles. The hour that spring skips is taken as the hour after it; of the
 * hour that autumn repeats, the first.
 * @param hour 0 to 23
 * @throws RangeError where `day` is not a day
 */
export function atHourMs(day: LocalDate, hour: number): number {
  const wall = dayNumber(day) * DAY_MS + hour * HOUR_MS;
  const summer = wall + SUMMER_HOURS * HOUR_MS;
  return hoursBehind(summer) === SUMMER_HOURS ? summer : wall + STANDARD_HOURS * HOUR_MS;
}

/**
 * UTC milliseconds of 00:00 in Los Angeles.
 * @throws RangeError where `day` is not a day
 */
export function startOfDayMs(day: LocalDate): number {
  return atHourMs(day, 0);
}

/**
 * UTC milliseconds of 23:59:59.999 in Los Angeles: due on a day means sent by then (decisions.md A3).
 * @throws RangeError where `day` is not a day
 */
export function endOfDayMs(day: LocalDate): number {
  return startOfDayMs(addDays(day, 1)) - 1;
}

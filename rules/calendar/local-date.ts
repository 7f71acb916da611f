/**
 * Days without hours. Pure arithmetic on the Gregorian calendar: no zone, no host clock.
 */

/** A day as 'YYYY-MM-DD', years 1000 to 9999; the day in Los Angeles unless said otherwise. */
export type LocalDate = string;

/** Milliseconds of a day of 24 hours. */
export const DAY_MS = 86_400_000;

/** Below it a year would need zeros in front. */
const FIRST_YEAR = 1000;

const SHAPE = /^\d{4}-\d{2}-\d{2}$/;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Days of a month (1-12); none where there is no such month. */
export function monthLength(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_LENGTHS[month - 1] ?? 0);
}

/** Whether a text is a day that exists, written 'YYYY-MM-DD'. */
export function isLocalDate(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const [year, month, dayOfMonth] = text.split('-').map(Number) as [number, number, number];
  return year >= FIRST_YEAR && dayOfMonth >= 1 && dayOfMonth <= monthLength(year, month);
}

/**
 * Days since 1970-01-01.
 * @throws RangeError where the text is not a day
 */
export function dayNumber(day: LocalDate): number {
  if (!isLocalDate(day)) throw new RangeError(`not a day (YYYY-MM-DD): ${day.slice(0, 20)}`);
  return Date.parse(day) / DAY_MS;
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/**
 * The day that a day number stands for.
 * @throws RangeError beyond the years 1000 to 9999
 */
export function dayOfNumber(number: number): LocalDate {
  const date = new Date(number * DAY_MS);
  const year = date.getUTCFullYear();
  if (!(year >= FIRST_YEAR && year <= 9999)) throw new RangeError('a day beyond the years 1000 to 9999');
  return `${year}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/**
 * The day `n` days after (before, where negative) a day.
 * @throws RangeError where `day` is not a day
 */
export function addDays(day: LocalDate, n: number): LocalDate {
  return dayOfNumber(dayNumber(day) + n);
}

/**
 * Days from `from` to `to`; negative where `to` is earlier.
 * @throws RangeError where either is not a day
 */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** Day of the week of a day number: 0 Sunday to 6 Saturday. */
export function weekdayOfNumber(number: number): number {
  return (((number + 4) % 7) + 7) % 7;
}

/**
 * Day of the week: 0 Sunday to 6 Saturday.
 * @throws RangeError where `day` is not a day
 */
export function weekday(day: LocalDate): number {
  return weekdayOfNumber(dayNumber(day));
}

/**
 * The day of a year, month (1-12) and day of month.
 * @throws RangeError beyond the years 1000 to 9999
 */
export function localDate(year: number, month: number, dayOfMonth: number): LocalDate {
  return dayOfNumber(Date.UTC(year, month - 1, dayOfMonth) / DAY_MS);
}

/**
 * The same day of the month, `months` later. Where that month lacks the day (February 29 a year on), `missing` says
 * which neighbour is meant: the last day of that month or the first of the next.
 * @throws RangeError where `day` is not a day
 */
export function addMonths(day: LocalDate, months: number, missing: 'earlier' | 'later' = 'later'): LocalDate {
  dayNumber(day);
  const index = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  const dayOfMonth = Number(day.slice(-2));
  const last = monthLength(year, month);
  if (dayOfMonth <= last) return localDate(year, month, dayOfMonth);
  return missing === 'earlier' ? localDate(year, month, last) : localDate(year, month + 1, 1);
}

/**
 * The `n`th, or last, given weekday (0 Sunday to 6 Saturday) of a month.
 * @throws RangeError beyond the years 1000 to 9999
 */
export function nthWeekday(year: number, month: number, dayOfWeek: number, n: 1 | 2 | 3 | 4 | 5 | 'last'): LocalDate {
  if (n !== 'last') {
    const first = localDate(year, month, 1);
    return addDays(first, ((dayOfWeek - weekday(first) + 7) % 7) + (n - 1) * 7);
  }
  const last = addDays(localDate(year, month + 1, 1), -1);
  return addDays(last, -((weekday(last) - dayOfWeek + 7) % 7));
}

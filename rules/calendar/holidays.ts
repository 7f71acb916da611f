import { type LocalDate } from './local-date';
import { HOLIDAYS } from './holiday-data';

/**
 * Which days are holidays, by list. The days are data (holiday-data.ts), because lists change and because some of
 * their dates are not confirmed.
 */

/** `state`: Gov 6700, 6701 (CAL-02, 03). `federal`: 5 USC 6103, EO 11582. `judicial`: CCP 135 (CAL-04, 06). */
export const HOLIDAY_LISTS = ['state', 'federal', 'judicial'] as const;
export type HolidayList = (typeof HOLIDAY_LISTS)[number];

/** One day of one list. */
export interface Holiday {
  day: LocalDate;
  name: string;
  list: HolidayList;
  /** Kept on this weekday because the day itself fell on a Saturday (`friday`) or Sunday (`monday`). */
  observed?: 'friday' | 'monday';
  /** Not confirmed: of use for display, never for a strict date. */
  unconfirmed?: true;
}

/** Years for which the lists are held. */
export const HOLIDAY_YEARS = { first: 2023, last: 2040 } as const;

const byList = new Map<HolidayList, Map<LocalDate, Holiday>>(HOLIDAY_LISTS.map((list) => [list, new Map()]));
for (const holiday of HOLIDAYS) {
  const known = byList.get(holiday.list)!.get(holiday.day);
  // where two holidays meet on one day, the confirmed one and the day itself come first
  if (!known || known.unconfirmed || known.observed) byList.get(holiday.list)!.set(holiday.day, holiday);
}

/**
 * The holiday that a day is on a list, if it is one. Sundays are holidays of the state and judicial lists too, but not
 * listed here.
 * @throws RangeError outside {@link HOLIDAY_YEARS}
 */
export function holidayOn(day: LocalDate, list: HolidayList): Holiday | undefined {
  const year = Number(day.slice(0, 4));
  if (!(year >= HOLIDAY_YEARS.first && year <= HOLIDAY_YEARS.last))
    throw new RangeError(`no holidays are held for ${day.slice(0, 4)}`);
  return byList.get(list)!.get(day);
}

/** The days of a list, each once. */
export function holidayDays(list: HolidayList): LocalDate[] {
  return [...byList.get(list)!.keys()];
}

/**
 * Whether the strict count skips a day as a holiday: only where the state and the federal list both have it, confirmed,
 * and not as a Friday kept for a Saturday. Skipping fewer days means an earlier deadline (law.md section 15).
 * @throws RangeError outside {@link HOLIDAY_YEARS}
 */
export function isHolidayOfBothLists(day: LocalDate): boolean {
  return (['state', 'federal'] as const).every((list) => {
    const holiday = holidayOn(day, list);
    return holiday !== undefined && !holiday.unconfirmed && holiday.observed !== 'friday';
  });
}

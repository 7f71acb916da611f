import { type LocalDate, addDays, dayNumber, dayOfNumber, localDate, weekday, weekdayOfNumber } from './local-date';
import { HOLIDAY_YEARS, holidayDays, holidayOn, isHolidayOfBothLists } from './holidays';

/** A day reached by counting, and the days that the count passed over. */
export interface Counted {
  day: LocalDate;
  skipped: LocalDate[];
}

const SUNDAY = 0;
const SATURDAY = 6;

const FIRST = dayNumber(localDate(HOLIDAY_YEARS.first, 1, 1));
const LAST = dayNumber(localDate(HOLIDAY_YEARS.last, 12, 31));

/** Holidays by day number, so that a count of many days reads no text. */
const STATE = new Set(holidayDays('state').map(dayNumber));
const BOTH = new Set(holidayDays('state').filter(isHolidayOfBothLists).map(dayNumber));

function count(from: LocalDate, n: number, isBusinessDay: (day: number) => boolean): Counted {
  const skipped: LocalDate[] = [];
  let day = dayNumber(from);
  for (let counted = 0; counted < n;) {
    day += 1;
    if (day < FIRST || day > LAST) throw new RangeError(`no holidays are held for ${dayOfNumber(day).slice(0, 4)}`);
    if (isBusinessDay(day)) counted += 1;
    else skipped.push(dayOfNumber(day));
  }
  return { day: dayOfNumber(day), skipped };
}

/**
 * CAL-01, CAL-08: the strict count. Civ 7 and 9 make Saturday a business day; skipped are Sundays and the holidays of
 * both lists. The day after `from` is day 1 (CAL-05).
 * @throws RangeError outside the years for which holidays are held
 */
export function strictBusinessDays(from: LocalDate, n: number): Counted {
  return count(from, n, (day) => weekdayOfNumber(day) !== SUNDAY && !BOTH.has(day));
}

/**
 * The common count, Monday to Friday without the days of Gov 6700 (CAL-02, CAL-04): for display and as the outer date,
 * never to plan on.
 * @throws RangeError outside the years for which holidays are held
 */
export function commonBusinessDays(from: LocalDate, n: number): Counted {
  return count(
    from,
    n,
    (day) => weekdayOfNumber(day) !== SUNDAY && weekdayOfNumber(day) !== SATURDAY && !STATE.has(day),
  );
}

/**
 * CAL-06: the roll-over of CCP 12a. A last day on a Saturday, Sunday or judicial holiday becomes the next that is none.
 * Belongs to outer dates alone; a strict date never rolls.
 * @throws RangeError outside the years for which holidays are held
 */
export function rolledForward(day: LocalDate): LocalDate {
  let rolled = day;
  while ([SUNDAY, SATURDAY].includes(weekday(rolled)) || holidayOn(rolled, 'judicial') !== undefined)
    rolled = addDays(rolled, 1);
  return rolled;
}

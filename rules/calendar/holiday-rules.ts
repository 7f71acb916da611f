import { type LocalDate, addDays, dayNumber, localDate, nthWeekday, weekday } from './local-date';
import type { Holiday, HolidayList } from './holidays';

/**
 * How the lists come to their days; holiday-data.ts is generated from this. Inauguration Day is left out (a federal
 * holiday in and near Washington only), and so is Good Friday (noon to 3 p.m. is no full day, CAL-02).
 */

/** A holiday as its statute defines it. */
interface HolidayRule {
  name: string;
  lists: readonly HolidayList[];
  day: (year: number, moons: Moons) => LocalDate | undefined;
  /** Lists on which a Sunday's holiday is kept on the Monday after. */
  monday?: readonly HolidayList[];
  /** Lists of `monday` on which that Monday is not confirmed. */
  mondayUnconfirmed?: readonly HolidayList[];
  /** Lists on which a Saturday's holiday is kept on the Friday before. */
  friday?: readonly HolidayList[];
  unconfirmed?: true;
  from?: number;
}

/** Days that follow the moon; tables, because they are looked up and not computed. */
export interface Moons {
  lunarNewYear: Record<number, LocalDate>;
  diwali: Record<number, LocalDate>;
}

const ALL: readonly HolidayList[] = ['state', 'federal', 'judicial'];
const BOTH: readonly HolidayList[] = ['state', 'federal'];
const fixed = (month: number, dayOfMonth: number) => (year: number) => localDate(year, month, dayOfMonth);
const nth = (month: number, dayOfWeek: number, n: 1 | 2 | 3 | 4 | 'last') => (year: number) =>
  nthWeekday(year, month, dayOfWeek, n);
const MONDAY = 1;
const FRIDAY = 5;
const thanksgiving = nth(11, 4, 4);

/** Gov 6700 and 6701, 5 USC 6103 with EO 11582, CCP 135; in the order of the year. */
const RULES: readonly HolidayRule[] = [
  { name: "New Year's Day", lists: ALL, day: fixed(1, 1), monday: BOTH, friday: ['federal'] },
  { name: 'Martin Luther King Jr. Day', lists: ALL, day: nth(1, MONDAY, 3) },
  { name: 'Lunar New Year', lists: ['state'], day: (year, moons) => moons.lunarNewYear[year], unconfirmed: true },
  { name: 'Lincoln Day', lists: ['state', 'judicial'], day: fixed(2, 12), monday: ['state'] },
  { name: "Washington's Birthday", lists: ALL, day: nth(2, MONDAY, 3) },
  { name: 'Cesar Chavez Day', lists: ['state', 'judicial'], day: fixed(3, 31), monday: ['state'] },
  { name: 'Genocide Remembrance Day', lists: ['state'], day: fixed(4, 24) },
  { name: 'Memorial Day', lists: ALL, day: nth(5, MONDAY, 'last') },
  {
    name: 'Juneteenth',
    lists: ALL,
    day: fixed(6, 19),
    monday: BOTH,
    mondayUnconfirmed: ['state'],
    friday: ['federal'],
  },
  { name: 'Independence Day', lists: ALL, day: fixed(7, 4), monday: BOTH, friday: ['federal'] },
  { name: 'Labor Day', lists: ALL, day: nth(9, MONDAY, 1) },
  { name: 'Admission Day', lists: ['state'], day: fixed(9, 9), monday: ['state'] },
  { name: 'Native American Day', lists: ['state', 'judicial'], day: nth(9, FRIDAY, 4) },
  { name: 'Columbus Day', lists: BOTH, day: nth(10, MONDAY, 2) },
  {
    name: 'Diwali',
    lists: ['state'],
    day: (year, moons) => moons.diwali[year],
    unconfirmed: true,
    from: 2026,
  },
  { name: 'Veterans Day', lists: ALL, day: fixed(11, 11), monday: BOTH, friday: BOTH },
  { name: 'Thanksgiving', lists: ALL, day: thanksgiving },
  { name: 'Day after Thanksgiving', lists: ['judicial'], day: (year) => addDays(thanksgiving(year), 1) },
  { name: 'Christmas Day', lists: ALL, day: fixed(12, 25), monday: BOTH, friday: ['federal'] },
];

/**
 * The holidays that fall on or are kept for days of one year, in the order of the year.
 * @throws RangeError beyond the years 1000 to 9999
 */
export function holidaysOf(year: number, moons: Moons): Holiday[] {
  const holidays: Holiday[] = [];
  for (const rule of RULES) {
    if (rule.from !== undefined && year < rule.from) continue;
    const day = rule.day(year, moons);
    if (day === undefined) continue;
    for (const list of rule.lists) {
      const unconfirmed = rule.unconfirmed;
      holidays.push({ day, name: rule.name, list, ...(unconfirmed ? { unconfirmed } : {}) });
      if (weekday(day) === 0 && rule.monday?.includes(list)) {
        const doubtful = rule.mondayUnconfirmed?.includes(list) ?? false;
        holidays.push({
          day: addDays(day, 1),
          name: rule.name,
          list,
          observed: 'monday',
          ...(doubtful ? { unconfirmed: true as const } : {}),
        });
      }
      if (weekday(day) === 6 && rule.friday?.includes(list))
        holidays.push({ day: addDays(day, -1), name: rule.name, list, observed: 'friday' });
    }
  }
  return holidays.sort((a, b) => dayNumber(a.day) - dayNumber(b.day));
}

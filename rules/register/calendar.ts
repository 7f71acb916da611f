import { implemented, type LawSection } from './row';

/** Section 15: the computation of time. */
export const CALENDAR_SECTION: LawSection = {
  title: 'Computation of time',
  rows: [
    implemented('calendar/business-days.strictBusinessDays', {
      id: 'CAL-01',
      cite: 'Civ 7, 9',
      sentence: 'Sundays and the days of Gov 6700 are holidays, and all other days are business days: Saturday is one.',
      confidence: 'reported',
    }),
    implemented('calendar/holidays.holidayOn calendar/business-days.commonBusinessDays', {
      id: 'CAL-02',
      cite: 'Gov 6700(a)',
      sentence: 'The state’s holidays are a list, to which Diwali was added for 2026; Good Friday is no full day.',
      confidence: 'reported',
    }),
    implemented('calendar/holiday-rules.holidaysOf', {
      id: 'CAL-03',
      cite: 'Gov 6701',
      sentence:
        'Listed fixed dates on a Sunday are kept on Monday, and November 11 on a Saturday on Friday; others are not.',
      confidence: 'reported',
    }),
    implemented('calendar/holidays.holidayOn', {
      id: 'CAL-04',
      cite: 'Gov 6700; CCP 135',
      sentence: 'The day after Thanksgiving is a business day, and a judicial holiday.',
      confidence: 'reported',
    }),
    implemented('calendar/business-days.strictBusinessDays clocks.clockFrom', {
      id: 'CAL-05',
      cite: 'Civ 10; CCP 12',
      sentence: 'The first day is excluded and the last included, unless it is a holiday.',
      confidence: 'common-knowledge',
    }),
    implemented('calendar/business-days.rolledForward', {
      id: 'CAL-06',
      cite: 'CCP 12a',
      sentence: 'A last day on a Saturday or judicial holiday becomes the next that is none.',
      confidence: 'reported',
    }),
    implemented('clocks.clocksFor', {
      id: 'CAL-07',
      cite: '7021(b); Civ 10',
      sentence: 'The response period begins on the day of receipt: the strict day is receipt + 44, and + 89.',
    }),
    implemented('clocks.clocksFor', {
      id: 'CAL-08',
      cite: 'our own',
      sentence: 'We work to the earliest reading, and never plan on a roll-over.',
    }),
  ],
};

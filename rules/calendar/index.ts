/** The calendar of the law: days, Los Angeles time, holidays, business days. */
export { type LocalDate, DAY_MS, addDays, addMonths, daysBetween, isLocalDate, localDate, weekday } from './local-date';
export { atHourMs, endOfDayMs, instantMs, receiptDay, startOfDayMs, ZONE_YEARS } from './los-angeles';
export { type Holiday, HOLIDAY_LISTS, HOLIDAY_YEARS, type HolidayList, holidayOn } from './holidays';
export { commonBusinessDays, type Counted, rolledForward, strictBusinessDays } from './business-days';

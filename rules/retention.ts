import { addDays, type LocalDate } from './calendar';
import { recordKeptThrough } from './records';
import type { RuleSetId } from './versions';

/** Days after closing for which the case can still be read in full; our own choice, not the law's (decisions.md G1). */
const CASE_DAYS = 30;

/** Days for which a copy can be collected, and for which it is kept once it was, or could not be any more (G1). */
const PACKAGE_DAYS = 30;

/**
 * Last Los Angeles day on which a copy that was made on `day` can be collected.
 * @throws RangeError where it is not a day
 */
export function packageCollectedBy(day: LocalDate): LocalDate {
  return addDays(day, PACKAGE_DAYS);
}

/**
 * First Los Angeles day on which the key of a copy that was collected, or expired, on `day` is destroyed.
 * @throws RangeError where it is not a day
 */
export function packageEndsOn(day: LocalDate): LocalDate {
  return addDays(day, PACKAGE_DAYS + 1);
}

/**
 * First Los Angeles day on which the case key of a request closed on `day` may be destroyed.
 * @throws RangeError where it is not a day
 */
export function caseEndsOn(day: LocalDate): LocalDate {
  return addDays(day, CASE_DAYS + 1);
}

/**
 * First Los Angeles day on which the record of a request closed on `day` may be destroyed. A minimum period is worked
 * to its latest reading (decisions.md A3), and its months are counted from closing (CLK-14, REC-01).
 * @throws RangeError where it is not a day
 */
export function recordEndsOn(day: LocalDate, ruleSet: RuleSetId): LocalDate {
  return addDays(recordKeptThrough(day, ruleSet), 1);
}

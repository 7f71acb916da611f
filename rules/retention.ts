import { addDays, type LocalDate } from './calendar';
import { recordKeptThrough } from './records';
import type { RuleSetId } from './versions';

/** Days after closing for which the case can still be read in full; our own choice, not the law's (decisions.md G1). */
const CASE_DAYS = 30;

/** First Los Angeles day on which the case key of a request closed on `day` may be destroyed. */
export function caseEndsOn(day: LocalDate): LocalDate {
  return addDays(day, CASE_DAYS + 1);
}

/**
 * First Los Angeles day on which the record of a request closed on `day` may be destroyed. A minimum period is worked
 * to its latest reading (decisions.md A3), and its months are counted from closing (CLK-14, REC-01).
 */
export function recordEndsOn(day: LocalDate, ruleSet: RuleSetId): LocalDate {
  return addDays(recordKeptThrough(day, ruleSet), 1);
}

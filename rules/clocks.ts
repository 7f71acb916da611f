import {
  type LocalDate,
  addDays,
  addMonths,
  commonBusinessDays,
  receiptDay,
  rolledForward,
  strictBusinessDays,
} from './calendar';
import type { Right } from './codes';
import {
  type ClockKind,
  isUnconfirmed,
  PARAMETERS,
  type Parameter,
  type ParameterName,
  parameterValue,
  type Unit,
} from './parameters';
import type { RuleSetId } from './versions';

/**
 * What a rule makes of a receipt day (law.md section 1 and 15).
 *
 * A `deadline` is worked to its strict day, the earliest reading; `outer` is the latest that could be defended and is
 * never planned on (CAL-08). A `minimum` binds up to and including its strict day, the latest reading, so that strict
 * is never before outer (decisions.md A3). A `limit` bounds the consumer and is read in the consumer's favour.
 */
export interface Clock {
  /** Rule ID of law.md. */
  rule: string;
  cite: string;
  /** What is due, for people. */
  name: string;
  kind: ClockKind;
  strict: LocalDate;
  outer: LocalDate;
  /** How both days were counted. */
  reason: string;
  /** Days that the strict count passed over. */
  skipped: LocalDate[];
  /** The number behind it is held as unconfirmed. */
  unconfirmed?: true;
}

/** The clocks that a request starts on its receipt day, in the order in which they fall due. */
const CLOCKS: Record<Right, readonly ParameterName[]> = {
  delete: ['acknowledge', 'respond', 'respond-extended'],
  'know-specific': ['acknowledge', 'respond', 'respond-extended'],
  'know-categories': ['acknowledge', 'respond', 'respond-extended'],
  'know-sold': ['acknowledge', 'respond', 'respond-extended'],
  correct: ['acknowledge', 'respond', 'respond-extended'],
  'opt-out': ['stop-selling', 'no-asking-again'],
  'opt-in': [],
  limit: ['limit-use', 'no-asking-again'],
  'shine-the-light': ['shine-the-light'],
};

/** A deadline counted in business days from a day (CAL-01 to CAL-06). */
function businessDeadline(from: LocalDate, days: number): Pick<Clock, 'strict' | 'outer' | 'reason' | 'skipped'> {
  const strict = strictBusinessDays(from, days);
  const common = commonBusinessDays(from, days);
  const outer = rolledForward(common.day);
  return {
    strict: strict.day,
    outer,
    skipped: strict.skipped,
    reason:
      `business day ${days} after receipt, Monday to Saturday, without Sundays and the holidays of both the state and ` +
      `the federal list (CAL-01); outer: Monday to Friday without the days of Gov 6700` +
      (outer === common.day ? '' : ', moved to the next day that is no holiday (CAL-06)'),
  };
}

/**
 * A deadline counted in calendar days. Strict: the day of receipt is day 1 and nothing rolls over (CAL-07); outer: the
 * day of receipt is excluded, and a last day on a holiday moves (CAL-05, CAL-06).
 */
function calendarDeadline(from: LocalDate, days: number): Pick<Clock, 'strict' | 'outer' | 'reason' | 'skipped'> {
  const excluded = addDays(from, days);
  const outer = rolledForward(excluded);
  return {
    strict: addDays(from, days - 1),
    outer,
    skipped: [],
    reason:
      `calendar day ${days} with the day of receipt as day 1 (CAL-07); outer: the day of receipt excluded (CAL-05)` +
      (outer === excluded ? '' : ', moved to the next day that is no holiday (CAL-06)'),
  };
}

/**
 * A period of which the strict day is the latest reading (decisions.md A3): the first day is excluded. Where a month
 * lacks the day, strict takes the first of the next month, outer the last of this one.
 */
function minimumPeriod(from: LocalDate, n: number, unit: Unit): Pick<Clock, 'strict' | 'outer' | 'reason' | 'skipped'> {
  const end = (missing: 'earlier' | 'later'): LocalDate =>
    unit === 'month' ? addMonths(from, n, missing) : addDays(from, n);
  return {
    strict: end('later'),
    outer: addDays(end('earlier'), -1),
    skipped: [],
    reason:
      `${n} ${unit === 'month' ? 'months' : 'days'} with the first day excluded, and binds through the strict day ` +
      `(CAL-05); outer: the first day included`,
  };
}

/** A period that bounds the consumer, read in the consumer's favour: the first day is included, so it ends earlier. */
function limitPeriod(from: LocalDate, n: number, unit: Unit): Pick<Clock, 'strict' | 'outer' | 'reason' | 'skipped'> {
  const { strict, outer } = minimumPeriod(from, n, unit);
  return {
    strict: outer,
    outer: strict,
    skipped: [],
    reason: `${n} ${unit === 'month' ? 'months' : 'days'} with the first day included; outer: the first day excluded`,
  };
}

function counted(
  kind: ClockKind,
  unit: Unit,
  from: LocalDate,
  n: number,
): Pick<Clock, 'strict' | 'outer' | 'reason' | 'skipped'> {
  if (kind === 'minimum') return minimumPeriod(from, n, unit);
  if (kind === 'limit') return limitPeriod(from, n, unit);
  return unit === 'business-day' ? businessDeadline(from, n) : calendarDeadline(from, n);
}

/**
 * The clock that a parameter starts on a day; for clocks that start with something else than receipt, too.
 * @param from the Los Angeles day on which it starts
 * @param ruleSet that of the request; of what is no request, the one of the day
 * @throws RangeError where `from` is not a day, or a business-day count leaves the years of {@link HOLIDAY_YEARS}
 */
export function clockFrom(name: ParameterName, from: LocalDate, ruleSet: RuleSetId): Clock {
  const { rule, kind, cite, description, unit } = PARAMETERS[name] as Parameter;
  const n = parameterValue(name, ruleSet);
  return {
    rule,
    cite,
    name: description,
    kind,
    ...counted(kind, unit, from, n),
    ...(isUnconfirmed(name, ruleSet) ? { unconfirmed: true as const } : {}),
  };
}

/**
 * Every clock that a request starts. None depends on verification: clocks do not pause (CLK-02).
 * @param receivedAtMs moment of receipt, UTC milliseconds
 * @param ruleSet that of the request
 * @returns deadlines and minimum periods, at most one per rule; empty for `opt-in`, for which the law sets no clock
 * @throws RangeError as {@link receiptDay}, or beyond the years for which holidays are held
 */
export function clocksFor(right: Right, receivedAtMs: number, ruleSet: RuleSetId): Clock[] {
  const day = receiptDay(receivedAtMs);
  return CLOCKS[right].map((name) => clockFrom(name, day, ruleSet));
}

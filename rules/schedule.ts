import { type LocalDate, DAY_MS, addDays, atHourMs, endOfDayMs, receiptDay, startOfDayMs } from './calendar';
import { clocksFor } from './clocks';
import type { Right } from './codes';
import type { UnderRules } from './versions';

/**
 * The deadline loop's table: at which moment it acts, and by which rule. What it may do then alone, authority.ts says.
 */

/** When the loop acts, where the law leaves that to the business. Days unless said otherwise. */
export interface ScheduleSettings {
  /** Days after receipt on which the consumer is reminded of a step that is open. */
  remindOnDays: number[];
  /** Days before the strict date on which the alarm rises: to level 1, 2, 3. */
  escalateDaysBefore: number[];
  /** Days before the strict date on which a CLK-04 refusal or an extension notice is planned (decisions.md A3). */
  planDaysBefore: number;
  /** Grace period between approval and erasure, milliseconds (decisions.md A5). */
  graceMs: number;
  /** Days after the answer on which every system is asked again. */
  recheckDays: number[];
  /** Days after the answer on which silent recipients are reminded. */
  recipientReminderDays: number[];
  /** Day after the answer on which silence of a recipient is recorded as final. */
  recipientFinalDays: number;
}

export const DEFAULT_SCHEDULE: ScheduleSettings = {
  remindOnDays: [7, 21, 35],
  escalateDaysBefore: [15, 7, 2],
  planDaysBefore: 5,
  graceMs: 48 * 3_600_000,
  recheckDays: [1, 30],
  recipientReminderDays: [7, 14],
  recipientFinalDays: 30,
};

/** The hour of the day in Los Angeles at which the loop acts: early enough that people can still act that day. */
export const ACTING_HOUR = 9;

/** SP-05: days before its request's strict day on which a notice that still waits in its recipient's queue is work for a person. */
export const QUEUE_ALARM_DAYS = 2;
/** SP-05: days within which a reminder leaves a recipient's queue, behind every first notice that is due by then. */
export const REMINDER_WITHIN_DAYS = 7;

/**
 * Days for which a link in a letter opens its page: longer than the longest clock of a request and the looks after its
 * answer (CLK-03, DEL-12).
 */
export const LETTER_LINK_DAYS = 180;

/** A moment of the due table. */
export interface Milestone {
  /** Unique within a request's table; under an extension the names begin with `extended-`. */
  id: string;
  atMs: number;
  /** Rule ID of law.md, or the decision that asks for it. */
  rule: string;
  /** How loud the alarm is from here on. */
  escalation?: 0 | 1 | 2 | 3;
}

/** What decides when the deadline loop acts. */
export interface ScheduleQuestion extends UnderRules {
  right: Right;
  receivedAtMs: number;
  extended: boolean;
  answered: boolean;
  settings: ScheduleSettings;
}

/** CAL-08: each alarm is louder than the one before. */
const level = (index: number): 1 | 2 | 3 => (index < 1 ? 1 : index < 2 ? 2 : 3);

/** Alarms, the last act where there is one, and the moment from which the request is overdue. */
function towards(
  day: LocalDate,
  rule: string,
  prefix: string,
  from: LocalDate,
  settings: ScheduleSettings,
  lastAct: boolean,
): Milestone[] {
  const alarms = settings.escalateDaysBefore
    .map((before, index): Milestone & { day: LocalDate } => ({
      id: `${prefix}escalate-${index + 1}`,
      day: addDays(day, -before),
      atMs: atHourMs(addDays(day, -before), ACTING_HOUR),
      rule,
      escalation: level(index),
    }))
    // a clock shorter than the lead has no such alarm
    .filter((alarm) => alarm.day > from)
    .map(({ id, atMs, rule: by, escalation }) => ({ id, atMs, rule: by, escalation }));
  return [
    ...alarms,
    ...(lastAct
      ? [
          {
            id: `${prefix}last-act`,
            atMs: atHourMs(addDays(day, -settings.planDaysBefore), ACTING_HOUR),
            rule: 'CLK-04',
          },
        ]
      : []),
    // 23:59:59.999 is still in time
    { id: `${prefix}due`, atMs: endOfDayMs(day) + 1, rule, escalation: 3 as const },
  ];
}

/**
 * The moments at which the deadline loop acts before the answer, earliest first; none once answered.
 *
 * `acknowledge-by` (CLK-01), `remind-consumer-N`, `escalate-N`, `last-act` (CLK-04) and `due`; where the one extension
 * was taken, the last three against the 90-day date instead, as `extended-escalate-N` and so on. Reminders go on.
 * Opt-out and limit have alarms and `due` only: nothing is asked of the consumer, nothing is extended (CLK-05, CLK-06).
 *
 * @throws RangeError as {@link clocksFor}
 */
export function milestonesFor(question: ScheduleQuestion): Milestone[] {
  const { right, receivedAtMs, extended, answered, settings, ruleSet } = question;
  if (answered) return [];
  const clocks = clocksFor(right, receivedAtMs, ruleSet).filter((clock) => clock.kind === 'deadline');
  const byRule = (rule: string): LocalDate | undefined => clocks.find((clock) => clock.rule === rule)?.strict;
  const day = receiptDay(receivedAtMs);
  const table: Milestone[] = [];
  const acknowledge = byRule('CLK-01');
  const respond = byRule('CLK-02');
  if (acknowledge !== undefined)
    table.push({ id: 'acknowledge-by', atMs: atHourMs(acknowledge, ACTING_HOUR), rule: 'CLK-01', escalation: 3 });
  if (respond !== undefined) {
    const strict = extended ? byRule('CLK-03')! : respond;
    const lastActDay = addDays(strict, -settings.planDaysBefore);
    settings.remindOnDays.forEach((after, index) => {
      const on = addDays(day, after);
      if (on < lastActDay)
        table.push({ id: `remind-consumer-${index + 1}`, atMs: atHourMs(on, ACTING_HOUR), rule: 'CLK-04' });
    });
    table.push(...towards(strict, extended ? 'CLK-03' : 'CLK-02', extended ? 'extended-' : '', day, settings, true));
  } else {
    for (const clock of clocks) table.push(...towards(clock.strict, clock.rule, '', day, settings, false));
  }
  return sorted(table);
}

/**
 * When the grace period ends: `graceMs` after approval, cut so that erasure, re-query and letter fit before the strict
 * date; never before approval (decisions.md A5).
 * @param strictDay the strict date that the answer is worked to
 * @throws RangeError where `strictDay` is not a day
 */
export function graceEndsAt(input: { approvedAtMs: number; graceMs: number; strictDay: LocalDate }): number {
  const latest = startOfDayMs(input.strictDay);
  return Math.max(input.approvedAtMs, Math.min(input.approvedAtMs + input.graceMs, latest));
}

/**
 * The moments after the answer, earliest first: `recheck-1`, `recheck-30` (named by day), `recipients-remind-N`,
 * `recipients-final`.
 */
export function followUpMilestones(input: { answeredAtMs: number; settings: ScheduleSettings }): Milestone[] {
  const { answeredAtMs, settings } = input;
  return sorted([
    ...settings.recheckDays.map((day) => ({
      id: `recheck-${day}`,
      atMs: answeredAtMs + day * DAY_MS,
      rule: 'DEL-12',
    })),
    ...settings.recipientReminderDays.map((day, index) => ({
      id: `recipients-remind-${index + 1}`,
      atMs: answeredAtMs + day * DAY_MS,
      rule: 'SP-05',
    })),
    {
      id: 'recipients-final',
      atMs: answeredAtMs + settings.recipientFinalDays * DAY_MS,
      rule: 'SP-05',
      escalation: 2,
    } as const,
  ]);
}

function sorted(table: Milestone[]): Milestone[] {
  return table.sort((a, b) => a.atMs - b.atMs);
}

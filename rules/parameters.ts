import type { LocalDate } from './calendar';
import type { RuleSetId } from './versions';

/**
 * The numbers of the clocks: each with its unit, its values by date, and for each value where it stands. No number of
 * days is written anywhere else. A value that is not confirmed says so; it can be changed here, in data.
 */

/** See `Clock` in clocks.ts. */
export type ClockKind = 'deadline' | 'minimum' | 'limit';
export type Unit = 'business-day' | 'calendar-day' | 'month';

/** A number of the law, by date. */
export interface Parameter {
  rule: string;
  kind: ClockKind;
  cite: string;
  description: string;
  unit: Unit;
  values: readonly { from: LocalDate; value: number; reference: string; unconfirmed?: true }[];
}

export const PARAMETERS = {
  acknowledge: {
    rule: 'CLK-01',
    kind: 'deadline',
    cite: '11 CCR 7021(a)',
    description: 'confirm receipt of a request to delete, correct or know',
    unit: 'business-day',
    values: [{ from: '2020-01-01', value: 10, reference: '11 CCR 7021(a)' }],
  },
  respond: {
    rule: 'CLK-02',
    kind: 'deadline',
    cite: '11 CCR 7021(b); Civ 1798.130(a)(2)(A)',
    description: 'respond to a request to delete, correct or know',
    unit: 'calendar-day',
    values: [{ from: '2020-01-01', value: 45, reference: 'Civ 1798.130(a)(2)(A)' }],
  },
  'respond-extended': {
    rule: 'CLK-03',
    kind: 'deadline',
    cite: '11 CCR 7021(b); Civ 1798.130(a)(2)(A), 1798.145(h)(1)',
    description: 'respond where one extension was taken: the total from receipt',
    unit: 'calendar-day',
    values: [{ from: '2020-01-01', value: 90, reference: '11 CCR 7021(b); Civ 1798.145(h)(1)' }],
  },
  'stop-selling': {
    rule: 'CLK-05',
    kind: 'deadline',
    cite: '11 CCR 7026(f)(1)',
    description: 'stop selling and sharing after an opt-out',
    unit: 'business-day',
    values: [{ from: '2020-01-01', value: 15, reference: '11 CCR 7026(f)(1)' }],
  },
  'limit-use': {
    rule: 'CLK-06',
    kind: 'deadline',
    cite: '11 CCR 7027(g)(1)',
    description: 'cease the use and disclosure that a limit request forbids',
    unit: 'business-day',
    values: [{ from: '2023-01-01', value: 15, reference: '11 CCR 7027(g)(1)' }],
  },
  'no-asking-again': {
    rule: 'CLK-08',
    kind: 'minimum',
    cite: 'Civ 1798.135(c)(4); 11 CCR 7026(k), 7027(l)',
    description: 'not ask to consent again after an opt-out or limit',
    unit: 'month',
    values: [{ from: '2020-01-01', value: 12, reference: 'Civ 1798.135(c)(4)' }],
  },
  'minor-no-asking-again': {
    rule: 'CLK-09',
    kind: 'minimum',
    cite: 'Civ 1798.135(c)(5)',
    description: 'not ask again a consumer under 16 who declined to opt in, or until 16',
    unit: 'month',
    values: [{ from: '2023-01-01', value: 12, reference: 'Civ 1798.135(c)(5)' }],
  },
  'incentive-no-offering-again': {
    rule: 'CLK-10',
    kind: 'minimum',
    cite: 'Civ 1798.125(b)(3)',
    description: 'not offer again a financial incentive that was refused',
    unit: 'month',
    values: [{ from: '2020-01-01', value: 12, reference: 'Civ 1798.125(b)(3)' }],
  },
  'know-period': {
    rule: 'CLK-11',
    kind: 'limit',
    cite: 'Civ 1798.130(b)',
    description: 'the period in which two know requests are owed',
    unit: 'month',
    values: [{ from: '2020-01-01', value: 12, reference: 'Civ 1798.130(b)' }],
  },
  'correction-repeat': {
    rule: 'CLK-12',
    kind: 'limit',
    cite: '11 CCR 7023(g)',
    description: 'a correction denied within this period before may be denied as a repeat',
    unit: 'month',
    values: [{ from: '2023-01-01', value: 6, reference: '11 CCR 7023(g)' }],
  },
  'law-enforcement-hold': {
    rule: 'CLK-13',
    kind: 'minimum',
    cite: 'Civ 1798.145(a)',
    description: 'not delete at the direction of law enforcement; renewable',
    unit: 'calendar-day',
    values: [{ from: '2023-01-01', value: 90, reference: 'Civ 1798.145(a)' }],
  },
  'keep-record': {
    rule: 'CLK-14',
    kind: 'minimum',
    cite: '11 CCR 7101(a)',
    description: 'keep the record of a request and its answer, from its close',
    unit: 'month',
    values: [{ from: '2020-01-01', value: 24, reference: '11 CCR 7101(a)' }],
  },
  'cannot-comply-notice': {
    rule: 'CLK-16',
    kind: 'deadline',
    cite: '11 CCR 7051(a), 7053(a)',
    description: 'a recipient tells that it can no longer comply with its contract',
    unit: 'business-day',
    values: [{ from: '2023-01-01', value: 5, reference: '11 CCR 7051(a)' }],
  },
  'shine-the-light': {
    rule: 'CLK-17',
    kind: 'deadline',
    cite: 'Civ 1798.83(b)',
    description: 'answer a Shine the Light request received at the designated contact',
    unit: 'calendar-day',
    values: [{ from: '2020-01-01', value: 30, reference: 'Civ 1798.83(b)', unconfirmed: true }],
  },
  'shine-the-light-elsewhere': {
    rule: 'CLK-17',
    kind: 'deadline',
    cite: 'Civ 1798.83(b)',
    description: 'answer a Shine the Light request received elsewhere: reasonable time, at most this',
    unit: 'calendar-day',
    values: [{ from: '2020-01-01', value: 150, reference: 'Civ 1798.83(b)', unconfirmed: true }],
  },
} as const satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof PARAMETERS;

/**
 * A parameter's value under a rule set.
 * @throws RangeError under a rule set before there was such a rule: limit and correction are rights since 2023
 */
export function parameterValue(name: ParameterName, ruleSet: RuleSetId): number {
  const { values } = PARAMETERS[name] as Parameter;
  const value = values.findLast(({ from }) => from <= ruleSet);
  if (!value) throw new RangeError(`no value of ${name} under ${ruleSet}`);
  return value.value;
}

/** Whether a parameter's value under a rule set is held as unconfirmed. */
export function isUnconfirmed(name: ParameterName, ruleSet: RuleSetId): boolean {
  return (PARAMETERS[name] as Parameter).values.findLast(({ from }) => from <= ruleSet)?.unconfirmed === true;
}

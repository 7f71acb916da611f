import { type LocalDate, addDays } from './calendar';
import { clockFrom } from './clocks';
import { parameterValue } from './parameters';
import { ruleSetFor, type UnderRules } from './versions';

/**
 * Rules that count what came before. A limit on the consumer is read in the consumer's favour, and reaching it proposes
 * a refusal to a person, never makes one; a minimum period is kept to its latest reading (decisions.md A3).
 */

/** Know requests owed in a period, beyond which a refusal may be proposed (CLK-11). */
export const KNOW_REQUESTS_OWED = 2;

/**
 * CLK-11: whether a know request is still owed: fewer than two were answered in the 12 months before it. Confirmations
 * under COR-10 do not count, and the caller leaves them out; delete, correct, opt-out and limit know no such cap.
 * @param input.answeredOn days on which know requests of the same consumer were answered
 * @throws RangeError where the day of receipt is none
 */
export function knowOwed(input: UnderRules & { receivedOn: LocalDate; answeredOn: readonly LocalDate[] }): {
  owed: boolean;
  counted: number;
  rule: string;
} {
  const { receivedOn, answeredOn, ruleSet } = input;
  // an answer counts while its 12 months, first day included, last
  const counted = answeredOn.filter(
    (day) => day <= receivedOn && clockFrom('know-period', day, ruleSet).strict >= receivedOn,
  ).length;
  return { owed: counted < KNOW_REQUESTS_OWED, counted, rule: 'CLK-11' };
}

/**
 * CLK-12: whether a correction may be denied as a repeat: the same inaccuracy was denied within six months before, and
 * no new documents come with it.
 * @throws RangeError where a day is none, or there is no such limit under the rule set
 */
export function isRepeatedCorrection(
  input: UnderRules & { receivedOn: LocalDate; deniedOn: LocalDate; newDocuments: boolean },
): { repeat: boolean; rule: string } {
  const { receivedOn, deniedOn, newDocuments, ruleSet } = input;
  const within = deniedOn <= receivedOn && clockFrom('correction-repeat', deniedOn, ruleSet).strict >= receivedOn;
  return { repeat: within && !newDocuments, rule: 'CLK-12' };
}

/**
 * CLK-08, OIN-02: whether a consumer who opted out or limited may be asked to consent again.
 * @param input.since the day from which the 12 months run: that on which it took effect, which is the latest reading
 * @param input.transactionNeedsIt the consumer began a transaction that needs the sale, sharing or use (OIN-02)
 * @throws RangeError where the day since which it stands is none
 */
export function mayAskAgain(input: UnderRules & { since: LocalDate; today: LocalDate; transactionNeedsIt: boolean }): {
  may: boolean;
  from: LocalDate;
  rule: string;
} {
  const from = addDays(clockFrom('no-asking-again', input.since, input.ruleSet).strict, 1);
  if (input.today >= from) return { may: true, from, rule: 'CLK-08' };
  return { may: input.transactionNeedsIt, from, rule: input.transactionNeedsIt ? 'OIN-02' : 'CLK-08' };
}

/**
 * CLK-09: from when a minor who declined to opt in may be asked again: after 12 months, or on turning 16.
 * @throws RangeError where the day of the refusal is none
 */
export function mayAskMinorAgainFrom(input: { declinedOn: LocalDate; turnsSixteenOn: LocalDate | null }): LocalDate {
  const after = addDays(clockFrom('minor-no-asking-again', input.declinedOn, ruleSetFor(input.declinedOn)).strict, 1);
  const { turnsSixteenOn } = input;
  return turnsSixteenOn !== null && turnsSixteenOn < after && turnsSixteenOn > input.declinedOn
    ? turnsSixteenOn
    : after;
}

/**
 * CLK-10: from when a financial incentive that was refused may be offered again.
 * @throws RangeError where the day of the refusal is none
 */
export function mayOfferAgainFrom(input: { refusedOn: LocalDate }): LocalDate {
  return addDays(clockFrom('incentive-no-offering-again', input.refusedOn, ruleSetFor(input.refusedOn)).strict, 1);
}

/**
 * CLK-13: the last day of a hold at the direction of law enforcement; each renewal for good cause runs from the end of
 * the one before.
 * @throws RangeError where the day is none, or there is no such hold under the rule set
 */
export function lawEnforcementHoldUntil(input: UnderRules & { directedOn: LocalDate; renewals: number }): LocalDate {
  const days = parameterValue('law-enforcement-hold', input.ruleSet);
  return addDays(input.directedOn, days * (1 + input.renewals));
}

/** STL-03: Shine the Light is owed once in a calendar year for each customer. */
export function shineOwed(input: { receivedOn: LocalDate; answeredOn: readonly LocalDate[] }): {
  owed: boolean;
  rule: string;
} {
  const year = input.receivedOn.slice(0, 4);
  return { owed: !input.answeredOn.some((day) => day.slice(0, 4) === year), rule: 'STL-03' };
}

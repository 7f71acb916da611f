import { type LocalDate } from './calendar';
import { clockFrom } from './clocks';
import type { UnderRules } from './versions';

/** Civ 1798.83, "Shine the Light" (law.md section 13): its own law, with its own clock and no verification tiers. */

/** STL-01: employees from which a business is covered. */
export const SHINE_EMPLOYEES = 20;

/** STL-01: whether a business owes an answer at all. */
export function shineApplies(input: {
  forProfit: boolean;
  /** Full or part time. */
  employees: number;
  /** An established relationship for personal, family or household purposes. */
  personalRelationship: boolean;
  /** In the calendar year before, to third parties, affiliates included, for their direct marketing. */
  disclosedForDirectMarketing: boolean;
}): { applies: boolean; rule: string } {
  const { forProfit, employees, personalRelationship, disclosedForDirectMarketing } = input;
  return {
    applies: forProfit && employees >= SHINE_EMPLOYEES && personalRelationship && disclosedForDirectMarketing,
    rule: 'STL-01',
  };
}

/**
 * STL-02, STL-04: what the answer holds: categories, and the names and addresses of all such third parties (names,
 * where a know answer has categories); or, where the business has a policy of choice, notice of that right and a free
 * way to use it.
 */
export function shineAnswer(input: { policyOfChoice: boolean }): { parts: readonly string[]; rule: string } {
  return input.policyOfChoice
    ? { parts: ['notice-of-choice', 'free-means-to-choose'], rule: 'STL-04' }
    : {
        parts: ['categories-disclosed', 'names-and-addresses-of-third-parties', 'products-where-unclear'],
        rule: 'STL-02',
      };
}

/**
 * STL-05, CLK-17: the strict due date, by whether it came to the designated contact.
 * @throws RangeError where the day of receipt is none
 */
export function shineDueOn(input: UnderRules & { receivedOn: LocalDate; designatedContact: boolean }): {
  strict: LocalDate;
  rule: string;
} {
  const name = input.designatedContact ? 'shine-the-light' : 'shine-the-light-elsewhere';
  const clock = clockFrom(name, input.receivedOn, input.ruleSet);
  return { strict: clock.strict, rule: clock.rule };
}

/** STL-02, STL-03: the calendar year that an answer covers: the one before receipt. */
export function shineYear(receivedOn: LocalDate): number {
  return Number(receivedOn.slice(0, 4)) - 1;
}

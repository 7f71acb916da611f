import type { Basis, Category, DisclosureBar } from './codes';
import type { LocalDate } from './calendar';

/** What is asked of one bar before a consumer's data go to a recipient. */
export interface GateQuestion {
  bar: DisclosureBar;
  basis: Basis;
  categories: readonly Category[];
  /** Day since which the bar stands. */
  since: LocalDate;
  /** Day on which the consumer gave these data, where the business knows it. */
  givenOn?: LocalDate;
}

/** Whether a bar stands against a disclosure, and by which rule. */
export interface GateAnswer {
  bars: boolean;
  rule: string;
}

const soldOrShared = (basis: Basis): boolean => basis === 'sold' || basis === 'shared';

/**
 * Whether a disclosure must not be made (decisions.md I5). An opt-out and the age of a child stand against sale and
 * sharing alone; a limit against sensitive data; a deletion that is under way, or done, against everything that the
 * consumer did not direct; a hold against all of it. What was given afresh after a deletion is outside it (decisions.md
 * J); it lifts no opt-out.
 */
export function barsDisclosure({ bar, basis, categories, since, givenOn }: GateQuestion): GateAnswer {
  switch (bar) {
    case 'opted-out':
      return { bars: soldOrShared(basis), rule: 'OPT-04' };
    case 'under-16':
      return { bars: soldOrShared(basis), rule: 'MIN-01' };
    case 'limited':
      return {
        bars: categories.includes('sensitive-personal-information') && basis !== 'consumer-directed',
        rule: 'LIM-04',
      };
    case 'deletion':
      return { bars: basis !== 'consumer-directed', rule: 'DEL-02' };
    case 'deleted':
      return { bars: basis !== 'consumer-directed' && !(givenOn !== undefined && givenOn > since), rule: 'DEL-12' };
    case 'held':
      return { bars: true, rule: 'CLK-13' };
  }
}

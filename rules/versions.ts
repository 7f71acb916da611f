import type { LocalDate } from './calendar';

/**
 * The rule sets: which reading of the law a request is carried out by. A request keeps the rule set of its receipt day
 * (design.md, rule 4). A new amendment is a new entry here and new values by date where it changes them.
 */
export interface RuleSet {
  /** The day from which it is in force: also its name, as it stands on every request. */
  id: string;
  from: LocalDate;
  /** Last day in force; absent while it is. */
  to?: LocalDate;
  /** What it rests on, for whoever reads it. */
  law: string;
}

/** Every rule set, oldest first, without gap or overlap. */
export const RULE_SETS = [
  {
    id: '2020-01-01',
    from: '2020-01-01',
    to: '2022-12-31',
    law: 'California Consumer Privacy Act of 2018 and its first regulations',
  },
  {
    id: '2023-01-01',
    from: '2023-01-01',
    to: '2023-12-31',
    law: 'as amended by the California Privacy Rights Act of 2020; regulations of 2023',
  },
  {
    id: '2024-01-01',
    from: '2024-01-01',
    to: '2024-12-31',
    law: 'citizenship and immigration status are sensitive personal information',
  },
  {
    id: '2025-01-01',
    from: '2025-01-01',
    to: '2025-12-31',
    law: 'neural data are sensitive personal information',
  },
  {
    id: '2026-01-01',
    from: '2026-01-01',
    law: 'regulations as amended with effect from 2026-01-01',
  },
] as const satisfies readonly RuleSet[];

export type RuleSetId = (typeof RULE_SETS)[number]['id'];

/**
 * What a question about a request is asked under: the rule set that stands on the request. No function about a request
 * has a default for it, so that none can be asked under the rules of another day.
 */
export interface UnderRules {
  ruleSet: RuleSetId;
}

/**
 * The rule set in force on a day: that of a request received on it.
 * @throws RangeError before 2020-01-01, when there was no such law
 */
export function ruleSetFor(day: LocalDate): RuleSetId {
  for (let i = RULE_SETS.length - 1; i >= 0; i -= 1) if (day >= RULE_SETS[i]!.from) return RULE_SETS[i]!.id;
  throw new RangeError(`no rule set is in force on ${day}`);
}

/** A rule set by its name. */
export function ruleSetNamed(id: RuleSetId): RuleSet {
  return RULE_SETS.find((set) => set.id === id)!;
}

/** Something that holds from one day to another, both included. */
export interface InForce {
  effectiveFrom: LocalDate;
  effectiveTo?: LocalDate;
}

/** Whether a dated thing is in force on a day. */
export function inForce(thing: InForce, day: LocalDate): boolean {
  return day >= thing.effectiveFrom && (thing.effectiveTo === undefined || day <= thing.effectiveTo);
}

import { type LocalDate } from './calendar';
import { lawEnforcementHoldUntil } from './counters';
import type { UnderRules } from './versions';

/** Why a deletion waits: legal claims, or the direction of a law enforcement agency (decisions.md D4, CLK-13). */
export const HOLD_CODES = ['legal-claim', 'law-enforcement'] as const;
export type HoldCode = (typeof HOLD_CODES)[number];

/** On what a hold lies: everything of a person, or what is in a system or of a category. */
export const HOLD_SCOPES = ['person', 'system', 'category'] as const;
export type HoldScope = (typeof HOLD_SCOPES)[number];

/** What a ground of a hold rests on, and whether the consumer is told of it. */
export interface HoldGround {
  rule: string;
  cite: string;
  /** What alone the held data may be used for (DEL-07, CLK-13). */
  purpose: string;
  /** Whether the answer names it, as the reason of a partial denial. Where not, the outcome is owed later (CLK-13). */
  told: boolean;
}

export const HOLD_GROUNDS: Record<HoldCode, HoldGround> = {
  'legal-claim': {
    rule: 'DEN-02',
    cite: 'Civ 1798.145(a)',
    purpose: 'exercising or defending these legal claims',
    told: true,
  },
  'law-enforcement': {
    rule: 'CLK-13',
    cite: 'Civ 1798.145(a)',
    purpose: 'producing them to that agency',
    told: false,
  },
};

/**
 * The last day on which a hold may stand before a person looks at it again: for law enforcement the end of its 90 days
 * and of each renewal (CLK-13); null where the law sets none, and the business does.
 * @throws RangeError where the day is none, or there is no such hold under the rule set
 */
export function holdReviewedBy(
  input: UnderRules & { code: HoldCode; directedOn: LocalDate | null; renewals: number },
): LocalDate | null {
  const { ruleSet, code, directedOn, renewals } = input;
  return code === 'law-enforcement' && directedOn !== null
    ? lawEnforcementHoldUntil({ ruleSet, directedOn, renewals })
    : null;
}

/**
 * Whether a hold may be placed or renewed with these days: reviewed not before today and not after the law's own end;
 * a direction of law enforcement names its day, which is not in the future (CLK-13).
 * @throws RangeError where a day is none, or there is no such hold under the rule set
 */
export function holdDaysFit(
  input: UnderRules & {
    code: HoldCode;
    directedOn: LocalDate | null;
    renewals: number;
    reviewOn: LocalDate;
    today: LocalDate;
  },
): boolean {
  const { code, directedOn, reviewOn, today } = input;
  if (code === 'law-enforcement' && (directedOn === null || directedOn > today)) return false;
  const last = holdReviewedBy(input);
  return reviewOn >= today && (last === null || reviewOn <= last);
}

import type { Allowed } from './allowed';
import { type LocalDate } from './calendar';
import { clockFrom } from './clocks';
import type { RuleSetId } from './versions';

/** The record of a request and its answer (law.md section 13). */

/** REC-02: what the record of a request states. */
export const RECORD_FIELDS = ['date', 'nature', 'manner', 'response-date', 'response-nature', 'denial-basis'] as const;
export type RecordField = (typeof RECORD_FIELDS)[number];

/** REC-02: which fields a record lacks; the basis of a denial is one only where something was denied. */
export function recordLacks(input: { fields: readonly string[]; denied: boolean }): RecordField[] {
  return RECORD_FIELDS.filter((field) => !input.fields.includes(field) && (field !== 'denial-basis' || input.denied));
}

/** REC-03: what a record may be used for. */
export function mayUseRecord(
  purpose: 'review-compliance' | 'legal-duty' | 'marketing' | 'sale' | 'analytics',
): Allowed {
  return { may: purpose === 'review-compliance' || purpose === 'legal-duty', rule: 'REC-03' };
}

/**
 * REC-01, CLK-14: the last day on which the record of a request closed on a day is kept.
 * @throws RangeError where it is not a day
 */
export function recordKeptThrough(closedOn: LocalDate, ruleSet: RuleSetId): LocalDate {
  return clockFrom('keep-record', closedOn, ruleSet).strict;
}

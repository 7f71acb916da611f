import type { Instruction, PreferencePurpose, Right } from './codes';

/** A consumer's choice about a purpose: what the preference store holds (OPT-04, LIM-04, OIN-01). */

/** What a right says about a purpose. */
export interface Choice {
  purpose: PreferencePurpose;
  allowed: boolean;
  /** What recipients of the window are told; null where nobody is (SP-05). */
  instruction: Instruction | null;
}

const CHOICES: Partial<Record<Right, Choice>> = {
  'opt-out': { purpose: 'sale-or-sharing', allowed: false, instruction: 'opt-out' },
  'opt-in': { purpose: 'sale-or-sharing', allowed: true, instruction: null },
  limit: { purpose: 'sensitive-use', allowed: false, instruction: 'limit' },
};

/** The choice that a right makes; undefined for a right that makes none. */
export function choiceOf(right: Right): Choice | undefined {
  return CHOICES[right];
}

/** One recorded choice about one purpose. */
export interface RecordedChoice {
  allowed: boolean;
  /** Moment from which it counts, UTC milliseconds. */
  sinceMs: number;
}

/**
 * OPT-04, OIN-01: what holds of several choices about one identifier and purpose: the latest; of two of one moment, the
 * one that forbids. Undefined where there is none: nothing was ever said.
 */
export function latestChoice<C extends RecordedChoice>(choices: readonly C[]): C | undefined {
  return [...choices].sort((a, b) => b.sinceMs - a.sinceMs || Number(a.allowed) - Number(b.allowed))[0];
}

/**
 * OPT-04: whether a purpose is allowed for a person who is known by several identifiers: not where any of them was opted
 * out, however the others stand.
 */
export function allowedFor(standing: readonly (RecordedChoice | undefined)[]): boolean {
  return standing.every((choice) => choice === undefined || choice.allowed);
}

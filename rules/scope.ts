import type { Right } from './codes';
import { isVerifiable } from './rights';

/** What data a request reaches (law.md sections 3 to 6). */

/** What decides whether a datum is reached; all default to no. */
export interface Datum {
  /** Cannot reasonably be linked to a person (VER-06). */
  deidentified?: boolean;
  /** Tied to a household, not to a person (HH-01). */
  household?: boolean;
  /** Belongs to, or is held for, another natural person (HH-02). */
  ofAnotherPerson?: boolean;
  /** Generated to help ensure security and integrity (KNW-13). */
  securityData?: boolean;
  /** Bought or received from others, not collected from the consumer (DEL-01). */
  obtainedFromOthers?: boolean;
  /** Inferred about the consumer (KNW-14). */
  inferred?: boolean;
}

/** Whether a datum is reached, and why. */
export interface Reached {
  reached: boolean;
  rule: string;
}

/**
 * VER-06, HH-01, HH-02, KNW-13, KNW-14, DEL-01: whether a right reaches a datum.
 * @param input.narrowedToCollected setting: delete only what was collected from the consumer; off by default, and the
 *   letter says so where it is on (decisions.md D1)
 */
export function reaches(input: { right: Right; datum: Datum; narrowedToCollected?: boolean }): Reached {
  const { right, datum, narrowedToCollected = false } = input;
  if (datum.deidentified) return { reached: false, rule: 'VER-06' };
  if (isVerifiable(right) && datum.household) return { reached: false, rule: 'HH-01' };
  if (datum.ofAnotherPerson && (right === 'know-specific' || right === 'delete' || right === 'correct'))
    return { reached: false, rule: 'HH-02' };
  if (right === 'know-specific' && datum.securityData) return { reached: false, rule: 'KNW-13' };
  if (right === 'delete')
    return { reached: !(narrowedToCollected && datum.obtainedFromOthers === true), rule: 'DEL-01' };
  return { reached: true, rule: 'KNW-14' };
}

import type { Right } from './codes';
import { isVerifiable } from './rights';
import type { UnderRules } from './versions';

/** Consumers under 16 and under 13 (law.md section 4). */

/** What is known of a consumer's age; to disregard it wilfully is to know it (MIN-01). */
export type AgeKnowledge = 'known' | 'wilfully-disregarded' | 'unknown';

/** MIN-01: whether selling or sharing needs an opt-in first, and whose. */
export function saleNeedsOptIn(input: { age: number; knowledge: AgeKnowledge }): {
  needed: boolean;
  by: 'consumer' | 'parent' | null;
  rule: string;
} {
  const { age, knowledge } = input;
  if (knowledge === 'unknown' || age >= 16) return { needed: false, by: null, rule: 'MIN-01' };
  return { needed: true, by: age >= 13 ? 'consumer' : 'parent', rule: 'MIN-01' };
}

/** MIN-02: documented methods by which a parent may opt a child in. */
export const PARENT_METHODS = [
  'signed form under penalty of perjury',
  'payment card transaction with notice',
  'toll-free call to trained staff',
  'video conference with trained staff',
  'in person with trained staff',
  'government identification, checked and deleted',
] as const;

/** MIN-02, MIN-04: how an opt-in of a minor is done: by whom, in how many steps, and what must be told. */
export function minorOptIn(age: number): {
  by: 'consumer' | 'parent';
  steps: number;
  tell: readonly string[];
  rule: string;
} {
  const tell = ['the right to opt out later'];
  return age < 13
    ? { by: 'parent', steps: 1, tell, rule: 'MIN-02' }
    : { by: 'consumer', steps: 2, tell, rule: 'MIN-04' };
}

/** MIN-03: whether it must be established that the requester is the parent or guardian. */
export function parentProofNeeded(input: { right: Right; age: number }): boolean {
  return input.age < 13 && isVerifiable(input.right);
}

/** MIN-05: data of a consumer known to be under 16 are sensitive since the amendment of 2026. */
export function minorDataSensitive(input: UnderRules & { age: number; knowledge: AgeKnowledge }): boolean {
  return input.age < 16 && input.knowledge !== 'unknown' && input.ruleSet >= '2026-01-01';
}

import type { Allowed } from './allowed';
import type { Right } from './codes';
import { isVerifiable } from './rights';

/** What may be asked as proof, and what follows where it fails (law.md section 3). */

/** Kinds of proof that a business could think of asking for. */
export const PROOFS = [
  'data-point',
  'code-to-held-contact',
  'account-login',
  'declaration',
  'government-id',
  'social-security-number',
  'medical-information',
  'biometric',
  'selfie-with-id',
  'notarised-affidavit',
] as const;
export type Proof = (typeof PROOFS)[number];

const SENSITIVE_PROOFS: readonly Proof[] = [
  'government-id',
  'social-security-number',
  'medical-information',
  'biometric',
  'selfie-with-id',
];

/**
 * VER-01, VER-02, VER-04: whether a proof may be asked for.
 * @param input.necessary nothing less would do (VER-02)
 * @param input.paidByBusiness the business pays what the proof costs (VER-04)
 */
export function mayAskProof(input: {
  right: Right;
  proof: Proof;
  necessary: boolean;
  paidByBusiness: boolean;
}): Allowed {
  const { right, proof, necessary, paidByBusiness } = input;
  if (!isVerifiable(right)) return { may: false, rule: right === 'shine-the-light' ? 'STL-05' : 'VER-01' };
  if (proof === 'notarised-affidavit') return { may: paidByBusiness, rule: 'VER-04' };
  if (SENSITIVE_PROOFS.includes(proof)) return { may: necessary, rule: 'VER-02' };
  return { may: true, rule: 'VER-02' };
}

/**
 * VER-03, VER-11: how long what was given as proof is kept. Documents go once processed; a signed declaration is part
 * of the record.
 */
export function proofKept(proof: Proof): { until: 'processed' | 'end-of-record'; rule: string } {
  return proof === 'declaration' ? { until: 'end-of-record', rule: 'VER-11' } : { until: 'processed', rule: 'VER-03' };
}

/** What VER-12 weighs, from the examples of the regulation. */
export const SUBJECTS = [
  'family-photos',
  'contact-information',
  'browsing-history',
  'marital-status',
  'sensitive-personal-information',
  'other',
] as const;
export type Subject = (typeof SUBJECTS)[number];

/**
 * VER-12: whether a deletion or correction is sensitive, and so asks for the higher degree. Contact information is
 * when corrected (it can hand an account to a stranger), not when deleted.
 */
export function isSensitive(input: { right: Right; subject: Subject }): boolean {
  const { right, subject } = input;
  if (subject === 'contact-information') return right === 'correct';
  return subject === 'family-photos' || subject === 'sensitive-personal-information';
}

/** VER-08: a password account authenticates again before anything is deleted, corrected or disclosed. */
export function mustReauthenticate(input: { right: Right; passwordAccount: boolean }): boolean {
  return input.passwordAccount && isVerifiable(input.right);
}

/** VER-09: where fraud on or from the account is suspected, nothing is carried out until further checks. */
export function mayCarryOut(input: { right: Right; fraudSuspected: boolean; furtherChecksPassed: boolean }): Allowed {
  const { right, fraudSuspected, furtherChecksPassed } = input;
  if (!isVerifiable(right)) return { may: true, rule: 'VER-01' };
  return { may: !fraudSuspected || furtherChecksPassed, rule: 'VER-09' };
}

/** What follows where identity cannot be verified. */
export interface AfterFailure {
  then: 'evaluate-as-know-categories' | 'may-deny' | 'carry-out';
  /** What the answer must tell. */
  tell: readonly ('not-verified' | 'information-practices' | 'opt-out-question' | 'why-no-method')[];
  rule: string;
}

/**
 * CLK-04, VER-14, VER-15 with KNW-01, KNW-02, DEL-08, DEL-09, COR-01: what an unverified request becomes. The receipt
 * day stays (decisions.md A4); the question of DEL-09 is put to every unverified deletion (B6).
 * @param input.methodExists some reasonable method of verification exists for this claim
 */
export function whenUnverified(input: { right: Right; methodExists: boolean }): AfterFailure {
  const why = input.methodExists ? [] : (['why-no-method'] as const);
  switch (input.right) {
    case 'know-specific':
      return { then: 'evaluate-as-know-categories', tell: ['not-verified', ...why], rule: 'KNW-01' };
    case 'know-categories':
    case 'know-sold':
      return { then: 'may-deny', tell: ['not-verified', 'information-practices', ...why], rule: 'KNW-02' };
    case 'delete':
      return { then: 'may-deny', tell: ['not-verified', 'opt-out-question', ...why], rule: 'DEL-08' };
    case 'correct':
      return { then: 'may-deny', tell: ['not-verified', ...why], rule: 'COR-01' };
    case 'opt-out':
    case 'opt-in':
    case 'limit':
      return { then: 'carry-out', tell: [], rule: 'VER-01' };
    case 'shine-the-light':
      return { then: 'carry-out', tell: [], rule: 'STL-05' };
  }
}

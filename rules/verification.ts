import { DEGREES, type Degree, type ProofStrength, type Right } from './codes';
import { isVerifiable } from './rights';
import type { UnderRules } from './versions';

/**
 * Who is asking: from the right to the degree of certainty, and from the evidence to whether it reaches that degree
 * (11 CCR 7060-7062; law.md section 3; decisions.md B1).
 */

/** Data points that a degree asks for, and whether a signed declaration is one of its conditions. */
export const DEGREE_NEEDS: Record<Degree, { points: number; declaration: boolean; rule: string; cite: string }> = {
  none: { points: 0, declaration: false, rule: 'VER-01', cite: '11 CCR 7060(b)' },
  reasonable: { points: 2, declaration: false, rule: 'VER-10', cite: '11 CCR 7062(b)' },
  'reasonably-high': { points: 3, declaration: true, rule: 'VER-11', cite: '11 CCR 7062(c)' },
};

/**
 * The degree of certainty that a right asks for.
 * @param input.sensitive what is held is sensitive, or acting on a false request would harm (VER-12): family photos,
 *   contact information to be corrected; contact information to be deleted is not, by itself
 */
export function requiredDegree(input: UnderRules & { right: Right; sensitive: boolean }): Degree {
  const { right, sensitive } = input;
  // nothing may be asked but what finds the record: VER-01, LIM-03, STL-05
  if (!isVerifiable(right)) return 'none';
  if (right === 'know-specific') return 'reasonably-high'; // VER-11
  // VER-10: never more
  if (right === 'know-categories' || right === 'know-sold') return 'reasonable';
  return sensitive ? 'reasonably-high' : 'reasonable'; // VER-12
}

/** One thing that the requester stated, and whether it agrees with what is held. Values are nowhere here. */
export interface EvidencePoint {
  point: string;
  proof: ProofStrength;
  matched: boolean;
}

/** What verification rests on. */
export interface EvidenceQuestion extends UnderRules {
  right: Right;
  required: Degree;
  points: readonly EvidencePoint[];
  /** A code came back from a contact that was held before the receipt day and not changed of late (B2). */
  confirmedHeldContact: boolean;
  /** A declaration under penalty of perjury is signed. */
  declaration: boolean;
  /** Points that a correction contests: they prove nothing (VER-07). */
  contested?: readonly string[];
}

/** What is lacking: another reliable data point, a code from a held contact, a signed declaration. */
export type MissingProof = 'data-point' | 'held-contact' | 'declaration';

/** What evidence comes to. */
export interface Assessment {
  reached: Degree;
  enough: boolean;
  /** One entry for each thing lacking; empty where it is enough. */
  missing: MissingProof[];
}

/**
 * Whether evidence reaches a degree. Reliable points that match count once each; weak ones are for a verifier's eyes
 * and count nothing, as do those that prove nothing (B1). Control of a held contact counts as one point, so that
 * unregistered people reach `reasonable` by it and one reliable point.
 */
export function assessEvidence(question: EvidenceQuestion): Assessment {
  const { required, points, confirmedHeldContact, declaration, contested = [] } = question;
  const reliable = new Set(
    points.filter((p) => p.matched && p.proof === 'reliable' && !contested.includes(p.point)).map((p) => p.point),
  );
  const count = reliable.size + (confirmedHeldContact ? 1 : 0);
  const reaches = (degree: Degree): boolean =>
    count >= DEGREE_NEEDS[degree].points && (declaration || !DEGREE_NEEDS[degree].declaration);
  const reached = DEGREES.findLast(reaches) ?? 'none';
  if (reaches(required)) return { reached, enough: true, missing: [] };
  const lacking = DEGREE_NEEDS[required].points - count;
  const missing = Array.from({ length: lacking }, (_, index): MissingProof =>
    index === 0 && !confirmedHeldContact ? 'held-contact' : 'data-point',
  );
  if (DEGREE_NEEDS[required].declaration && !declaration) missing.push('declaration');
  return { reached, enough: false, missing };
}

/** The higher of two degrees: siblings are verified once, at the highest needed (decisions.md K2). */
export function higherDegree(a: Degree, b: Degree): Degree {
  return DEGREES[Math.max(DEGREES.indexOf(a), DEGREES.indexOf(b))]!;
}

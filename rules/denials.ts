import { EXCEPTION_CODES, type Right, RIGHTS } from './codes';
import { BY_VERIFIABLE_REQUEST } from './rights';
import { type InForce, inForce, type RuleSetId, type UnderRules } from './versions';

/**
 * Denials (law.md section 11): each has a code, a cite and facts, and the rest is carried out. An identity that could
 * not be verified is none of these: what follows then stands in proofs.ts (`whenUnverified`).
 */

/** What a ground can need to be stated by whoever decides, beside facts (OPT-03, LIM-03, COR-08, FEE-01, CLK-12, DEN-03). */
export const DENIAL_STATEMENTS = [
  'documented-belief',
  'evidence',
  'new-documents-absent',
  'adequate-processes',
] as const;
export type DenialStatement = (typeof DENIAL_STATEMENTS)[number];
/** What a denial must have beside its code. `facts` are in the letter; the rest is stated. */
export type DenialNeed = 'facts' | DenialStatement;

/** A ground on which a request can be denied in whole or part. */
export interface DenialGround extends InForce {
  rule: string;
  cite: string;
  /** What it says, for staff and for whoever words it in a letter. */
  meaning: string;
  rights: readonly Right[];
  /** What must be stated. */
  needs: readonly DenialNeed[];
  /** Only a part can be denied on it; the rest is carried out. */
  partOnly: boolean;
}

const KNOW: readonly Right[] = ['know-specific', 'know-categories', 'know-sold'];
const OPTING: readonly Right[] = ['opt-out', 'limit'];
const SINCE_2020 = { effectiveFrom: '2020-01-01' } as const;
/** The rights to correct and to limit came with the CPRA. */
const SINCE_2023 = { effectiveFrom: '2023-01-01' } as const;

/** Grounds by code. */
export const DENIAL_GROUNDS = {
  'conflict-of-law': {
    rule: 'DEN-02',
    cite: 'Civ 1798.145(a)',
    meaning: 'federal or state law does not allow it',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2020,
  },
  exception: {
    rule: 'DEL-07',
    cite: '11 CCR 7022(f); Civ 1798.105(d)',
    meaning: 'an exception lets the business keep these data',
    rights: ['delete'],
    needs: ['facts'],
    partOnly: true,
    ...SINCE_2020,
  },
  exemption: {
    rule: 'DEN-02',
    cite: 'Civ 1798.145, 1798.146, 1798.148',
    meaning: 'these data are exempt from the law',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts'],
    partOnly: true,
    ...SINCE_2020,
  },
  'impossible-or-disproportionate': {
    rule: 'DEN-03',
    cite: '11 CCR 7001',
    meaning: 'this part is impossible, or its effort significantly outweighs the benefit to the consumer',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts', 'adequate-processes'],
    partOnly: true,
    ...SINCE_2023,
  },
  'suspected-fraud': {
    rule: 'VER-09',
    cite: '11 CCR 7060(f), 7061(b)',
    meaning: 'the request is believed to be fraudulent, in good faith and on documented grounds',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts', 'documented-belief'],
    partOnly: false,
    ...SINCE_2020,
  },
  'fraudulent-opt-out': {
    rule: 'OPT-03',
    cite: '11 CCR 7026(e)',
    meaning: 'the opt-out is believed to be fraudulent, in good faith and on documented grounds',
    rights: ['opt-out'],
    needs: ['facts', 'documented-belief'],
    partOnly: false,
    ...SINCE_2020,
  },
  'fraudulent-limit': {
    rule: 'LIM-03',
    cite: '11 CCR 7027(f)',
    meaning: 'the request to limit is believed to be fraudulent, in good faith and on documented grounds',
    rights: ['limit'],
    needs: ['facts', 'documented-belief'],
    partOnly: false,
    ...SINCE_2023,
  },
  'fraudulent-or-abusive-correction': {
    rule: 'COR-08',
    cite: '11 CCR 7023(h)',
    meaning: 'the correction is believed to be fraudulent or abusive, in good faith and on documented grounds',
    rights: ['correct'],
    needs: ['facts', 'documented-belief'],
    partOnly: false,
    ...SINCE_2023,
  },
  'accurate-as-held': {
    rule: 'COR-06',
    cite: '11 CCR 7023(b), (f)',
    meaning: 'what is held is more likely than not accurate, on the totality of the circumstances',
    rights: ['correct'],
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2023,
  },
  'inadequate-documents': {
    rule: 'COR-06',
    cite: '11 CCR 7023(d), (f)',
    meaning: 'the documents that were needed to rebut those of the business do not do so',
    rights: ['correct'],
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2023,
  },
  'repeated-correction': {
    rule: 'CLK-12',
    cite: '11 CCR 7023(g)',
    meaning: 'the same correction was denied within six months before, and nothing new came with it',
    rights: ['correct'],
    needs: ['facts', 'new-documents-absent'],
    partOnly: false,
    ...SINCE_2023,
  },
  'more-than-twice': {
    rule: 'CLK-11',
    cite: 'Civ 1798.130(b)',
    meaning: 'two know requests of the same consumer were answered within 12 months before',
    rights: KNOW,
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2020,
  },
  'legal-conflict-on-specifics': {
    rule: 'KNW-05',
    cite: '11 CCR 7024(e)',
    meaning: 'a law or an exception forbids or excuses the disclosure of these pieces',
    rights: ['know-specific'],
    needs: ['facts'],
    partOnly: true,
    ...SINCE_2020,
  },
  'trade-secret-or-privilege': {
    rule: 'KNW-15',
    cite: 'Civ 1798.100(f), 1798.145(b)',
    meaning: 'this part is a trade secret or privileged',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts'],
    partOnly: true,
    ...SINCE_2020,
  },
  household: {
    rule: 'HH-01',
    cite: 'Civ 1798.145(p)',
    meaning: 'these data are those of a household and not of one person',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts'],
    partOnly: true,
    ...SINCE_2023,
  },
  'of-another-person': {
    rule: 'HH-02',
    cite: 'Civ 1798.145(k)',
    meaning: 'these data belong to another natural person',
    rights: ['delete', 'know-specific', 'correct'],
    needs: ['facts'],
    partOnly: true,
    ...SINCE_2023,
  },
  'manifestly-unfounded': {
    rule: 'FEE-01',
    cite: 'Civ 1798.145(h)(3)',
    meaning: 'the request is manifestly unfounded or excessive',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts', 'evidence'],
    partOnly: false,
    ...SINCE_2020,
  },
  'agent-without-permission': {
    rule: 'AGT-01',
    cite: '11 CCR 7063(a)',
    meaning: 'the agent has not shown the signed permission of the consumer',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2020,
  },
  'agent-opting-without-permission': {
    rule: 'AGT-03',
    cite: '11 CCR 7026(j), 7027(j)',
    meaning: 'the agent has not shown the signed permission of the consumer',
    rights: OPTING,
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2020,
  },
  'not-a-consumer': {
    rule: 'AGT-05',
    cite: 'Civ 1798.140(i), (ak)',
    meaning: 'the law gives this right to California residents and to those who may ask for them',
    rights: [...BY_VERIFIABLE_REQUEST, ...OPTING],
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2020,
  },
  'held-for-another-business': {
    rule: 'SP-01',
    cite: '11 CCR 7050; Civ 1798.105(c)(3), 1798.130(a)(3)(A)',
    meaning: 'the data are held as a service provider, and the business that they are held for answers',
    rights: [...BY_VERIFIABLE_REQUEST, ...OPTING],
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2020,
  },
  'nothing-to-limit': {
    rule: 'LIM-01',
    cite: '11 CCR 7027(a), (m)',
    meaning: 'sensitive data are used for permitted purposes only, or not to infer characteristics',
    rights: ['limit'],
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2023,
  },
  'shine-does-not-apply': {
    rule: 'STL-01',
    cite: 'Civ 1798.83(a), (e)',
    meaning: 'nothing was disclosed in the year before to third parties for their direct marketing',
    rights: ['shine-the-light'],
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2020,
  },
  'shine-answered-this-year': {
    rule: 'STL-03',
    cite: 'Civ 1798.83(c)(1)',
    meaning: 'the same customer was answered in this calendar year already',
    rights: ['shine-the-light'],
    needs: ['facts'],
    partOnly: false,
    ...SINCE_2020,
  },
  'system-down': {
    rule: 'DEN-03',
    cite: 'no ground in law',
    meaning: 'a system is away; no ground for any right',
    rights: [],
    needs: [],
    partOnly: false,
    ...SINCE_2020,
  },
} as const satisfies Record<string, DenialGround>;
export type DenialCode = keyof typeof DENIAL_GROUNDS;

/** A ground that can be proposed, with its code. */
export type OfferedGround = DenialGround & { code: DenialCode };

/** The ground of a code, widened to its type. */
export function denialGround(code: DenialCode): DenialGround {
  return DENIAL_GROUNDS[code];
}

/** DEN-02: the grounds on which a person may deny a request for this right, in whole or part. */
export function groundsFor(right: Right, ruleSet: RuleSetId): OfferedGround[] {
  return (Object.keys(DENIAL_GROUNDS) as DenialCode[])
    .map((code) => ({ code, ...denialGround(code) }))
    .filter((ground) => ground.rights.includes(right) && inForce(ground, ruleSet));
}

/** DEN-02: the codes on which the whole of a request can be denied. */
export function wholeDenials(right: Right, ruleSet: RuleSetId): DenialCode[] {
  return groundsFor(right, ruleSet)
    .filter((ground) => !ground.partOnly)
    .map(({ code }) => code);
}

/** Every code on which some right can be denied as a whole. */
export const WHOLE_DENIALS = (Object.keys(DENIAL_GROUNDS) as DenialCode[]).filter(
  (code) => !denialGround(code).partOnly && RIGHTS.some((right) => denialGround(code).rights.includes(right)),
) as WholeDenial[];
export type WholeDenial = {
  [C in DenialCode]: (typeof DENIAL_GROUNDS)[C] extends { partOnly: false; rights: readonly [] }
    ? never
    : (typeof DENIAL_GROUNDS)[C]['partOnly'] extends false
      ? C
      : never;
}[DenialCode];

/** What is wrong with a denial; empty where it may stand. */
export interface DenialCheck {
  problems: ('not-for-this-right' | `needs-${DenialNeed}` | 'rest-not-carried-out' | 'person-must-decide')[];
  rule: string;
  cite: string;
}

/**
 * DEN-02, DEN-03: whether a denial may stand: its ground exists for the right, what it needs is stated, the rest is
 * carried out, and a person decided it (decisions.md C3). "The system is down" is never a ground (C5).
 * @param input.whole the whole request is denied
 */
export function checkDenial(
  input: UnderRules & {
    right: Right;
    ground: DenialCode;
    stated: readonly string[];
    whole: boolean;
    decidedByPerson: boolean;
  },
): DenialCheck {
  const { right, ground, stated, whole, decidedByPerson, ruleSet } = input;
  const rule = denialGround(ground);
  const problems: DenialCheck['problems'] = [];
  if (!rule.rights.includes(right) || !inForce(rule, ruleSet)) problems.push('not-for-this-right');
  for (const need of rule.needs) if (!stated.includes(need)) problems.push(`needs-${need}`);
  if (whole && rule.partOnly) problems.push('rest-not-carried-out');
  if (!decidedByPerson) problems.push('person-must-decide');
  return { problems, rule: rule.rule, cite: rule.cite };
}

/**
 * DEN-01: what every denial tells: why, at the latest when an answer is due; how to complain; and how to ask the
 * business to look again only where it offers that. No appeal to an agency is promised.
 */
export function denialTells(input: { appealOffered: boolean }): { tell: readonly string[]; rule: string } {
  return { tell: ['reason', 'complaint-route', ...(input.appealOffered ? ['appeal-offer'] : [])], rule: 'DEN-01' };
}

/** Exemptions outside 1798.105(d), each for data and not for a whole business (law.md section 6a). */
export const OTHER_EXEMPTIONS = {
  'laws-and-legal-claims': 'Civ 1798.145(a)',
  'evidentiary-privilege': 'Civ 1798.145(b)',
  'medical-information': 'Civ 1798.145(c)',
  'consumer-reports': 'Civ 1798.145(d)',
  'financial-privacy': 'Civ 1798.145(e)',
  'driver-privacy': 'Civ 1798.145(f)',
  household: 'Civ 1798.145(p)',
} as const;

/** Every code under which something may be kept at a deletion. */
export const KEEPING_CODES = [
  ...EXCEPTION_CODES,
  ...(Object.keys(OTHER_EXEMPTIONS) as (keyof typeof OTHER_EXEMPTIONS)[]),
];

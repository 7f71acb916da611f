import { EXCEPTION_CODES, type Right } from './codes';
import { BY_VERIFIABLE_REQUEST } from './rights';

/** Denials (law.md section 11): each has a code, a cite and facts, and the rest is carried out. */

/** A ground on which a request can be denied in whole or part. */
export interface DenialGround {
  rule: string;
  cite: string;
  rights: readonly Right[];
  /** What must be stated. */
  needs: readonly ('facts' | 'documented-belief' | 'evidence' | 'new-documents-absent')[];
  /** Only a part can be denied on it; the rest is carried out. */
  partOnly: boolean;
}

const OPTING: readonly Right[] = ['opt-out', 'limit'];

/** Grounds by code. */
export const DENIAL_GROUNDS = {
  'conflict-of-law': {
    rule: 'DEN-02',
    cite: '11 CCR 7022(f), 7023(f), 7024(e)',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts'],
    partOnly: false,
  },
  exception: {
    rule: 'DEL-07',
    cite: '11 CCR 7022(f); Civ 1798.105(d)',
    rights: ['delete'],
    needs: ['facts'],
    partOnly: true,
  },
  'impossible-or-disproportionate': {
    rule: 'DEN-03',
    cite: '11 CCR 7001',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts'],
    partOnly: true,
  },
  'suspected-fraud': {
    rule: 'VER-09',
    cite: '11 CCR 7061(b)',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts', 'documented-belief'],
    partOnly: false,
  },
  'fraudulent-opt-out': {
    rule: 'OPT-03',
    cite: '11 CCR 7026(e)',
    rights: ['opt-out'],
    needs: ['facts', 'documented-belief'],
    partOnly: false,
  },
  'fraudulent-limit': {
    rule: 'LIM-03',
    cite: '11 CCR 7027(f)',
    rights: ['limit'],
    needs: ['facts', 'documented-belief'],
    partOnly: false,
  },
  'fraudulent-or-abusive-correction': {
    rule: 'COR-08',
    cite: '11 CCR 7023(h)',
    rights: ['correct'],
    needs: ['facts', 'documented-belief'],
    partOnly: false,
  },
  'accurate-as-held': {
    rule: 'COR-06',
    cite: '11 CCR 7023(b), (f)',
    rights: ['correct'],
    needs: ['facts'],
    partOnly: false,
  },
  'repeated-correction': {
    rule: 'CLK-12',
    cite: '11 CCR 7023(g)',
    rights: ['correct'],
    needs: ['facts', 'new-documents-absent'],
    partOnly: false,
  },
  'more-than-twice': {
    rule: 'CLK-11',
    cite: 'Civ 1798.130(b)',
    rights: ['know-specific', 'know-categories', 'know-sold'],
    needs: ['facts'],
    partOnly: false,
  },
  'legal-conflict-on-specifics': {
    rule: 'KNW-05',
    cite: '11 CCR 7024(e)',
    rights: ['know-specific'],
    needs: ['facts'],
    partOnly: true,
  },
  'trade-secret-or-privilege': {
    rule: 'KNW-15',
    cite: 'Civ 1798.100(f), 1798.145(b)',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts'],
    partOnly: true,
  },
  'manifestly-unfounded': {
    rule: 'FEE-01',
    cite: 'Civ 1798.145(h)(3)',
    rights: BY_VERIFIABLE_REQUEST,
    needs: ['facts', 'evidence'],
    partOnly: false,
  },
  'agent-without-permission': {
    rule: 'AGT-03',
    cite: '11 CCR 7026(j), 7027(j), 7063(a)',
    rights: [...BY_VERIFIABLE_REQUEST, ...OPTING],
    needs: ['facts'],
    partOnly: false,
  },
  'system-down': { rule: 'DEN-03', cite: 'no ground in law', rights: [], needs: [], partOnly: false },
} as const satisfies Record<string, DenialGround>;
export type DenialCode = keyof typeof DENIAL_GROUNDS;

/** What is wrong with a denial; empty where it may stand. */
export interface DenialCheck {
  problems: (
    | 'not-for-this-right'
    | 'needs-facts'
    | 'needs-documented-belief'
    | 'needs-evidence'
    | 'needs-new-documents-absent'
    | 'rest-not-carried-out'
    | 'person-must-decide'
  )[];
  rule: string;
  cite: string;
}

/**
 * DEN-02, DEN-03: whether a denial may stand: its ground exists for the right, what it needs is stated, the rest is
 * carried out, and a person decided it (decisions.md C3). "The system is down" is never a ground (C5).
 */
export function checkDenial(input: {
  right: Right;
  ground: DenialCode;
  stated: readonly string[];
  whole: boolean;
  decidedByPerson: boolean;
}): DenialCheck {
  const { right, ground, stated, whole, decidedByPerson } = input;
  const rule: DenialGround = DENIAL_GROUNDS[ground];
  const problems: DenialCheck['problems'] = [];
  if (!rule.rights.includes(right)) problems.push('not-for-this-right');
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

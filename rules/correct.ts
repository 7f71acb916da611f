import type { Allowed } from './allowed';
import { checkDenial, type DenialCode } from './denials';
import type { UnderRules } from './versions';

/** How a correction is decided and carried out (law.md section 7). */

/**
 * COR-02, COR-04: the circumstances that a decider weighs together, each with the question to answer: the totality.
 */
export const CIRCUMSTANCES = {
  'nature-of-the-data': 'What kind of information is contested: objective, subjective, unstructured, sensitive?',
  'how-obtained': 'How did we obtain it: from the consumer, from others, by observation, by inference?',
  'own-documents': 'What do we hold that shows it to be accurate, and how good is it?',
  'consumer-documents': 'What has the consumer given, and how good is it?',
  'purpose-of-use': 'What do we use it for?',
  'impact-on-consumer': 'What does it do to the consumer if it is wrong, or if it stays?',
} as const;
export type Circumstance = keyof typeof CIRCUMSTANCES;

/** COR-02, COR-04: the circumstances that a decision has not weighed; a denial may not leave one out. */
export function circumstancesLacking(weighed: readonly string[]): Circumstance[] {
  return (Object.keys(CIRCUMSTANCES) as Circumstance[]).filter((circumstance) => !weighed.includes(circumstance));
}

/** COR-07: words of a written statement for each item that is alleged to be inaccurate. */
export const STATEMENT_WORDS = 250;

/**
 * COR-02: whether a correction may be denied as accurate: only where the contested datum is more likely than not
 * accurate, on the totality of the circumstances. Where the business is not the source and has no documents, the
 * consumer's word may do.
 * @param input.likelihoodAccurate a decider's estimate from 0 to 1
 */
export function mayDenyAsAccurate(input: {
  likelihoodAccurate: number;
  businessIsSource: boolean;
  businessHasDocuments: boolean;
}): Allowed {
  const { likelihoodAccurate, businessIsSource, businessHasDocuments } = input;
  if (!businessIsSource && !businessHasDocuments) return { may: false, rule: 'COR-02' };
  return { may: likelihoodAccurate > 0.5, rule: 'COR-02' };
}

/** COR-04: documents may be required only where needed to rebut the business's own. */
export function mayRequireDocuments(input: { businessHasDocuments: boolean; neededToRebut: boolean }): Allowed {
  return { may: input.businessHasDocuments && input.neededToRebut, rule: 'COR-04' };
}

/** COR-05: whether the contested datum may be deleted instead of corrected. */
export function mayDeleteInstead(input: { negativeImpact: boolean; consumerConsents: boolean }): Allowed {
  return { may: !input.negativeImpact || input.consumerConsents, rule: 'COR-05' };
}

/**
 * COR-03, COR-11: what a correction owes besides the new value: it stays corrected over vendor refreshes and restores,
 * and every service provider and contractor that holds the datum is told.
 */
export function correctionOwes(input: { heldByProviders: boolean; inArchive: boolean }): string[] {
  return [
    'standing-order',
    ...(input.heldByProviders ? ['notice-to-providers'] : []),
    ...(input.inArchive ? ['archive-before-use'] : []),
  ];
}

/**
 * COR-09: what is owed where the business is not the source: since 2026 to name the source or to tell it; before, it
 * might.
 */
export function sourceDuty(input: UnderRules & { businessIsSource: boolean }): {
  duty: 'none' | 'may-name-source' | 'name-or-tell-source';
  rule: string;
} {
  if (input.businessIsSource) return { duty: 'none', rule: 'COR-09' };
  return { duty: input.ruleSet >= '2026-01-01' ? 'name-or-tell-source' : 'may-name-source', rule: 'COR-09' };
}

/**
 * COR-07: whether a denied correction of health data lets the consumer file a statement, and whether it fits: 250 words
 * for each item.
 */
export function healthStatement(input: { denied: boolean; concernsHealth: boolean; items: number; words: number }): {
  offered: boolean;
  fits: boolean;
  rule: string;
} {
  const offered = input.denied && input.concernsHealth;
  return { offered, fits: offered && input.words <= input.items * STATEMENT_WORDS, rule: 'COR-07' };
}

/**
 * COR-10: the disclosure by which a consumer confirms a correction does not count towards the two know requests; since
 * 2026 it is owed on request.
 */
export function confirmation(input: UnderRules & { requested: boolean }): {
  owed: boolean;
  countsAsKnow: false;
  rule: string;
} {
  return { owed: input.requested && input.ruleSet >= '2026-01-01', countsAsKnow: false, rule: 'COR-10' };
}

/** COR-02, COR-03, COR-05: what a decider makes of one contested field. */
export const CORRECTION_OUTCOMES = ['correct', 'delete', 'deny'] as const;
export type CorrectionOutcome = (typeof CORRECTION_OUTCOMES)[number];

/** COR-06, COR-08, CLK-12: the grounds on which the correction of one field may be denied. */
export const CORRECTION_GROUNDS = [
  'accurate-as-held',
  'inadequate-documents',
  'conflict-of-law',
  'exemption',
  'impossible-or-disproportionate',
  'fraudulent-or-abusive-correction',
  'repeated-correction',
] as const satisfies readonly DenialCode[];
export type CorrectionGround = (typeof CORRECTION_GROUNDS)[number];

/** COR-09: what was done about a source that is not the business: named in the answer, or told that it was wrong. */
export const SOURCE_HANDLING = ['own', 'named', 'told'] as const;
export type SourceHandling = (typeof SOURCE_HANDLING)[number];

/** A decision about one contested field, as a decider states it. */
export interface FieldDecision {
  field: string;
  outcome: CorrectionOutcome;
  ground?: CorrectionGround;
  /** How likely what is held is accurate, in percent. */
  likelihood: number;
  source: SourceHandling;
  /** The business holds documents that show what is held to be accurate. */
  ownDocuments: boolean;
  /** Requests are processed adequately here: without it, effort is no ground (DEN-03). */
  adequateProcesses?: boolean;
  /** The belief that a correction is fraudulent or abusive is held in good faith and documented (COR-08). */
  documentedBelief?: boolean;
  /** Facts of a denial are stated; the name of a source that is named. */
  facts: boolean;
  sourceName: boolean;
}

/** What is known of the field from the request. */
export interface ContestedField {
  consentsToDeletion: boolean;
  /** The same was denied within six months, and nothing new came with it (CLK-12). */
  repeat: boolean;
}

/** What keeps a decision about a field from standing. */
export type FieldProblem =
  | 'needs-ground'
  | 'needs-facts'
  | 'needs-consent'
  | 'needs-source-name'
  | 'needs-documented-belief'
  | 'not-more-likely-than-not-accurate'
  | 'no-own-documents'
  | 'not-a-repeat'
  | 'ground-not-for-this';

/**
 * COR-02 to COR-09, CLK-12: what keeps a decision about one field from standing; undefined where it stands. Each field is
 * a part of the request, so that what only a part can be denied on may deny it.
 */
export function fieldProblem(
  input: UnderRules & { decision: FieldDecision; contested: ContestedField },
): FieldProblem | undefined {
  const { decision, contested, ruleSet } = input;
  const { outcome, ground, likelihood, source, ownDocuments } = decision;
  const duty = sourceDuty({ businessIsSource: source === 'own', ruleSet }).duty;
  if (outcome !== 'deny') {
    if (
      outcome === 'delete' &&
      !mayDeleteInstead({ negativeImpact: true, consumerConsents: contested.consentsToDeletion }).may
    )
      return 'needs-consent';
    return duty !== 'none' && source === 'named' && !decision.sourceName ? 'needs-source-name' : undefined;
  }
  if (ground === undefined) return 'needs-ground';
  if (!decision.facts) return 'needs-facts';
  const stated = [
    'facts',
    ...(decision.documentedBelief === true ? ['documented-belief'] : []),
    ...(decision.adequateProcesses === true ? ['adequate-processes'] : []),
    ...(contested.repeat ? ['new-documents-absent'] : []),
  ];
  const { problems } = checkDenial({ right: 'correct', ground, stated, whole: false, decidedByPerson: true, ruleSet });
  if (problems.includes('needs-new-documents-absent')) return 'not-a-repeat';
  if (problems.includes('needs-documented-belief')) return 'needs-documented-belief';
  if (problems.length > 0) return 'ground-not-for-this';
  if (
    ground === 'inadequate-documents' &&
    !mayRequireDocuments({ businessHasDocuments: ownDocuments, neededToRebut: true }).may
  )
    return 'no-own-documents';
  const accurate = {
    likelihoodAccurate: likelihood / 100,
    businessIsSource: source === 'own',
    businessHasDocuments: ownDocuments,
  };
  if (ground === 'accurate-as-held' && !mayDenyAsAccurate(accurate).may) return 'not-more-likely-than-not-accurate';
  return undefined;
}

import type { Allowed } from './allowed';
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

import { type LocalDate } from './calendar';
import { type InForce, inForce, type UnderRules } from './versions';

/** Limiting the use of sensitive personal information (law.md section 9). */

/** LIM-06: purposes for which sensitive data may be used all the same, 11 CCR 7027(m), in its order. */
export const PERMITTED_PURPOSES = [
  'goods-or-services-expected',
  'security-incidents',
  'resist-malicious-acts',
  'physical-safety',
  'short-term-transient-use',
  'services-on-behalf',
  'quality-or-safety',
  'no-inference',
] as const;
export type PermittedPurpose = (typeof PERMITTED_PURPOSES)[number];
/** LIM-06: where they stand, as a recipient is told. */
export const PERMITTED_CITE = '11 CCR 7027(m)';

/** A kind of sensitive personal information, with the dates from which the statute lists it. */
export interface SensitiveKind extends InForce {
  kind: string;
  unconfirmed?: true;
}

const since = (effectiveFrom: LocalDate, ...kinds: string[]): SensitiveKind[] =>
  kinds.map((kind) => ({ kind, effectiveFrom }));

/** LIM-08: the list of Civ 1798.140(ae), and what was added to it. */
export const SENSITIVE_KINDS: readonly SensitiveKind[] = [
  ...since(
    '2023-01-01',
    'government-id',
    'account-login-with-credential',
    'precise-geolocation',
    'racial-or-ethnic-origin',
    'religious-or-philosophical-beliefs',
    'union-membership',
    'contents-of-messages',
    'genetic-data',
    'biometric-to-identify',
    'health',
    'sex-life-or-orientation',
  ),
  { kind: 'citizenship-or-immigration-status', effectiveFrom: '2024-01-01', unconfirmed: true },
  { kind: 'neural-data', effectiveFrom: '2025-01-01', unconfirmed: true },
];

/** LIM-08: whether a kind of data is sensitive. */
export function isSensitiveKind(input: UnderRules & { kind: string }): boolean {
  return SENSITIVE_KINDS.some((entry) => entry.kind === input.kind && inForce(entry, input.ruleSet));
}

/** What a limit request comes to for one use of sensitive data. */
export interface LimitAnswer {
  result: 'cease' | 'not-applicable';
  rule: string;
}

/**
 * LIM-01, LIM-06: whether a use must cease. Data not processed to infer characteristics are outside, and so is every
 * purpose of 7027(m); the answer then explains that there is nothing to limit.
 */
export function limitUse(input: { infersCharacteristics: boolean; purpose: string }): LimitAnswer {
  if (!input.infersCharacteristics) return { result: 'not-applicable', rule: 'LIM-01' };
  const permitted = (PERMITTED_PURPOSES as readonly string[]).includes(input.purpose);
  return { result: permitted ? 'not-applicable' : 'cease', rule: permitted ? 'LIM-06' : 'LIM-01' };
}

/** A use of sensitive data, as the business states it. */
export interface SensitiveUse {
  /** False where nothing is inferred about the consumer from it (LIM-01). */
  infers: boolean;
  /** The purpose of 7027(m) that permits it all the same; absent where none does. */
  permitted?: PermittedPurpose | undefined;
  /** Recipients that use it so, or get it for that. */
  recipients: readonly string[];
}

const mustCease = ({ infers, permitted }: SensitiveUse): boolean =>
  limitUse({ infersCharacteristics: infers, purpose: permitted ?? 'none' }).result === 'cease';

/**
 * LIM-01: whether there is anything to limit. A business that does not say what it uses is taken to have something:
 * silence in a file is no answer to a consumer.
 */
export function hasUsesToLimit(uses: readonly SensitiveUse[] | null | undefined): boolean {
  return !uses || uses.some(mustCease);
}

/**
 * LIM-04, LIM-06: whether a recipient uses sensitive data beyond the permitted purposes, so that it is told of a limit;
 * where the business does not say, every recipient is taken to.
 */
export function usesBeyondPermitted(uses: readonly SensitiveUse[] | null | undefined, recipient: string): boolean {
  return !uses || uses.some((use) => use.recipients.includes(recipient) && mustCease(use));
}

/** LIM-07: when a service provider or contractor is bound by a limit: told, and knowing that the data are sensitive. */
export function providerBound(input: { instructed: boolean; knowsSensitive: boolean }): {
  bound: boolean;
  rule: string;
} {
  return { bound: input.instructed && input.knowsSensitive, rule: 'LIM-07' };
}

import type { Allowed } from './allowed';
import { type LocalDate, addMonths } from './calendar';
import {
  type Basis,
  CATEGORIES,
  type Category,
  CATEGORY_NAMES,
  type RecipientKind,
  type RecipientRole,
  type Right,
} from './codes';

/** What a know request is answered with (law.md section 5). */

/** KNW-07: nothing collected before this day is owed. */
export const KNOW_FLOOR: LocalDate = '2022-01-01';

/** The period that a know answer covers. */
export interface KnowScope {
  from: LocalDate;
  to: LocalDate;
  /** What is older than 12 months was left out; the letter owes a detailed factual explanation. */
  excused: boolean;
  /** No day lies in it: the consumer asked for a time before 2022-01-01, or for one that is excused whole. */
  empty: boolean;
  rule: string;
}

/**
 * KNW-07: the period of a know answer: everything since 2022-01-01, unless the consumer narrows it. Older than 12
 * months knows the excuse of impossible or disproportionate, as a decider's; the last 12 months know none.
 * @param input.asked the consumer's own period; null for all
 * @param input.excuseDecided a decider recorded the excuse with its facts
 * @throws RangeError where the day of receipt is none
 */
export function knowScope(input: {
  receivedOn: LocalDate;
  asked: { from: LocalDate | null; to: LocalDate | null } | null;
  excuseDecided: boolean;
}): KnowScope {
  const { receivedOn, asked, excuseDecided } = input;
  const later = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);
  const wanted = later(asked?.from ?? KNOW_FLOOR, KNOW_FLOOR);
  const to = asked?.to !== null && asked?.to !== undefined && asked.to < receivedOn ? asked.to : receivedOn;
  const lastTwelve = addMonths(receivedOn, -12, 'earlier');
  const excused = excuseDecided && wanted < lastTwelve;
  const from = excused ? lastTwelve : wanted;
  return { from, to, excused, empty: from > to, rule: 'KNW-07' };
}

/**
 * KNW-07: whether what is held since a day is told. What has no day is: nothing says that it lies outside. Where the
 * consumer asked for all, what we held before the floor and hold still is told too, which is the reading in their
 * favour; a period of their own is kept to on both sides.
 */
export function heldInPeriod(input: {
  scope: KnowScope;
  asked: { from: LocalDate | null; to: LocalDate | null } | null;
  since: LocalDate | null;
}): boolean {
  const { scope, asked, since } = input;
  if (scope.empty) return false;
  if (since === null) return true;
  const lower = (asked?.from ?? null) !== null || scope.excused ? scope.from : '';
  return since >= lower && since <= scope.to;
}

/** KNW-07: whether a disclosure of a day is told. */
export function disclosedInPeriod(scope: KnowScope, day: LocalDate): boolean {
  return day >= scope.from && day <= scope.to;
}

/** KNW-09, KNW-10: kinds of recipients as the answer names them: by what they are to us, and never by name. */
export const RECIPIENT_CATEGORIES = [
  'service-provider',
  'contractor',
  'event-sponsor',
  'content-sponsor',
  'attendee',
  'other-business',
] as const;
export type RecipientCategory = (typeof RECIPIENT_CATEGORIES)[number];

/** The category of a recipient; a vendor that is a third party to these data is another business. */
export function recipientCategory({ role, kind }: { role: RecipientRole; kind: RecipientKind }): RecipientCategory {
  if (kind !== 'vendor') return kind;
  return role === 'third-party' ? 'other-business' : role;
}

/** CLK-11: rights to know; they count together. */
export const KNOW_RIGHTS = ['know-specific', 'know-categories', 'know-sold'] as const satisfies readonly Right[];

/** KNW-09: the six parts of a categories answer, in the order of the law. */
export const CATEGORIES_ANSWER = [
  'categories-collected',
  'sources',
  'purposes',
  'third-parties-disclosed-to',
  'sold-or-shared-by-category',
  'disclosed-for-business-purpose-by-category',
] as const;
export type CategoriesAnswerPart = (typeof CATEGORIES_ANSWER)[number];

/**
 * KNW-09, KNW-10: the parts that the answer to a know request has. A request about what was sold or shared and
 * disclosed gets what was collected and the two lists (Civ 1798.115(a)); one for specific pieces is answered with the
 * pieces and has none of these.
 */
export function answerParts(right: Right): readonly CategoriesAnswerPart[] {
  if (right === 'know-categories') return CATEGORIES_ANSWER;
  if (right === 'know-sold')
    return CATEGORIES_ANSWER.filter((part) => part === 'categories-collected' || part.endsWith('-by-category'));
  return [];
}

/** KNW-09, KNW-10: which of its parts an answer lacks. */
export function partsLacking(right: Right, parts: readonly string[]): CategoriesAnswerPart[] {
  return answerParts(right).filter((part) => !parts.includes(part));
}

/** What is held about one consumer, as the data map says it: a category with its sources and purposes. */
export interface HeldCategory {
  category: Category;
  sources: readonly string[];
  purposes: readonly string[];
}

/** The six parts of a categories answer, in the order of the law; an empty list is stated as none. */
export interface CategoriesAnswer {
  'categories-collected': { category: Category; cite: string }[];
  sources: string[];
  purposes: string[];
  'third-parties-disclosed-to': string[];
  'sold-or-shared-by-category': RecipientsByCategory;
  'disclosed-for-business-purpose-by-category': RecipientsByCategory;
}

/**
 * KNW-08 to KNW-11: the answer about one consumer, from what is held about them and what was disclosed of them, under
 * the statutory names and in their order. The caller leaves out what lies outside the period of {@link knowScope}.
 */
export function categoriesAnswer(input: {
  held: readonly HeldCategory[];
  disclosures: readonly ListedDisclosure[];
}): CategoriesAnswer {
  const { held, disclosures } = input;
  const each = (values: readonly string[]): string[] => [...new Set(values)].sort();
  const { soldOrShared, forBusinessPurpose } = disclosureLists({ disclosures });
  return {
    'categories-collected': CATEGORY_NAMES.filter((category) => held.some((h) => h.category === category)).map(
      (category) => ({ category, cite: CATEGORIES[category] }),
    ),
    sources: each(held.flatMap((h) => h.sources)),
    purposes: each(held.flatMap((h) => h.purposes)),
    'third-parties-disclosed-to': each(disclosures.filter((d) => d.toThirdParty).map((d) => d.recipientCategory)),
    'sold-or-shared-by-category': soldOrShared,
    'disclosed-for-business-purpose-by-category': forBusinessPurpose,
  };
}

/** KNW-08: a link to the policy is an answer only where it says everything and would say the same to everyone. */
export function mayAnswerByPolicyLink(input: { sameForEveryone: boolean; policyComplete: boolean }): Allowed {
  return { may: input.sameForEveryone && input.policyComplete, rule: 'KNW-08' };
}

/** One disclosure, as the lists need it: what went to what kind of recipient, and on what basis. */
export interface ListedDisclosure {
  category: Category;
  recipientCategory: string;
  basis: Basis;
  /** The recipient is a third party to these data: neither service provider nor contractor (`effectiveRole`). */
  toThirdParty: boolean;
}

/** By category of personal information, the categories of recipients; in the order of the statute. */
export type RecipientsByCategory = { category: Category; cite: string; recipients: string[] }[];

/**
 * KNW-10, KNW-11: the two separate lists, under their statutory names: sold or shared (to third parties), and disclosed
 * for a business purpose (to anyone, service providers included). An empty list is stated as none. What the consumer
 * directed us to disclose stands on neither.
 */
export function disclosureLists(input: { disclosures: readonly Omit<ListedDisclosure, 'toThirdParty'>[] }): {
  soldOrShared: RecipientsByCategory;
  forBusinessPurpose: RecipientsByCategory;
} {
  const list = (bases: readonly Basis[]): RecipientsByCategory =>
    CATEGORY_NAMES.flatMap((category) => {
      const recipients = input.disclosures
        .filter((d) => d.category === category && bases.includes(d.basis))
        .map((d) => d.recipientCategory);
      return recipients.length === 0
        ? []
        : [{ category, cite: CATEGORIES[category], recipients: [...new Set(recipients)].sort() }];
    });
  return { soldOrShared: list(['sold', 'shared']), forBusinessPurpose: list(['business-purpose']) };
}

/**
 * KNW-04: what is never disclosed, verified or not, and how its presence is told instead: with particularity, never by
 * silence.
 */
export const NEVER_DISCLOSED = {
  'social-security-number': 'a Social Security number',
  'government-id-number': "a driver's licence or other government identification number",
  'financial-account-number': 'a financial account number',
  'health-insurance-or-medical-id': 'a health insurance or medical identification number',
  'account-password': 'an account password',
  'security-question': 'security questions and answers',
  'unique-biometric-data': 'unique biometric data',
} as const;
export type NeverDisclosed = keyof typeof NEVER_DISCLOSED;

/** KNW-04, COR-10: whether a value may be shown, and what is told where it may not. */
export function showValue(input: { type: string; detail?: string }): {
  show: boolean;
  tell: string | null;
  rule: string;
} {
  const name = (NEVER_DISCLOSED as Record<string, string>)[input.type];
  if (name === undefined || !Object.hasOwn(NEVER_DISCLOSED, input.type))
    return { show: true, tell: null, rule: 'KNW-04' };
  const particular = input.detail ? `${name} including ${input.detail}` : name;
  return { show: false, tell: `We hold ${particular}.`, rule: 'KNW-04' };
}

/**
 * KNW-03: whether a record need not be searched. All four must hold; "it is in a backup" alone is none of them.
 */
export function mayLeaveUnsearched(input: {
  notSearchable: boolean;
  solelyLegalOrCompliance: boolean;
  notSoldNoCommercialUse: boolean;
  categoriesDescribed: boolean;
}): Allowed {
  const { notSearchable, solelyLegalOrCompliance, notSoldNoCommercialUse, categoriesDescribed } = input;
  return {
    may: notSearchable && solelyLegalOrCompliance && notSoldNoCommercialUse && categoriesDescribed,
    rule: 'KNW-03',
  };
}

/** Ways in which a know answer can be delivered. */
export type Delivery = 'account' | 'post' | 'secure-download' | 'plain-mail-attachment';

/**
 * KNW-06, KNW-12: the ways a know-specific answer may go: through the account where one exists, else by post or
 * electronically as the consumer chooses; never as an attachment to plain mail. It costs nothing.
 */
export function deliveriesAllowed(input: { hasAccount: boolean; choice: 'post' | 'electronic' | null }): {
  ways: Delivery[];
  rule: string;
} {
  if (input.hasAccount) return { ways: ['account'], rule: 'KNW-12' };
  if (input.choice === null) return { ways: ['post', 'secure-download'], rule: 'KNW-12' };
  return { ways: [input.choice === 'post' ? 'post' : 'secure-download'], rule: 'KNW-12' };
}

/** KNW-12: forms in which specific pieces are given so that they can be taken elsewhere. */
export const PORTABLE_FORMATS = ['json', 'csv'] as const;

import type { Allowed } from './allowed';
import type { Right } from './codes';
import { isVerifiable } from './rights';
import type { UnderRules } from './versions';

/** How requests come in: methods, forms, what may be asked (law.md section 2). */

/** A way in which consumers can ask. */
export const METHODS = [
  'email',
  'form',
  'toll-free',
  'mail',
  'in-person',
  'signal',
  'opt-out-link',
  'limit-link',
] as const;
export type Method = (typeof METHODS)[number];

/** What a business owes on methods for a right: how many, and which among them. */
export interface MethodsOwed {
  atLeast: number;
  /** Each entry: one of these must be among the methods. */
  among: readonly (readonly Method[])[];
  rule: string;
}

/**
 * INT-01, INT-02, OPT-01, LIM-02: the methods that a business must offer for a right.
 * @param input.online it has a website
 * @param input.exclusivelyOnline it deals online only, and with consumers directly
 */
export function methodsOwed(input: { right: Right; online: boolean; exclusivelyOnline: boolean }): MethodsOwed {
  const { right, online, exclusivelyOnline } = input;
  if (right === 'opt-out')
    return { atLeast: 2, among: online ? [['signal'], ['opt-out-link', 'form']] : [], rule: 'OPT-01' };
  if (right === 'limit') return { atLeast: 2, among: online ? [['limit-link', 'form']] : [], rule: 'LIM-02' };
  if (!isVerifiable(right)) return { atLeast: 1, among: [], rule: 'STL-05' };
  if (exclusivelyOnline) return { atLeast: 1, among: [['email']], rule: 'INT-01' };
  return { atLeast: 2, among: online ? [['toll-free'], ['form', 'email']] : [['toll-free']], rule: 'INT-02' };
}

/** INT-02 and its like: what of the methods owed is lacking; empty where nothing is. */
export function methodsLacking(input: {
  right: Right;
  online: boolean;
  exclusivelyOnline: boolean;
  offered: readonly Method[];
}): { rule: string; lacking: string[] } {
  const { atLeast, among, rule } = methodsOwed(input);
  const offered = new Set(input.offered);
  const lacking = among.filter((set) => !set.some((m) => offered.has(m))).map((set) => set.join(' or '));
  if (offered.size < atLeast) lacking.push(`${atLeast} methods in all`);
  return { rule, lacking };
}

/**
 * INT-04, OIN-01, OPT-02: whether a right is asked for in two steps. A deletion may be, online only, and its clock runs
 * from the first step; an opt-in must be; an opt-out or limit never is.
 */
export function twoSteps(input: { right: Right; online: boolean }): {
  steps: 'optional' | 'required' | 'forbidden';
  rule: string;
} {
  if (input.right === 'opt-in') return { steps: 'required', rule: 'OIN-01' };
  if (input.right === 'delete' && input.online) return { steps: 'optional', rule: 'INT-04' };
  if (input.right === 'opt-out') return { steps: 'forbidden', rule: 'OPT-02' };
  if (input.right === 'limit') return { steps: 'forbidden', rule: 'LIM-03' };
  return { steps: 'forbidden', rule: 'INT-09' };
}

/**
 * INT-05: a request that came by another way, or is deficient for a reason other than verification, is treated as
 * properly submitted, or the consumer is told how to mend it; it is never ignored. Its clock runs from first arrival.
 */
export function misdirected(input: { designatedMethod: boolean; deficient: boolean }): {
  treatAs: 'properly-submitted' | 'properly-submitted-or-told-how';
  receivedOn: 'first-arrival';
  rule: string;
} {
  const proper = input.designatedMethod && !input.deficient;
  return {
    treatAs: proper ? 'properly-submitted' : 'properly-submitted-or-told-how',
    receivedOn: 'first-arrival',
    rule: 'INT-05',
  };
}

/**
 * INT-06: whether the know form must let the consumer reach back further than 12 months (a range, or everything): since
 * the amendment of 2026, where the business keeps personal information longer.
 */
export function periodChoiceOwed(input: UnderRules & { keepsLongerThanTwelveMonths: boolean }): boolean {
  return input.keepsLongerThanTwelveMonths && input.ruleSet >= '2026-01-01';
}

/** INT-07: an existing account may have to be used for a verifiable request; an account is never to be created. */
export function mayRequireAccount(input: { right: Right; hasAccount: boolean }): Allowed {
  const verifiable = isVerifiable(input.right);
  return { may: verifiable && input.hasAccount, rule: verifiable ? 'INT-07' : 'INT-08' };
}

/** What a form could ask for. */
export const FORM_FIELDS = [
  'identifier',
  'name',
  'data-point',
  'contested-item',
  'corrected-value',
  'relationship',
  'message',
  'documents',
  'period',
  'delivery',
  'account',
  'identity-document',
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** What a form asks for a right. */
export interface IntakeFields {
  /** May be made required: without it the request cannot be found, verified or carried out. */
  required: readonly FormField[];
  /** Must be offered, and may be left out by the consumer. */
  offered: readonly FormField[];
  /** May be offered beside these, never required. */
  optional: readonly FormField[];
  rule: string;
}

const IDENTIFIED: readonly FormField[] = ['identifier', 'name', 'data-point'];
const BESIDE: readonly FormField[] = ['relationship', 'message'];

/**
 * INT-06, INT-08, KNW-12, COR-04, VER-01, VER-02: the fields of a form for a right. Opt-out, opt-in and limit: what
 * finds the record, nothing else (one form that asks the same of every right is what Honda was fined for). A know form
 * offers the period and how the answer comes; a correction says what is wrong and what is right, and takes documents.
 * @param input.keepsLongerThanTwelveMonths as {@link periodChoiceOwed}
 */
export function intakeFields(input: UnderRules & { right: Right; keepsLongerThanTwelveMonths: boolean }): IntakeFields {
  const { right } = input;
  switch (right) {
    case 'opt-out':
    case 'opt-in':
    case 'limit':
      return { required: ['identifier'], offered: [], optional: [], rule: 'INT-08' };
    case 'shine-the-light':
      return { required: ['identifier', 'name'], offered: [], optional: ['message'], rule: 'STL-05' };
    case 'correct':
      return {
        required: [...IDENTIFIED, 'contested-item', 'corrected-value'],
        offered: ['documents'],
        optional: BESIDE,
        rule: 'COR-04',
      };
    case 'know-specific':
    case 'know-categories':
    case 'know-sold':
      return {
        required: IDENTIFIED,
        offered: [...(periodChoiceOwed(input) ? (['period'] as const) : []), 'delivery'],
        optional: BESIDE,
        rule: 'INT-06',
      };
    case 'delete':
      return { required: IDENTIFIED, offered: [], optional: BESIDE, rule: 'VER-02' };
  }
}

/**
 * SP-01: who has to answer. A request about data that we hold for another business is not ours to carry out: the
 * consumer is told so, and the business is helped.
 */
export function whoAnswers(input: { role: 'business' | 'service-provider' | 'contractor' }): {
  answer: 'carry-out' | 'tell-cannot-act';
  rule: string;
} {
  return { answer: input.role === 'business' ? 'carry-out' : 'tell-cannot-act', rule: 'SP-01' };
}

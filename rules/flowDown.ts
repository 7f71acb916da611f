import type { LocalDate } from './calendar';
import type { Basis, RecipientRole, Right } from './codes';
import type { UnderRules } from './versions';

/**
 * Who is told: the flow-down matrix of SP-05 as one function, with the excuses that each leg knows.
 */

/** The days between which a disclosure counts, both included; `to` null while compliance is not reached. */
export interface Window {
  from: LocalDate;
  to: LocalDate | null;
}

/**
 * OPT-05, LIM-04: the window of an opt-out or limit: from the day of receipt to the day on which it took effect, both
 * included, since what went out in the same day's batch may have left after the request. The other rights have none:
 * every disclosure counts.
 * @param input.effectiveOn the day on which sale, sharing or use ceased; null while it has not
 */
export function disclosureWindow(
  input: UnderRules & { right: Right; receivedOn: LocalDate; effectiveOn: LocalDate | null },
): Window | undefined {
  const { right, receivedOn, effectiveOn } = input;
  return right === 'opt-out' || right === 'limit' ? { from: receivedOn, to: effectiveOn } : undefined;
}

/** One disclosure of a consumer's data, and the right that is exercised. */
export interface FlowDownQuestion extends UnderRules {
  right: Right;
  role: RecipientRole;
  basis: Basis;
  /** Los Angeles day of the disclosure. */
  disclosedOn: LocalDate;
  /** Opt-out and limit: receipt day to the day of compliance (OPT-05, LIM-04). Without it every disclosure counts. */
  window?: Window;
  /** Limit: what it got is used beyond the purposes of 7027(m). Taken to be so unless said otherwise (LIM-06). */
  beyondPermitted?: boolean;
}

/** `must`: by law. `may`: not asked by law; told where the business promises it. `none`: not told. */
export interface FlowDown {
  duty: 'must' | 'may' | 'none';
  /** Rule ID; `NOTICE-DELETE` for what the business's own notice promises (decisions.md D1). */
  rule: string;
}

const soldOrShared = (basis: Basis): boolean => basis === 'sold' || basis === 'shared';

/**
 * The part that a recipient really plays: whoever got data by sale or for cross-context advertising is a third party
 * to it, whatever its contract says (SP-03).
 */
export function effectiveRole(role: RecipientRole, basis: Basis): RecipientRole {
  return soldOrShared(basis) ? 'third-party' : role;
}

function within(day: LocalDate, window: Window | undefined): boolean {
  return window === undefined || (day >= window.from && (window.to === null || day <= window.to));
}

/** SP-05: whether a recipient of one disclosure must, may or need not be told of a request. */
export function flowDown(question: FlowDownQuestion): FlowDown {
  const { right, basis, disclosedOn, window, beyondPermitted = true, ruleSet } = question;
  const thirdParty = effectiveRole(question.role, basis) === 'third-party';
  // a service provider that was sold data still holds what it got as one, and is told as one too
  const servesUs = question.role !== 'third-party';
  switch (right) {
    case 'delete':
      if (servesUs) return { duty: 'must', rule: 'DEL-03' };
      // the first law had service providers told alone
      return soldOrShared(basis) && ruleSet >= '2023-01-01'
        ? { duty: 'must', rule: 'DEL-04' }
        : { duty: 'may', rule: 'NOTICE-DELETE' };
    case 'correct':
      return servesUs ? { duty: 'must', rule: 'COR-03' } : { duty: 'none', rule: 'SP-05' };
    case 'opt-out':
      if (!thirdParty || !soldOrShared(basis)) return { duty: 'none', rule: 'SP-05' };
      return within(disclosedOn, window) ? { duty: 'must', rule: 'OPT-05' } : { duty: 'may', rule: 'OPT-05' };
    case 'limit':
      if (!beyondPermitted) return { duty: 'none', rule: 'LIM-06' };
      if (servesUs) return { duty: 'must', rule: 'LIM-04' };
      return within(disclosedOn, window) ? { duty: 'must', rule: 'LIM-04' } : { duty: 'may', rule: 'LIM-04' };
    case 'know-specific':
    case 'know-categories':
    case 'know-sold':
      return servesUs ? { duty: 'must', rule: 'SP-02' } : { duty: 'none', rule: 'SP-05' };
    case 'opt-in':
    case 'shine-the-light':
      return { duty: 'none', rule: 'SP-05' };
  }
}

/**
 * Whether "impossible or disproportionate" can excuse not telling a recipient: on the third-party leg of a deletion
 * alone, as a decider's partial denial with facts (DEL-04, DEN-03); never for those who serve us (DEL-03), and "the
 * system is down" never at all (decisions.md C5).
 */
export function excusePossible(
  question: Pick<FlowDownQuestion, 'right' | 'role' | 'basis' | 'ruleSet'>,
): FlowDownExcuse {
  const { right, role, basis } = question;
  const thirdPartyLeg = right === 'delete' && role === 'third-party' && soldOrShared(basis);
  if (thirdPartyLeg && question.ruleSet >= '2023-01-01') return { possible: true, rule: 'DEL-04' };
  return { possible: false, rule: right === 'delete' ? 'DEL-03' : 'SP-05' };
}

/** Whether an excuse exists on a leg, and by which rule. */
export interface FlowDownExcuse {
  possible: boolean;
  rule: string;
}

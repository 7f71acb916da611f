import type { Phase, Refusal, Right, StaffRole } from './codes';
import { checkDenial, WHOLE_DENIALS, wholeDenials } from './denials';
import { AGENT_PAPERS, PAPER_FLAWS } from './agents';
import { HOLD_CODES } from './holds';
import { choiceOf } from './preferences';
import type { RuleSetId, UnderRules } from './versions';

/**
 * Every decision that can be made about a request: who may make it, when, and what it must state (decisions.md C).
 * A decision is a row before it is a message; the message carries only the row's ID.
 */
export interface DecisionRule {
  /** Name of the Temporal signal and update that deliver it. */
  message: string;
  by: 'staff' | 'consumer';
  /** For staff: roles of which the actor must hold one. */
  roles: readonly StaffRole[];
  /** Phases in which it can be claimed. */
  phases: readonly Phase[];
  /** The digest of the plan that was seen must be the current one. */
  needsPlan: boolean;
  /** Codes of which one must be given as the reason; empty where none is needed. For a right: {@link codesFor}. */
  codes: readonly string[];
  /** Facts in words are required (kept in the vault). */
  needsFacts: boolean;
  /** A second person must agree before it is delivered (decisions.md C4). */
  needsSecond: boolean;
}

const BEFORE_ERASURE: Phase[] = ['received', 'verifying', 'planning', 'deciding', 'grace'];
const BEFORE_ANSWER: Phase[] = [...BEFORE_ERASURE, 'carrying-out', 'answering'];
const OPEN: Phase[] = [...BEFORE_ANSWER, 'following-through'];

const staff = { by: 'staff', needsPlan: false, codes: [], needsFacts: false, needsSecond: false } as const;
const consumer = {
  by: 'consumer',
  roles: [],
  needsPlan: false,
  codes: [],
  needsFacts: false,
  needsSecond: false,
} as const;

export const DECISIONS = {
  'confirm-code': { ...consumer, message: 'confirmCode', phases: ['received', 'verifying'] },
  /** Asks for a code anew: one lives for minutes, a letter is read after days. */
  'request-code': { ...consumer, message: 'requestCode', phases: ['received', 'verifying'] },
  /** The second step of an opt-in (OIN-01). */
  'confirm-opt-in': { ...consumer, message: 'confirmOptIn', phases: ['received'] },
  'this-was-not-me': { ...consumer, message: 'thisWasNotMe', phases: OPEN },
  withdraw: { ...consumer, message: 'withdraw', phases: BEFORE_ERASURE },
  /** An agent's paper is here (AGT-01 to AGT-03). */
  'hand-in-paper': { ...consumer, message: 'handInPaper', phases: ['received', 'verifying'] },
  /** The consumer says that the agent may ask, or who they are: whichever of the two was asked (AGT-01). */
  'confirm-permission': { ...consumer, message: 'confirmPermission', phases: ['received', 'verifying'] },
  /** An agent's paper does; with a signed permission the consumer is asked for one step, with a power for none. */
  'accept-paper': { ...staff, message: 'acceptPaper', roles: ['verifier'], phases: ['verifying'], codes: AGENT_PAPERS },
  /** It does not, and the agent is told what is missing. */
  'refuse-paper': {
    ...staff,
    message: 'refusePaper',
    roles: ['verifier'],
    phases: ['verifying'],
    codes: PAPER_FLAWS,
    needsFacts: true,
  },
  'approve-verification': {
    ...staff,
    message: 'approveVerification',
    roles: ['verifier'],
    phases: ['verifying'],
  },
  'refuse-verification': {
    ...staff,
    message: 'refuseVerification',
    roles: ['verifier'],
    phases: ['verifying'],
    codes: ['evidence-insufficient', 'suspected-fraud', 'no-reasonable-method'],
    needsFacts: true,
  },
  'clear-dispute': {
    ...staff,
    message: 'clearDispute',
    roles: ['verifier'],
    phases: OPEN,
    codes: ['contacted-and-confirmed', 'mistaken-report'],
    needsFacts: true,
  },
  'decide-exceptions': {
    ...staff,
    message: 'decideExceptions',
    roles: ['decider'],
    phases: ['deciding'],
    needsPlan: true,
    needsFacts: true,
  },
  /** What becomes of each contested field (COR-02 to COR-06). */
  'decide-correction': {
    ...staff,
    message: 'decideCorrection',
    roles: ['decider'],
    phases: ['deciding'],
    needsPlan: true,
    needsFacts: true,
  },
  /** Which of the values that may name others are left out of a copy (HH-02). */
  'release-copy': { ...staff, message: 'releaseCopy', roles: ['decider'], phases: ['deciding'] },
  /** A copy that the consumer wants by post left on that day (KNW-12). */
  'record-posting': { ...staff, message: 'recordPosting', roles: ['decider'], phases: ['answering'] },
  deny: {
    ...staff,
    message: 'deny',
    roles: ['decider'],
    phases: BEFORE_ERASURE,
    codes: WHOLE_DENIALS,
    needsFacts: true,
  },
  /** Lets a request go on though an answer may not be owed again (CLK-11, STL-03). */
  'allow-repeat': { ...staff, message: 'allowRepeat', roles: ['decider'], phases: ['deciding'] },
  extend: {
    ...staff,
    message: 'extend',
    roles: ['decider'],
    phases: BEFORE_ANSWER,
    codes: ['complexity', 'number'],
    needsFacts: true,
  },
  'place-hold': {
    ...staff,
    message: 'placeHold',
    roles: ['decider'],
    phases: OPEN,
    codes: HOLD_CODES,
    needsFacts: true,
  },
  'renew-hold': { ...staff, message: 'renewHold', roles: ['decider'], phases: OPEN, needsFacts: true },
  'release-hold': { ...staff, message: 'releaseHold', roles: ['decider'], phases: OPEN, needsFacts: true },
  'retry-system': { ...staff, message: 'retrySystem', roles: ['decider', 'intake'], phases: OPEN },
  'supply-result': {
    ...staff,
    message: 'supplyResult',
    roles: ['decider'],
    phases: OPEN,
    codes: ['erased-by-hand', 'corrected-by-hand', 'set-by-hand', 'nothing-held'],
    needsFacts: true,
    needsSecond: true,
  },
} as const satisfies Record<string, DecisionRule>;

export type DecisionKind = keyof typeof DECISIONS;
type SuppliedCode = (typeof DECISIONS)['supply-result']['codes'][number];
export const DECISION_KINDS = Object.keys(DECISIONS) as DecisionKind[];

/** The rule of a decision, widened to its type so that callers need not narrow. */
export function decisionRule(kind: DecisionKind): DecisionRule {
  return DECISIONS[kind];
}

/** What can be decided about a right that makes a choice: it takes effect at once, nothing is proven and nothing erased. */
const ABOUT_CHOICES: readonly DecisionKind[] = [
  'deny',
  'retry-system',
  'supply-result',
  'hand-in-paper',
  'accept-paper',
];

/**
 * The phases in which a decision about a request for this right can be claimed. A choice holds from its receipt, so that
 * a belief of fraud can only follow it (OPT-03, LIM-03); no hold and no extension ever delays one (CLK-05, CLK-06).
 */
export function phasesFor(kind: DecisionKind, right: Right): readonly Phase[] {
  const choice = choiceOf(right);
  if (kind === 'confirm-opt-in') return choice?.allowed === true ? decisionRule(kind).phases : [];
  if (choice === undefined) return decisionRule(kind).phases;
  return ABOUT_CHOICES.includes(kind) ? OPEN : [];
}

/**
 * DEL-02, COR-03, COR-05, OPT-04, LIM-04, OIN-01: what a person can have done by hand in a system that stays away. For an
 * answer that only tells, a person can have looked and found nothing (KNW-09, KNW-10, KNW-14, STL-02).
 */
const BY_HAND: Record<Right, readonly SuppliedCode[]> = {
  delete: ['erased-by-hand'],
  'know-specific': [],
  'know-categories': [],
  'know-sold': [],
  correct: ['corrected-by-hand', 'erased-by-hand'],
  'opt-out': ['set-by-hand'],
  'opt-in': ['set-by-hand'],
  limit: ['set-by-hand'],
  'shine-the-light': [],
};

/** The codes of which one must be given about a request for this right: a denial has the grounds of its right (DEN-02). */
export function codesFor(kind: DecisionKind, right: Right, ruleSet: RuleSetId): readonly string[] {
  if (kind === 'deny') return wholeDenials(right, ruleSet);
  if (kind !== 'supply-result') return decisionRule(kind).codes;
  // KNW-09, DEL-02: nothing of the person is there
  return [...BY_HAND[right], 'nothing-held'];
}

/** A decision that may refuse a request, as its author states it. */
export interface StatedRefusal extends UnderRules {
  kind: DecisionKind;
  right: Right;
  code: string | null;
  /** Facts in words are given. */
  facts: boolean;
  /** What else is stated: of `DENIAL_STATEMENTS`. */
  stated: readonly string[];
  byStaff: boolean;
}

/**
 * DEN-02, VER-09: what keeps a decision that refuses from standing, as the refusal that its author sees; undefined where
 * it stands or refuses nothing. That identity was not proved is no denial; that fraud is suspected is one.
 */
export function refusalObjection(input: StatedRefusal): Refusal | undefined {
  const { kind, right, code, facts, stated, byStaff, ruleSet } = input;
  const denies = kind === 'deny' || (kind === 'refuse-verification' && code === 'suspected-fraud');
  if (!denies) return undefined;
  const ground = wholeDenials(right, ruleSet).find((each) => each === code);
  if (ground === undefined) return 'reason-missing';
  const { problems } = checkDenial({
    right,
    ground,
    stated: [...(facts ? ['facts'] : []), ...stated],
    whole: true,
    decidedByPerson: byStaff,
    ruleSet,
  });
  for (const problem of problems)
    switch (problem) {
      case 'person-must-decide':
        return 'role-missing';
      case 'needs-facts':
      case 'not-for-this-right':
      case 'rest-not-carried-out':
        return 'reason-missing';
      default:
        return problem;
    }
  return undefined;
}

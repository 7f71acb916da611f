import { type AgentAssessment, type AgentProof, assessAgent } from './agents';
import { type LocalDate, instantMs, receiptDay } from './calendar';
import { type Clock, clocksFor } from './clocks';
import type { Basis, RecipientRole, Right } from './codes';
import { isRepeatedCorrection, knowOwed, shineOwed } from './counters';
import { type ExceptionRule, exceptionsInForce } from './exceptions';
import { excusePossible, flowDown } from './flowDown';
import { LETTERS_BY_RIGHT, type LetterKind, requiredStatements, STATEMENTS, type StatementId } from './letters';
import { type AfterFailure, mayAskProof, mustReauthenticate, PROOFS, whenUnverified } from './proofs';
import { DEFAULT_SCHEDULE, type Milestone, milestonesFor } from './schedule';
import { assessEvidence, type Assessment, DEGREE_NEEDS, type EvidencePoint, requiredDegree } from './verification';
import { type RuleSetId, ruleSetFor } from './versions';

/**
 * What the rules say about a case, without starting anything: for `fortyfive explain` and the staff pages.
 */

/** A disclosure of the case; `recipient` is a name for the reader and decides nothing. */
export interface CaseDisclosure {
  recipient: string;
  role: RecipientRole;
  basis: Basis;
  disclosedOn: LocalDate;
}

/** The facts of a case; all but the moment of receipt may be left out. */
export interface CaseFacts {
  /** ISO 8601 with its zone. */
  receivedAt: string;
  sensitive?: boolean;
  passwordAccount?: boolean;
  /** Some reasonable method of verification exists; so unless said otherwise. */
  methodExists?: boolean;
  points?: EvidencePoint[];
  confirmedHeldContact?: boolean;
  declaration?: boolean;
  contested?: string[];
  agent?: Omit<AgentProof, 'right'>;
  /** The one extension was taken. */
  extended?: boolean;
  disclosures?: CaseDisclosure[];
  /** Day on which an opt-out or limit took effect; null or absent while it has not. */
  complianceOn?: LocalDate | null;
  /** Days on which earlier know or Shine the Light requests of the same consumer were answered. */
  answeredOn?: LocalDate[];
  /** Day on which the same alleged inaccuracy was denied. */
  correctionDeniedOn?: LocalDate;
  newDocuments?: boolean;
}

/** One recipient, and what it is owed. */
export interface ToldRecipient extends CaseDisclosure {
  duty: 'must' | 'may' | 'none';
  rule: string;
  /** "Impossible or disproportionate" can excuse it, as a decider's partial denial with facts. */
  excusable: boolean;
}

/** What a limit on the consumer comes to; it proposes, a person decides. */
export interface Proposal {
  rule: string;
  says: string;
}

/** What the rules say about a case. */
export interface Explanation {
  right: Right;
  receiptDay: LocalDate;
  ruleSet: RuleSetId;
  clocks: Clock[];
  /** The deadline loop's table, with the default settings. */
  milestones: Milestone[];
  verification: {
    degree: string;
    points: number;
    declaration: boolean;
    reauthenticate: boolean;
    /** Proofs that must not be asked for without need. */
    mustNotAsk: string[];
    evidence: Assessment;
    whenUnverified: AfterFailure;
    rule: string;
    cite: string;
  };
  agent: AgentAssessment | null;
  /** Exceptions that could be proposed; a person decides each. Deletion only. */
  exceptions: ExceptionRule[];
  recipients: ToldRecipient[];
  proposals: Proposal[];
  /** What each letter must say, at the least. */
  letters: { letter: LetterKind; statements: { id: StatementId; rules: readonly string[]; meaning: string }[] }[];
}

const EXPLAINED_LETTERS: readonly LetterKind[] = ['acknowledgement', 'extension', 'answer', 'denial', 'unverified'];

function letters(right: Right): Explanation['letters'] {
  return EXPLAINED_LETTERS.filter((letter) => LETTERS_BY_RIGHT[right]?.[letter]).map((letter) => ({
    letter,
    statements: requiredStatements({ letter, right, rendering: 'full', situation: {} }).map((id) => ({
      id,
      rules: STATEMENTS[id].rules,
      meaning: STATEMENTS[id].meaning,
    })),
  }));
}

function proposals(right: Right, day: LocalDate, facts: CaseFacts): Proposal[] {
  const { answeredOn = [], correctionDeniedOn, newDocuments = false } = facts;
  const found: Proposal[] = [];
  if (right.startsWith('know-')) {
    const { owed, counted, rule } = knowOwed({ receivedOn: day, answeredOn });
    if (!owed)
      found.push({
        rule,
        says: `${counted} know requests were answered in the 12 months before: a refusal may be proposed`,
      });
  }
  if (right === 'shine-the-light') {
    const { owed, rule } = shineOwed({ receivedOn: day, answeredOn });
    if (!owed) found.push({ rule, says: 'answered in this calendar year already: a refusal may be proposed' });
  }
  if (right === 'correct' && correctionDeniedOn !== undefined) {
    const { repeat, rule } = isRepeatedCorrection({ receivedOn: day, deniedOn: correctionDeniedOn, newDocuments });
    if (repeat)
      found.push({
        rule,
        says: 'the same was denied within six months, without new documents since: a refusal may be proposed',
      });
  }
  return found;
}

function recipients(right: Right, day: LocalDate, facts: CaseFacts): ToldRecipient[] {
  const window = right === 'opt-out' || right === 'limit' ? { from: day, to: facts.complianceOn ?? null } : undefined;
  return (facts.disclosures ?? []).map((disclosure) => ({
    ...disclosure,
    ...flowDown({ ...disclosure, right, window }),
    excusable: excusePossible({ ...disclosure, right }).possible,
  }));
}

/**
 * What the rules say about a case.
 * @throws RangeError where the moment of receipt is none, lies before the law or beyond the holidays that are held, or
 *   a day of the facts is no day
 */
export function explain(right: Right, facts: CaseFacts): Explanation {
  const receivedAtMs = instantMs(facts.receivedAt);
  const day = receiptDay(receivedAtMs);
  const required = requiredDegree({ right, sensitive: facts.sensitive ?? false });
  const { points, declaration, rule, cite } = DEGREE_NEEDS[required];
  return {
    right,
    receiptDay: day,
    ruleSet: ruleSetFor(day),
    clocks: clocksFor(right, receivedAtMs),
    milestones: milestonesFor({
      right,
      receivedAtMs,
      extended: facts.extended ?? false,
      answered: false,
      settings: DEFAULT_SCHEDULE,
    }),
    verification: {
      degree: required,
      points,
      declaration,
      reauthenticate: mustReauthenticate({ right, passwordAccount: facts.passwordAccount ?? false }),
      mustNotAsk: PROOFS.filter((proof) => !mayAskProof({ right, proof, necessary: false, paidByBusiness: false }).may),
      evidence: assessEvidence({
        right,
        required,
        points: facts.points ?? [],
        confirmedHeldContact: facts.confirmedHeldContact ?? false,
        declaration: facts.declaration ?? false,
        contested: facts.contested,
      }),
      whenUnverified: whenUnverified({ right, methodExists: facts.methodExists ?? true }),
      rule,
      cite,
    },
    agent: facts.agent ? assessAgent({ ...facts.agent, right }) : null,
    exceptions: right === 'delete' ? exceptionsInForce(day) : [],
    recipients: recipients(right, day, facts),
    proposals: proposals(right, day, facts),
    letters: letters(right),
  };
}

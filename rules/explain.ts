import { type AgentAssessment, type AgentProof, assessAgent } from './agents';
import { type LocalDate, instantMs, receiptDay } from './calendar';
import { type Clock, clocksFor } from './clocks';
import type { Basis, RecipientRole, Right } from './codes';
import { isRepeatedCorrection, knowOwed, shineOwed } from './counters';
import { groundsFor, type OfferedGround } from './denials';
import { type ExceptionRule, exceptionsInForce } from './exceptions';
import { disclosureWindow, excusePossible, flowDown } from './flowDown';
import { type IntakeFields, intakeFields, twoSteps } from './intake';
import { answerParts } from './know';
import {
  LETTER_KINDS,
  LETTERS_BY_RIGHT,
  type LetterKind,
  requiredStatements,
  STATEMENTS,
  type StatementId,
} from './letters';
import { type AfterFailure, mayAskProof, mustReauthenticate, PROOFS, whenUnverified } from './proofs';
import { DEFAULT_SCHEDULE, type Milestone, milestonesFor, type ScheduleSettings } from './schedule';
import { shineAnswer } from './shineTheLight';
import { assessEvidence, type Assessment, DEGREE_NEEDS, type EvidencePoint, requiredDegree } from './verification';
import type { RuleSetId } from './versions';

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
  agent?: Omit<AgentProof, 'right' | 'ruleSet'>;
  /** The one extension was taken. */
  extended?: boolean;
  /** The answer has left. */
  answered?: boolean;
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
  /** What a form asks for this right, and in how many steps. */
  intake: IntakeFields & { steps: 'optional' | 'required' | 'forbidden' };
  agent: AgentAssessment | null;
  /** Exceptions that could be proposed; a person decides each. Deletion only. */
  exceptions: ExceptionRule[];
  /** Grounds on which a person could deny it, in whole or part. */
  grounds: OfferedGround[];
  recipients: ToldRecipient[];
  proposals: Proposal[];
  /** Parts that the answer must have, where the law lists them. */
  answer: readonly string[];
  /** What each letter must say, at the least. */
  letters: { letter: LetterKind; statements: { id: StatementId; rules: readonly string[]; meaning: string }[] }[];
}

/** Letters that only move a request on its way: what they say depends on nothing but the step. */
const ON_THE_WAY: readonly LetterKind[] = [
  'code',
  'in-your-name',
  'verification-reminder',
  'permission-confirmation',
  'withdrawn',
  'disputed',
];
const EXPLAINED_LETTERS: readonly LetterKind[] = LETTER_KINDS.filter((letter) => !ON_THE_WAY.includes(letter));

function letters(right: Right, ruleSet: RuleSetId): Explanation['letters'] {
  return EXPLAINED_LETTERS.filter((letter) => LETTERS_BY_RIGHT[right][letter]).map((letter) => ({
    letter,
    statements: requiredStatements({ letter, right, rendering: 'full', situation: {}, ruleSet }).map((id) => ({
      id,
      rules: STATEMENTS[id].rules,
      meaning: STATEMENTS[id].meaning,
    })),
  }));
}

function proposals(right: Right, day: LocalDate, facts: CaseFacts, ruleSet: RuleSetId): Proposal[] {
  const { answeredOn = [], correctionDeniedOn, newDocuments = false } = facts;
  const found: Proposal[] = [];
  if (right.startsWith('know-')) {
    const { owed, counted, rule } = knowOwed({ receivedOn: day, answeredOn, ruleSet });
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
    const { repeat, rule } = isRepeatedCorrection({
      receivedOn: day,
      deniedOn: correctionDeniedOn,
      newDocuments,
      ruleSet,
    });
    if (repeat)
      found.push({
        rule,
        says: 'the same was denied within six months, without new documents since: a refusal may be proposed',
      });
  }
  return found;
}

function recipients(right: Right, day: LocalDate, facts: CaseFacts, ruleSet: RuleSetId): ToldRecipient[] {
  const window = disclosureWindow({ right, receivedOn: day, effectiveOn: facts.complianceOn ?? null, ruleSet });
  return (facts.disclosures ?? []).map((disclosure) => ({
    ...disclosure,
    ...flowDown({ ...disclosure, right, window, ruleSet }),
    excusable: excusePossible({ ...disclosure, right, ruleSet }).possible,
  }));
}

/**
 * What the rules say about a case.
 * @param ruleSet that of the request; of a case that is no request, the one of its receipt day
 * @param settings when the deadline loop acts
 * @throws RangeError where the moment of receipt is none, lies before the law or beyond the holidays that are held, or
 *   a day of the facts is no day
 */
export function explain(
  right: Right,
  facts: CaseFacts,
  ruleSet: RuleSetId,
  settings: ScheduleSettings = DEFAULT_SCHEDULE,
): Explanation {
  const receivedAtMs = instantMs(facts.receivedAt);
  const day = receiptDay(receivedAtMs);
  const required = requiredDegree({ right, sensitive: facts.sensitive ?? false, ruleSet });
  const { points, declaration, rule, cite } = DEGREE_NEEDS[required];
  return {
    right,
    receiptDay: day,
    ruleSet,
    clocks: clocksFor(right, receivedAtMs, ruleSet),
    milestones: milestonesFor({
      right,
      receivedAtMs,
      extended: facts.extended ?? false,
      answered: facts.answered ?? false,
      settings,
      ruleSet,
    }),
    intake: {
      ...intakeFields({ right, keepsLongerThanTwelveMonths: true, ruleSet }),
      steps: twoSteps({ right, online: true }).steps,
    },
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
        ruleSet,
      }),
      whenUnverified: whenUnverified({ right, methodExists: facts.methodExists ?? true }),
      rule,
      cite,
    },
    agent: facts.agent ? assessAgent({ ...facts.agent, right, ruleSet }) : null,
    exceptions: right === 'delete' ? exceptionsInForce(ruleSet) : [],
    grounds: groundsFor(right, ruleSet),
    recipients: recipients(right, day, facts, ruleSet),
    proposals: proposals(right, day, facts, ruleSet),
    answer: right === 'shine-the-light' ? shineAnswer({ policyOfChoice: false }).parts : answerParts(right),
    letters: letters(right, ruleSet),
  };
}

import type { Allowed } from './allowed';
import { type LocalDate, endOfDayMs } from './calendar';
import { clocksFor } from './clocks';
import type { Channel, Phase, Refusal, Right, StaffRole, WaitsFor } from './codes';
import { type DecisionKind, decisionRule, phasesFor } from './decisions';
import { isVerifiable } from './rights';
import type { UnderRules } from './versions';

/**
 * What a timer may do alone and what only a person may (decisions.md A2, C2-C5). Asked before every act.
 */

/** Acts that a deadline loop could think of: those that remind (CLK-04), warn (CAL-08), extend (CLK-03) or decide (DEN-02). */
export const TIMER_ACTS = [
  'remind',
  'escalate',
  'mark-overdue',
  'refuse-unverified',
  'extend',
  'deny',
  'approve-verification',
  'decide-exception',
  'charge-fee',
  'release-hold',
] as const;
export type TimerAct = (typeof TIMER_ACTS)[number];

/** Who may have a workflow that stands still started anew: it decides nothing about a person (decisions.md C4, E4). */
export const MAY_RESTART = ['administrator', 'decider'] as const satisfies readonly StaffRole[];

/** Whether somebody with these roles may. */
export const mayRestart = (roles: readonly StaffRole[]): boolean => MAY_RESTART.some((role) => roles.includes(role));

/** The situation in which a timer would refuse. */
export interface TimerSituation {
  right: Right;
  waitsFor: WaitsFor;
  /** At least one reminder of the open step has left. */
  reminded: boolean;
  /** Proof has come in, read or not. */
  proofArrived: boolean;
  /** A held contact says that the request was not theirs. */
  disputed: boolean;
  held: boolean;
}

/**
 * CLK-04 with decisions.md A2: a timer refuses only where a step asked of the consumer stayed unanswered after a
 * reminder. Where proof waits to be read, the wait is on us or on a system, or a person is to look, it never does.
 */
export function mayTimerRefuse(situation: TimerSituation): Allowed {
  const { right, waitsFor, reminded, proofArrived, disputed, held } = situation;
  const may = isVerifiable(right) && waitsFor === 'consumer-code' && reminded && !proofArrived && !disputed && !held;
  return { may, rule: 'CLK-04' };
}

/** CLK-03, CLK-04, CAL-08, DEN-02: whether a timer may do an act alone; where not, it raises the alarm until a person decides. */
export function mayTimerAct(act: TimerAct, situation: TimerSituation): Allowed {
  switch (act) {
    case 'remind':
    case 'refuse-unverified':
      return act === 'remind'
        ? { may: isVerifiable(situation.right) && situation.waitsFor === 'consumer-code', rule: 'CLK-04' }
        : mayTimerRefuse(situation);
    case 'escalate':
    case 'mark-overdue':
      return { may: true, rule: 'CAL-08' };
    case 'extend':
      return { may: false, rule: 'CLK-03' };
    case 'deny':
    case 'approve-verification':
    case 'decide-exception':
    case 'charge-fee':
    case 'release-hold':
      return { may: false, rule: 'DEN-02' };
  }
}

/** Whether a decision may be made; a refusal is a value that staff see. */
export type Permission = { may: true } | { may: false; refusal: Refusal };

/** How a request stands that a standing decision would approve. */
export interface StandingQuestion {
  right: Right;
  phase: Phase;
  /** An authenticated integration says that the requester signed in again to an account of the business (VER-08). */
  vouched: boolean;
  sensitive: boolean;
  disputed: boolean;
  /** It has an outcome already. */
  ended: boolean;
}

/**
 * VER-08, VER-12: whether a standing decision of the configuration may approve verification (decisions.md C3): a
 * deletion of what is not sensitive, vouched for, without any doubt. Everything else waits for a person.
 */
export function mayApproveStanding(question: StandingQuestion): Allowed {
  const { right, phase, vouched, sensitive, disputed, ended } = question;
  const may = right === 'delete' && phase === 'verifying' && vouched && !sensitive && !disputed && !ended;
  return { may, rule: 'VER-08' };
}

/** What decides whether the one extension may be taken. Moments in UTC milliseconds. */
export interface ExtensionQuestion extends UnderRules {
  receivedAtMs: number;
  nowMs: number;
  /** The day to which it was extended; null where it was not. */
  extendedOn: LocalDate | null;
  answered: boolean;
  /** Opt-out, opt-in, limit and Shine the Light know no extension (CLK-05, CLK-06, STL-05). */
  right: Right;
}

/**
 * CLK-03: one extension, told before day 45 ends. Its reason must be complexity or number; that stands in decisions.ts.
 * @throws RangeError as {@link clocksFor}
 */
export function mayExtend(question: ExtensionQuestion): Permission {
  const { receivedAtMs, nowMs, extendedOn, answered, right, ruleSet } = question;
  const clocks = clocksFor(right, receivedAtMs, ruleSet);
  const respond = clocks.find((clock) => clock.rule === 'CLK-02');
  if (!respond) return { may: false, refusal: 'nothing-to-decide' };
  if (answered) return { may: false, refusal: 'wrong-phase' };
  if (extendedOn !== null) return { may: false, refusal: 'extension-used' };
  if (nowMs > endOfDayMs(respond.strict)) return { may: false, refusal: 'extension-too-late' };
  return { may: true };
}

/** Who would decide what, and in which phase. */
export interface DecisionQuestion {
  kind: DecisionKind;
  right: Right;
  /** Roles that the actor holds; empty for a consumer. */
  roles: readonly StaffRole[];
  phase: Phase;
  /** Staff ID, or 'consumer'. */
  actor: string;
  /** Who entered the request, where staff did. */
  enteredBy: string | null;
  /** Who recorded the decision that the actor would now agree to; null for the first person. */
  decidedBy: string | null;
}

/** VER-05: decisions about verification, which nobody makes on a request that they entered (decisions.md C4). */
const ABOUT_VERIFICATION: readonly DecisionKind[] = [
  'approve-verification',
  'refuse-verification',
  'clear-dispute',
  'accept-paper',
  'refuse-paper',
];

/**
 * VER-05, DEN-02: whether an actor may make a decision in a phase: role, phase, and two persons where two are asked for.
 * Administrators configure and do not decide (decisions.md C4). What depends on the request's data, the claim checks.
 */
export function mayDecide(question: DecisionQuestion): Permission {
  const { kind, right, roles, phase, actor, enteredBy, decidedBy } = question;
  const rule = decisionRule(kind);
  if (phase === 'closed') return { may: false, refusal: 'request-closed' };
  if (rule.by === 'staff' && (roles.includes('administrator') || !rule.roles.some((role) => roles.includes(role))))
    return { may: false, refusal: 'role-missing' };
  if (!phasesFor(kind, right).includes(phase)) return { may: false, refusal: 'wrong-phase' };
  if (rule.by === 'staff' && ABOUT_VERIFICATION.includes(kind) && actor === enteredBy)
    return { may: false, refusal: 'same-person' };
  if (decidedBy !== null && actor === decidedBy) return { may: false, refusal: 'same-person' };
  return { may: true };
}

/** What decides whether one person is enough for a decision. */
export interface SecondQuestion {
  kind: DecisionKind;
  right: Right;
  channel: Channel;
  /** Other evidence is stated to be as strong as what is required (decisions.md C2). */
  equivalent: boolean;
  /** An agent's power of attorney stands in place of the consumer's own steps (decisions.md B5). */
  powerOfAttorney?: boolean;
}

/** Channels by which a person's own hand does not reach us, so that two look before specific pieces go out. */
const AT_SECOND_HAND: readonly Channel[] = ['phone', 'mail', 'agent'];

/** VER-05, VER-11: whether a second person must agree before a decision is delivered (decisions.md B5, C2, C4). */
export function needsSecondPerson(question: SecondQuestion): boolean {
  const { kind, right, channel, equivalent, powerOfAttorney = false } = question;
  if (decisionRule(kind).needsSecond || equivalent) return true;
  if (kind === 'release-copy') return AT_SECOND_HAND.includes(channel);
  if (kind === 'accept-paper') return powerOfAttorney;
  if (kind !== 'approve-verification') return false;
  return powerOfAttorney || (right === 'know-specific' && AT_SECOND_HAND.includes(channel));
}

/** VER-05: whether one person may hold these roles together: an administrator decides nothing and verifies nobody (C4). */
export function mayHoldTogether(roles: readonly StaffRole[]): boolean {
  return !roles.includes('administrator') || !roles.some((role) => role === 'decider' || role === 'verifier');
}

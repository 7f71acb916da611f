import type { StaffRole } from './codes';

/**
 * A decision or report about a duty: who may make it and what it must state. Like every decision it is a row before it
 * is a message, and the message carries the row's ID alone (decisions.md C1).
 */
export interface DutyDecisionRule {
  /** Name of the signal and update that deliver it. */
  message: string;
  /** Roles of which the actor must hold one. */
  roles: readonly StaffRole[];
  /** Codes of which one is the reason. */
  codes: readonly string[];
  /** Facts in words are required. */
  needsFacts: boolean;
}

/**
 * What became of an archive is a fact that whoever runs it reports; what is kept or erased is for a decider
 * (decisions.md C3, C4).
 */
export const DUTY_DECISIONS = {
  /** DEL-05: an archive was restored into a system: every suppression is applied to it before it is used. */
  'archive-restored': {
    message: 'archiveRestored',
    roles: ['administrator', 'decider'],
    codes: ['recovery', 'check', 'migration'],
    needsFacts: false,
  },
  /** DEL-05: an archive was read or used without being restored into one of our systems. */
  'archive-accessed': {
    message: 'archiveAccessed',
    roles: ['administrator', 'decider'],
    codes: ['inspection', 'sale-or-disclosure', 'commercial-purpose'],
    needsFacts: true,
  },
  /** DEL-05: how the suppressions were applied to what was read from an archive. */
  'access-settled': {
    message: 'accessSettled',
    roles: ['decider'],
    codes: ['passed-the-guard', 'nothing-taken-out', 'erased-by-hand'],
    needsFacts: true,
  },
  /** DEL-05: what an archive copied up to a day is gone for good. */
  'archive-rotated': {
    message: 'archiveRotated',
    roles: ['administrator', 'decider'],
    codes: ['rotated-out', 'destroyed'],
    needsFacts: false,
  },
  /** DEL-12: what a restore brought back that only a person may judge. */
  'decide-restored': {
    message: 'decideRestored',
    roles: ['decider'],
    codes: ['erase', 'leave'],
    needsFacts: true,
  },
  /** DEL-07: an exception still holds, until a later day. */
  'renew-exception': {
    message: 'renewException',
    roles: ['decider'],
    codes: ['still-required', 'dispute-open', 'period-extended'],
    needsFacts: true,
  },
} as const satisfies Record<string, DutyDecisionRule>;

/** Kind of a decision about a duty. */
export type DutyDecisionKind = keyof typeof DUTY_DECISIONS;
export const DUTY_DECISION_KINDS = Object.keys(DUTY_DECISIONS) as DutyDecisionKind[];

/** The rule of a kind, widened to its type so that callers need not narrow. */
export function dutyDecisionRule(kind: DutyDecisionKind): DutyDecisionRule {
  return DUTY_DECISIONS[kind];
}

/** Why a decision about a duty (DEL-05, DEL-07) was not carried out; a value that staff see. */
export const DUTY_REFUSALS = [
  'unknown-decision',
  'wrong-message',
  'role-missing',
  'reason-missing',
  'already-marked',
  'nothing-to-decide',
  'erasure-begun',
  'day-not-possible',
] as const;
export type DutyRefusal = (typeof DUTY_REFUSALS)[number];

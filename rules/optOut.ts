import type { Allowed } from './allowed';
import { addDays, type LocalDate } from './calendar';
import type { UnderRules } from './versions';

/** Opt-out of sale and sharing, preference signals, opt-in after it (law.md section 8). */

/** What an opt-out takes effect on. */
export type OptOutScope = 'device' | 'pseudonymous-profile' | 'consumer';

/**
 * OPT-04, GPC-01: what an opt-out or signal covers: always the device and its profile; the consumer, in every channel
 * and offline, as soon as we know who it is.
 */
export function optOutCovers(input: { channel: 'form' | 'signal'; consumerKnown: boolean }): {
  covers: OptOutScope[];
  rule: string;
} {
  const rule = input.channel === 'signal' ? 'GPC-01' : 'OPT-04';
  return {
    covers: input.consumerKnown ? ['device', 'pseudonymous-profile', 'consumer'] : ['device', 'pseudonymous-profile'],
    rule,
  };
}

/**
 * GPC-02, GPC-04, GPC-05, GPC-06: what a signal is met with. It is processed whatever stands against it; only what the
 * consumer answers to a question can change that, and no answer changes nothing but in an incentive programme.
 */
export function onSignal(input: {
  present: boolean;
  conflict: 'none' | 'stored-consent' | 'incentive-programme';
  /** The consumer's answer to the question that may be asked; null where it was not asked. */
  answer: 'consents' | 'affirms-withdrawal' | 'none' | null;
}): { optOut: boolean; programmeKept: boolean; rule: string } {
  const { present, conflict, answer } = input;
  if (!present) return { optOut: false, programmeKept: true, rule: 'GPC-06' };
  if (conflict === 'stored-consent' && answer === 'consents')
    return { optOut: false, programmeKept: true, rule: 'GPC-04' };
  if (conflict === 'stored-consent') return { optOut: true, programmeKept: false, rule: 'GPC-04' };
  if (conflict === 'incentive-programme') {
    // asked and not affirmed: the signal may be ignored as to the programme only; not asked: it is processed
    const programmeKept = answer === 'consents' || answer === 'none';
    return { optOut: true, programmeKept, rule: 'GPC-05' };
  }
  return { optOut: true, programmeKept: false, rule: 'GPC-02' };
}

/** GPC-03, OPT-06, LIM-05: whether it must be shown that an opt-out, signal or limit was honoured: since 2026. */
export function mustShowHonoured(input: UnderRules & { kind: 'opt-out' | 'signal' | 'limit' }): {
  must: boolean;
  rule: string;
} {
  const rule = { 'opt-out': 'OPT-06', signal: 'GPC-03', limit: 'LIM-05' }[input.kind];
  return { must: input.ruleSet >= '2026-01-01', rule };
}

/** OPT-09: what the data of an opt-out may be used for: nothing else. */
export function mayUseOptOutData(purpose: 'comply' | 'marketing' | 'analytics' | 'crm'): Allowed {
  return { may: purpose === 'comply', rule: 'OPT-09' };
}

/** OIN-01: days within which the second step of an opt-in can be taken. Our own: no law sets one. */
const CONFIRM_WITHIN_DAYS = 14;

/**
 * OIN-01: the last day of the second step; an opt-in that nobody confirmed by then has changed nothing and is over.
 * @throws RangeError where `receivedOn` is not a day
 */
export function confirmBy(receivedOn: LocalDate): LocalDate {
  return addDays(receivedOn, CONFIRM_WITHIN_DAYS);
}

/** OIN-01: an opt-in after an opt-out takes two steps; one click opts nobody in. */
export function optedIn(input: { requested: boolean; confirmedSeparately: boolean }): {
  optedIn: boolean;
  rule: string;
} {
  return { optedIn: input.requested && input.confirmedSeparately, rule: 'OIN-01' };
}

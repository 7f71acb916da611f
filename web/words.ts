import type { CodeAnswer } from '../db/codes';
import type { DenialStatement } from '../rules/denials';
import type {
  Channel,
  DocumentPurpose,
  FailureCode,
  NoticeState,
  Outcome,
  ParkedCode,
  Phase,
  Refusal,
  Right,
  StaffRole,
  TaskKind,
  WaitsFor,
} from '../rules/codes';
import type { DecisionKind } from '../rules/decisions';

/** Codes in plain English, for pages. A code without words does not compile. */
export const RIGHT_WORDS: Record<Right, string> = {
  delete: 'Delete my personal information',
  'know-specific': 'Send me a copy of what you hold',
  'know-categories': 'Tell me which kinds of information you hold',
  'know-sold': 'Tell me what was sold, shared or disclosed',
  correct: 'Correct my personal information',
  'opt-out': 'Do not sell or share my personal information',
  'opt-in': 'Allow sale or sharing again',
  limit: 'Limit the use of my sensitive information',
  'shine-the-light': 'Tell me about direct marketing disclosures',
};

/** What comes of asking, in one sentence, for those who choose. */
export const RIGHT_EXPLAINED: Record<Right, string> = {
  delete: 'We erase what we hold about you, keep only what the law has us keep, and tell those who got it from us.',
  'know-specific': 'You get a file, or paper by post, with each piece of information that we hold about you.',
  'know-categories': 'You learn which kinds we hold, where we got them, what we use them for, and who gets them.',
  'know-sold': 'You learn which kinds of your information went to which kinds of other companies.',
  correct: 'Something that we hold about you is wrong: tell us what is right, and we change it everywhere.',
  'opt-out': 'From now on we sell and share nothing about you. You need not prove who you are.',
  'opt-in': 'You told us before not to sell or share, and have changed your mind.',
  limit: 'We use sensitive information about you only for what the law permits anyway. You need not prove who you are.',
  'shine-the-light': 'You get the list of companies that got customer information from us to advertise with.',
};

/** Phases, for staff. */
export const PHASE_WORDS: Record<Phase, string> = {
  received: 'Received',
  verifying: 'Verifying',
  planning: 'Planning',
  deciding: 'Deciding',
  grace: 'Grace period',
  'carrying-out': 'Carrying out',
  answering: 'Answering',
  'following-through': 'Following through',
  closed: 'Closed',
};

/** What a request waits for, for staff. */
export const WAITS_WORDS: Record<WaitsFor, string> = {
  nothing: 'Nothing',
  'consumer-code': 'The requester: a code, a paper or an answer',
  verifier: 'A verifier',
  decider: 'A decider',
  system: 'A system',
  recipients: 'Recipients',
  recheck: 'The next re-check',
};

/** Why a request is parked. */
export const PARKED_WORDS: Record<ParkedCode, string> = {
  'milestone-missed': 'Something was due and did not happen',
  'never-started': 'Its workflow has not started',
  'no-progress': 'Its workflow stands still',
  'undelivered-decision': 'A decision has not reached it',
};

/** Outcomes, for staff. */
export const OUTCOME_WORDS: Record<Outcome, string> = {
  deleted: 'Deleted',
  'deleted-in-part': 'Deleted in part',
  'nothing-held': 'Nothing held',
  corrected: 'Corrected',
  'corrected-in-part': 'Corrected in part',
  informed: 'Told what was asked',
  honoured: 'Honored',
  'not-applicable': 'Nothing to limit',
  'not-confirmed': 'Not confirmed',
  unverified: 'Identity not verified',
  denied: 'Denied',
  withdrawn: 'Withdrawn',
};

/** Roles of staff. */
export const ROLE_WORDS: Record<StaffRole, string> = {
  intake: 'Intake',
  verifier: 'Verifier',
  decider: 'Decider',
  administrator: 'Administrator',
  auditor: 'Auditor',
};

/** Channels. */
export const CHANNEL_WORDS: Record<Channel, string> = {
  form: 'Form',
  email: 'E-mail',
  phone: 'Telephone',
  mail: 'Post',
  agent: 'Agent',
  signal: 'Privacy signal',
  api: 'API',
};

/** States of a notice. */
export const NOTICE_WORDS: Record<NoticeState, string> = {
  planned: 'Planned',
  queued: 'In the queue of the recipient',
  sent: 'Sent',
  received: 'Received, not yet attested',
  attested: 'Attested',
  refused: 'Refused',
  overdue: 'Overdue',
};

/** Tasks. */
export const TASK_WORDS: Record<TaskKind, string> = {
  verify: 'Check who is asking',
  'post-copy': 'Print a copy and post it',
  'review-copy': 'Look at what may name others in a copy',
  'decide-exceptions': 'Decide what is kept',
  'decide-correction': 'Decide what is corrected',
  'identity-disputed': 'Somebody said "this was not me"',
  'system-down': 'A system does not answer',
  'plan-differs': 'Carrying out would differ from the plan that was seen',
  'recipient-silent': 'A recipient has not answered',
  'recipient-refused': 'A recipient refused',
  'disclosure-incident': 'Data went to a recipient although they must not',
  'notice-late': 'An instruction may leave the queue of a recipient too late',
  'recheck-failed': 'Something deleted was found again',
  overdue: 'The answer is due',
  'letter-undelivered': 'A letter did not arrive',
  'hold-review': 'A hold is to be reviewed',
  'bare-signal': 'A message came without a decision behind it',
  'repeat-request': 'The same was answered before: refuse it or let it go on',
  'exception-ends': 'An exception ends: renew it, or the data go',
  'check-paper': 'Read the paper of an agent',
  'permission-missing': 'An agent has not shown a signed permission: deny it or let it stand',
  'restore-undecided': 'A restored archive brought something back that a person must judge',
};

/** Decisions. */
export const DECISION_WORDS: Record<DecisionKind, string> = {
  'confirm-code': 'Code entered',
  'request-code': 'Code asked for',
  'confirm-opt-in': 'Opt-in confirmed',
  'this-was-not-me': '"This was not me"',
  withdraw: 'Withdraw',
  'hand-in-paper': 'Paper handed in',
  'confirm-permission': 'Answer of the consumer',
  'accept-paper': 'Accept the paper of the agent',
  'refuse-paper': 'Refuse the paper of the agent',
  'approve-verification': 'Approve verification',
  'refuse-verification': 'Refuse verification',
  'clear-dispute': 'Clear the dispute',
  'decide-exceptions': 'Decide exceptions',
  'decide-correction': 'Decide the correction',
  'release-copy': 'Release the copy',
  'record-posting': 'Record the posting',
  deny: 'Deny the request',
  'allow-repeat': 'Let it go on',
  extend: 'Extend once, with a reason',
  'place-hold': 'Place a hold',
  'renew-hold': 'Renew a hold',
  'release-hold': 'Release a hold',
  'retry-system': 'Retry a system now',
  'supply-result': 'Supply a result by hand',
};

/** Documents. */
export const DOCUMENT_WORDS: Record<DocumentPurpose, string> = {
  identity: 'Proof of identity',
  evidence: 'Evidence for a correction',
  'signed-permission': 'Signed permission for an agent',
  'power-of-attorney': 'Power of attorney',
};

/** Why a decision was refused, and what to do. */
export const REFUSAL_WORDS: Record<Refusal, string> = {
  'unknown-decision': 'There is no such decision.',
  'other-request': 'The decision belongs to another request.',
  'already-marked': 'This decision was settled before.',
  'wrong-message': 'The message does not fit the decision.',
  'wrong-phase': 'The request is not in a phase where this can be decided.',
  'wrong-round': 'The work was reopened since: look at the new plan.',
  'plan-changed': 'The plan changed since you saw it: look at it again.',
  'erasure-begun': 'Erasure has begun: this can no longer be stopped.',
  'evidence-insufficient': 'The evidence does not reach the required degree.',
  'identity-disputed': 'Somebody said "this was not me": clear the dispute first.',
  'role-missing': 'Your role does not make this decision.',
  'same-person': 'A different person must do this.',
  'hold-days':
    'A hold needs a day of review from today on; at the direction of law enforcement also the day of the direction, and a review within the days that one direction lasts (CLK-13).',
  'extension-used': 'The request was extended before; the law allows one extension.',
  'extension-too-late': 'The day on which the answer was due has passed: an extension is no longer possible.',
  'reason-missing': 'Choose a reason and state the facts.',
  'needs-documented-belief': 'This ground needs the statement that the belief is in good faith and documented.',
  'needs-evidence': 'This ground needs the statement that evidence is held: the burden is on the business.',
  'needs-new-documents-absent': 'This ground needs the statement that nothing new came with the request.',
  'needs-adequate-processes': 'This ground needs the statement that requests are processed adequately.',
  'nothing-to-decide': 'There is nothing to decide here.',
  'request-closed': 'The request is closed.',
  'no-such-paper': 'No such paper of an agent was handed in.',
  'consumer-asked': 'The paper was accepted, and the consumer is asked for one step: no other can be (AGT-01).',
  'correction-incomplete': 'Every contested field needs a decision that the rules let stand.',
};

/** Failures at a system, recipient or mail server. */
export const FAILURE_WORDS: Partial<Record<FailureCode, string>> = {
  'system-down': 'does not answer',
  'system-throttled': 'asks us to slow down',
  'system-timeout': 'takes too long',
  'system-refused': 'refuses us',
  'still-found': 'still holds what was erased',
  'not-kept': 'did not keep what was set',
  'too-many-rows': 'holds more rows than expected',
  'several-persons': 'holds several persons under one identifier',
  'mail-down': 'mail server does not answer',
};

/** Why a code that was entered opens nothing, and what to do; the words follow the name of the field. */
export const CODE_WORDS: Record<Exclude<CodeAnswer, 'right'>, string> = {
  wrong: 'is not the one that we sent last. Look at the newest message from us.',
  expired: 'is no longer valid: it lives for ten minutes. Ask for a new one.',
  locked: 'was tried too often. Ask for a new one.',
};

/** A code without words of its own, as words. */
export function plain(code: string): string {
  const text = code.replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `2026-11-23` as `November 23, 2026`. */
export function dayWords(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${MONTHS[(month ?? 1) - 1] ?? ''} ${date}, ${year}`;
}

/** A moment in UTC, to the minute. */
export function momentWords(moment: Date | null): string {
  return moment ? `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '';
}

/** A size in bytes, for people. */
export function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** What a decider states of a ground beside its facts (DEN-02). */
export const STATEMENT_WORDS: Record<DenialStatement, string> = {
  'documented-belief':
    'We believe this in good faith, on grounds that are documented (VER-09, OPT-03, LIM-03, COR-08).',
  evidence: 'We hold the evidence that shows it; the burden is ours (FEE-01).',
  'new-documents-absent': 'We looked, and nothing new came with this request (CLK-12).',
  'adequate-processes': 'Our processes for such requests are adequate (DEN-03).',
};

/**
 * The closed vocabularies of Fortyfive. Every code that travels through Temporal, Postgres, the API or a letter
 * is in this file and nowhere else, so that a reader can see in one place all that a request can be.
 */

/** What a consumer can exercise. One request is one exercise of one right. */
export const RIGHTS = [
  'delete',
  'know-specific',
  'know-categories',
  'know-sold',
  'correct',
  'opt-out',
  'opt-in',
  'limit',
  'shine-the-light',
] as const;
export type Right = (typeof RIGHTS)[number];

/** How a request reached the business. */
export const CHANNELS = ['form', 'email', 'phone', 'mail', 'agent', 'signal', 'api'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where a request stands. `overdue`, `held` and `parked` are flags beside the phase, not phases. */
export const PHASES = [
  'received',
  'verifying',
  'planning',
  'deciding',
  'grace',
  'carrying-out',
  'answering',
  'following-through',
  'closed',
] as const;
export type Phase = (typeof PHASES)[number];

/** Whom or what a request waits for. */
export const WAITS_FOR = [
  'nothing',
  'consumer-code',
  'verifier',
  'decider',
  'system',
  'recipients',
  'recheck',
] as const;
export type WaitsFor = (typeof WAITS_FOR)[number];

/** Why a request is parked: what Postgres shows that its run should have done (decisions.md E4). */
export const PARKED_CODES = ['milestone-missed', 'never-started', 'no-progress', 'undelivered-decision'] as const;
export type ParkedCode = (typeof PARKED_CODES)[number];

/** How a request ended, as the answer letter states it. */
export const OUTCOMES = [
  'deleted',
  'deleted-in-part',
  'nothing-held',
  'corrected',
  'corrected-in-part',
  'informed',
  'honoured',
  /** Asked to limit, where no use is one that can be limited (LIM-01). */
  'not-applicable',
  'unverified',
  'denied',
  'withdrawn',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a member of staff may be; one person may hold several, within decisions.md C4. */
export const STAFF_ROLES = ['intake', 'verifier', 'decider', 'administrator', 'auditor'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/**
 * What a program may do with its API key. `notices`: a recipient's own system fetches its notices and answers them.
 * `disclose`: a system of the business asks which rows of a list may go to a recipient.
 */
export const API_SCOPES = ['notices', 'disclose'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** Degree of certainty that the requester is the consumer (11 CCR 7060-7062). */
export const DEGREES = ['none', 'reasonable', 'reasonably-high'] as const;
export type Degree = (typeof DEGREES)[number];

/** The part a recipient plays under Civ 1798.140(e), (ag), (ai). */
export const RECIPIENT_ROLES = ['service-provider', 'contractor', 'third-party'] as const;
export type RecipientRole = (typeof RECIPIENT_ROLES)[number];

/** What kind of party a recipient is in this trade. */
export const RECIPIENT_KINDS = ['vendor', 'event-sponsor', 'content-sponsor', 'attendee'] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/** On what basis a consumer's categories went to a recipient. */
export const BASES = ['sold', 'shared', 'business-purpose', 'consumer-directed'] as const;
export type Basis = (typeof BASES)[number];

/**
 * What can stand against a disclosure: an opt-out, a limit, the age of a child, a deletion under way or done, a hold
 * (decisions.md I5).
 */
export const DISCLOSURE_BARS = ['opted-out', 'limited', 'under-16', 'deletion', 'deleted', 'held'] as const;
export type DisclosureBar = (typeof DISCLOSURE_BARS)[number];

/** What a consumer's choice is about: what an opt-out forbids (OPT-04), and what a limit forbids (LIM-04). */
export const PREFERENCE_PURPOSES = ['sale-or-sharing', 'sensitive-use'] as const;
export type PreferencePurpose = (typeof PREFERENCE_PURPOSES)[number];

/** How a choice can stand. A denial was told with its reasons, and why there is nothing to limit (LIM-01). */
export const CHOICE_STATES = ['honoured', 'denied', 'nothing-to-limit'] as const;
export type ChoiceState = (typeof CHOICE_STATES)[number];

/** What a notice tells a recipient to do (SP-05). An opt-out's names no deletion (decisions.md I1). */
export const INSTRUCTIONS = ['delete', 'correct', 'opt-out', 'limit'] as const;
export type Instruction = (typeof INSTRUCTIONS)[number];

/** A notice is an instruction to a recipient. Queued has not left; received is not attested. */
export const NOTICE_STATES = ['planned', 'queued', 'sent', 'received', 'attested', 'refused', 'overdue'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];

/** The deletion exceptions of Civ 1798.105(d)(1)-(8), law.md section 6a. */
export const EXCEPTION_CODES = ['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8'] as const;
export type ExceptionCode = (typeof EXCEPTION_CODES)[number];

/** How much a field proves when a requester knows it (decisions.md B1). */
export const PROOF_STRENGTHS = ['reliable', 'weak', 'never'] as const;
export type ProofStrength = (typeof PROOF_STRENGTHS)[number];

/** What an identifier is; a connector refuses one that is empty, a wildcard or a placeholder (decisions.md D2). */
export const IDENTIFIER_TYPES = ['email', 'phone', 'contact-id', 'attendee-id', 'visitor-id'] as const;
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/** Why a decision row was not carried out. A refusal is a value that staff see, never an exception (decisions.md C1). */
export const REFUSALS = [
  'unknown-decision',
  'other-request',
  'already-marked',
  'wrong-message',
  'wrong-phase',
  'wrong-round',
  'plan-changed',
  'request-held',
  'erasure-begun',
  'evidence-insufficient',
  'identity-disputed',
  'role-missing',
  'same-person',
  'hold-days',
  'extension-used',
  'extension-too-late',
  'reason-missing',
  'needs-documented-belief',
  'needs-evidence',
  'needs-new-documents-absent',
  'needs-adequate-processes',
  'nothing-to-decide',
  'request-closed',
  'correction-incomplete',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What a document that somebody handed in is for. */
export const DOCUMENT_PURPOSES = ['identity', 'evidence', 'signed-permission', 'power-of-attorney'] as const;
export type DocumentPurpose = (typeof DOCUMENT_PURPOSES)[number];

/** What a document is, by its content. */
export const DOCUMENT_TYPES = ['pdf', 'png', 'jpeg', 'text'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Failure codes: the only words about a failure that cross the activity border (decisions.md L6). */
export const FAILURE_CODES = [
  'system-down',
  'system-throttled',
  'system-timeout',
  'system-refused',
  'system-answer-unreadable',
  'system-not-settled',
  'system-restoring',
  'still-found',
  'not-kept',
  'too-many-rows',
  'several-persons',
  'unbounded-predicate',
  'recipient-down',
  'recipient-refused',
  'mail-down',
  'database-down',
  'lease-lost',
  'key-shredded',
  'internal',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Work for a person. */
export const TASK_KINDS = [
  'verify',
  'decide-exceptions',
  'decide-correction',
  'identity-disputed',
  'system-down',
  'plan-differs',
  'recipient-silent',
  'recipient-refused',
  'notice-late',
  'disclosure-incident',
  'recheck-failed',
  'overdue',
  'letter-undelivered',
  'hold-review',
  'bare-signal',
  'repeat-request',
  'exception-ends',
  'review-copy',
  'post-copy',
  'restore-undecided',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Standard categories of personal information, Civ 1798.140(v)(1)(A)-(L) and (ae) (KNW-11). */
export const CATEGORIES = {
  identifiers: '1798.140(v)(1)(A)',
  'customer-records': '1798.140(v)(1)(B)',
  'protected-classifications': '1798.140(v)(1)(C)',
  'commercial-information': '1798.140(v)(1)(D)',
  'biometric-information': '1798.140(v)(1)(E)',
  'internet-activity': '1798.140(v)(1)(F)',
  'geolocation-data': '1798.140(v)(1)(G)',
  'sensory-data': '1798.140(v)(1)(H)',
  'professional-information': '1798.140(v)(1)(I)',
  'education-information': '1798.140(v)(1)(J)',
  inferences: '1798.140(v)(1)(K)',
  'sensitive-personal-information': '1798.140(v)(1)(L), (ae)',
} as const;
export type Category = keyof typeof CATEGORIES;
export const CATEGORY_NAMES = Object.keys(CATEGORIES) as Category[];

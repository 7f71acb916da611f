/**
 * The closed vocabularies of Fortyfive. Every code that travels through Temporal, Postgres, the API or a letter
 * is in this file and nowhere else, so that a reader can see in one place all that a request can be.
 */

/**
 * What a consumer can exercise. One request is one exercise of one right: Civ 1798.105 (DEL-01), 1798.110 and 1798.115
 * (KNW-01, KNW-09, KNW-10), 1798.106 (COR-03), 1798.120 (OPT-04, and OIN-01 its way back), 1798.121 (LIM-04),
 * 1798.83 (STL-02).
 */
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

/** How a request reached the business (INT-01, INT-02; AGT-05 for agents, GPC-01 for signals). */
export const CHANNELS = ['form', 'email', 'phone', 'mail', 'agent', 'signal', 'api'] as const;
export type Channel = (typeof CHANNELS)[number];

/**
 * Where a request stands: from its receipt, which is confirmed (CLK-01), over verification, which stops no clock
 * (CLK-04), and what a person decides (DEN-02) to the answer (CLK-02). It is closed once no mandatory notice is open
 * (SP-05), and its record is kept from then on (CLK-14). `overdue`, `held` and `parked` are flags beside the phase, not
 * phases.
 */
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

/**
 * Whom or what a request waits for: the consumer's proof (VER-02, CLK-04), a person (VER-05, DEN-02), a system
 * (DEL-02), recipients (SP-05), the look whether it stayed so (DEL-12, COR-11).
 */
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

/**
 * Why a request is parked: what Postgres shows that its run should have done (decisions.md E4), so that no day passes
 * unseen (CLK-02).
 */
export const PARKED_CODES = ['milestone-missed', 'never-started', 'no-progress', 'undelivered-decision'] as const;
export type ParkedCode = (typeof PARKED_CODES)[number];

/** How a request ended, as the answer letter states it (DEL-06, COR-03) and its record keeps it (REC-02). */
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
  /** Asked to opt in, and the second step was never taken (OIN-01). */
  'not-confirmed',
  'unverified',
  'denied',
  'withdrawn',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * What a member of staff may be; one person may hold several, within decisions.md C4: who configures decides nothing
 * and verifies nobody (VER-05).
 */
export const STAFF_ROLES = ['intake', 'verifier', 'decider', 'administrator', 'auditor'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/**
 * What a program may do with its API key. `notices`: a recipient's own system fetches its notices and answers them
 * (SP-05). `disclose`: a system of the business asks which rows of a list may go to a recipient (OPT-04, LIM-04).
 * `acquire`, `sell-or-share`: one that takes data in asks which it may keep, or sell on (DEL-12); a key for each purpose.
 * `signals`: a site of the business passes on the privacy signal of a browser (GPC-01). `preferences`: a system of the
 * business reads what consumers allow, and follows what changes (OPT-04, LIM-04).
 */
export const API_SCOPES = ['notices', 'disclose', 'acquire', 'sell-or-share', 'signals', 'preferences'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

/** Degree of certainty that the requester is the consumer, lowest first (11 CCR 7060-7062: VER-01, VER-10, VER-11). */
export const DEGREES = ['none', 'reasonable', 'reasonably-high'] as const;
export type Degree = (typeof DEGREES)[number];

/**
 * The part a recipient plays under Civ 1798.140(e), (ag), (ai): it decides whether it is told (DEL-03, DEL-04, SP-05).
 */
export const RECIPIENT_ROLES = ['service-provider', 'contractor', 'third-party'] as const;
export type RecipientRole = (typeof RECIPIENT_ROLES)[number];

/** What kind of party a recipient is in this trade; an answer names a third party by it (KNW-09). */
export const RECIPIENT_KINDS = ['vendor', 'event-sponsor', 'content-sponsor', 'attendee'] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/**
 * On what basis a consumer's categories went to a recipient: it decides who is told (SP-05), and on which list it
 * stands (KNW-10).
 */
export const BASES = ['sold', 'shared', 'business-purpose', 'consumer-directed'] as const;
export type Basis = (typeof BASES)[number];

/**
 * What can stand against a disclosure: an opt-out (OPT-04), a limit (LIM-04), the age of a child (MIN-01), a deletion
 * under way (DEL-02) or done (DEL-12), a hold (CLK-13; decisions.md I5).
 */
export const DISCLOSURE_BARS = ['opted-out', 'limited', 'under-16', 'deletion', 'deleted', 'held'] as const;
export type DisclosureBar = (typeof DISCLOSURE_BARS)[number];

/** What a consumer's choice is about: what an opt-out forbids (OPT-04), and what a limit forbids (LIM-04). */
export const PREFERENCE_PURPOSES = ['sale-or-sharing', 'sensitive-use'] as const;
export type PreferencePurpose = (typeof PREFERENCE_PURPOSES)[number];

/**
 * How a choice can stand (OPT-06, LIM-05). A denial was told with its reasons, and why there is nothing to limit
 * (LIM-01). An opt-in is `unconfirmed` until its second step, and `lapsed` where none came (OIN-01).
 */
export const CHOICE_STATES = ['honoured', 'denied', 'nothing-to-limit', 'unconfirmed', 'lapsed'] as const;
export type ChoiceState = (typeof CHOICE_STATES)[number];

/** What a notice tells a recipient to do (SP-05). An opt-out's names no deletion (decisions.md I1). */
export const INSTRUCTIONS = ['delete', 'correct', 'opt-out', 'limit'] as const;
export type Instruction = (typeof INSTRUCTIONS)[number];

/** A notice is an instruction to a recipient (SP-05). Queued has not left; received is not attested. */
export const NOTICE_STATES = ['planned', 'queued', 'sent', 'received', 'attested', 'refused', 'overdue'] as const;
export type NoticeState = (typeof NOTICE_STATES)[number];

/** The deletion exceptions of Civ 1798.105(d)(1)-(8), law.md section 6a (DEL-07). */
export const EXCEPTION_CODES = ['D1', 'D2', 'D3', 'D4', 'D5', 'D6', 'D7', 'D8'] as const;
export type ExceptionCode = (typeof EXCEPTION_CODES)[number];

/** How much a field proves when a requester knows it (VER-02, VER-10; decisions.md B1). */
export const PROOF_STRENGTHS = ['reliable', 'weak', 'never'] as const;
export type ProofStrength = (typeof PROOF_STRENGTHS)[number];

/**
 * What an identifier is: what finds the record (INT-08), down to a device's (GPC-01). A connector refuses one that is
 * empty, a wildcard or a placeholder (decisions.md D2).
 */
export const IDENTIFIER_TYPES = ['email', 'phone', 'contact-id', 'attendee-id', 'visitor-id'] as const;
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number];

/**
 * Why a decision row was not carried out. A refusal is a value that staff see, never an exception (decisions.md C1).
 * Some are the law's: one extension, in time (CLK-03); a hold's days (CLK-13); nothing is withdrawn once erasure has
 * begun (INT-09); a disputed identity (VER-09); two persons (VER-05); and what a denial must rest on (DEN-02, DEN-03,
 * COR-08, CLK-12).
 */
export const REFUSALS = [
  'unknown-decision',
  'other-request',
  'already-marked',
  'wrong-message',
  'wrong-phase',
  'wrong-round',
  'plan-changed',
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
  'no-such-paper',
  'consumer-asked',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What a document that somebody handed in is for (VER-03, COR-04, AGT-01, AGT-02). */
export const DOCUMENT_PURPOSES = ['identity', 'evidence', 'signed-permission', 'power-of-attorney'] as const;
export type DocumentPurpose = (typeof DOCUMENT_PURPOSES)[number];

/** What a document is, by its content: what consumers have is accepted (COR-04), and nothing that runs (VER-05). */
export const DOCUMENT_TYPES = ['pdf', 'png', 'jpeg', 'text'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/**
 * Failure codes: the only words about a failure that cross the activity border (decisions.md L6). Some say that what
 * the law asks for is not reached: found again though erased (DEL-02), gone though it was to be kept (DEL-07), several
 * people behind one identifier (VER-13), a system being restored (DEL-05), a record forgotten (REC-03).
 */
export const FAILURE_CODES = [
  'system-down',
  'system-throttled',
  'system-timeout',
  'system-refused',
  'system-answer-unreadable',
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

/**
 * Work for a person: to verify (VER-02, VER-09); to decide (DEL-07, COR-02, CLK-11); what a recipient, a re-check or a
 * disclosure after an opt-out brought to light (SP-05, DEL-12, OPT-04); what is late or did not arrive (CLK-02); a hold
 * or an exception that ends (CLK-13, DEL-07); a bare signal (GPC-01); a copy to look through or to post (HH-02,
 * KNW-12); a restore that nobody finished (DEL-05).
 */
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
  'check-paper',
  'permission-missing',
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

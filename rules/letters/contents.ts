import type { StatementId } from '../statements';

/**
 * Every letter to a consumer, or to a contact held for a consumer: receipt (CLK-01), proof (VER-02, VER-05, CLK-04),
 * more time (CLK-03), the answer of each right (DEL-06, COR-03, KNW-09, KNW-12, STL-02, OPT-06, LIM-01, LIM-05,
 * OIN-01), an agent's permission (AGT-01), a refusal (DEN-01, DEN-02), a withdrawal (INT-09), a dispute (VER-09).
 */
export const LETTER_KINDS = [
  'acknowledgement',
  'code',
  'in-your-name',
  'verification-reminder',
  'extension',
  'answer',
  'outcome',
  'correction',
  'shine-answer',
  'know-answer',
  'copy-answer',
  'denial',
  'unverified',
  'withdrawn',
  'disputed',
  'opted-out',
  'limited',
  'nothing-to-limit',
  'permission-confirmation',
  'opt-in-confirm',
  'opted-in',
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/**
 * `mail` is what ordinary mail may carry: outcome and reference; `full` is read behind the code or posted (KNW-06,
 * VER-05; decisions.md B4). Letters without details are the same in both.
 */
export const RENDERINGS = ['mail', 'full'] as const;
export type Rendering = (typeof RENDERINGS)[number];

/** DEL-06: how the answer to a deletion can end; the other outcomes have letters of their own. */
export const ANSWER_OUTCOMES = ['deleted', 'deleted-in-part', 'nothing-held'] as const;
export type AnswerOutcome = (typeof ANSWER_OUTCOMES)[number];

/** What of a letter's facts decides which statements it needs. Says nothing about a person. */
export interface LetterSituation {
  outcome?: AnswerOutcome;
  /** At least one system was erased and asked again. */
  erased?: boolean;
  /** At least one system is not finished. */
  outstanding?: boolean;
  kept?: boolean;
  archives?: boolean;
  /** Recipients whom the law has us tell. */
  recipientsByLaw?: boolean;
  /** Recipients told because the notice promises it. */
  recipientsByPromise?: boolean;
  /** Third parties left out as impossible or disproportionate (a decider's partial denial). */
  excused?: boolean;
  /** Narrowed to what was collected from the consumer. */
  narrowed?: boolean;
  late?: boolean;
  /** The question of DEL-09 is to be put. */
  asksOptOut?: boolean;
  /** The business offers to look again. */
  appeal?: boolean;
  noMethod?: boolean;
  /** Know: systems in which what was found stands for several people. */
  severalPersons?: boolean;
  /** Know: asked for a copy, and not verified at the degree that a copy needs (KNW-01). */
  downgraded?: boolean;
  /** Copy: something is held; a type that is never disclosed is held; something is left out as others'. */
  held?: boolean;
  posted?: boolean;
  neverDisclosed?: boolean;
  othersLeftOut?: boolean;
  /** Know: systems that staff searched by hand. */
  byHand?: boolean;
  /** Correction: at least one field was corrected, deleted instead, denied, or is not held. */
  corrected?: boolean;
  deletedInstead?: boolean;
  deniedInPart?: boolean;
  notHeld?: boolean;
  /** Correction: the business was not the source of something corrected (COR-09). */
  fromOthers?: boolean;
  /** Correction: something denied concerns health (COR-07). */
  healthDenied?: boolean;
  /** Shine the Light: the business has a policy of choice (STL-04). */
  choice?: boolean;
  /** Shine the Light: something went to third parties in that year. */
  disclosed?: boolean;
  /** It goes to an agent; the signed permission for a choice is missing (AGT-03). */
  toAgent?: boolean;
  permissionMissing?: boolean;
  /** An agent's request: what of its proof was missing is told; so is why a paper does not do. */
  agentLacking?: boolean;
  paperLacking?: boolean;
}

/** What a letter must say, and what it may add. */
export interface Contents {
  required: StatementId[];
  optional: StatementId[];
}

/** The letters of one right. A kind that is not there is never sent about it. */
export type RightLetters = Partial<Record<LetterKind, (situation: LetterSituation, rendering: Rendering) => Contents>>;

/** The statements that are required where the flag beside them is set, and forbidden where it is not. */
export function when(...pairs: [boolean | undefined, StatementId][]): StatementId[] {
  return pairs.filter(([applies]) => applies).map(([, id]) => id);
}

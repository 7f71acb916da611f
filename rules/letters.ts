import type { Right } from './codes';
import { STATEMENT_IDS, type StatementId } from './statements';

export {
  NOTICE_DELETE,
  RECORD_PERIOD,
  STATEMENT_IDS,
  STATEMENTS,
  type StatementId,
  type StatementRule,
} from './statements';

/**
 * What a letter must say, may say and must not say. A letter is made of statements; each statement rests on rules by
 * ID (law.md), so that any sentence a consumer receives can be walked back to the law.
 *
 * The words are in letters/, one file per language; this file knows meanings only.
 */

/** Every letter to a consumer, or to a contact held for a consumer. */
export const LETTER_KINDS = [
  'acknowledgement',
  'code',
  'in-your-name',
  'verification-reminder',
  'extension',
  'answer',
  'denial',
  'unverified',
  'withdrawn',
  'disputed',
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/**
 * `mail` is what ordinary mail may carry: outcome and reference; `full` is read behind the code or posted
 * (decisions.md B4). Letters without details are the same in both.
 */
export const RENDERINGS = ['mail', 'full'] as const;
export type Rendering = (typeof RENDERINGS)[number];

/** How an answer letter can end; the other outcomes have letters of their own. */
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
}

interface Contents {
  required: StatementId[];
  optional: StatementId[];
}

/** Which letter, about which right, in which rendering, given which facts. */
export interface LetterQuestion {
  letter: LetterKind;
  right: Right;
  rendering: Rendering;
  situation: LetterSituation;
}

/** The statements that are required where the flag beside them is set, and forbidden where it is not. */
function when(...pairs: [boolean | undefined, StatementId][]): StatementId[] {
  return pairs.filter(([applies]) => applies).map(([, id]) => id);
}

/** Contents of the letters about a deletion, letter by letter. */
const DELETE_LETTERS: Record<LetterKind, (situation: LetterSituation, rendering: Rendering) => Contents> = {
  acknowledgement: () => ({
    required: ['received', 'verification-process', 'answer-expected'],
    optional: ['clock-runs', 'no-fee', 'status-link', 'withdraw-offer', 'reach-us'],
  }),
  code: () => ({ required: ['code', 'code-warning'], optional: ['reach-us'] }),
  'in-your-name': () => ({ required: ['request-in-your-name', 'not-me'], optional: ['reach-us'] }),
  'verification-reminder': () => ({
    required: ['missing-proof', 'clock-runs', 'if-not-verified'],
    optional: ['proof-use', 'status-link', 'reach-us'],
  }),
  extension: (_situation, rendering) => ({
    required: [
      'extended-to',
      'extension-reason',
      ...(rendering === 'full' ? (['extension-facts'] as const) : (['details-link'] as const)),
    ],
    optional: ['reach-us'],
  }),
  answer: (situation, rendering) => {
    const shared: StatementId[] = ['outcome', 'record-kept', ...when([situation.late, 'late'])];
    if (rendering === 'mail') return { required: [...shared, 'details-link'], optional: ['reach-us'] };
    return {
      required: [
        ...shared,
        'complaint-route',
        ...when(
          [situation.outcome === 'nothing-held', 'nothing-found'],
          [situation.erased, 'erased-systems'],
          [situation.outstanding, 'outstanding-systems'],
          [situation.narrowed, 'scope-narrowed'],
          [situation.kept, 'kept'],
          [situation.kept, 'kept-purpose'],
          [situation.archives, 'archives'],
          [situation.recipientsByLaw, 'recipients-told'],
          [situation.recipientsByPromise, 'recipients-told-by-promise'],
          [situation.excused, 'recipients-excused'],
          [situation.asksOptOut, 'opt-out-question'],
        ),
      ],
      optional: ['stays-deleted', 'no-retaliation', 'reach-us', ...when([situation.appeal, 'appeal-offer'])],
    };
  },
  denial: (situation, rendering) => {
    const shared: StatementId[] = [
      'outcome',
      'record-kept',
      ...when([situation.late, 'late'], [situation.asksOptOut, 'opt-out-question']),
    ];
    if (rendering === 'mail') return { required: [...shared, 'details-link'], optional: ['reach-us'] };
    return {
      required: [
        ...shared,
        'denial-reason',
        'denial-facts',
        'complaint-route',
        ...when([situation.appeal, 'appeal-offer']),
      ],
      optional: ['ask-again', 'no-retaliation', 'reach-us'],
    };
  },
  unverified: (situation) => ({
    required: [
      'not-verified',
      'opt-out-question',
      'record-kept',
      'complaint-route',
      ...when([situation.late, 'late'], [situation.noMethod, 'no-method']),
    ],
    optional: ['ask-again', 'reach-us'],
  }),
  withdrawn: () => ({ required: ['withdrawal-confirmed', 'record-kept'], optional: ['ask-again', 'reach-us'] }),
  disputed: () => ({ required: ['dispute-noted', 'dispute-next'], optional: ['clock-runs', 'reach-us'] }),
};

function contents({ letter, right, rendering, situation }: LetterQuestion): Contents {
  if (right !== 'delete') throw new RangeError(`no letters for the right ${right}`);
  return DELETE_LETTERS[letter](situation, rendering);
}

/**
 * The statements without which a letter is unlawful or breaks a promise.
 * @throws RangeError for a right that has no letters yet
 */
export function requiredStatements(question: LetterQuestion): StatementId[] {
  return contents(question).required;
}

/**
 * The statements that a letter must not make: all that it neither needs nor may add. A letter that goes to someone who
 * has proved nothing can thus not speak of what is held (decisions.md B6).
 * @throws RangeError for a right that has no letters yet
 */
export function forbiddenStatements(question: LetterQuestion): StatementId[] {
  const { required, optional } = contents(question);
  const allowed = new Set<StatementId>([...required, ...optional]);
  return STATEMENT_IDS.filter((id) => !allowed.has(id));
}

import type { Right } from './codes';
import {
  type Contents,
  type LetterKind,
  type LetterSituation,
  type Rendering,
  type RightLetters,
  when,
} from './letters/contents';
import { CORRECT_LETTERS } from './letters/correct';
import { DELETE_LETTERS } from './letters/delete';
import { KNOW_CATEGORIES_LETTERS, KNOW_SOLD_LETTERS, KNOW_SPECIFIC_LETTERS } from './letters/know';
import { SHINE_LETTERS } from './letters/shineTheLight';
import { LIMIT_LETTERS } from './letters/limit';
import { OPT_IN_LETTERS } from './letters/opt-in';
import { OPT_OUT_LETTERS } from './letters/opt-out';
import { STATEMENT_IDS, type StatementId } from './statements';
import type { UnderRules } from './versions';

export {
  NOTICE_DELETE,
  recordMonths,
  STATEMENT_IDS,
  STATEMENTS,
  type StatementId,
  type StatementRule,
  statementsUnder,
} from './statements';

/**
 * What a letter must say, may say and must not say. A letter is made of statements; each statement rests on rules by
 * ID (law.md), so that any sentence a consumer receives can be walked back to the law.
 *
 * The words are in letters/, one file per language; this file knows meanings only.
 */

export {
  ANSWER_OUTCOMES,
  type AnswerOutcome,
  type Contents,
  LETTER_KINDS,
  type LetterKind,
  type LetterSituation,
  type Rendering,
  RENDERINGS,
} from './letters/contents';

/** Letters by right, in a file for each. */
export const LETTERS_BY_RIGHT: Record<Right, RightLetters> = {
  delete: DELETE_LETTERS,
  'know-specific': KNOW_SPECIFIC_LETTERS,
  'know-categories': KNOW_CATEGORIES_LETTERS,
  'know-sold': KNOW_SOLD_LETTERS,
  correct: CORRECT_LETTERS,
  'shine-the-light': SHINE_LETTERS,
  'opt-out': OPT_OUT_LETTERS,
  'opt-in': OPT_IN_LETTERS,
  limit: LIMIT_LETTERS,
};

/** Which letter, about which right, in which rendering, given which facts. */
export interface LetterQuestion extends UnderRules {
  letter: LetterKind;
  right: Right;
  rendering: Rendering;
  situation: LetterSituation;
}

/**
 * What a letter must say, and what it may add.
 * @throws RangeError for a letter that is not sent about this right
 */
export function letterContents({ letter, right, rendering, situation }: LetterQuestion): Contents {
  const of = LETTERS_BY_RIGHT[right][letter];
  if (!of) throw new RangeError(`no letter ${letter} for the right ${right}`);
  const { required, optional } = of(situation, rendering);
  const { toAgent, permissionMissing } = situation;
  return {
    required: [...when([toAgent, 'to-agent'], [toAgent && permissionMissing, 'agent-permission-by']), ...required],
    optional,
  };
}

/**
 * The statements without which a letter is unlawful or breaks a promise.
 * @throws RangeError for a letter that is not sent about this right
 */
export function requiredStatements(question: LetterQuestion): StatementId[] {
  return letterContents(question).required;
}

/**
 * The statements that a letter must not make: all that it neither needs nor may add. A letter that goes to someone who
 * has proved nothing can thus not speak of what is held (decisions.md B6).
 * @throws RangeError for a letter that is not sent about this right
 */
export function forbiddenStatements(question: LetterQuestion): StatementId[] {
  const { required, optional } = letterContents(question);
  const allowed = new Set<StatementId>([...required, ...optional]);
  return STATEMENT_IDS.filter((id) => !allowed.has(id));
}

import type { Right } from '../rules/codes';
import {
  forbiddenStatements,
  type LetterKind,
  recordMonths,
  type Rendering,
  requiredStatements,
  STATEMENTS,
  type StatementId,
} from '../rules/letters';
import type { Document, Draft } from './document';
import { ENGLISH } from './en';
import { type AgentNote, FACTS, type Facts, type FactsInput } from './facts';
import { documentHtml } from './html';
import { situationOf } from './situation';
import type { RuleSetId } from '../rules/versions';
import { documentText, statementText } from './text';
import type { Language } from './wording';

/** Languages by their tag. */
export const LANGUAGES = { en: ENGLISH } as const satisfies Record<string, Language>;
export type Locale = keyof typeof LANGUAGES;
export const LOCALES = Object.keys(LANGUAGES) as [Locale, ...Locale[]];

/** The language of a tag; English where we have no words in it. */
export function localeOf(tag: string): Locale {
  return tag in LANGUAGES ? (tag as Locale) : 'en';
}

/** What a letter is made of. */
export interface LetterInput<K extends LetterKind = LetterKind> {
  kind: K;
  right: Right;
  locale: Locale;
  /** That of the request: what the letter must say, and the numbers in it, are those of its receipt day. */
  ruleSet: RuleSetId;
  facts: FactsInput<K>;
  /** `mail` unless told: outcome and reference only; `full` is for the status page and the post (decisions.md B4). */
  rendering?: Rendering;
  /** It goes to an agent. */
  agent?: AgentNote;
}

/** A letter, ready to send, to show and to keep. Plain JSON. */
export interface Letter {
  kind: LetterKind;
  right: Right;
  rendering: Rendering;
  /** Carries the reference, no person. */
  subject: string;
  text: string;
  html: string;
  /** Every statement made, in order, with the rules it rests on. */
  statements: { id: StatementId; rules: string[]; text: string }[];
  /** The same letter before it became text and HTML: for the status page and the postal form. */
  document: Document;
}

/** A letter lacks what the rules have it say. */
export class LetterIncomplete extends Error {
  override readonly name = 'LetterIncomplete';
  constructor(
    readonly kind: LetterKind,
    readonly missing: StatementId[],
  ) {
    super(`the letter ${kind} lacks ${missing.join(', ')}`);
  }
}

/** A letter says what the rules do not let it say. */
export class LetterForbidden extends Error {
  override readonly name = 'LetterForbidden';
  constructor(
    readonly kind: LetterKind,
    readonly statements: StatementId[],
  ) {
    super(`the letter ${kind} must not say ${statements.join(', ')}`);
  }
}

/** No words for such a letter about such a right. */
export class LetterUnknown extends Error {
  override readonly name = 'LetterUnknown';
  constructor(kind: LetterKind, right: Right) {
    super(`there is no letter ${kind} about ${right}`);
  }
}

export type Composer = <K extends LetterKind>(input: LetterInput<K>) => Letter;

function draftOf<K extends LetterKind>(
  language: Language,
  input: LetterInput<K>,
  facts: Facts<K>,
  rendering: Rendering,
): Draft {
  const word = language.letters[input.right]?.[input.kind];
  if (!word) throw new LetterUnknown(input.kind, input.right);
  return word(facts, rendering, { recordMonths: recordMonths(input.ruleSet) });
}

/** A composer over these languages. */
export function createComposer(languages: Record<Locale, Language>): Composer {
  return (input) => {
    const { kind, right, ruleSet, rendering = 'mail' } = input;
    const facts = FACTS[kind].parse(input.facts) as Facts<typeof kind>;
    const language = languages[input.locale];
    const draft = draftOf(language, input, facts, rendering);
    const { agent } = input;
    const sections = [...(agent ? [language.toAgent(agent)] : []), ...draft.sections];

    const statements = sections
      .flatMap((section) => section.statements)
      .map((statement) => ({
        id: statement.id,
        rules: [...STATEMENTS[statement.id].rules],
        text: statementText(statement),
      }));
    const made = new Set(statements.filter(({ text }) => text.trim() !== '').map(({ id }) => id));
    const situation = {
      ...situationOf(kind, facts),
      ...(agent ? { toAgent: true, permissionMissing: agent.permissionBy !== undefined } : {}),
    };
    const question = { letter: kind, right, rendering, situation, ruleSet };
    const missing = requiredStatements(question).filter((id) => !made.has(id));
    if (missing.length > 0) throw new LetterIncomplete(kind, missing);
    const forbidden = forbiddenStatements(question).filter((id) => made.has(id));
    if (forbidden.length > 0) throw new LetterForbidden(kind, forbidden);

    const document: Document = {
      language: language.tag,
      from: facts.businessName,
      about: language.about(facts.reference),
      title: draft.title,
      sections,
    };
    return {
      kind,
      right,
      rendering,
      subject: draft.subject,
      text: documentText(document),
      html: documentHtml(document),
      statements,
      document,
    };
  };
}

/**
 * Composes a letter and holds it against the rules.
 *
 * @throws LetterIncomplete where a required statement is missing, LetterForbidden where one is made that must not be,
 *   ZodError where the facts are not those of this letter, LetterUnknown where no such letter is sent about the right
 */
export const composeLetter: Composer = createComposer(LANGUAGES);

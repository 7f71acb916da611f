import type { Right } from '../rules/codes';
import type { LetterKind, Rendering } from '../rules/letters';
import type { COMMON_LETTERS } from '../rules/letters/common';
import type { Draft, Section } from './document';
import type { AgentNote, Facts } from './facts';

/** Numbers of the law that letters state, as the request's own rules have them. */
export interface LetterNumbers {
  /** Months for which the record is kept (REC-01). */
  recordMonths: number;
}

type Words<K extends LetterKind> = {
  readonly [L in K]: (facts: Facts<L>, rendering: Rendering, numbers: LetterNumbers) => Draft;
};

/** The letters of one right in one language: those that rules/letters has for it. */
export type Wording = Partial<Words<LetterKind>>;

/** The letters that are alike for every right that rests on a verifiable request. */
export type CommonWording = Words<keyof typeof COMMON_LETTERS>;

/** What one language says that is no letter's own. */
export interface Language {
  /** BCP 47 tag. */
  tag: string;
  /** Line under a letter's title. */
  about(reference: string): string;
  /** A day in Los Angeles (`YYYY-MM-DD`) in words. */
  date(day: string): string;
  /** What stands before a letter that goes to an agent. */
  toAgent(note: AgentNote): Section;
  /** Letters by right. A test holds that no language lacks one that rules/letters has. */
  letters: { readonly [R in Right]?: Wording };
  /** The acknowledgement as said on the telephone (decisions.md K4). */
  spoken(right: Right, facts: Facts<'acknowledgement'>): string;
}

import type { LetterKind, Rendering } from '../rules/letters';
import type { Draft } from './document';
import type { Facts } from './facts';

/** The letters of one right in one language. A new language or right is one more of these. */
export type Wording = { readonly [K in LetterKind]: (facts: Facts<K>, rendering: Rendering) => Draft };

/** What one language says that is no letter's own. */
export interface Language {
  /** BCP 47 tag. */
  tag: string;
  /** Line under a letter's title. */
  about(reference: string): string;
  /** A day in Los Angeles (`YYYY-MM-DD`) in words. */
  date(day: string): string;
  /** Letters by right; a right without letters has none here. */
  letters: { delete: Wording };
  /** The acknowledgement as said on the telephone (decisions.md K4). */
  spoken: { delete: (facts: Facts<'acknowledgement'>) => string };
}

/** Rights whose letters exist. */
export type LetterRight = keyof Language['letters'];

import type { LocalDate } from '../calendar';

/** How well a row's wording is confirmed; see the legend in docs/law.md. */
export const CONFIDENCE = ['read', 'reported', 'common-knowledge', 'unconfirmed'] as const;
export type Confidence = (typeof CONFIDENCE)[number];

/** What we do about a row. */
export type Status =
  /** Functions of rules/ that carry it, as 'module.function'. */
  | { kind: 'implemented'; by: readonly string[] }
  /** Something that people or a configuration must do; `law check-notice` warns until the business declares it. */
  | { kind: 'duty'; on: 'configuration' | 'staff' | 'recipient'; what: string }
  | { kind: 'out-of-scope'; reason: string };

/** One row of the law. */
export interface LawRow {
  id: string;
  /** Sections of Title 11 CCR (70xx, 71xx, 72xx, 76xx), else of the Civil Code unless another code is named. */
  cite: string;
  /** What it says, in one plain sentence. */
  sentence: string;
  effectiveFrom: LocalDate;
  effectiveTo?: LocalDate;
  confidence: Confidence;
  status: Status;
}

type Given = Omit<LawRow, 'effectiveFrom' | 'confidence' | 'status'> &
  Partial<Pick<LawRow, 'effectiveFrom' | 'confidence'>>;

const complete = (given: Given, status: Status): LawRow => ({
  effectiveFrom: '2023-01-01',
  confidence: 'read',
  ...given,
  status,
});

/** A row that functions of rules/ carry. */
export const implemented = (by: string, given: Given): LawRow =>
  complete(given, { kind: 'implemented', by: by.split(' ') });

/** A row that the business, its staff or its recipients must keep. */
export const duty = (on: 'configuration' | 'staff' | 'recipient', what: string, given: Given): LawRow =>
  complete(given, { kind: 'duty', on, what });

/** A row that Fortyfive does not carry. */
export const outOfScope = (reason: string, given: Given): LawRow => complete(given, { kind: 'out-of-scope', reason });

/** A section of the law, in its own order. */
export interface LawSection {
  title: string;
  rows: readonly LawRow[];
}

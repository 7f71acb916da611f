import { z } from 'zod';

/** Shapes that the facts of several letters share. */

// Control characters, line and paragraph separators, and lone surrogates; a line feed is no part of a line.
const NOT_IN_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const NOT_IN_PROSE = /[^\P{Cc}\n]|[\p{Cs}\u2028\u2029]/u;

/** One line of text. */
export const line = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine((text) => !NOT_IN_LINE.test(text), 'must be one line without control characters');
/** Text of several lines, as staff write facts. */
export const prose = z
  .string()
  .trim()
  .min(1)
  .max(10_000)
  .transform((text) => text.replace(/\r\n?/g, '\n'))
  .refine((text) => !NOT_IN_PROSE.test(text), 'must have no control characters');
/** Day in Los Angeles, `YYYY-MM-DD`. */
export const day = z.iso.date();
/** Absolute address of a page; only http and https, so that no link can run anything. */
export const link = z.url({ protocol: /^https?$/ }).max(2_000);
/** A reference as it stands in letters. */
export const reference = z.string().regex(/^[A-Z0-9][A-Z0-9-]{2,39}$/i, 'must be letters, digits and dashes');
/** How to reach the business. */
export const contact = z.strictObject({ phone: line, email: line });

/** What every letter names. */
export const common = { reference, businessName: line, contact };
/** The question of DEL-09. */
export const optOut = z.strictObject({
  /** Where "yes" is said; the opt-out is received that day (decisions.md A4). */
  url: link,
  /** The notice of the right to opt out, 11 CCR 7013. */
  noticeUrl: link,
});
/** Present where the letter leaves after its day. */
export const late = z.strictObject({ dueOn: day, sentOn: day });

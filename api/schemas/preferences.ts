import { z } from 'zod';
import { CHANGES_CURSOR, CHANGES_PAGE } from '../../db/preference-changes';
import { IDENTIFIER_TYPES, PREFERENCE_PURPOSES } from '../../rules/codes';
import { line, optional } from '../border';

/** By what a system knows one person; never in an address. */
export const preferenceBody = z.strictObject({
  identifiers: z
    .array(z.strictObject({ type: z.enum(IDENTIFIER_TYPES), value: line(320) }))
    .min(1)
    .max(10),
});
/** Which changes: those after the `next` of an earlier page. */
export const changesQuery = z.strictObject({
  after: optional(z.string().regex(CHANGES_CURSOR, 'is not the next of a page')),
  limit: optional(z.coerce.number().int().min(1).max(CHANGES_PAGE)),
});

const allowed = { allowed: z.boolean(), mayAsk: z.boolean() };
/** What is allowed for one person. */
export const preferenceShape = z.object({
  preferences: z.object(
    Object.fromEntries(PREFERENCE_PURPOSES.map((purpose) => [purpose, z.object(allowed)])) as Record<
      (typeof PREFERENCE_PURPOSES)[number],
      z.ZodObject<typeof allowed>
    >,
  ),
  keys: z.array(z.object({ type: z.enum(IDENTIFIER_TYPES), key: z.string() })),
});
/** A page of changes. */
export const changesShape = z.object({
  changes: z.array(z.object({ key: z.string(), purpose: z.enum(PREFERENCE_PURPOSES), ...allowed })),
  next: z.string(),
});

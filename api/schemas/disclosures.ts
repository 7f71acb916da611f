import { z } from 'zod';
import { BASES, CATEGORY_NAMES, IDENTIFIER_TYPES } from '../../rules/codes';
import { line } from '../border';

/** Most rows of one page that goes through the disclosure gate. */
export const GATE_ROWS = 500;

const identifiers = z
  .array(z.strictObject({ type: z.enum(IDENTIFIER_TYPES), value: line(320) }))
  .min(1)
  .max(10);

/** A page of a list that is to go to a recipient. */
export const gateBody = z.strictObject({
  /** The caller's own name for this page: sent again after a lost answer, it is answered again and recorded once. */
  page: z.string().regex(/^[A-Za-z0-9_-]{8,100}$/, 'must be 8 to 100 letters, digits, - or _'),
  recipient: z.string().max(63),
  basis: z.enum(BASES),
  rows: z
    .array(
      z.strictObject({
        identifiers,
        categories: z.array(z.enum(CATEGORY_NAMES)).min(1).max(CATEGORY_NAMES.length),
        /** Day on which the person gave these data, where it is known. */
        givenOn: z.iso.date('is not a day').optional(),
      }),
    )
    .min(1)
    .max(GATE_ROWS),
});
/** A page of data that come in. */
export const importBody = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        identifiers,
        /** Day on which the person gave these data to this business, where they did. */
        givenOn: z.iso.date('is not a day').optional(),
      }),
    )
    .min(1)
    .max(GATE_ROWS),
});
/** Which rows may be used for the key's purpose, by their place from 0, and what stays corrected in them. */
export const importShape = z.object({
  may: z.array(z.number().int()),
  corrections: z.array(z.object({ row: z.number().int(), field: z.string(), value: z.string().nullable() })),
});

/** Which rows may go, by their place from 0; of the others nothing is said. */
export const gateShape = z.object({ page: z.string(), mayGo: z.array(z.number().int()) });

import { z } from 'zod';
import type { ContestedValue, PersonClaim } from '../../vault/person';
import { line, optional, ticked } from '../border';
import { claimOf as identified, personFields, pointFields } from './asking';

/** What is asked of somebody who wants something corrected: what is wrong, and what is right (COR-04, VER-02). */
export const correctFields = {
  right: z.literal('correct'),
  ...personFields,
  ...pointFields,
  /** The right values, by names under `correctable` of the data map; those left empty are not contested. */
  corrections: z.record(
    z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'is nothing that can be corrected'),
    optional(line(300)),
  ),
  /** Where something is not corrected, it may be deleted (COR-05). */
  deleteInstead: optional(ticked),
};

type Fields = z.output<z.ZodObject<typeof correctFields>>;

/** What is contested. */
export function contestedOf({
  corrections,
  deleteInstead,
}: Pick<Fields, 'corrections' | 'deleteInstead'>): ContestedValue[] {
  return Object.entries(corrections).flatMap(([field, value]) =>
    value === undefined ? [] : [{ field, value, ...(deleteInstead ? { deleteInstead: true as const } : {}) }],
  );
}

/** What these fields say of the person. */
export function correctClaim(fields: Fields): PersonClaim {
  return { ...identified(fields), corrections: contestedOf(fields) };
}

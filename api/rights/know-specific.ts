import { z } from 'zod';
import type { PersonClaim } from '../../vault/person';
import { line, optional, ticked } from '../border';
import { claimOf as knowClaim, knowCategoriesFields } from './know';

/** What is asked of somebody who wants a copy: also a declaration under penalty of perjury, signed (VER-11). */
export const knowSpecificFields = {
  ...knowCategoriesFields,
  right: z.literal('know-specific'),
  /** Ticked: the declaration is made. Without it the request goes on as one for categories (KNW-01). */
  declaration: optional(ticked),
  /** The name with which it is signed. */
  signature: optional(line(200)),
};

/** What these fields say of the person; a declaration counts where it is made and signed. */
export function knowSpecificClaim(
  fields: Parameters<typeof knowClaim>[0] & { declaration?: boolean; signature?: string },
): PersonClaim {
  const { declaration, signature } = fields;
  return { ...knowClaim(fields), ...(declaration && signature ? { declaration: { signed: signature } } : {}) };
}

import { z } from 'zod';
import type { PersonClaim } from '../../vault/person';
import { line, optional, prose, ticked } from '../border';
import { claimOf as knowClaim, knowCategoriesFields } from './know';

/** How the copy comes: collected here, or by post as the consumer chooses (KNW-12). */
const delivery = z
  .strictObject({
    choice: optional(z.enum(['electronic', 'post'], 'must be here or by post')),
    address: optional(prose(500)),
  })
  .superRefine(({ choice, address }, context) => {
    if (choice === 'post' && !address)
      context.addIssue({ code: 'custom', path: ['address'], message: 'is missing: say where we post it to' });
  })
  .optional();

/** What is asked of somebody who wants a copy: also a declaration under penalty of perjury, signed (VER-11). */
export const knowSpecificFields = {
  ...knowCategoriesFields,
  right: z.literal('know-specific'),
  delivery,
  /** Ticked: the declaration is made. Without it the request goes on as one for categories (KNW-01). */
  declaration: optional(ticked),
  /** The name with which it is signed. */
  signature: optional(line(200)),
};

/** What these fields say of the person; a declaration counts where it is made and signed. */
export function knowSpecificClaim(
  fields: Parameters<typeof knowClaim>[0] & {
    declaration?: boolean;
    signature?: string;
    delivery?: z.output<typeof delivery>;
  },
): PersonClaim {
  const { declaration, signature } = fields;
  const { choice, address } = fields.delivery ?? {};
  return {
    ...knowClaim(fields),
    ...(choice === 'post' && address ? { post: address } : {}),
    ...(declaration && signature ? { declaration: { signed: signature } } : {}),
  };
}

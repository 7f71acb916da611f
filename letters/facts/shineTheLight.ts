import { z } from 'zod';
import { CATEGORY_NAMES } from '../../rules/codes';
import { common, day, late, line, link } from './shapes';

/** Facts of an answer under Civ 1798.83 (STL-02, STL-04): standardised, of no customer in particular. */
export const shineAnswer = z
  .strictObject({
    ...common,
    receivedOn: day,
    /** The calendar year covered: the one before receipt. */
    year: z.int().min(2003).max(2100),
    categories: z
      .array(z.enum(CATEGORY_NAMES as [(typeof CATEGORY_NAMES)[number], ...typeof CATEGORY_NAMES]))
      .default([]),
    thirdParties: z.array(z.strictObject({ name: line, address: line, offers: line.optional() })).default([]),
    /** Present where the business has a policy of choice before such disclosures. */
    choice: z.strictObject({ url: link }).optional(),
    late: late.optional(),
  })
  .refine((facts) => facts.thirdParties.length > 0 === facts.categories.length > 0, 'categories went to somebody');

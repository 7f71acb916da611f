import { z } from 'zod';
import { CATEGORY_NAMES } from '../../rules/codes';
import { RECIPIENT_CATEGORIES } from '../../rules/know';
import { common, day, late, line, link } from './shapes';

const category = z.enum(CATEGORY_NAMES as [(typeof CATEGORY_NAMES)[number], ...typeof CATEGORY_NAMES]);
const recipient = z.enum(RECIPIENT_CATEGORIES);
const byCategory = z.array(z.strictObject({ category, recipients: z.array(recipient).min(1) }));

/** Facts of an answer about categories, sales and disclosures (KNW-09, KNW-10); an empty list is stated as none. */
export const knowAnswer = z
  .strictObject({
    ...common,
    receivedOn: day,
    statusUrl: link,
    /** The time covered; `empty` where what was asked for lies outside what is owed, and then it is that. */
    period: z.strictObject({ from: day, to: day, empty: z.boolean() }),
    categories: z.array(category),
    /** These three are parts of an answer about categories alone. */
    sources: z.array(line).optional(),
    purposes: z.array(line).optional(),
    thirdParties: z.array(recipient).optional(),
    sold: byCategory,
    disclosed: byCategory,
    /** Systems, by plain name, in which what was found stands for several people. */
    severalPersons: z.array(line).default([]),
    /** Systems, by plain name, that staff searched by hand. */
    byHand: z.array(line).default([]),
    /** A copy was asked for, and identity not verified as it needs (KNW-01). */
    downgraded: z.boolean().default(false),
    late: late.optional(),
  })
  .refine(
    ({ sources, purposes, thirdParties }) =>
      (sources === undefined) === (purposes === undefined) && (sources === undefined) === (thirdParties === undefined),
    'sources, purposes and third parties stand together or not at all',
  );

/** KNW-02: what is true of everybody and nobody in particular. */
export const practices = z.strictObject({
  categories: z.array(category),
  sources: z.array(line),
  purposes: z.array(line),
  recipients: z.array(recipient),
});

/** Facts of the letter about a copy of specific pieces; the pieces are in no letter (KNW-06). */
export const copyAnswer = z.strictObject({
  ...common,
  receivedOn: day,
  statusUrl: link,
  period: z.strictObject({ from: day, to: day, empty: z.boolean() }),
  /** Systems, by plain name, that the copy is from. */
  systems: z.array(line),
  /** Last day on which it can be collected; absent where nothing was found. */
  collectBy: day.optional(),
  /** Day on which it was posted, where the consumer chose so (KNW-12). */
  postedOn: day.optional(),
  /** Types of which values are held that are never disclosed, in the words of the law (KNW-04). */
  neverDisclosed: z.array(line).default([]),
  /** Single values that were left out because they belong to others (HH-02). */
  othersLeftOut: z.int().min(0).default(0),
  severalPersons: z.array(line).default([]),
  byHand: z.array(line).default([]),
  late: late.optional(),
});

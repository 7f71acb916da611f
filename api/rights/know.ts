import { z } from 'zod';
import { KNOW_FLOOR } from '../../rules/know';
import type { PersonClaim } from '../../vault/person';
import { optional } from '../border';
import { claimOf as identifiedClaim, personFields, pointFields } from './asking';

const day = optional(z.iso.date('must be a date, for instance 2025-03-31'));

/**
 * Which time the answer covers (INT-06): everything unless a range is chosen, which may be open on one side. A range
 * without any day that is owed is told at once (KNW-07).
 */
const period = z
  .strictObject({
    choice: optional(z.enum(['all', 'range'], 'must be everything or a time of your choice')),
    from: day,
    to: day,
  })
  .superRefine(({ choice, from, to }, context) => {
    if (choice !== 'range') return;
    const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (!from && !to) wrong('from', 'is missing: give a first day, a last day or both');
    if (from && to && from > to) wrong('to', 'must not lie before the first day');
    if (to && to < KNOW_FLOOR) wrong('to', `must be ${KNOW_FLOOR} or later: the law reaches back to that day`);
  })
  .optional();

/** What is asked of somebody who wants to know which categories are held (VER-10, INT-06). */
export const knowCategoriesFields = { right: z.literal('know-categories'), ...personFields, ...pointFields, period };
/** What is asked of somebody who wants to know what was sold, shared or disclosed. */
export const knowSoldFields = { ...knowCategoriesFields, right: z.literal('know-sold') };

/** What these fields say of the person, with the period where one was chosen. */
export function claimOf(
  fields: Parameters<typeof identifiedClaim>[0] & { period?: z.output<typeof period> },
): PersonClaim {
  const { choice, from = null, to = null } = fields.period ?? {};
  return { ...identifiedClaim(fields), ...(choice === 'range' ? { period: { from, to } } : {}) };
}

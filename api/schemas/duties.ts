import { z } from 'zod';
import { DUTY_DECISION_KINDS, type DutyDecisionKind } from '../../rules/duty-decisions';
import { optional, prose } from '../border';
import { reference, uuid } from './common';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'is not an ID');
const day = z.iso.date('is not a day');

/** What each kind names; what it must state beside that is in rules/duty-decisions.ts. */
const NEEDS: Record<DutyDecisionKind, readonly string[]> = {
  'archive-restored': ['archive', 'system'],
  'archive-accessed': ['archive'],
  'access-settled': ['archive', 'report'],
  'archive-rotated': ['archive', 'through'],
  'decide-restored': ['archive', 'report', 'reference'],
  'renew-exception': ['exception', 'until'],
};

/** A report or a decision about a duty beyond requests. */
export const dutyBody = z
  .strictObject({
    kind: z.enum(DUTY_DECISION_KINDS as [DutyDecisionKind, ...DutyDecisionKind[]], 'is not a decision about a duty'),
    code: z.string().max(60),
    facts: optional(prose(4000)),
    archive: optional(id),
    /** The system into which an archive was restored. */
    system: optional(id),
    /** The last day whose copies are gone for good. */
    through: optional(day),
    report: optional(uuid),
    reference: optional(reference),
    exception: optional(uuid),
    /** The new end of an exception. */
    until: optional(day),
  })
  .superRefine((body, context) => {
    for (const field of NEEDS[body.kind])
      if ((body as Record<string, unknown>)[field] === undefined)
        context.addIssue({ code: 'custom', path: [field], message: 'is missing' });
  });

/** What became of a decision about a duty, for the page that follows. */
export const dutiesQuery = z.object({ told: z.string().max(20).optional(), refusal: z.string().max(40).optional() });

/** Duties with their next ends. */
export const dutiesShape = z.object({
  archives: z.array(
    z.object({
      archive: z.string(),
      standing: z.number().int(),
      nextEnd: z.iso.date().nullable(),
      withoutEnd: z.number().int(),
      rotatedThrough: z.iso.date().nullable(),
      nextLookMs: z.number().nullable(),
    }),
  ),
  reports: z.array(z.object({ id: uuid, archive: z.string(), kind: z.string(), state: z.string() })),
  undecided: z.array(z.object({ report: uuid, reference, system: z.string(), outcome: z.string() })),
  exceptions: z.array(z.object({ id: uuid, reference, system: z.string(), endsOn: z.iso.date().nullable() })),
});

import { z } from 'zod';
import { NOTICE_STATES, RECIPIENT_KINDS, RECIPIENT_ROLES } from '../../rules/codes';
import { CORRECTION_GROUNDS } from '../../rules/correct';
import { common, day, late, line, link, prose } from './shapes';

/** What became of one contested field. */
const field = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('corrected'),
    /** In the data map's plain words. */
    name: line,
    /** Left out where the value is never shown: it matches what was given (COR-10). */
    value: line.optional(),
    /** COR-09: the source, by name, or that it was told. */
    source: z.union([z.strictObject({ named: line }), z.literal('told')]).optional(),
  }),
  z.strictObject({ outcome: z.literal('deleted'), name: line }),
  z.strictObject({
    outcome: z.literal('denied'),
    name: line,
    code: z.enum(CORRECTION_GROUNDS),
    cite: line,
    facts: prose,
    health: z.boolean().default(false),
  }),
  z.strictObject({ outcome: z.literal('not-held'), name: line }),
]);

/** Facts of the answer to a correction. */
export const correctionAnswer = z.strictObject({
  ...common,
  receivedOn: day,
  outcome: z.enum(['corrected', 'corrected-in-part', 'denied', 'nothing-held']),
  statusUrl: link,
  newRequestUrl: link,
  fields: z.array(field).min(1),
  systems: z.array(line),
  byHand: z.array(line).default([]),
  outstanding: z.array(line).default([]),
  recipients: z
    .array(
      z.strictObject({
        name: line,
        role: z.enum(RECIPIENT_ROLES),
        kind: z.enum(RECIPIENT_KINDS),
        state: z.enum(NOTICE_STATES),
      }),
    )
    .default([]),
  late: late.optional(),
});

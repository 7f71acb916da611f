import { z } from 'zod';
import { email, line, optional, phone } from '../border';

const known = { email, phone, contactId: line(200), attendeeId: line(200), visitorId: line(200) };
const NAMES = Object.keys(known) as (keyof typeof known)[];

/** What a site knows of the browser whose signal it passes on. Nothing of it stands in an address. */
export const signalBody = z
  .strictObject({
    email: optional(known.email),
    phone: optional(known.phone),
    contactId: optional(known.contactId),
    attendeeId: optional(known.attendeeId),
    visitorId: optional(known.visitorId),
    /** Present where an incentive programme conflicts with the opt-out; `answer` is null where nobody was asked. */
    programme: z.strictObject({ answer: z.enum(['consents', 'affirms-withdrawal', 'none']).nullable() }).optional(),
  })
  .refine((body) => NAMES.some((name) => body[name] !== undefined), {
    path: ['visitorId'],
    error: 'or another identifier is needed',
  });

/** What became of a signal. */
export const signalShape = z.object({
  status: z.enum(['honoured', 'consent-stands', 'no-signal']),
  show: z.string().nullable(),
  programmeKept: z.boolean(),
});

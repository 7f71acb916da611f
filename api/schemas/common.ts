import { z } from 'zod';

/**
 * A reference as it stands in letters, for instance `FF-7K3M-9QRT`. Typed in lower case it is the same one; of several
 * rights in one filing, each after the first has a number behind it.
 */
export const reference = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^FF-[0-9A-Z]{4}-[0-9A-Z]{4}(-[2-9])?$/, 'is not a reference');
/** The ID of an object of ours. */
export const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'is not an ID');
/** A token as it stands in a link. */
export const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'is not a token');

/** A form that only says yes. */
export const emptyBody = z.strictObject({});

/** Path parameters. */
export const byReference = z.object({ reference });
/** Path parameters of one decision, letter or account under a request. */
export const byReferenceAndId = z.object({ reference, id: uuid });
/** Path parameter of one account, notice or letter. */
export const byId = z.object({ id: uuid });
/** Path parameter of a link. */
export const byToken = z.object({ token: z.string().max(100) });
/** Path parameter of a notice by the reference that only its recipient knows. */
export const byNotice = z.object({ notice: z.string().max(60) });

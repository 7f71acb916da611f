import { z } from 'zod';
import { token } from './common';

/** The code from a letter. */
export const codeBody = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^[\d\s-]{4,24}$/, 'is the number in the message we sent you'),
});

/** Exchanging a link for a session. */
export const linkBody = z.strictObject({ token });

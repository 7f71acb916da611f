import { z } from 'zod';
import { STATUS_MESSAGES } from '../../web/pages/consumer';
import { optional } from '../border';
import { reference, token } from './common';

/** The code from a letter. */
export const codeBody = z.strictObject({
  code: z
    .string()
    .trim()
    .regex(/^[\d\s-]{4,24}$/, 'must be the number in the message that we sent you'),
});

/** What a form of the status page leads back with; a word that is none says nothing. */
export const statusQuery = z.object({ told: z.enum(STATUS_MESSAGES).optional().catch(undefined) });

/** What opens a copy: something that we hold, asked afresh, and the code where one was sent. */
export const copyBody = z.strictObject({
  answer: z.string().trim().min(1, 'is missing').max(120),
  code: optional(z.string().trim().max(24)),
});

/** Exchanging a link for a session. */
export const linkBody = z.strictObject({ token });

/** Looking up a choice. */
export const choiceBody = z.strictObject({ reference });

/** The consumer's answer where an agent asks for them. */
export const permissionBody = z.strictObject({ answer: z.enum(['yes', 'no'], 'must be yes or no') });

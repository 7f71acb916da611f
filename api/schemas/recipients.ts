import { z } from 'zod';
import { NOTICE_ANSWERS, NOTICE_REFUSALS } from '../../db/notices-answer';
import { IDENTIFIER_TYPES, NOTICE_STATES } from '../../rules/codes';
import { optional } from '../border';

/** A recipient's answer to one item. */
export const itemAnswerBody = z.strictObject({
  answer: z.enum(['attested', 'refused']),
  code: optional(z.enum(NOTICE_REFUSALS)),
});
/** What a form of a recipient's page leads back with; what is none of it says nothing. */
export const recipientQuery = z.object({
  told: z.literal('code-sent').optional().catch(undefined),
  answered: z
    .string()
    .regex(/^[\w-]{1,60}$/)
    .optional()
    .catch(undefined),
});
/** A recipient's answer by its own system. */
export const noticeAnswerBody = z.strictObject({
  state: z.enum(NOTICE_ANSWERS),
  code: z.enum(NOTICE_REFUSALS).optional(),
});

/** Which of its notices a recipient's system fetches. */
export const pullQuery = z.object({
  state: optional(z.enum(['queued', 'sent', 'received', 'overdue'])),
  /** `next` of the page before. */
  after: optional(z.string().max(60)),
  limit: optional(z.coerce.number().int().min(1).max(200)),
});
/** Answers of a recipient's system. */
export const pullAnswersBody = z.strictObject({
  answers: z
    .array(noticeAnswerBody.extend({ reference: z.string().max(60) }))
    .min(1)
    .max(200),
});
/** A page of what waits for a recipient. */
export const pullShape = z.object({
  notices: z.array(
    z.object({
      reference: z.string(),
      instruction: z.string(),
      state: z.enum(NOTICE_STATES),
      identifiers: z.array(
        z.object({ type: z.enum(IDENTIFIER_TYPES), value: z.string(), hashed: z.string().optional() }),
      ),
      onward: z.literal(true),
    }),
  ),
  next: z.string().nullable(),
});
/** What became of each answer. */
export const pullAnswersShape = z.object({
  results: z.array(z.object({ reference: z.string(), status: z.enum(['recorded', 'settled-before', 'unknown']) })),
});

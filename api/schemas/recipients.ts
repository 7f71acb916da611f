import { z } from 'zod';
import { NOTICE_ANSWERS, NOTICE_REFUSALS } from '../../db/notices-answer';
import { optional } from '../border';

/** A recipient's answer to one item. */
export const itemAnswerBody = z.strictObject({
  answer: z.enum(['attested', 'refused']),
  code: optional(z.enum(NOTICE_REFUSALS)),
});
/** A recipient's answer by its own system. */
export const noticeAnswerBody = z.strictObject({
  state: z.enum(NOTICE_ANSWERS),
  code: z.enum(NOTICE_REFUSALS).optional(),
});

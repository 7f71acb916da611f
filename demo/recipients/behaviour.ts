import { z } from 'zod';

/** How a recipient takes notices; `ok` does the work and attests it at once. */
export const BEHAVIOURS = {
  ok: 'does the work and attests it',
  receive: 'says that it received the notice, and attests nothing',
  error: 'answers 500 and does nothing',
  'lose-answer': 'does the work and loses its first answer to each notice',
  refuse: 'refuses, with a reason',
  slow: 'does the work, after a while',
} as const;
/** One of {@link BEHAVIOURS}. */
export type BehaviourName = keyof typeof BEHAVIOURS;

/** Body of `PUT /_switch/<recipient>`. */
export const behaviourSchema = z.strictObject({
  mode: z.enum(Object.keys(BEHAVIOURS) as [BehaviourName, ...BehaviourName[]]),
  delay_ms: z.int().min(0).max(600_000).default(3_000),
});
/** What is switched on for a recipient. */
export type RecipientBehaviour = z.output<typeof behaviourSchema>;

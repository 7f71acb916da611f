import { z } from 'zod';

/** How the service behaves, see README.md. */
export const switchSchema = z.strictObject({
  mode: z.enum(['off', 'slow', 'down', 'lie']),
  delay_ms: z.int().min(0).max(600_000).optional(),
});
/** What is switched on; `delay_ms` is 0 unless slow. */
export interface Behaviour {
  mode: z.infer<typeof switchSchema>['mode'];
  delay_ms: number;
}

const SLOW_MS = 3_000;

/** The behaviour that a call to `/_switch` asks for. */
export function behaviourOf({ mode, delay_ms }: z.infer<typeof switchSchema>): Behaviour {
  return { mode, delay_ms: mode === 'slow' ? (delay_ms ?? SLOW_MS) : 0 };
}

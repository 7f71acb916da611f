import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks until there is an answer.
 *
 * @param what said where it does not come in time
 * @param ask undefined and false mean not yet
 * @throws Error naming what did not come
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  { withinMs = 120_000, everyMs = 300 } = {},
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`${what}: did not come within ${Math.round(withinMs / 1000)} seconds`);
    await pause(everyMs);
  }
}

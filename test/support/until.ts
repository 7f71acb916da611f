import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until something becomes so; the value it became. Asks again every few milliseconds: a test never waits for a
 * guessed time.
 *
 * @param what said where it does not come true in time
 * @param ask undefined, null or false mean not yet
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  { withinMs = 20_000, everyMs = 20 } = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await pause(everyMs);
  }
}

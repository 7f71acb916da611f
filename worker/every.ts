/**
 * Does something again and again, never twice at once; the first time at once.
 *
 * @param pauseMs milliseconds between the end of one and the begin of the next
 * @returns ends it, after what is under way
 */
export function every(
  pauseMs: number,
  act: () => Promise<void>,
  report: (error: unknown) => void,
): () => Promise<void> {
  let ended = false;
  let wake = (): void => {};
  const run = (async () => {
    while (!ended) {
      await act().catch(report);
      if (ended) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return () => {
    ended = true;
    wake();
    return run;
  };
}

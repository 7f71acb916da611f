import type { ChildProcess } from 'node:child_process';
import type { BareMoment } from './bare-activities';
import type { BareMessage } from './bare-worker';

/** Hears from the bare worker what its requests reached. */
export interface BareDriver {
  /** Resolves once a request reached a moment. */
  reached(requestId: string, moment: BareMoment): Promise<void>;
}

/** Listens to a bare worker. */
export function bareDriver(child: ChildProcess): BareDriver {
  const seen = new Set<string>();
  const waiting = new Map<string, () => void>();
  child.on('message', (message: BareMessage) => {
    if (!('reached' in message)) return;
    for (const [requestId, moment] of message.reached) {
      const key = `${requestId} ${moment}`;
      seen.add(key);
      waiting.get(key)?.();
      waiting.delete(key);
    }
  });
  return {
    reached: (requestId, moment) =>
      new Promise((resolve) => {
        const key = `${requestId} ${moment}`;
        if (seen.has(key)) resolve();
        else waiting.set(key, resolve);
      }),
  };
}

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Lines that survive a restart: one JSON value each, written before the answer goes out. */
export interface Journal<T> {
  /** What was there at the start, oldest first. */
  readonly past: readonly T[];
  add(line: T): void;
}

/** A journal in `folder/name`, or one that forgets where no folder is given. Lines cut off by a crash are dropped. */
export function openJournal<T>(folder: string | undefined, name: string): Journal<T> {
  if (folder === undefined) return { past: [], add: () => undefined };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, name);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [''];
  if (lines.pop() !== '') appendFileSync(file, '\n', { mode: 0o600 });
  return {
    past: lines.flatMap((line) => {
      try {
        return [JSON.parse(line) as T];
      } catch {
        return [];
      }
    }),
    add: (line) => appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 }),
  };
}

import { existsSync } from 'node:fs';
import { onPath } from '../../demo/cache';

const said = new Set<string>();

/**
 * Skips what a hook or test stands for, because this machine lacks something: `skipped: no Java`. Said once, so that
 * nobody takes a run that checked less for one that checked all.
 *
 * @param missing what is not there, in plain words
 * @throws Error where `CI` is set: there everything has been installed, and what is missing is a failure
 */
export function skipWithout(context: Pick<Mocha.Context, 'skip'>, missing: string, env = process.env): never {
  const line = `skipped: no ${missing}`;
  if (env.CI) throw new Error(line);
  if (!said.has(line)) console.log(`    ${line}`);
  said.add(line);
  return context.skip();
}

/** Chromium or Chrome on this machine: `CHROMIUM_PATH`, else the path, else undefined. */
export function findChromium(): string | undefined {
  const wished = process.env.CHROMIUM_PATH;
  if (wished) return existsSync(wished) ? wished : undefined;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return names.map((name) => onPath(name)).find(Boolean) ?? (existsSync(mac) ? mac : undefined);
}

/** Flags without which Chromium does not start as root or in a container, or asks the network for things of its own. */
export const CHROMIUM_FLAGS = [
  ...(process.getuid?.() === 0 || process.env.CI ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

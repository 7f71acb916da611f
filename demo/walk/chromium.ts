import { chromium, type Browser } from 'playwright-core';
import { existsSync } from 'node:fs';
import { onPath } from '../cache';

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

/** Starts a browser without a window. */
export function openChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS, headless: true });
}

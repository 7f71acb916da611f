import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, 'golden');

/** Set to 1 to write golden files anew; whoever does reads the difference as a lawyer would. */
export const UPDATE = process.env.FORTYFIVE_UPDATE_GOLDEN === '1';

/** Compares a text with its golden file. */
export function matchesGolden(name: string, text: string): void {
  const file = path.join(FOLDER, `${name}.txt`);
  if (UPDATE) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `no golden file ${name}.txt: read the letter, then run with FORTYFIVE_UPDATE_GOLDEN=1`);
  assert.equal(text, readFileSync(file, 'utf8'));
}

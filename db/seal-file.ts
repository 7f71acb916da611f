import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type Seal, SealSchema } from './seals';

/** Thrown where the file of seals holds something else. */
export class NoSeal extends Error {
  override readonly name = 'NoSeal';
  constructor(file: string, line: number) {
    super(`Line ${line} of ${file} is no seal: restore the file from its copy.`);
  }
}

/**
 * Seals as they are kept outside the database: one JSON object a line, only ever added to. Best on another machine, or on
 * storage that lets nothing be changed.
 *
 * @returns none where there is no file yet
 * @throws NoSeal; a last line that was cut off while it was written is left out
 */
export async function readSealFile(file: string): Promise<Seal[]> {
  const text = await fs.readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  // what follows the last line's end was never finished: it is written again
  lines.pop();
  return lines.map((line, index) => {
    try {
      return SealSchema.parse(JSON.parse(line));
    } catch {
      throw new NoSeal(file, index + 1);
    }
  });
}

/** Adds seals at the end of the file, on the disk before this returns; removes a last line that was cut off. */
export async function appendSeals(file: string, seals: readonly Seal[]): Promise<void> {
  if (seals.length === 0) return;
  await fs.mkdir(path.dirname(file), { recursive: true });
  const handle = await fs.open(file, 'a+', 0o600);
  try {
    const text = await handle.readFile('utf8');
    const whole = text.lastIndexOf('\n') + 1;
    if (whole < text.length) await handle.truncate(Buffer.byteLength(text.slice(0, whole)));
    await handle.appendFile(seals.map((seal) => `${JSON.stringify(seal)}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

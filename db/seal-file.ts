import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type Seal, SealSchema } from './seals';

/** Thrown where the file of seals holds something else. */
export class NoSeal extends Error {
  override readonly name = 'NoSeal';
  constructor(file: string, line: number | 'last') {
    super(
      `${line === 'last' ? 'The last line' : `Line ${line}`} of ${file} is no seal: restore the file from its copy.`,
    );
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
  return lines.map((line, index) => sealOf(file, line, index + 1));
}

function sealOf(file: string, line: string, number: number | 'last'): Seal {
  try {
    return SealSchema.parse(JSON.parse(line));
  } catch {
    throw new NoSeal(file, number);
  }
}

/** More bytes than two lines have: what the last whole line is read from, however long the file is. */
const TAIL_BYTES = 4_096;

/** The last whole line of the file, and where it ends, bytes. */
async function tailOf(handle: fs.FileHandle): Promise<{ line: string | undefined; end: number }> {
  const { size } = await handle.stat();
  const from = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
  const whole = buffer.subarray(0, bytesRead).toString('latin1').lastIndexOf('\n') + 1;
  const line = buffer.subarray(0, whole).toString('utf8').split('\n').at(-2);
  return { line, end: from + whole };
}

/** The last seal of the file, as {@link readSealFile} has it, without reading the others. */
export async function lastSealOf(file: string): Promise<Seal | undefined> {
  const handle = await fs.open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const { line } = await tailOf(handle);
    return line === undefined ? undefined : sealOf(file, line, 'last');
  } finally {
    await handle.close();
  }
}

/** Adds seals at the end of the file, on the disk before this returns; removes a last line that was cut off. */
export async function appendSeals(file: string, seals: readonly Seal[]): Promise<void> {
  if (seals.length === 0) return;
  await fs.mkdir(path.dirname(file), { recursive: true });
  const handle = await fs.open(file, 'a+', 0o600);
  try {
    const { end } = await tailOf(handle);
    if (end < (await handle.stat()).size) await handle.truncate(end);
    await handle.appendFile(seals.map((seal) => `${JSON.stringify(seal)}\n`).join(''));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

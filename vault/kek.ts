import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { z } from 'zod';
import { openBytes, sealBytes } from './cipher';

/**
 * Wraps data keys. Small enough that a cloud's key service fits: `wrap` is its Encrypt, `context` its encryption
 * context, `epoch` its key version. A rotation adds an epoch; old epochs unwrap until they are destroyed
 * (decisions.md G2).
 */
export interface KeyEncryptionKey {
  /** Which key; written beside each wrapped key. */
  readonly id: string;
  /** The epoch that wraps now. */
  readonly epoch: number;
  /** @param context binds the wrapped key to its place: it unwraps only with the same */
  wrap(dataKey: Buffer, context: string): Promise<Buffer>;
  /**
   * @throws Unreadable where this key did not wrap it, or no longer holds the epoch. Any other error means that the
   *   key's service is away and may be asked again.
   */
  unwrap(wrapped: Buffer, context: string, epoch: number): Promise<Buffer>;
}

/** What the vault is opened with. */
export interface VaultSecrets {
  kek: KeyEncryptionKey;
  /** Secret of the keyed hashes; never rotated, because a hash cannot be made again without the person. */
  indexKey: Buffer;
}

const secret = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 32) return bytes;
  context.addIssue('must be 32 bytes in base64');
  return z.NEVER;
});

const keyFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/),
  epochs: z.record(z.string().regex(/^[1-9]\d{0,5}$/), secret).refine((epochs) => Object.keys(epochs).length > 0),
  index: secret,
});

/**
 * Reads the key-encryption key from a file that only its owner may read.
 *
 * @throws Error that says what is wrong with the file and what to do, never its content
 */
export async function fileKek(file: string): Promise<VaultSecrets> {
  const { mode } = await fs.stat(file).catch(() => {
    throw new Error(`The key file ${file} cannot be read: set FORTYFIVE_KEK_FILE to the file of this database.`);
  });
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`The key file ${file} can be read by others: run chmod 600 ${file}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(await fs.readFile(file, 'utf8'));
  } catch {
    throw new Error(`The key file ${file} is not JSON: restore it from its copy.`);
  }
  return fromParts(content, `The key file ${file}`);
}

/**
 * Reads it from the environment: FORTYFIVE_KEK_ID; FORTYFIVE_KEK, `<epoch>:<32 bytes in base64>`, several separated by
 * commas, the highest epoch wraps; FORTYFIVE_INDEX_KEY, 32 bytes in base64.
 *
 * @throws Error that names the variable, never its value
 */
export function environmentKek(env: Record<string, string | undefined>): VaultSecrets {
  for (const name of ['FORTYFIVE_KEK_ID', 'FORTYFIVE_KEK', 'FORTYFIVE_INDEX_KEY']) {
    if (!env[name]) throw new Error(`${name} is not set.`);
  }
  const epochs = Object.fromEntries(
    env.FORTYFIVE_KEK!.split(',').map((part) => {
      const colon = part.indexOf(':');
      return [part.slice(0, Math.max(colon, 0)).trim(), part.slice(colon + 1).trim()];
    }),
  );
  return fromParts({ id: env.FORTYFIVE_KEK_ID, epochs, index: env.FORTYFIVE_INDEX_KEY }, 'FORTYFIVE_KEK');
}

/**
 * Makes a key file with fresh secrets, readable by its owner alone; an existing one is left as it is.
 *
 * @returns whether it was made now
 */
export async function createKeyFile(file: string): Promise<boolean> {
  const content = {
    id: `file-${randomBytes(4).toString('hex')}`,
    epochs: { 1: randomBytes(32).toString('base64') },
    index: randomBytes(32).toString('base64'),
  };
  await fs.mkdir(path.dirname(file), { recursive: true });
  try {
    await fs.writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Adds an epoch to a key file; `rewrapKeys` then moves the data keys to it (decisions.md G2). */
export async function addEpoch(file: string): Promise<number> {
  const { kek } = await fileKek(file);
  const content = JSON.parse(await fs.readFile(file, 'utf8')) as { epochs: Record<string, string> };
  content.epochs[kek.epoch + 1] = randomBytes(32).toString('base64');
  // Written whole beside it and renamed: a crash leaves the old file, never half a key.
  const next = `${file}.next`;
  await fs.writeFile(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await fs.rename(next, file);
  return kek.epoch + 1;
}

function fromParts(content: unknown, what: string): VaultSecrets {
  const parsed = keyFile.safeParse(content);
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'it'} ${message}`).join('; ');
    throw new Error(`${what} is not a key of ours: ${where}`);
  }
  const { id, epochs, index } = parsed.data;
  const keys = new Map(Object.entries(epochs).map(([epoch, bytes]) => [Number(epoch), createSecretKey(bytes)]));
  return { kek: localKek(id, keys), indexKey: index };
}

function localKek(id: string, keys: Map<number, KeyObject>): KeyEncryptionKey {
  const epoch = Math.max(...keys.keys());
  // An epoch that was destroyed is as unreadable as a wrong key: some key that opens nothing stands in its place.
  const none = createSecretKey(Buffer.alloc(32));
  return {
    id,
    epoch,
    wrap: async (dataKey, context) => sealBytes(keys.get(epoch)!, dataKey, context),
    unwrap: async (wrapped, context, of) => openBytes(keys.get(of) ?? none, wrapped, context),
  };
}

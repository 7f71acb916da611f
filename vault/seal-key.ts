import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** Signs what is sealed. Its private part is never in the database (decisions.md H2). */
export interface SealKey {
  /** Which key: the first 16 hexadecimal digits of the SHA-256 of its public part. */
  readonly id: string;
  /** The public part, SPKI in PEM, for whoever verifies. */
  readonly publicPem: string;
  /** Ed25519 (RFC 8032). */
  sign(text: string): Buffer;
}

const idOf = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

/**
 * Makes a key file, PKCS #8 in PEM, readable by its owner alone; an existing one is left as it is.
 *
 * @returns whether it was made now
 */
export async function createSealKeyFile(file: string): Promise<boolean> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await fs.mkdir(path.dirname(file), { recursive: true });
  try {
    await fs.writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** @throws Error that says what is wrong with the file and what to do, never its content */
export async function openSealKey(file: string): Promise<SealKey> {
  const { mode } = await fs.stat(file).catch(() => {
    throw new Error(`The seal key ${file} cannot be read: set FORTYFIVE_SEAL_KEY_FILE to its file.`);
  });
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Error(`The seal key ${file} can be read by others: run chmod 600 ${file}`);
  let key: KeyObject;
  try {
    key = createPrivateKey(await fs.readFile(file));
  } catch {
    throw new Error(`The seal key ${file} is no key in PEM: restore it from its copy.`);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`The seal key ${file} is not an Ed25519 key.`);
  const publicKey = createPublicKey(key);
  return {
    id: idOf(publicKey),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key),
  };
}

/** Public keys that a verifier trusts, by their IDs. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

/** @throws Error where one is no Ed25519 public key in PEM */
export function trustedKeys(pems: readonly string[]): TrustedKeys {
  return new Map(
    pems.map((pem) => {
      let key: KeyObject;
      try {
        key = createPublicKey(pem);
      } catch {
        throw new Error('A key is no public key in PEM.');
      }
      if (key.asymmetricKeyType !== 'ed25519') throw new Error('A key is not an Ed25519 key.');
      return [idOf(key), key] as const;
    }),
  );
}

/** Whether one of the trusted keys made this signature. */
export function isSignedBy(keys: TrustedKeys, id: string, text: string, signature: Buffer): boolean {
  const key = keys.get(id);
  return key !== undefined && verify(null, Buffer.from(text, 'utf8'), key, signature);
}

import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/** First byte of everything sealed, so that another cipher can follow. */
const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES;

/** Thrown where bytes do not open under a key: another key, another place, or bytes that were changed. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  constructor(what: string) {
    super(`${what} cannot be opened: it was sealed under another key or for another place, or was changed`);
  }
}

/**
 * AES-256-GCM: version, nonce, tag, ciphertext.
 *
 * @param place what the bytes belong to; they open only with the same (additional authenticated data)
 */
export function sealBytes(key: KeyObject, plain: Uint8Array, place: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]);
}

/** @throws Unreadable, naming the place and nothing of the content */
export function openBytes(key: KeyObject, sealed: Uint8Array, place: string): Buffer {
  if (sealed.length < HEAD_BYTES || sealed[0] !== VERSION) throw new Unreadable(place);
  const tag = sealed.subarray(1 + IV_BYTES, HEAD_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
  } catch {
    throw new Unreadable(place);
  }
}

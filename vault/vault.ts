import type { Db, Trx } from '../db/connect';

/**
 * Classes of what a request says about a person, each under a key of its own with an end of its own (decisions.md G1):
 * `case` 30 days after closed; `proof` once processed (VER-03); `package` 30 days after collection or expiry;
 * `record` 24 months from closed (CLK-14, REC-01); `payload` after the last Temporal run is deleted; `duty` with the
 * duty that owns it, which may outlive the case.
 */
export const KEY_CLASSES = ['case', 'proof', 'package', 'record', 'payload', 'duty'] as const;
export type KeyClass = (typeof KEY_CLASSES)[number];

/** Whose key: a request's UUID; a duty's, for what outlives its request; or `engine` for what belongs to neither. */
export type KeyOwner = string;

/** Where a chunk belongs. One that was moved, left out at the end, or taken from another object does not open. */
export interface ChunkPlace {
  /** ID of the object. */
  object: string;
  /** From 0. */
  seq: number;
  /** The object ends here. */
  last: boolean;
}

/** The encrypted store of persons. Everything that names a person is here, or sealed by a key of here. */
export interface Vault {
  /** Makes one key for each class, wrapped by the key-encryption key. Part of the intake transaction. */
  createKeys(trx: Trx, owner: KeyOwner, classes: readonly KeyClass[], atMs: number): Promise<void>;
  /** Encrypts a JSON value and stores it; returns the entry's ID, which may travel where the value may not. */
  seal(
    trx: Trx,
    entry: { owner: KeyOwner; class: KeyClass; kind: string; value: unknown; atMs: number },
  ): Promise<string>;
  /** Decrypts an entry. @throws KeyShredded where its key was destroyed */
  open<T>(db: Db | Trx, entryId: string): Promise<T>;
  /** IDs of an owner's entries of a kind, oldest first. */
  find(db: Db | Trx, owner: KeyOwner, kind: string): Promise<string[]>;
  /** Encrypts under an owner's key without storing an entry, for columns named `sealed`. */
  sealValue(trx: Trx, owner: KeyOwner, keyClass: KeyClass, value: unknown): Promise<{ keyId: string; sealed: Buffer }>;
  openValue<T>(db: Db | Trx, keyId: string, sealed: Buffer): Promise<T>;
  /** Encrypts one chunk of an object that is too large to be one value; it opens in its own place only. */
  sealChunk(
    trx: Trx,
    owner: KeyOwner,
    keyClass: KeyClass,
    place: ChunkPlace,
    bytes: Uint8Array,
  ): Promise<{ keyId: string; sealed: Buffer }>;
  /** @throws KeyShredded where its key was destroyed; Unreadable where it stood in another place, or was changed */
  openChunk(db: Db | Trx, keyId: string, place: ChunkPlace, sealed: Buffer): Promise<Buffer>;
  /** Destroys a key: what it sealed is unreadable from then on, in this process at once. */
  shred(trx: Trx, owner: KeyOwner, keyClass: KeyClass, atMs: number): Promise<void>;
  /** Keyed hash (HMAC-SHA-256) of a normalised identifier, for look-ups that must not hold the identifier. */
  hash(
    purpose: 'contact' | 'subject' | 'standing-order' | 'preference' | 'requester' | 'token' | 'document',
    text: string,
  ): Buffer;
}

/** Thrown by {@link Vault.open} when the key was destroyed on purpose. */
export class KeyShredded extends Error {
  override readonly name = 'KeyShredded';
  constructor(readonly keyId: string) {
    super(`key ${keyId} was destroyed`);
  }
}

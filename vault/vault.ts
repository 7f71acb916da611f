import type { Db, Trx } from '../db/connect';

/**
 * Classes of what a request says about a person, each under a key of its own with an end of its own (decisions.md G1):
 * `case` 30 days after closed; `proof` once processed (VER-03); `package` 30 days after collection or expiry;
 * `record` 24 months from closed (CLK-14, REC-01); `payload` after the last Temporal run is deleted.
 */
export const KEY_CLASSES = ['case', 'proof', 'package', 'record', 'payload'] as const;
export type KeyClass = (typeof KEY_CLASSES)[number];

/** Whose key: a request's UUID, or `engine` for what belongs to no request. */
export type KeyOwner = string;

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
  /** Destroys a key: what it sealed is unreadable from then on, in this process at once. */
  shred(trx: Trx, owner: KeyOwner, keyClass: KeyClass, atMs: number): Promise<void>;
  /** Keyed hash (HMAC-SHA-256) of a normalised identifier, for look-ups that must not hold the identifier. */
  hash(purpose: 'contact' | 'subject' | 'standing-order' | 'requester' | 'token', text: string): Buffer;
}

/** Thrown by {@link Vault.open} when the key was destroyed on purpose. */
export class KeyShredded extends Error {
  override readonly name = 'KeyShredded';
  constructor(readonly keyId: string) {
    super(`key ${keyId} was destroyed`);
  }
}

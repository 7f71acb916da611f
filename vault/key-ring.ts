import { createSecretKey, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Db, Trx } from '../db/connect';
import type { KeyEncryptionKey } from './kek';
import { KeyShredded, type KeyClass, type KeyOwner } from './vault';

/** A data key, unwrapped. */
export interface DataKey {
  id: string;
  owner: KeyOwner;
  class: KeyClass;
  key: KeyObject;
}

/** A key's row. */
export interface KeyRow {
  id: string;
  owner: KeyOwner;
  class: KeyClass;
  kek_id: string;
  kek_epoch: number;
  wrapped: Buffer | null;
  shredded_at: Date | null;
}

/** Thrown where an owner has no key of a class: it was never made, or the owner is unknown. */
export class NoKey extends Error {
  override readonly name = 'NoKey';
}

/** The data keys: made in batches, read once, kept for a while, forgotten at once when shredded. */
export interface KeyRing {
  create(trx: Trx, owner: KeyOwner, classes: readonly KeyClass[], atMs: number): Promise<void>;
  /** @throws NoKey, KeyShredded, Unreadable */
  of(db: Db | Trx, owner: KeyOwner, keyClass: KeyClass): Promise<DataKey>;
  /** @throws NoKey, KeyShredded, Unreadable */
  byId(db: Db | Trx, id: string): Promise<DataKey>;
  /** Unwraps a row that the caller has read anyway. @throws KeyShredded, Unreadable */
  fromRow(row: KeyRow): Promise<DataKey>;
  evict(id: string): void;
  /** What a wrapped key is bound to. */
  context(key: Pick<DataKey, 'id' | 'owner' | 'class'>): string;
}

export const KEY_COLUMNS = ['id', 'owner', 'class', 'kek_id', 'kek_epoch', 'wrapped', 'shredded_at'] as const;

/** One request uses five keys for a few seconds; keys are small, so this holds some thousand requests. */
const CACHED_KEYS = 10_000;
/** A backstop: eviction comes by notification (shred-listener.ts). */
const CACHED_FOR_MS = 5 * 60_000;

/** Makes the key ring of one process. */
export function createKeyRing(kek: KeyEncryptionKey): KeyRing {
  const cache = new LRUCache<string, DataKey>({ max: CACHED_KEYS, ttl: CACHED_FOR_MS });
  const idOf = new LRUCache<string, string>({ max: CACHED_KEYS });
  // Ten payloads of one task need one key: it is read once.
  const pending = new Map<string, Promise<DataKey>>();

  const name = (owner: KeyOwner, keyClass: KeyClass) => `${keyClass} ${owner}`;
  const keep = (key: DataKey): DataKey => {
    cache.set(key.id, key);
    idOf.set(name(key.owner, key.class), key.id);
    return key;
  };
  const read = (key: string, row: () => Promise<KeyRow | undefined>): Promise<DataKey> => {
    const known = pending.get(key);
    if (known) return known;
    const reading = (async () => {
      const found = await row();
      if (!found) throw new NoKey(`no key: ${key}`);
      return ring.fromRow(found);
    })().finally(() => pending.delete(key));
    pending.set(key, reading);
    return reading;
  };

  const ring: KeyRing = {
    async create(trx, owner, classes, atMs) {
      const keys = classes.map((keyClass) => ({ id: randomUUID(), owner, class: keyClass, bytes: randomBytes(32) }));
      const rows = await Promise.all(
        keys.map(async (key) => ({
          id: key.id,
          owner,
          class: key.class,
          kek_id: kek.id,
          kek_epoch: kek.epoch,
          wrapped: await kek.wrap(key.bytes, ring.context(key)),
          created_at: new Date(atMs),
        })),
      );
      await trx('vault_keys').insert(rows);
      // The same transaction seals with them next; if it is undone, so are they.
      for (const { bytes, ...key } of keys) keep({ ...key, key: createSecretKey(bytes) });
      trx.executionPromise?.catch(() => keys.forEach(({ id }) => ring.evict(id)));
    },

    async of(db, owner, keyClass) {
      const id = idOf.get(name(owner, keyClass));
      const known = id && cache.get(id);
      if (known) return known;
      return read(name(owner, keyClass), () =>
        db<KeyRow>('vault_keys')
          .where({ owner, class: keyClass })
          .first(...KEY_COLUMNS),
      );
    },

    async byId(db, id) {
      return (
        cache.get(id) ??
        read(id, () =>
          db<KeyRow>('vault_keys')
            .where({ id })
            .first(...KEY_COLUMNS),
        )
      );
    },

    async fromRow(row) {
      if (row.shredded_at || !row.wrapped) {
        ring.evict(row.id);
        throw new KeyShredded(row.id);
      }
      const known = cache.get(row.id);
      if (known) return known;
      const bytes = await kek.unwrap(row.wrapped, ring.context(row), row.kek_epoch);
      return keep({ id: row.id, owner: row.owner, class: row.class, key: createSecretKey(bytes) });
    },

    evict(id) {
      cache.delete(id);
    },

    context: ({ id, owner, class: keyClass }) => `fortyfive key ${id} ${keyClass} ${owner}`,
  };
  return ring;
}

import { createHmac, hkdfSync, randomUUID } from 'node:crypto';
import type { Db, Trx } from '../db/connect';
import { openBytes, sealBytes } from './cipher';
import type { KeyEncryptionKey } from './kek';
import { createKeyRing, type DataKey, type KeyRing, type KeyRow } from './key-ring';
import { type ChunkPlace, KeyShredded, type KeyClass, type KeyOwner, type Vault } from './vault';

/** The vault of our own database, with what codec, canary and rotation need besides. */
export interface PostgresVault extends Vault {
  readonly kek: KeyEncryptionKey;
  readonly keys: KeyRing;
}

/** Channel on which every process hears of a destroyed key; the payload is the key's ID. */
export const SHREDDED_CHANNEL = 'fortyfive_key_shredded';

const HASH_PURPOSES = ['contact', 'subject', 'standing-order', 'preference', 'requester', 'token', 'document'] as const;

interface EntryRow {
  id: string;
  owner: KeyOwner;
  class: KeyClass;
  kind: string;
  key_id: string;
  sealed: Buffer;
}

/** Makes the vault. `db` is the pool used where a caller passes none of its own. */
export function createVault({ kek, indexKey }: { db?: Db; kek: KeyEncryptionKey; indexKey: Buffer }): PostgresVault {
  const keys = createKeyRing(kek);
  // One key for each purpose, so that hashes of one cannot be looked up in another.
  const hashKeys = new Map(
    HASH_PURPOSES.map((purpose) => [
      purpose,
      Buffer.from(hkdfSync('sha256', indexKey, Buffer.alloc(0), `fortyfive hash ${purpose}`, 32)),
    ]),
  );
  const entryPlace = (entry: Omit<EntryRow, 'key_id' | 'sealed'>) =>
    `fortyfive entry ${entry.id} ${entry.kind} ${entry.class} ${entry.owner}`;
  const valuePlace = (key: DataKey) => `fortyfive value ${key.id} ${key.class} ${key.owner}`;
  const chunkPlace = (key: DataKey, { object, seq, last }: ChunkPlace) =>
    `fortyfive chunk ${object} ${seq} ${last ? 'last' : 'more'} ${key.id} ${key.class} ${key.owner}`;

  return {
    kek,
    keys,
    createKeys: (trx, owner, classes, atMs) => keys.create(trx, owner, classes, atMs),

    async seal(trx, { owner, class: keyClass, kind, value, atMs }) {
      const key = await keys.of(trx, owner, keyClass);
      const entry = { id: randomUUID(), owner, class: keyClass, kind };
      const sealed = sealBytes(key.key, json(value), entryPlace(entry));
      // The key's row is looked at in the same statement: another process may have shredded what is cached here.
      const { rowCount } = await query(
        trx,
        `INSERT INTO vault_entries (id, owner, class, kind, key_id, sealed, created_at)
         SELECT ?, owner, class, ?, id, ?, ? FROM vault_keys WHERE id = ? AND shredded_at IS NULL`,
        [entry.id, kind, sealed, new Date(atMs), key.id],
      );
      if (rowCount === 0) {
        keys.evict(key.id);
        throw new KeyShredded(key.id);
      }
      return entry.id;
    },

    async open<T>(db: Db | Trx, entryId: string): Promise<T> {
      const { rows } = await query<EntryRow & KeyRow>(
        db,
        `SELECT e.kind, e.sealed, k.* FROM vault_entries e JOIN vault_keys k ON k.id = e.key_id WHERE e.id = ?`,
        [entryId],
      );
      const row = rows[0];
      if (!row) throw new Error(`vault entry ${entryId} does not exist`);
      const { key, owner, class: keyClass } = await keys.fromRow(row);
      const place = entryPlace({ id: entryId, owner, class: keyClass, kind: row.kind });
      return parse<T>(openBytes(key, row.sealed, place));
    },

    async find(db, owner, kind) {
      return db('vault_entries').where({ owner, kind }).orderBy(['created_at', 'id']).pluck<string[]>('id');
    },

    async sealValue(trx, owner, keyClass, value) {
      const key = await keys.of(trx, owner, keyClass);
      return { keyId: key.id, sealed: sealBytes(key.key, json(value), valuePlace(key)) };
    },

    async openValue<T>(db: Db | Trx, keyId: string, sealed: Buffer): Promise<T> {
      const key = await keys.byId(db, keyId);
      return parse<T>(openBytes(key.key, sealed, valuePlace(key)));
    },

    async sealChunk(trx, owner, keyClass, place, bytes) {
      const key = await keys.of(trx, owner, keyClass);
      return { keyId: key.id, sealed: sealBytes(key.key, bytes, chunkPlace(key, place)) };
    },

    async openChunk(db, keyId, place, sealed) {
      const key = await keys.byId(db, keyId);
      return openBytes(key.key, sealed, chunkPlace(key, place));
    },

    async shred(trx, owner, keyClass, atMs) {
      const { rows } = await query<{ id: string }>(
        trx,
        `WITH shredded AS (
           UPDATE vault_keys SET wrapped = NULL, shredded_at = ? WHERE owner = ? AND class = ? AND shredded_at IS NULL
           RETURNING id
         ) SELECT id, pg_notify('${SHREDDED_CHANNEL}', id::text) FROM shredded`,
        [new Date(atMs), owner, keyClass],
      );
      for (const { id } of rows) {
        keys.evict(id);
        // Until the commit another reader here may fetch it again.
        trx.executionPromise?.then(
          () => keys.evict(id),
          () => undefined,
        );
      }
    },

    hash: (purpose, text) => createHmac('sha256', hashKeys.get(purpose)!).update(text, 'utf8').digest(),
  };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value === undefined ? null : value), 'utf8');
}

function parse<T>(bytes: Buffer): T {
  return JSON.parse(bytes.toString('utf8')) as T;
}

async function query<Row = unknown>(
  db: Db | Trx,
  sql: string,
  values: (string | Buffer | Date)[],
): Promise<{ rows: Row[]; rowCount: number }> {
  const result: { rows: Row[]; rowCount: number } = await db.raw(sql, values);
  return result;
}

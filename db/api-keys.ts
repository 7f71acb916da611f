import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { ApiScope } from '../rules/codes';
import type { Db, Trx } from './connect';

/** A program that may call the API, within one scope. */
export interface ApiKey {
  id: string;
  /** Which program, for people. */
  name: string;
  scope: ApiScope;
  /** Whose: the recipient, for the scope `notices`; null where the scope has no objects. */
  subject: string | null;
  expiresAtMs: number;
}

interface ApiKeyRow {
  id: string;
  name: string;
  scope: ApiScope;
  subject: string | null;
  expires_at: Date;
  ended_at: Date | null;
}

/** 256 random bits need no slow hash. */
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

const toKey = ({ id, name, scope, subject, expires_at }: ApiKeyRow): ApiKey => ({
  id,
  name,
  scope,
  subject,
  expiresAtMs: expires_at.getTime(),
});

/**
 * Makes a key and returns it: it is shown once, here is only its hash.
 *
 * @param key.by who made it, a staff ID
 * @param key.expiresAtMs UTC milliseconds from which it opens nothing
 */
export async function createApiKey(
  db: Db | Trx,
  key: Omit<ApiKey, 'id'> & { by: string; nowMs: number },
): Promise<{ id: string; key: string }> {
  const made = { id: randomUUID(), key: `f45_${randomBytes(32).toString('base64url')}` };
  await db('api_keys').insert({
    id: made.id,
    name: key.name,
    scope: key.scope,
    subject: key.subject,
    key_hash: hashOf(made.key),
    created_at: new Date(key.nowMs),
    created_by: key.by,
    expires_at: new Date(key.expiresAtMs),
  });
  return made;
}

/** The key, where it is of this scope, has not expired and was not ended. Notes the day's first use. */
export async function findApiKey(db: Db, key: string, scope: ApiScope, nowMs: number): Promise<ApiKey | undefined> {
  const row = await db('api_keys')
    .where({ key_hash: hashOf(key), scope })
    .whereNull('ended_at')
    .andWhere('expires_at', '>', new Date(nowMs))
    .first<(ApiKeyRow & { used_at: Date | null }) | undefined>();
  if (!row) return undefined;
  // once a day is enough to see which keys are in use, and costs the other calls nothing
  if (nowMs - (row.used_at?.getTime() ?? 0) > 86_400_000)
    await db('api_keys')
      .where({ id: row.id })
      .update({ used_at: new Date(nowMs) });
  return toKey(row);
}

/** Keys that open something, by name. */
export async function listApiKeys(db: Db, nowMs: number): Promise<ApiKey[]> {
  const rows = await db('api_keys')
    .whereNull('ended_at')
    .andWhere('expires_at', '>', new Date(nowMs))
    .orderBy(['name', 'id'])
    .select<ApiKeyRow[]>();
  return rows.map(toKey);
}

/** Ends a key at once. False where there is none that still opens something. */
export async function endApiKey(db: Db, id: string, nowMs: number): Promise<boolean> {
  return (
    (await db('api_keys')
      .where({ id })
      .whereNull('ended_at')
      .update({ ended_at: new Date(nowMs) })) > 0
  );
}

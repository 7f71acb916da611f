import type { Db } from '../db/connect';
import { databaseClock } from '../db/clock';
import { Unreadable } from './cipher';
import type { PostgresVault } from './postgres-vault';

const OWNER = 'engine';
const KIND = 'canary';

/** Thrown at the start when the key in use is not this database's. */
export class WrongKey extends Error {
  override readonly name = 'WrongKey';
  constructor(kekId: string) {
    super(
      `The key-encryption key in use (${kekId}) does not open this database. Nothing was changed. ` +
        `Set FORTYFIVE_KEK_FILE to the key file that this database was made with.`,
    );
  }
}

/**
 * Opens the sealed canary, or seals one and makes the engine's own keys at the first start. API and worker call this
 * before anything else: a wrong key would otherwise show only when the first person cannot be read (decisions.md G2).
 *
 * @throws WrongKey
 */
export async function checkCanary(db: Db, vault: PostgresVault): Promise<void> {
  const atMs = await databaseClock(db).nowMs();
  await db.transaction(async (trx) => {
    // API and worker start at the same time: one makes it.
    await trx.raw(`SELECT pg_advisory_xact_lock(hashtext('fortyfive canary'))`);
    // The index key has no wrapped key to fail on: the canary holds a hash made with it.
    const expected = vault.hash('token', KIND).toString('hex');
    try {
      const [entry] = await vault.find(trx, OWNER, KIND);
      if (entry) {
        if ((await vault.open<string>(trx, entry)) !== expected) throw new WrongKey(vault.kek.id);
        return;
      }
      // Without a canary, any key that stands tells: a new canary must not hide a wrong key.
      const key = await trx('vault_keys').whereNull('shredded_at').first<{ id: string } | undefined>('id');
      if (key) await vault.keys.byId(trx, key.id);
    } catch (error) {
      if (error instanceof Unreadable) throw new WrongKey(vault.kek.id);
      throw error;
    }
    const held = await trx('vault_keys').where({ owner: OWNER }).pluck<string[]>('class');
    const missing = (['record', 'payload'] as const).filter((keyClass) => !held.includes(keyClass));
    if (missing.length > 0) await vault.createKeys(trx, OWNER, missing, atMs);
    await vault.seal(trx, { owner: OWNER, class: 'record', kind: KIND, value: expected, atMs });
  });
}

import type { Db } from '../db/connect';
import { type KeyRow, KEY_COLUMNS } from './key-ring';
import type { PostgresVault } from './postgres-vault';

const BATCH = 500;

/**
 * Re-wraps data keys that an older epoch wrapped, in batches, while the product runs. The data keys stay the same, so
 * nothing sealed changes. Repeatable: a killed run goes on where it was.
 *
 * @returns how many were re-wrapped
 */
export async function rewrapKeys(db: Db, vault: PostgresVault): Promise<number> {
  const { kek, keys } = vault;
  for (let total = 0; ;) {
    const moved = await db.transaction(async (trx) => {
      const rows = await trx<KeyRow>('vault_keys')
        .whereNull('shredded_at')
        .where({ kek_id: kek.id })
        .whereNot({ kek_epoch: kek.epoch })
        .orderBy('id')
        .limit(BATCH)
        // A shredding that waits for us would find its key again: lock what is re-wrapped.
        .forUpdate()
        .select(...KEY_COLUMNS);
      for (const row of rows) {
        const bytes = await kek.unwrap(row.wrapped!, keys.context(row), row.kek_epoch);
        const wrapped = await kek.wrap(bytes, keys.context(row));
        await trx('vault_keys').where({ id: row.id }).update({ wrapped, kek_id: kek.id, kek_epoch: kek.epoch });
      }
      return rows.length;
    });
    total += moved;
    if (moved < BATCH) return total;
  }
}

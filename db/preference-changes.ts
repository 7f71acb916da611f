import type { PreferencePurpose } from '../rules/codes';
import type { Db } from './connect';

/** An identifier about which something was chosen, or a choice taken back; what stands now, the store says. */
export interface PreferenceChange {
  hash: Buffer;
  purpose: PreferencePurpose;
}

/** Most changes of one page. */
export const CHANGES_PAGE = 500;

/** How far a reader has read: `<transaction>.<number>`. */
export const CHANGES_CURSOR = /^\d{1,19}\.\d{1,18}$/;

/**
 * What changed after a cursor, oldest first. Of what is not yet committed, or was committed beside something that is not,
 * nothing is shown: a reader who goes on from `next` misses nothing.
 *
 * @param after undefined for everything
 */
export async function preferenceChanges(
  db: Db,
  { after = '0.0', limit }: { after?: string | undefined; limit: number },
): Promise<{ changes: PreferenceChange[]; next: string }> {
  const [transaction, number] = after.split('.');
  const { rows } = await db.raw<{ rows: (PreferenceChange & { cursor: string })[] }>(
    `SELECT identifier_hash AS hash, purpose, transaction_id::text || '.' || number AS cursor
       FROM preference_changes
      WHERE (transaction_id, number) > (:transaction::text::xid8, :number::bigint)
        AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY transaction_id, number
      LIMIT :limit`,
    { transaction: transaction!, number: number!, limit },
  );
  return { changes: rows.map(({ hash, purpose }) => ({ hash, purpose })), next: rows.at(-1)?.cursor ?? after };
}

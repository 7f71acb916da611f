import type { KeyClass, Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { SAME_PERSON } from './holds';
import { append } from './ledger';

/** Classes whose keys end on a day that is written beside them, each with all that it sealed of one request. */
const ENDING = ['package', 'case', 'proof', 'payload', 'record'] as const satisfies readonly KeyClass[];

/** A key whose time is over. */
export interface EndedKey {
  /** The request. */
  owner: string;
  class: (typeof ENDING)[number];
}

/** At most this many are destroyed in one sweep, so that it stays short. */
const AT_ONCE = 100;

/**
 * A hold of the person, or on the request's own page, keeps what is written of the request longer (decisions.md G1). One
 * of a system or a category keeps what that system holds, not what was written here.
 */
const HELD = `
  EXISTS (SELECT 1 FROM holds h WHERE h.released_at IS NULL AND h.request_id = r.id)
  OR EXISTS (SELECT 1 FROM holds h WHERE h.released_at IS NULL AND h.scope = 'person' AND ${SAME_PERSON})`;

/** Keys whose time is over and that nothing keeps, the longest over first. */
export async function endedKeys(db: Db, nowMs: number): Promise<EndedKey[]> {
  const { rows } = await db.raw<{ rows: EndedKey[] }>(
    `SELECT k.owner, k.class FROM vault_keys k
       JOIN requests r ON r.id = CASE WHEN k.owner ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN k.owner::uuid END
      WHERE k.shredded_at IS NULL AND k.ends_at <= ? AND k.class = ANY(?) AND NOT (k.class <> 'package' AND (${HELD}))
      ORDER BY k.ends_at, k.owner, k.class LIMIT ${AT_ONCE}`,
    [new Date(nowMs), [...ENDING]],
  );
  return rows;
}

/**
 * Destroys a key whose time is over, and removes what it sealed and what served only what it sealed; the ledger says so.
 * Does nothing where it is destroyed already, or a hold came in between.
 *
 * @returns whether it was destroyed now
 */
export async function destroyKey(
  db: Db,
  vault: Vault,
  { owner, class: keyClass }: EndedKey,
  nowMs: number,
): Promise<boolean> {
  return db.transaction(async (trx) => {
    // a hold is placed under the same lock (decisions.md D4)
    await trx('requests').where({ id: owner }).forUpdate().first('id');
    const { rows } = await trx.raw<{ rows: unknown[] }>(
      `SELECT FROM vault_keys k JOIN requests r ON r.id = ?
        WHERE k.owner = ? AND k.class = ? AND k.shredded_at IS NULL AND k.ends_at <= ?
          AND NOT (k.class <> 'package' AND (${HELD}))`,
      [owner, owner, keyClass, new Date(nowMs)],
    );
    if (rows.length === 0) return false;
    await REMOVE[keyClass](trx, owner, nowMs);
    await destroy(trx, vault, { owner, class: keyClass, chain: owner, ...RULE[keyClass] }, nowMs);
    return true;
  });
}

/**
 * Destroys a key, and what it sealed with it: unreadable already, and what nobody can read need not be stored. The ledger
 * says so, in the chain of whom it belonged to.
 */
export async function destroy(
  trx: Trx,
  vault: Vault,
  { owner, class: keyClass, chain, rule }: { owner: string; class: KeyClass; chain: string; rule?: string },
  nowMs: number,
): Promise<void> {
  await vault.shred(trx, owner, keyClass, nowMs);
  await trx('vault_entries')
    .whereIn('key_id', trx('vault_keys').where({ owner, class: keyClass }).select('id'))
    .update({ sealed: Buffer.alloc(0) });
  await append(trx, {
    chain,
    kind: 'key-destroyed',
    atMs: nowMs,
    body: { class: keyClass, ...(rule ? { rule } : {}) },
    effectKey: `${chain}/key-destroyed/${keyClass}`,
  });
}

const RULE: Record<EndedKey['class'], { rule?: string }> = {
  package: {},
  case: {},
  payload: {},
  // each document has a key of its own, which ends earlier; this one seals nothing once the case is over (VER-03)
  proof: { rule: 'VER-03' },
  // kept for as long as the law says, and no longer
  record: { rule: 'REC-01' },
};

/** What goes with a key besides its entries in the vault. */
const REMOVE: Record<EndedKey['class'], (trx: Trx, requestId: string, nowMs: number) => Promise<void>> = {
  async package(trx, requestId, nowMs) {
    for (const table of ['gathered_pages', 'package_chunks'])
      await trx(table).where({ request_id: requestId }).delete();
    await trx('packages')
      .where({ request_id: requestId })
      .update({ destroyed_at: new Date(nowMs) });
  },

  // with the address nobody can be sent a code any more: the doors that codes and links open go with it
  async case(trx, requestId) {
    await trx('codes').where({ request_id: requestId }).delete();
    await trx('links').where({ object: requestId }).whereNot({ purpose: 'recipient' }).delete();
    await trx('sessions').where({ audience: 'consumer', subject: requestId }).delete();
  },

  async payload() {},

  async proof() {},

  // by then no count of a consumer's requests reaches back so far (CLK-11, CLK-12)
  async record(trx, requestId) {
    await trx('document_chunks')
      .whereIn('document_id', trx('documents').where({ request_id: requestId }).select('id'))
      .delete();
    await trx('documents').where({ request_id: requestId }).delete();
    await trx('disclosures').where({ request_id: requestId }).delete();
    await trx('request_subjects').where({ request_id: requestId }).delete();
    await trx('corrections')
      .where({ request_id: requestId })
      .update({ claim_hash: Buffer.alloc(0) });
    await trx('requests').where({ id: requestId }).update({ requester_hash: null, form_token_hash: null });
  },
};

import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { LEDGER_COLUMNS, type LedgerRow } from './ledger';
import { type Beside, leafOf, wayUp } from './merkle';
import { headsUnder, type Seal, sealsFrom } from './seals';

/** Where a chain stands under a seal: its last sealed entry, and the way from it up to the seal's root. Bytes are hexadecimal. */
export interface SealedAt {
  seal: Seal;
  /** Number of the last entry that it seals. */
  seq: number;
  way: { side: Beside['side']; hash: string }[];
}

/** The last seal, and the chain's place under it; null where no seal holds the chain yet. */
export async function sealedAt(db: Db | Trx, chain: string): Promise<SealedAt | null> {
  const last = await db('ledger_seals').max<{ number: number | null }>('number as number').first();
  const [seal] = last?.number ? await sealsFrom(db, last.number) : [];
  if (!seal) return null;
  const heads = await headsUnder(db, seal.number);
  const index = heads.findIndex((head) => head.chain === chain);
  if (index < 0) return null;
  const way = wayUp(heads.map(leafOf), index).map(({ side, hash }) => ({ side, hash: hash.toString('hex') }));
  return { seal, seq: heads[index]!.seq, way };
}

/** An entry of the ledger as it is hashed; bytes are hexadecimal. */
export interface ProofEntry extends Omit<LedgerRow, 'previous' | 'hash'> {
  previous: string;
  hash: string;
}

/** A chain as it is hashed. */
export async function proofEntries(db: Db | Trx, chain: string): Promise<ProofEntry[]> {
  const { rows } = await db.raw<{ rows: LedgerRow[] }>(
    `SELECT ${LEDGER_COLUMNS} FROM ledger_entries WHERE chain = ? ORDER BY seq`,
    [chain],
  );
  return rows.map((row) => ({ ...row, previous: row.previous.toString('hex'), hash: row.hash.toString('hex') }));
}

/** Content of a request's vault entry: what it says, or when it was destroyed (UTC milliseconds). */
export interface ProofContent {
  entry: string;
  kind: string;
  /** UTC milliseconds. */
  sealedAtMs: number;
  value?: unknown;
  destroyedAtMs?: number;
}

/** All that the vault holds, or held, of a request, oldest first. */
export async function proofContents(db: Db | Trx, vault: Vault, requestId: string): Promise<ProofContent[]> {
  const rows = await db('vault_entries')
    .join('vault_keys', 'vault_keys.id', 'vault_entries.key_id')
    .where('vault_entries.owner', requestId)
    .orderBy(['vault_entries.created_at', 'vault_entries.id'])
    .select<{ id: string; kind: string; created_at: Date; shredded_at: Date | null }[]>(
      'vault_entries.id',
      'kind',
      'vault_entries.created_at',
      'shredded_at',
    );
  const contents: ProofContent[] = [];
  for (const { id, kind, created_at, shredded_at } of rows) {
    const of = { entry: id, kind, sealedAtMs: created_at.getTime() };
    if (shredded_at) contents.push({ ...of, destroyedAtMs: shredded_at.getTime() });
    else
      try {
        contents.push({ ...of, value: await vault.open(db, id) });
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'KeyShredded') throw error;
        contents.push({ ...of, destroyedAtMs: (await shreddedAt(db, id)).getTime() });
      }
  }
  return contents;
}

/** Destroyed while it was read. */
async function shreddedAt(db: Db | Trx, entryId: string): Promise<Date> {
  const row = await db('vault_keys')
    .whereIn('id', db('vault_entries').where({ id: entryId }).select('key_id'))
    .first<{ shredded_at: Date }>('shredded_at');
  return row.shredded_at;
}

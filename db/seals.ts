import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SealKey } from '../vault/seal-key';
import type { Db, Trx } from './connect';
import { type Head, leafOf, rootOf } from './merkle';

/** A seal over all chains as they stood at a moment (decisions.md H2). Bytes are hexadecimal. */
export interface Seal {
  /** From 1, without gaps. */
  number: number;
  /** UTC milliseconds. */
  atMs: number;
  /** How many chains there were. */
  chains: number;
  /** Merkle root (RFC 6962) over the heads of all chains, in the order of their names' bytes. */
  root: string;
  /** Hash over the heads that moved since the seal before. */
  changes: string;
  /** Hash of the seal before; zeros for the first. */
  previous: string;
  /** ID of the key that signed it. */
  signedBy: string;
  /** Ed25519 over {@link sealText}. */
  signature: string;
}

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

/** A seal as it is kept outside. */
export const SealSchema = z.strictObject({
  number: z.int().positive(),
  atMs: z.int(),
  chains: z.int().nonnegative(),
  root: hex(32),
  changes: hex(32),
  previous: hex(32),
  signedBy: hex(8),
  signature: hex(64),
});

const NONE = '0'.repeat(64);

/** What is signed of a seal. */
export function sealText(seal: Omit<Seal, 'signature'>): string {
  const { number, atMs, chains, root, changes, previous, signedBy } = seal;
  return ['fortyfive-seal-1', number, atMs, chains, root, changes, previous, signedBy].join('\n');
}

/** What the next seal names this one by. */
export function sealHash(seal: Seal | undefined): string {
  if (!seal) return NONE;
  return createHash('sha256')
    .update(`${sealText(seal)}\n${seal.signature}`)
    .digest('hex');
}

/** Hash over the heads that moved, in the order of their names' bytes. */
export function changesHash(heads: readonly Head[]): string {
  const hash = createHash('sha256');
  for (const head of heads) hash.update(leafOf(head));
  return hash.digest('hex');
}

interface SealRow {
  number: number;
  at: Date;
  chains: number;
  root: Buffer;
  changes: Buffer;
  previous: Buffer;
  signed_by: string;
  signature: Buffer;
}

const fromRow = (row: SealRow): Seal => ({
  number: row.number,
  atMs: row.at.getTime(),
  chains: row.chains,
  root: row.root.toString('hex'),
  changes: row.changes.toString('hex'),
  previous: row.previous.toString('hex'),
  signedBy: row.signed_by,
  signature: row.signature.toString('hex'),
});

/** The heads of all chains as a seal has them, in the order of their names' bytes: each as the last seal up to it that moved it. */
export async function headsUnder(db: Db | Trx, number: number): Promise<Head[]> {
  const { rows } = await db.raw<{ rows: Head[] }>(
    `SELECT DISTINCT ON (chain COLLATE "C") chain, seq, hash FROM ledger_seal_heads WHERE seal <= ?
      ORDER BY chain COLLATE "C", seal DESC`,
    [number],
  );
  return rows;
}

/** Seals of the database from a number on, in order. */
export async function sealsFrom(db: Db | Trx, number: number): Promise<Seal[]> {
  return (await db<SealRow>('ledger_seals').where('number', '>=', number).orderBy('number')).map(fromRow);
}

/** How often the ledger is sealed, milliseconds. */
export const SEAL_EVERY_MS = 3_600_000;

/** When the last seal was made, UTC milliseconds; undefined where none ever was. */
export async function lastSealedMs(db: Db | Trx): Promise<number | undefined> {
  const row = await db('ledger_seals').max<{ at: Date | null }>('at as at').first();
  return row?.at?.getTime();
}

/**
 * Seals all chains as they stand, whether or not one moved: up to a seal nothing was changed unseen. One process at a
 * time makes a seal, and none where the last one is younger than {@link SEAL_EVERY_MS}.
 */
export async function makeSeal(db: Db, key: SealKey, nowMs: number): Promise<Seal | undefined> {
  return db.transaction(
    async (trx) => {
      await trx.raw(`SELECT pg_advisory_xact_lock(hashtext('fortyfive seals'))`);
      const row = await trx<SealRow>('ledger_seals').orderBy('number', 'desc').first();
      const before = row && fromRow(row);
      if (before && nowMs - before.atMs < SEAL_EVERY_MS) return undefined;
      const moved: { rows: Head[] } = await trx.raw(
        `SELECT h.chain, h.seq, h.hash FROM ledger_heads h
          WHERE h.seq IS DISTINCT FROM
                (SELECT s.seq FROM ledger_seal_heads s WHERE s.chain = h.chain ORDER BY s.seal DESC LIMIT 1)
          ORDER BY h.chain COLLATE "C"`,
      );
      const heads: { rows: Head[] } = await trx.raw(
        'SELECT chain, seq, hash FROM ledger_heads ORDER BY chain COLLATE "C"',
      );
      const unsigned = {
        number: (before?.number ?? 0) + 1,
        atMs: nowMs,
        chains: heads.rows.length,
        root: rootOf(heads.rows.map(leafOf)).toString('hex'),
        changes: changesHash(moved.rows),
        previous: sealHash(before),
        signedBy: key.id,
      };
      const seal = { ...unsigned, signature: key.sign(sealText(unsigned)).toString('hex') };
      await trx('ledger_seals').insert({
        number: seal.number,
        at: new Date(seal.atMs),
        chains: seal.chains,
        root: Buffer.from(seal.root, 'hex'),
        changes: Buffer.from(seal.changes, 'hex'),
        previous: Buffer.from(seal.previous, 'hex'),
        signed_by: seal.signedBy,
        signature: Buffer.from(seal.signature, 'hex'),
      });
      if (moved.rows.length > 0)
        await trx.batchInsert(
          'ledger_seal_heads',
          moved.rows.map((head) => ({ ...head, seal: seal.number })),
        );
      return seal;
    },
    { isolationLevel: 'repeatable read' },
  );
}

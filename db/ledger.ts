import { createHash } from 'node:crypto';
import type { Db, Trx } from './connect';
import { canonicalBody, isCode, NotForTheLedger, type LedgerBody } from './ledger-body';

export type { LedgerBody } from './ledger-body';

/** Something that happened, to be recorded. */
export interface NewLedgerEntry {
  /** A request's UUID; `engine`, `staff` and the like for what belongs to no request. */
  chain: string;
  /** What happened, a code. */
  kind: string;
  /** When, by the clock of the attempt that did it; UTC milliseconds. */
  atMs: number;
  /** Codes, IDs, numbers and dates; never free text (decisions.md H1). */
  body: LedgerBody;
  /** Makes a repeated step one entry (decisions.md E5). */
  effectKey?: string | undefined;
}

/** An entry as it stands in its chain. */
export interface LedgerEntry {
  seq: number;
  kind: string;
  atMs: number;
  body: LedgerBody;
  effectKey: string | null;
  /** Hash of the entry before; 32 zero bytes for the first. */
  previous: Buffer;
  hash: Buffer;
}

/** What the database returns for an entry; `at_ms` is text, so that a change below the millisecond shows. */
export interface LedgerRow {
  chain: string;
  seq: number;
  kind: string;
  at_ms: string;
  body: string;
  effect_key: string | null;
  previous: Buffer;
  hash: Buffer;
}

/** Columns of a {@link LedgerRow}. */
export const LEDGER_COLUMNS =
  'chain, seq, kind, trim_scale(extract(epoch FROM at) * 1000)::text AS at_ms, body, effect_key, previous, hash';

/**
 * Adds an entry to its chain, in the transaction that holds the evidence: there the chain's head is locked until the
 * end, so no effect may come between (decisions.md E5).
 *
 * @returns false where the chain has an entry with this effect key already; then nothing changed
 * @throws NotForTheLedger on free text; in production such a value is replaced by `withheld`
 */
export async function append(trx: Trx, entry: NewLedgerEntry): Promise<boolean> {
  for (const field of ['chain', 'kind', 'effectKey'] as const) {
    const value = entry[field];
    if (value !== undefined && !isCode(value)) throw new NotForTheLedger(field);
  }
  const body = canonicalBody(entry.body, process.env.NODE_ENV !== 'production');
  const { rows } = await trx.raw('SELECT ledger_append(?, ?, ?, ?, ?) AS appended', [
    entry.chain,
    entry.kind,
    entry.atMs,
    body,
    entry.effectKey ?? null,
  ]);
  return (rows as { appended: boolean }[])[0]!.appended;
}

/** A chain's entries in order; empty where there is none. */
export async function readChain(db: Db | Trx, chain: string): Promise<LedgerEntry[]> {
  const { rows } = await db.raw(`SELECT ${LEDGER_COLUMNS} FROM ledger_entries WHERE chain = ? ORDER BY seq`, [chain]);
  return (rows as LedgerRow[]).map((row) => ({
    seq: row.seq,
    kind: row.kind,
    atMs: Number(row.at_ms),
    body: JSON.parse(row.body) as LedgerBody,
    effectKey: row.effect_key,
    previous: row.previous,
    hash: row.hash,
  }));
}

/**
 * The hash that an entry must have: SHA-256 over the previous hash and one line for each field. Written out here a
 * second time, beside the database's own (0002_ledger_append), so that a verifier needs no function of the database
 * that it doubts.
 */
export function entryHash(row: Omit<LedgerRow, 'hash'>): Buffer {
  const lines = ['fortyfive-ledger-1', row.chain, row.seq, row.kind, row.at_ms, row.effect_key ?? '', row.body];
  return createHash('sha256').update(row.previous).update(lines.join('\n')).digest();
}

import type { Db, Trx } from './connect';
import { entryHash, LEDGER_COLUMNS, type LedgerRow } from './ledger';

/**
 * How a chain is broken.
 * - `changed`: the entry's bytes do not give its hash
 * - `unlinked`: it does not follow from the entry before
 * - `missing`: an entry before it is gone
 * - `tail-missing`: the head is further than the last entry
 * - `head-differs`: the head is behind the last entry, or has another hash
 * - `head-missing`: entries without a head
 * - `chain-missing`: a request without any entry
 */
export type LedgerBreak =
  'changed' | 'unlinked' | 'missing' | 'tail-missing' | 'head-differs' | 'head-missing' | 'chain-missing';

/** What {@link verifyLedger} found. */
export interface LedgerReport {
  chains: number;
  entries: number;
  /** The first broken entry of each broken chain. `seq` is the entry at fault, or the first that is not there. */
  broken: { chain: string; seq: number; why: LedgerBreak }[];
}

/** Chains read at a time; a deletion's chain has about fifty entries. */
const PAGE = 100;
const GENESIS = Buffer.alloc(32);

interface Head {
  chain: string;
  seq: number;
  hash: Buffer;
}

/**
 * Reads the whole ledger in one snapshot and recomputes every hash.
 *
 * What it can find is what contradicts itself. A chain that was rehashed to its head, or removed together with its
 * request, contradicts nothing in the database: that is found only against a seal kept outside (decisions.md H2).
 */
export async function verifyLedger(db: Db): Promise<LedgerReport> {
  return db.transaction(
    async (trx) => {
      const report: LedgerReport = { chains: 0, entries: 0, broken: [] };
      for await (const { chain, head, rows } of chains(trx, report)) {
        report.chains++;
        const fault = checkEntries(rows) ?? checkHead(rows.at(-1), head);
        if (fault) report.broken.push({ chain, ...fault });
      }
      const { rows } = await trx.raw(`
        SELECT id::text AS chain FROM requests r
        WHERE NOT EXISTS (SELECT FROM ledger_entries e WHERE e.chain = r.id::text)
          AND NOT EXISTS (SELECT FROM ledger_heads h WHERE h.chain = r.id::text)
        ORDER BY id`);
      for (const { chain } of rows as { chain: string }[]) report.broken.push({ chain, seq: 1, why: 'chain-missing' });
      return report;
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

type Fault = { seq: number; why: LedgerBreak };

function checkEntries(rows: LedgerRow[]): Fault | undefined {
  let before: Pick<LedgerRow, 'seq' | 'hash'> = { seq: 0, hash: GENESIS };
  for (const row of rows) {
    const expected = before.seq + 1;
    if (row.seq !== expected) return { seq: expected, why: 'missing' };
    if (!row.previous.equals(before.hash)) return { seq: row.seq, why: 'unlinked' };
    if (!row.hash.equals(entryHash(row))) return { seq: row.seq, why: 'changed' };
    before = row;
  }
  return undefined;
}

function checkHead(last: LedgerRow | undefined, head: Head | undefined): Fault | undefined {
  const seq = last?.seq ?? 0;
  if (!head) return { seq, why: 'head-missing' };
  if (head.seq > seq) return { seq: seq + 1, why: 'tail-missing' };
  if (head.seq < seq || !head.hash.equals(last?.hash ?? GENESIS)) return { seq, why: 'head-differs' };
  return undefined;
}

/** Every chain with its head and its entries, in pages of chains, so that a ledger of years fits in memory. */
async function* chains(
  trx: Trx,
  report: LedgerReport,
): AsyncGenerator<{ chain: string; head: Head | undefined; rows: LedgerRow[] }> {
  let after = '';
  for (;;) {
    const page: { rows: { chain: string }[] } = await trx.raw(
      // COLLATE "C": the order of chains is the same in every database and as JavaScript's
      `SELECT chain FROM (SELECT chain FROM ledger_heads UNION SELECT chain FROM ledger_entries) all_chains
       WHERE chain COLLATE "C" > ? ORDER BY chain COLLATE "C" LIMIT ?`,
      [after, PAGE],
    );
    const names = page.rows.map(({ chain }) => chain);
    if (names.length === 0) return;
    const heads = await trx<Head>('ledger_heads').whereIn('chain', names);
    const entries: { rows: LedgerRow[] } = await trx.raw(
      `SELECT ${LEDGER_COLUMNS} FROM ledger_entries WHERE chain = ANY(?) ORDER BY chain, seq`,
      [names],
    );
    const headOf = new Map(heads.map((head) => [head.chain, head]));
    const rowsOf = new Map<string, LedgerRow[]>(names.map((chain) => [chain, []]));
    for (const row of entries.rows) rowsOf.get(row.chain)!.push(row);
    for (const chain of names) {
      const rows = rowsOf.get(chain)!;
      report.entries += rows.length;
      yield { chain, head: headOf.get(chain), rows };
    }
    after = names.at(-1)!;
  }
}

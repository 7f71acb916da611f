import type { Db, Trx } from './connect';
import { type Head, leafOf, rootOf } from './merkle';
import { changesHash, headsUnder, type Seal, sealHash, sealsFrom } from './seals';

/**
 * How a seal that was kept outside does not fit.
 * - `unsigned`: no trusted key signed it
 * - `unlinked`: it does not follow from the seal before it: one was dropped, or put in
 * - `seal-missing`: the database does not have it: the seal was dropped, or the database rolled back
 * - `seal-differs`: the database has another one of its number
 * - `changes-differ`: the heads that it names are not those that it sealed
 * - `entry-missing`: an entry that it sealed is gone
 * - `entry-differs`: an entry that it sealed is another one
 * - `root-differs`: the chains that it sealed are not these
 */
export type SealBreak =
  | 'unsigned'
  | 'unlinked'
  | 'seal-missing'
  | 'seal-differs'
  | 'changes-differ'
  | 'entry-missing'
  | 'entry-differs'
  | 'root-differs';

/** What {@link verifySeals} found. */
export interface SealReport {
  /** How many seals were compared. */
  seals: number;
  /** When the last one was made, UTC milliseconds: up to then nothing was changed unseen. Null without any. */
  lastAtMs: number | null;
  broken: { seal: number; why: SealBreak; chain?: string; seq?: number }[];
}

/**
 * Compares the ledger with seals that were kept outside the database, in one snapshot. With {@link verifyLedger}, which
 * recomputes the chains themselves, it finds a byte changed, a chain rehashed, a tail cut, a request removed, a seal
 * dropped and a database rolled back, whoever did it; what came after the last seal it cannot know (decisions.md H2).
 *
 * @param outside the seals, in their order
 * @param isSigned whether a key that the verifier trusts signed it
 */
export async function verifySeals(
  db: Db,
  outside: readonly Seal[],
  isSigned: (seal: Seal) => boolean,
): Promise<SealReport> {
  return db.transaction(
    async (trx) => {
      const inside = new Map((await sealsFrom(trx, 1)).map((seal) => [seal.number, seal]));
      const report: SealReport = { seals: outside.length, lastAtMs: outside.at(-1)?.atMs ?? null, broken: [] };
      let before: Seal | undefined;
      for (const seal of outside) {
        const broken = (why: SealBreak, at: { chain?: string; seq?: number } = {}): void =>
          void report.broken.push({ seal: seal.number, why, ...at });
        if (!isSigned(seal)) broken('unsigned');
        if (seal.number !== (before?.number ?? 0) + 1 || seal.previous !== sealHash(before)) broken('unlinked');
        before = seal;
        const own = inside.get(seal.number);
        if (!own) broken('seal-missing');
        else if (sealHash(own) !== sealHash(seal)) broken('seal-differs');
        else await compareEntries(trx, seal, broken);
      }
      if (before && inside.has(before.number)) {
        const heads = await headsUnder(trx, before.number);
        if (heads.length !== before.chains || rootOf(heads.map(leafOf)).toString('hex') !== before.root)
          report.broken.push({ seal: before.number, why: 'root-differs' });
      }
      return report;
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

/** The heads that a seal names, against its hash and against the entries that they are. */
async function compareEntries(
  trx: Trx,
  seal: Seal,
  broken: (why: SealBreak, at?: { chain: string; seq: number }) => void,
): Promise<void> {
  const { rows } = await trx.raw<{ rows: (Head & { entry: Buffer | null })[] }>(
    `SELECT s.chain, s.seq, s.hash, e.hash AS entry FROM ledger_seal_heads s
       LEFT JOIN ledger_entries e ON e.chain = s.chain AND e.seq = s.seq
      WHERE s.seal = ? ORDER BY s.chain COLLATE "C"`,
    [seal.number],
  );
  if (changesHash(rows) !== seal.changes) broken('changes-differ');
  for (const { chain, seq, hash, entry } of rows)
    if (!entry) broken('entry-missing', { chain, seq });
    else if (!entry.equals(hash)) broken('entry-differs', { chain, seq });
}

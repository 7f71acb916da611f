import type { Clock } from '../db/clock';
import type { Db } from '../db/connect';
import { appendSeals, lastSealOf } from '../db/seal-file';
import { makeSeal, sealHash, sealsFrom } from '../db/seals';
import type { SealKey } from '../vault/seal-key';

/** Thrown where the database does not have the last seal that was kept outside. No further seal is made then. */
export class SealsDiffer extends Error {
  override readonly name = 'SealsDiffer';
  constructor(number: number) {
    super(
      `Seal ${number}, which is kept outside, is not in this database: it was rolled back, or changed. ` +
        'Compare with: fortyfive ledger verify',
    );
  }
}

/**
 * Seals the ledger, and writes the seals outside the database (decisions.md H2): what a crash kept from the file goes
 * there with the next one. Where database and file disagree it seals no more, and the watchdog tells of a late seal.
 */
export function createSealer({ db, clock, key, file }: { db: Db; clock: Clock; key: SealKey; file: string }): {
  /** @returns how many seals were written outside */
  seal(): Promise<number>;
} {
  return {
    async seal() {
      const last = await lastSealOf(file);
      if (last) {
        const [own] = await sealsFrom(db, last.number);
        if (!own || sealHash(own) !== sealHash(last)) throw new SealsDiffer(last.number);
      }
      await makeSeal(db, key, await clock.nowMs());
      const missing = await sealsFrom(db, (last?.number ?? 0) + 1);
      await appendSeals(file, missing);
      return missing.length;
    },
  };
}

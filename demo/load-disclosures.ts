import { connect } from '../db/connect';
import { importDisclosures, noDisclosures } from '../db/disclosures';
import { checkCanary } from '../vault/canary';
import { fileKek } from '../vault/kek';
import { createVault } from '../vault/postgres-vault';
import { demoDisclosures } from './disclosures';
import type { DemoPerson } from './person';

/**
 * Fills the disclosure records of a database that has none, as a business does at its first import.
 *
 * @returns how many were added
 * @throws WrongKey where the key file is not this database's
 */
export async function loadDisclosures(
  { databaseUrl, kekFile }: { databaseUrl: string; kekFile: string },
  people: readonly DemoPerson[],
  nowMs: number,
): Promise<number> {
  const { kek, indexKey } = await fileKek(kekFile);
  const db = connect(databaseUrl, { max: 2, process: 'demo-disclosures' });
  try {
    const vault = createVault({ db, kek, indexKey });
    await checkCanary(db, vault);
    return (await noDisclosures(db)) ? await importDisclosures(db, vault, demoDisclosures(people, nowMs)) : 0;
  } finally {
    await db.destroy();
  }
}

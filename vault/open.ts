import type { DataConverter } from '@temporalio/common';
import type { Db } from '../db/connect';
import { checkCanary } from './canary';
import { createDataConverter } from './data-converter';
import { environmentKek, fileKek } from './kek';
import { createVault, type PostgresVault } from './postgres-vault';

/**
 * Opens the vault of a process with the key that its environment names: `FORTYFIVE_KEK_FILE`, or `FORTYFIVE_KEK` and
 * its companions (kek.ts). Every process starts here.
 *
 * @throws WrongKey where the key is not this database's; Error naming the variable that is missing
 */
export async function openVault(
  db: Db,
  env: NodeJS.ProcessEnv,
): Promise<{ vault: PostgresVault; dataConverter: DataConverter }> {
  const file = env['FORTYFIVE_KEK_FILE'];
  const secrets = file ? await fileKek(file) : environmentKek(env);
  if (env['NODE_ENV'] === 'production' && secrets.kek.id.startsWith('test-'))
    throw new Error(
      `The key ${secrets.kek.id} is a key of the tests. Make one of your own: npm run fortyfive -- doctor`,
    );
  const vault = createVault(secrets);
  await checkCanary(db, vault);
  return { vault, dataConverter: createDataConverter({ db, vault }) };
}

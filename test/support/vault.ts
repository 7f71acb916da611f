import { environmentKek, type VaultSecrets } from '../../vault/kek';
import { createVault, type PostgresVault } from '../../vault/postgres-vault';

/** Keys of tests, the same in every run; `seed` makes another set. */
export function testSecrets(seed = 1, epochs = 1): VaultSecrets {
  const key = (n: number) => Buffer.alloc(32, n).toString('base64');
  return environmentKek({
    FORTYFIVE_KEK_ID: 'test-only',
    FORTYFIVE_KEK: Array.from({ length: epochs }, (_, i) => `${i + 1}:${key(seed + i * 16)}`).join(','),
    FORTYFIVE_INDEX_KEY: key(seed + 128),
  });
}

/** A vault as one process has it: with a cache of its own. */
export function testVault(seed = 1, epochs = 1): PostgresVault {
  return createVault(testSecrets(seed, epochs));
}

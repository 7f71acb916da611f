import { environmentKek, type VaultSecrets } from '../../vault/kek';

/** A key of the tests, which production refuses by its ID. */
export function testKek(): VaultSecrets {
  const bytes = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
  return environmentKek({
    FORTYFIVE_KEK_ID: 'test-only',
    FORTYFIVE_KEK: `1:${bytes(7)}`,
    FORTYFIVE_INDEX_KEY: bytes(9),
  });
}

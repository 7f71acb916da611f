import assert from 'node:assert/strict';
import { disclosuresOf, importDisclosures, noDisclosures, type DisclosureRow } from '../../db/disclosures';
import { demoDisclosures } from '../../demo/disclosures';
import { generatePeople } from '../../demo/people';
import { checkCanary } from '../../vault/canary';
import type { PostgresVault } from '../../vault/postgres-vault';
import { testDatabase, type TestDatabase } from '../support/database';
import { testVault } from '../support/vault';

const NOW = Date.UTC(2026, 10, 23, 20);
const SOLD: DisclosureRow = {
  email: 'Zoe.Fictional@example.com',
  identifiers: [
    { type: 'email', value: 'zoe.former@example.com' },
    { type: 'phone', value: '+12135550199' },
  ],
  recipient: 'northgate',
  basis: 'sold',
  categories: ['identifiers', 'professional-information'],
  disclosedOn: '2026-09-04',
};

describe('disclosure records', () => {
  let database: TestDatabase;
  let vault: PostgresVault;
  before(async () => {
    database = await testDatabase();
    vault = testVault();
    await checkCanary(database.db, vault);
  });
  after(() => database.drop());
  afterEach(() => database.db('disclosures').delete());

  const found = async (...identifiers: [type: 'email' | 'phone' | 'visitor-id', value: string][]) =>
    (
      await disclosuresOf(
        database.db,
        vault,
        identifiers.map(([type, value]) => ({ type, value })),
      )
    ).map(({ id: _id, ...rest }) => rest);

  it('are found by the address under which the business knows the person, whatever its case', async () => {
    assert.equal(await noDisclosures(database.db), true);
    assert.equal(await importDisclosures(database.db, vault, [SOLD]), 1);
    assert.equal(await noDisclosures(database.db), false);
    const { email: _email, ...expected } = SOLD;
    assert.deepEqual(await found(['phone', '+1'], ['email', 'zoe.fictional@EXAMPLE.com']), [expected]);
    assert.deepEqual(await found(['email', 'zoe@example.com']), []);
    assert.deepEqual(await found(['visitor-id', 'zoe.fictional@example.com']), []);
    assert.deepEqual(await found(), []);
  });

  it('are found by the first identifier where there is no address', async () => {
    const visit: DisclosureRow = { ...SOLD, email: null, identifiers: [{ type: 'visitor-id', value: 'v-Abc1' }] };
    await importDisclosures(database.db, vault, [visit]);
    assert.equal((await found(['visitor-id', 'v-Abc1'])).length, 1);
  });

  it('hold no person in clear', async () => {
    await importDisclosures(database.db, vault, [SOLD]);
    const { rows } = await database.db.raw(
      `SELECT d::text AS row, encode(sealed, 'escape') AS sealed FROM disclosures d`,
    );
    assert.doesNotMatch(JSON.stringify(rows), /zoe|5550199|example\.com/i);
  });

  it('come in whole or not at all', async () => {
    const nobody = { ...SOLD, email: null, identifiers: [] };
    await assert.rejects(importDisclosures(database.db, vault, [SOLD, nobody]), RangeError);
    assert.equal(await noDisclosures(database.db), true);
  });

  it('take those of two thousand people', async () => {
    const rows = demoDisclosures(generatePeople({ nowMs: NOW }), NOW);
    assert.equal(await importDisclosures(database.db, vault, rows), rows.length);
    const dana = await found(['email', 'dana.whitfield@harborfoods.example.com']);
    assert.equal(dana.length, 6);
    assert.deepEqual(
      dana,
      [...dana].sort((a, b) => (a.disclosedOn < b.disclosedOn ? -1 : 1)),
    );
  });
});

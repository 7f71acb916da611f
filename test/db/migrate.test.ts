import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { migrate, schemaState } from '../../db/migrate';
import { testDatabase, type TestDatabase } from '../support/database';

describe('migrations', () => {
  let database: TestDatabase;
  before(async () => void (database = await testDatabase()));
  after(() => database.drop());

  it('leaves a database that is current, and nothing to do twice', async () => {
    assert.equal(await schemaState(database.db), 'current');
    assert.deepEqual(await migrate(database.ownerUrl), []);
  });

  it('runs every file of db/migrations', async () => {
    const files = readdirSync(path.join(__dirname, '../../db/migrations')).map((name) => path.parse(name).name);
    assert.deepEqual(await database.db('knex_migrations').orderBy('name').pluck('name'), files.sort());
  });

  it('knows a schema of another release, and one that lacks a migration', async () => {
    await database.ownerDb('knex_migrations').insert({ name: '9999_future', batch: 9, migration_time: new Date(0) });
    assert.equal(await schemaState(database.db), 'unknown');
    await database.ownerDb('knex_migrations').delete();
    assert.equal(await schemaState(database.db), 'behind');
  });
});

describe('the application role', () => {
  let database: TestDatabase;
  before(async () => void (database = await testDatabase()));
  after(() => database.drop());

  const refused: [string, string][] = [
    ['change a ledger entry', `UPDATE ledger_entries SET body = '{}'`],
    ['delete a ledger entry', `DELETE FROM ledger_entries`],
    ['empty the ledger', `TRUNCATE ledger_entries`],
    ['switch its triggers off', `ALTER TABLE ledger_entries DISABLE TRIGGER ALL`],
    ['drop a table', `DROP TABLE requests`],
    ['make a table', `CREATE TABLE mine (id int)`],
    ['pretend a migration ran', `INSERT INTO knex_migrations (name) VALUES ('x')`],
    ['move the clock', `UPDATE clock_offset SET milliseconds = 1`],
    ['become the owner', `SET ROLE fortyfive_owner`],
  ];
  for (const [what, sql] of refused) {
    it(`may not ${what}`, async () => {
      await assert.rejects(database.db.raw(sql), { code: /^42501$/ });
    });
  }

  it('may read and write the rest', async () => {
    await database.db('limits').insert({ bucket: 'b', window_start: new Date(0), hits: 1 });
    assert.equal(await database.db('limits').delete(), 1);
  });
});

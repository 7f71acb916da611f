import assert from 'node:assert/strict';
import { survey } from '../../activities/locating';
import type { SystemConnector } from '../../connectors/connector';
import { createOutbound } from '../../connectors/outbound';
import { withoutReader } from '../../connectors/check';
import { createConnectors } from '../../connectors/registry';
import { loadDataMap } from '../../datamap/load';
import { secretsOf } from '../../datamap/secrets';
import { ensureReader } from '../../demo/crm/reader';
import { CRM_TABLES } from '../../demo/crm/rows';
import { seedCrm } from '../../demo/crm/seed';
import { urlAs, withClient } from '../../db/roles';
import { startEvents, type EventsService } from '../../demo/events/service';
import { DEMO_PEOPLE, generatePeople } from '../../demo/people';
import { claimedIdentifiers } from '../../vault/person';
import { testDatabase, type TestDatabase } from '../support/database';
import { context, NOW_MS } from './support/context';
import { DATA_MAP_FILE } from './support/crm';

describe('the demo business, by its data map', () => {
  const dataMap = loadDataMap(DATA_MAP_FILE);
  const outbound = createOutbound(dataMap.outbound);
  const people = generatePeople({ nowMs: NOW_MS, count: 2_000 });
  let database: TestDatabase;
  let readUrl: string;
  let events: EventsService;
  let connectors: Map<string, SystemConnector>;

  before(async function () {
    this.timeout(180_000);
    database = await testDatabase();
    await seedCrm(database.ownerUrl, people, NOW_MS);
    const reader = { name: 'crm_reader', password: 'reader-of-tests' };
    await ensureReader(database.superUrl, database.ownerUrl, reader);
    readUrl = urlAs(database.ownerUrl, reader);
    events = await startEvents({ port: 0, token: 't', adminToken: 'a', people, nowMs: NOW_MS, limit: 100_000 });
    const secrets = new Map(secretsOf(dataMap).map(({ name }) => [name, 'unused']));
    secrets
      .set('crm-url', database.ownerUrl)
      .set('crm-read-url', readUrl)
      .set('events-url', events.url)
      .set('events-token', 't');
    connectors = createConnectors(dataMap, { outbound, secrets });
  });
  after(async () => {
    await Promise.all([...connectors.values()].map((connector) => connector.close()));
    await events.close();
    outbound.close();
    await database.drop();
  });

  const ask = async (key: string) => {
    const named = DEMO_PEOPLE.find((each) => each.key === key)!;
    const claim = { name: named.name, email: named.email, phone: named.phone, points: {} };
    const { found, failures } = await survey(connectors, claimedIdentifiers(claim), context());
    assert.equal(failures.size, 0);
    const proposals = [...found.values()].flatMap(({ tables }) =>
      tables.flatMap((table) => table.proposals.map(({ code }) => `${table.table} ${code}`)),
    );
    return { persons: [...found].map(([system, { persons }]) => `${system} ${persons}`), proposals, found };
  };

  const expected: [key: string, persons: string[], proposals: string[]][] = [
    ['delegate', ['crm 1', 'events 1'], []],
    ['open-order', ['crm 1', 'events 1'], ['invoices D8', 'orders D1']],
    ['incident', ['crm 1', 'events 1'], ['interactions D2']],
    ['shared-mailbox', ['crm 2', 'events 1'], []],
    // events knows only the former address, and is found by the key that crm holds
    ['changed-email', ['crm 1', 'events 1'], []],
    ['visitor', ['crm 1', 'events 0'], []],
    ['shared-phone', ['crm 1', 'events 1'], []],
  ];
  for (const [key, persons, proposals] of expected) {
    it(`knows ${key}`, async () => {
      const said = await ask(key);
      assert.deepEqual(said.persons.sort(), persons);
      assert.deepEqual(said.proposals.sort(), proposals);
    });
  }

  it('shows no new address as a settled contact, but with the day of its change', async () => {
    const { found } = await ask('changed-email');
    const changed = found.get('crm')!.fields.find(({ field }) => field === 'contacts.email')!.changedAt!;
    assert.ok(Date.parse(changed) > NOW_MS - 30 * 86_400_000);
  });

  it('is searched by an account that can write nothing, whatever transaction it opens (L3)', async () => {
    assert.deepEqual(withoutReader(dataMap), []);
    await withClient(readUrl, async (client) => {
      await client.query('SET default_transaction_read_only = off');
      for (const table of CRM_TABLES) {
        assert.equal((await client.query(`SELECT 1 FROM ${table} LIMIT 1`)).rowCount, 1);
        for (const statement of [
          `DELETE FROM ${table}`,
          `UPDATE ${table} SET id = id`,
          `INSERT INTO ${table} DEFAULT VALUES`,
          `TRUNCATE ${table} CASCADE`,
        ])
          await assert.rejects(client.query(statement), /permission denied/, statement);
      }
      await assert.rejects(client.query('CREATE TABLE of_the_reader (id integer)'), /permission denied/);
    });
  });

  it('has a data map that fits it', async () => {
    for (const connector of connectors.values()) assert.deepEqual(await connector.check(context()), []);
  });
});

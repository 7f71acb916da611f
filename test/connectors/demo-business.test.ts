import assert from 'node:assert/strict';
import { survey } from '../../activities/locating';
import type { SystemConnector } from '../../connectors/connector';
import { createOutbound } from '../../connectors/outbound';
import { createConnectors } from '../../connectors/registry';
import { loadDataMap } from '../../datamap/load';
import { secretsOf } from '../../datamap/secrets';
import { seedCrm } from '../../demo/crm/seed';
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
  let events: EventsService;
  let connectors: Map<string, SystemConnector>;

  before(async function () {
    this.timeout(180_000);
    database = await testDatabase();
    await seedCrm(database.ownerUrl, people, NOW_MS);
    events = await startEvents({ port: 0, token: 't', adminToken: 'a', people, nowMs: NOW_MS, limit: 100_000 });
    const secrets = new Map(secretsOf(dataMap).map(({ name }) => [name, 'unused']));
    secrets.set('crm-url', database.ownerUrl).set('events-url', events.url).set('events-token', 't');
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

  it('has a data map that fits it', async () => {
    for (const connector of connectors.values()) assert.deepEqual(await connector.check(context()), []);
  });
});

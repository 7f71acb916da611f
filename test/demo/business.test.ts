import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { signWebhook } from '../../connectors/webhook';
import { startBusiness, type DemoBusiness } from '../../demo/business';
import { demoAsking } from '../../demo/named';
import type { DemoSettings } from '../../demo/settings';
import { PAGED_RIGHTS } from '../../web/rights';
import { testDatabase, type TestDatabase } from '../support/database';

const NOW = Date.UTC(2026, 10, 23, 20);
const DANA = 'dana.whitfield@harborfoods.example.com';

describe('the demo business', () => {
  let database: TestDatabase;
  let folder: string;
  let business: DemoBusiness;
  let crm: Client;
  const settings = (): DemoSettings => ({
    crmUrl: database.ownerUrl,
    folder,
    ports: { events: 0, recipients: 0, smtp: 0, mailbox: 0, portal: 0 },
    count: 200,
    eventsToken: 'of-callers',
    recipientSecrets: { lettermill: 'a', tallyhouse: 'b', adverge: 'c' },
    adminToken: undefined,
    engine: undefined,
    baseUrl: 'http://127.0.0.1:4545',
    temporalUi: undefined,
  });
  before(async () => {
    database = await testDatabase();
    folder = await mkdtemp(path.join(os.tmpdir(), 'fortyfive-demo-'));
    business = await startBusiness(settings(), NOW);
    crm = new Client({ connectionString: database.ownerUrl });
    await crm.connect();
  });
  after(async () => {
    await crm.end();
    await business.close();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const holdings = async (key: string) =>
    (await (await fetch(`${business.portal.url}/api/people/${key}/holdings`)).json()) as {
      crm: Record<string, unknown[]>;
      events: Record<string, unknown[]>;
      recipients: { recipient: string; state: string }[];
    };
  const counts = (tables: Record<string, unknown[]>) =>
    Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.length]));

  it('shows every named person, and the way to the form', async () => {
    const home = await (await fetch(business.portal.url)).text();
    assert.match(home, /href="http:\/\/127\.0\.0\.1:4545\/request"/);
    for (const key of ['delegate', 'stranger']) assert.match(home, new RegExp(`href="/people/${key}"`));
    for (const right of PAGED_RIGHTS) {
      const { key } = demoAsking(right);
      assert.match(home, new RegExp(`request\\?right=${right}".*?href="/people/${key}"`), right);
      assert.equal((await fetch(`${business.portal.url}/people/${key}`)).status, 200, right);
    }
    const stranger = await fetch(`${business.portal.url}/people/stranger`);
    assert.equal(stranger.status, 200);
    assert.equal((await fetch(`${business.portal.url}/people/nobody`)).status, 404);
    assert.equal((await fetch(`${business.portal.url}/people?email=nobody@example.com`)).status, 404);
  });

  it('answers by address as it does by name', async () => {
    const page = await (await fetch(`${business.portal.url}/people?email=${DANA.toUpperCase()}`)).text();
    assert.match(page, /<h1>Dana Whitfield<\/h1>/);
  });

  it('refuses to lose a contact that something still refers to', async () => {
    await assert.rejects(crm.query('DELETE FROM contacts WHERE id = 1002'), /violates foreign key/);
  });

  it('shows a person gone, system by system and recipient by recipient', async () => {
    const before = await holdings('delegate');
    assert.equal(before.crm.contacts!.length, 1);
    assert.equal(before.events.registrations!.length, 2);
    assert.deepEqual(new Set(before.recipients.map(({ state }) => state)), new Set(['holds']));

    for (const table of ['web_visits', 'interactions']) await crm.query(`DELETE FROM ${table} WHERE contact_id = 1001`);
    await crm.query('DELETE FROM web_visits WHERE visitor_id IN (SELECT $1)', [visitorOf(before)]);
    await crm.query('DELETE FROM interactions WHERE from_email = $1', [DANA]);
    await crm.query('DELETE FROM contacts WHERE id = 1001');
    for (const [collection, items] of Object.entries(before.events)) {
      for (const { id } of items as { id: string }[]) {
        const answer = await fetch(`${business.events.url}/${collection}/${id}`, {
          method: 'DELETE',
          headers: { authorization: 'Bearer of-callers', 'idempotency-key': `k-${id}` },
        });
        assert.equal(answer.status, 204);
      }
    }
    const body = JSON.stringify({
      reference: 'r',
      instruction: 'delete',
      identifiers: [{ type: 'email', value: DANA }],
    });
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const answer = await fetch(business.recipients.hookUrl('lettermill'), {
      method: 'POST',
      headers: {
        'webhook-id': 'k',
        'webhook-timestamp': timestamp,
        'webhook-signature': signWebhook('a', 'k', timestamp, body),
      },
      body,
    });
    assert.equal(answer.status, 200);

    const after = await holdings('delegate');
    assert.deepEqual(new Set(Object.values(counts(after.crm))), new Set([0]));
    assert.deepEqual(new Set(Object.values(counts(after.events))), new Set([0]));
    const state = (name: string) => after.recipients.find(({ recipient }) => recipient === name)!.state;
    assert.deepEqual([state('lettermill'), state('adverge'), state('northgate')], ['erased', 'holds', 'holds']);
    assert.match(
      await (await fetch(`${business.portal.url}/people/delegate`)).text(),
      /The business holds nothing of this person/,
    );
  });

  it('starts again with what it had', async () => {
    const kept = counts((await holdings('open-order')).crm);
    await business.close();
    business = await startBusiness(settings(), NOW + 90 * 86_400_000);
    assert.deepEqual(counts((await holdings('open-order')).crm), kept);
    assert.deepEqual(new Set(Object.values(counts((await holdings('delegate')).events))), new Set([0]));
  });
});

function visitorOf({ crm }: { crm: Record<string, unknown[]> }): string {
  return (crm.web_visits as { visitor_id: string }[])[0]!.visitor_id;
}

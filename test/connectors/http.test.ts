import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Identifier, Located, RowKey, SystemConnector } from '../../connectors/connector';
import { createHttpConnector } from '../../connectors/http';
import { createOutbound } from '../../connectors/outbound';
import type { HttpSystem } from '../../datamap/data-map';
import { loadDataMap } from '../../datamap/load';
import { startEvents, type EventsService } from '../../demo/events/service';
import { COLLECTION_NAMES } from '../../demo/events/records';
import { generatePeople, type DemoPerson } from '../../demo/people';
import { context, failsWith, NOW_MS } from './support/context';
import { DATA_MAP_FILE } from './support/crm';

const rowsIn = (located: Located) => located.tables.flatMap(({ rows }) => rows);
const nameOf = ({ table, key }: RowKey) => `${table}/${key}`;

describe('http connector', () => {
  const system = loadDataMap(DATA_MAP_FILE).systems.find(({ id }) => id === 'events') as HttpSystem;
  const outbound = createOutbound({ allow: [{ network: '127.0.0.1' }], timeoutMs: 2_000 });
  const people = generatePeople({ nowMs: NOW_MS, count: 60 });
  let events: EventsService;
  let connector: SystemConnector;

  const connect = (url: string, changed: Partial<HttpSystem> = {}, token = 'token') =>
    createHttpConnector({ system: { ...system, ...changed }, outbound, url, token, lineOf: () => 9 });
  const start = (limit = 10_000) =>
    startEvents({ port: 0, token: 'token', adminToken: 'admin', people, nowMs: NOW_MS, limit });
  /** Everything that the service holds, by `collection/id`. */
  const held = () =>
    new Map(
      COLLECTION_NAMES.flatMap((name) =>
        events.store.search(name, {}).map((item) => [`${name}/${item.id}`, JSON.stringify(item)] as const),
      ),
    );
  /** Said a second time by hand: what is about a person carries their attendee or contact key, or their address. */
  const own = (person: DemoPerson) =>
    [...held()]
      .filter(([, text]) => {
        const item = JSON.parse(text) as Record<string, string | null>;
        const keys = [person.attendeeId].filter((key) => key !== null);
        return keys.some((key) => item.attendee_id === key || item.id === key) || item.email === person.email;
      })
      .map(([name]) => name)
      .sort();

  beforeEach(async () => {
    events = await start();
    connector = connect(events.url);
  });
  afterEach(() => events.close());
  after(() => outbound.close());

  const registered = people.filter(({ attendeeId, emailShared }) => attendeeId !== null && !emailShared);
  const [person] = registered.filter(
    ({ events: attended, formerEmail }) => attended.length > 1 && formerEmail === null,
  );
  const email: Identifier = { type: 'email', value: person!.email! };

  it('finds exactly what is about each person, erases it and touches nobody else', async () => {
    for (const each of registered.slice(0, 12)) {
      const before = held();
      const expected = own(each);
      const located = await connector.locate([{ type: 'contact-id', value: String(each.contactId) }], context());
      assert.equal(located.persons, 1);
      assert.deepEqual(rowsIn(located).map(nameOf).sort(), expected);
      await connector.erase(rowsIn(located), context({ idempotencyKey: `request/${each.number}` }));
      const left = await connector.remaining(rowsIn(located), located.identifiers, context());
      assert.deepEqual(left, { byKey: [], byIdentifier: [], fresh: 0 });
      expected.forEach((name) => before.delete(name));
      assert.deepEqual(held(), before);
    }
  });

  it('tells what a person allows, in their item and no other, and takes it back', async () => {
    const rows = rowsIn(await connector.locate([email], context()));
    const mine = rows.filter(({ table }) => table === 'attendees');
    const before = held();
    for (const allowed of [false, true]) {
      assert.deepEqual(await connector.prefer(rows, { purpose: 'sale-or-sharing', allowed }, context()), mine);
      const changed = [...held()].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
      assert.deepEqual(changed, allowed ? [] : mine.map(nameOf));
    }
    assert.equal(events.store.get('attendees', mine[0]!.key)!['lists'], 'sponsors');
  });

  it('believes the item, not the answer: a service that lies has kept nothing; what is gone is left out', async () => {
    const rows = rowsIn(await connector.locate([email], context()));
    events.switchTo({ mode: 'lie' });
    await failsWith(connector.prefer(rows, { purpose: 'sale-or-sharing', allowed: false }, context()), 'not-kept');
    events.switchTo({ mode: 'off' });
    const gone = [{ table: 'attendees', key: 'att-none' }];
    assert.deepEqual(await connector.prefer(gone, { purpose: 'sale-or-sharing', allowed: false }, context()), []);
  });

  it('reads every page', async () => {
    for (let index = 0; index < 250; index += 1) {
      const id = `dl-${900_000 + index}`;
      const fields = { title: 'x', content_sponsor: 'x', downloaded_at: '2026-01-01T00:00:00Z' };
      events.store.add('downloads', { id, attendee_id: null, email: email.value, ...fields });
    }
    const located = await connector.locate([email], context());
    assert.equal(rowsIn(located).filter(({ key }) => key.startsWith('dl-900')).length, 250);
  });

  it('reads exactly what is about each person, whole, a collection after another', async () => {
    for (const each of registered.slice(0, 6)) {
      const { identifiers } = await connector.locate(
        [{ type: 'contact-id', value: String(each.contactId) }],
        context(),
      );
      const read: RowKey[] = [];
      for (let position: string | null = null, first = true; first || position !== null; first = false) {
        const page = await connector.read(identifiers, position, context());
        read.push(...page.rows);
        position = page.next;
        for (const { table, values } of page.rows.filter((row) => row.table === 'attendees'))
          assert.ok(values['email'], `${table} without its fields`);
      }
      assert.deepEqual(read.map(nameOf).sort(), own(each));
    }
  });

  it('stops at more rows than the map expects', async () => {
    const tight = connect(events.url, { expect: 1 });
    await failsWith(tight.locate([email], context()), 'too-many-rows');
  });

  it('erases once under one key, however often it is asked', async () => {
    const located = await connector.locate([email], context());
    const call = context({ idempotencyKey: 'request/1/erase/events/1' });
    await connector.erase(rowsIn(located), call);
    await connector.erase(rowsIn(located), call);
    assert.deepEqual(await connector.remaining(rowsIn(located), located.identifiers, context()), {
      byKey: [],
      byIdentifier: [],
      fresh: 0,
    });
  });

  it('finds out a service that says deleted and deletes nothing', async () => {
    const located = await connector.locate([email], context());
    events.switchTo({ mode: 'lie' });
    await connector.erase(rowsIn(located), context({ idempotencyKey: 'k' }));
    const left = await connector.remaining(rowsIn(located), located.identifiers, context());
    assert.deepEqual(left.byKey.map(nameOf).sort(), rowsIn(located).map(nameOf).sort());
    assert.deepEqual(left.byIdentifier.map(nameOf).sort(), rowsIn(located).map(nameOf).sort());
  });

  it('finds a registration that came back under a known key', async () => {
    const located = await connector.locate([email], context());
    await connector.erase(rowsIn(located), context({ idempotencyKey: 'k' }));
    events.store.add('registrations', { id: 'reg-999999', attendee_id: person!.attendeeId, event: 'x' });
    const left = await connector.remaining(rowsIn(located), located.identifiers, context());
    assert.deepEqual(left, { byKey: [], byIdentifier: [{ table: 'registrations', key: 'reg-999999' }], fresh: 0 });
  });

  it('names the identifiers of everybody page by page, and goes on where it stopped', async () => {
    const found: Identifier[] = [];
    let pages = 0;
    for (let position: string | null = null; ;) {
      const page = await connect(events.url).enumerate(position, context());
      assert.ok(page.rows <= 100);
      pages += 1;
      found.push(...page.identifiers);
      if (page.next === null) break;
      position = page.next;
    }
    const held = events.store.search('attendees', {}).length + events.store.search('downloads', {}).length;
    assert.ok(pages >= Math.ceil(held / 100));
    const texts = new Set(found.map(({ type, value }) => `${type}:${value}`));
    for (const each of registered) {
      assert.ok(texts.has(`attendee-id:${each.attendeeId}`));
      assert.ok(texts.has(`email:${each.formerEmail ?? each.email}`));
    }
    assert.ok(!found.some(({ type }) => type === 'phone'));
  });

  it('reads no page at an address that is not the service’s, wherever it was kept', async () => {
    const position = JSON.stringify({ table: 0, after: 'http://example.org/attendees?page=2' });
    await failsWith(connector.enumerate(position, context()), 'system-answer-unreadable');
  });

  it('leaves out what came to be after a moment, and counts it', async () => {
    const olderThanMs = Date.parse('2026-11-10T00:00:00Z');
    const fields = { title: 'x', content_sponsor: 'x' };
    for (const [id, downloaded_at] of [
      ['dl-old', '2026-11-09T23:59:59Z'],
      ['dl-new', '2026-11-10T00:00:00Z'],
    ] as const)
      events.store.add('downloads', { id, attendee_id: null, email: email.value, downloaded_at, ...fields });
    const located = await connector.locate([email], context({ olderThanMs }));
    const names = rowsIn(located).map(nameOf);
    assert.ok(names.includes('downloads/dl-old') && !names.includes('downloads/dl-new'));
    assert.equal(located.fresh, 1);
    const left = await connector.remaining([], [email], context({ olderThanMs }));
    assert.equal(left.fresh, 1);
  });

  it('says that the service is down', async () => {
    events.switchTo({ mode: 'down' });
    await failsWith(connector.locate([email], context()), 'system-down');
  });

  it('says that the service is slow', async () => {
    events.switchTo({ mode: 'slow', delay_ms: 5_000 });
    await failsWith(connect(events.url, { timeoutMs: 100 }).locate([email], context()), 'system-timeout');
  });

  it('says how long the service wants us to wait', async () => {
    const strict = await start(1);
    await assert.rejects(connect(strict.url).locate([email], context()), {
      code: 'system-throttled',
      retryAfterMs: 1_000,
    });
    await strict.close();
  });

  it('says that the token is refused, and that nobody listens', async () => {
    await failsWith(connect(events.url, {}, 'wrong').locate([email], context()), 'system-refused');
    await failsWith(connect('http://127.0.0.1:1').locate([email], context()), 'system-down');
    await failsWith(connect('http://10.255.255.1').locate([email], context()), 'system-refused');
  });

  it('refuses a wildcard, an empty key and an unknown table', async () => {
    await failsWith(connector.locate([{ type: 'email', value: '%' }], context()), 'unbounded-predicate');
    await failsWith(connector.erase([{ table: 'attendees', key: '' }], context()), 'unbounded-predicate');
    await failsWith(connector.erase([{ table: 'contacts', key: '1' }], context()), 'internal');
    const before = held();
    await connector.erase(
      [{ table: 'attendees', key: '../registrations/reg-000001' }],
      context({ idempotencyKey: 'k' }),
    );
    assert.deepEqual(held(), before);
  });

  describe('checking the map', () => {
    it('finds nothing wrong with the demo business', async () => {
      assert.deepEqual(await connector.check(context()), []);
    });

    it('names a wrong path and a wrong field with line and remedy', async () => {
      const tables = system.tables.map((table) => {
        if (table.name === 'sessions') return { ...table, list: '/talks' };
        return table.name === 'downloads' ? { ...table, fields: { tytle: table.fields.title! } } : table;
      });
      const problems = await connect(events.url, { tables }).check(context());
      assert.equal(problems.length, 2, problems.join('\n'));
      assert.match(problems[0]!, /^line 9, systems\.events\.tables\.sessions\.list: .*Correct the path/);
      assert.match(problems[1]!, /no field tytle in \/downloads\. Use one of: id, /);
    });
  });

  describe('a service that answers rubbish', () => {
    const answers: [string, number, string][] = [
      ['a page of text', 200, '<html>welcome</html>'],
      ['half an object', 200, '{"items": ['],
      ['no list', 200, '{"items": {}}'],
      ['a list of no objects', 200, '{"items": [1]}'],
      ['an item without key', 200, `{"items": [{"email": "${email.value}"}], "next": null}`],
      ['somebody else', 200, '{"items": [{"id": "a-1", "email": "neighbour@example.org"}], "next": null}'],
      ['another host for the next page', 200, '{"items": [], "next": "http://example.org/attendees"}'],
      ['the same page for ever', 200, '{"items": [], "next": "/again"}'],
    ];
    for (const [name, status, body] of answers) {
      it(`does not believe ${name}`, async () => {
        const server = http.createServer((_request, response) => response.writeHead(status).end(body));
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        await failsWith(connect(url).locate([email], context()), 'system-answer-unreadable');
        server.closeAllConnections();
        server.close();
      });
    }
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { startEvents, type EventsOptions, type EventsService } from '../../demo/events/service';
import { generatePeople } from '../../demo/people';

const NOW = Date.UTC(2026, 10, 23, 20);
const PEOPLE = generatePeople({ nowMs: NOW, count: 300 });

describe('the events system', () => {
  let service: EventsService;
  const start = async (options: Partial<EventsOptions> = {}) =>
    (service = await startEvents({
      port: 0,
      token: 'of-callers',
      adminToken: 'of-switches',
      people: PEOPLE,
      nowMs: NOW,
      limit: 10_000,
      ...options,
    }));
  afterEach(() => service.close());

  const call = async (target: string, { method = 'GET', token = 'of-callers', key = '', body }: Call = {}) => {
    const answer = await fetch(service.url + target, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(key ? { 'idempotency-key': key } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, json: text ? JSON.parse(text) : undefined };
  };
  interface Call {
    method?: string;
    token?: string;
    key?: string;
    body?: unknown;
  }
  const switchTo = (body: unknown) => call('/_switch', { method: 'PUT', token: 'of-switches', body });

  it('gives every item once through its pages, by ascending id', async () => {
    await start();
    const ids: string[] = [];
    let total = 0;
    for (let next: string | null = '/attendees?per_page=40'; next !== null;) {
      const { json } = await call(next);
      assert.ok(json.items.length <= 40);
      ids.push(...json.items.map(({ id }: { id: string }) => id));
      ({ next, total } = json);
    }
    assert.equal(ids.length, PEOPLE.filter(({ attendeeId }) => attendeeId !== null).length);
    assert.equal(ids.length, total);
    assert.deepEqual(ids, [...new Set(ids)].sort());
  });

  it('finds by filter, and nobody for an unknown value', async () => {
    await start();
    const { json } = await call('/attendees?email=dana.whitfield%40harborfoods.example.com');
    assert.deepEqual(
      json.items.map(({ id, contact_id }: { id: string; contact_id: string }) => [id, contact_id]),
      [['att-00001', '1001']],
    );
    assert.equal((await call('/registrations?attendee_id=att-00001')).json.total, 2);
    assert.deepEqual((await call('/attendees?email=nobody%40example.com')).json.items, []);
  });

  const refused: [string, string, Call, number][] = [
    ['no token', '/attendees', { token: '' }, 401],
    ['the token of the switches', '/attendees', { token: 'of-switches' }, 401],
    ["the callers' token at the switches", '/_switch', {}, 401],
    ['a mistyped filter', '/attendees?e-mail=a%40example.com', {}, 400],
    ['an empty filter', '/attendees?email=', {}, 400],
    ['a filter given twice', '/attendees?id=a&id=b', {}, 400],
    ['a page that is none', '/attendees?page=0', {}, 400],
    ['a page too large', '/attendees?per_page=101', {}, 400],
    ['an unknown item', '/attendees/att-99999', {}, 404],
    ['an unknown collection', '/invoices', {}, 404],
    ['a deletion without key', '/attendees/att-00001', { method: 'DELETE' }, 400],
    ['a deletion of what is not there', '/attendees/att-99999', { method: 'DELETE', key: 'k' }, 404],
    ['a deletion of everything', '/attendees', { method: 'DELETE', key: 'k' }, 404],
    ['an unknown switch', '/_switch', { method: 'PUT', token: 'of-switches', body: { mode: 'explode' } }, 400],
  ];
  for (const [what, target, options, status] of refused) {
    it(`answers ${what} with ${status}`, async () => {
      await start();
      const answer = await call(target, options);
      assert.equal(answer.status, status);
      assert.equal(typeof answer.json.error, 'string');
    });
  }

  it('deletes once for a key, answers the repeat alike, and refuses the key for another item', async () => {
    await start();
    const remove = (id: string, key: string) => call(`/attendees/${id}`, { method: 'DELETE', key });
    assert.equal((await remove('att-00001', 'one')).status, 204);
    assert.equal((await remove('att-00001', 'one')).status, 204);
    assert.equal((await remove('att-00002', 'one')).status, 409);
    assert.equal((await remove('att-00001', 'two')).status, 404);
    assert.equal((await call('/attendees/att-00001')).status, 404);
    assert.equal((await call('/attendees/att-00002')).status, 200);
    assert.equal((await call('/registrations?attendee_id=att-00001')).json.total, 2);
  });

  it('says 429 with Retry-After above its limit', async () => {
    await start({ limit: 3 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => call('/attendees/att-00001')));
    const busy = answers.filter(({ status }) => status === 429);
    assert.ok(busy.length >= 6, `${busy.length} of 12`);
    for (const { headers } of busy) assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal((await switchTo({ mode: 'off' })).status, 200);
  });

  it('is down while switched down, and well again after', async () => {
    await start();
    await switchTo({ mode: 'down' });
    assert.equal((await call('/attendees')).status, 503);
    assert.equal((await call('/attendees/att-00001', { method: 'DELETE', key: 'k' })).status, 503);
    assert.equal((await call('/_health')).status, 200);
    await switchTo({ mode: 'off' });
    assert.equal((await call('/attendees/att-00001')).status, 200);
  });

  it('says deleted and keeps while it lies; the truth can be deleted with the same key after', async () => {
    await start();
    await switchTo({ mode: 'lie' });
    assert.equal((await call('/attendees/att-00001', { method: 'DELETE', key: 'k' })).status, 204);
    assert.equal((await call('/attendees/att-00001')).status, 200);
    await switchTo({ mode: 'off' });
    assert.equal((await call('/attendees/att-00001', { method: 'DELETE', key: 'k' })).status, 204);
    assert.equal((await call('/attendees/att-00001')).status, 404);
  });

  it('waits while it is slow', async () => {
    await start();
    assert.deepEqual((await switchTo({ mode: 'slow', delay_ms: 120 })).json, { mode: 'slow', delay_ms: 120 });
    const before = performance.now();
    assert.equal((await call('/attendees/att-00001')).status, 200);
    assert.ok(performance.now() - before >= 115);
  });

  it('remembers over a restart what was deleted, keys included', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'fortyfive-events-'));
    try {
      await start({ folder });
      await call('/attendees/att-00001', { method: 'DELETE', key: 'k' });
      await service.close();
      await start({ folder });
      assert.equal((await call('/attendees/att-00001')).status, 404);
      assert.equal((await call('/attendees/att-00001', { method: 'DELETE', key: 'k' })).status, 204);
      assert.equal((await call('/attendees/att-00002')).status, 200);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

import assert from 'node:assert/strict';
import type { Recipient } from '../../datamap/data-map';
import { DAY_MS } from '../../rules/calendar';
import { follow, type Harness, startApi } from './harness';
import { knownTo, noticesOf } from './notices';

describe('the link of a mail to a recipient (I2)', () => {
  let api: Harness;
  let northgate: Recipient;
  before(async () => {
    // the map is the test's own, so that a contact can change as it does with a new file and a restart
    api = await startApi({ dataMap: (own) => ({ ...own, recipients: structuredClone(own.recipients) }) });
    northgate = api.dataMap.recipients.find(({ id }) => id === 'northgate')!;
  });
  after(() => api.close());
  beforeEach(() => {
    api.advance(DAY_MS);
    api.mails.length = 0;
    northgate.contact = { via: 'email', address: 'privacy@northgate.example.net' };
  });

  const tokenIn = (text: string) => /\/r\/([A-Za-z0-9_-]{43})/.exec(text)![1]!;
  const opens = async (token: string) => (await api.agent().post(`/r/${token}`, {})).status === 303;

  it('changes nothing when it is followed, however often', async () => {
    await noticesOf(api, ['northgate']);
    const token = await api.link('recipient', 'northgate');
    const before = await api.database.db('links').orderBy('token_hash');
    for (let time = 0; time < 3; time += 1) assert.equal((await api.agent().get(`/r/${token}`)).status, 200);
    assert.deepEqual(await api.database.db('links').orderBy('token_hash'), before);
    assert.ok(await opens(token));
  });

  it('expires, and is renewed to the registered contact alone', async () => {
    await noticesOf(api, ['northgate']);
    const token = await api.link('recipient', 'northgate');
    api.advance(DAY_MS);
    assert.equal(await opens(token), false);
    const page = await api.agent().get(`/r/${token}`);
    assert.equal(page.status, 410);
    assert.match(page.text, /This link has expired/);
    assert.equal(api.mails.length, 0, 'following it sends nothing');

    for (let time = 0; time < 5; time += 1) {
      const asked = await api.agent().post(`/r/${token}/renew`, {});
      assert.equal(asked.status, 202);
    }
    await api.background();
    assert.deepEqual(
      api.mails.map(({ to }) => to),
      Array.from({ length: 3 }, () => 'privacy@northgate.example.net'),
    );
    assert.ok(!api.mails[0]!.text.includes(knownTo('northgate')));
    assert.ok(await opens(tokenIn(api.mails[0]!.text)));
  });

  it('sends none where nothing waits, and answers alike', async () => {
    const waiting = await api.link('recipient', 'corvid');
    api.advance(DAY_MS);
    const asked = await api.agent().post(`/r/${waiting}/renew`, {});
    const unknown = await api.agent().post(`/r/${'x'.repeat(43)}/renew`, {});
    assert.equal(asked.text, unknown.text);
    await api.background();
    assert.deepEqual(api.mails, []);
  });

  it('dies when the contact changes, with its session, its code and the renewal', async () => {
    await noticesOf(api, ['northgate']);
    const token = await api.link('recipient', 'northgate');
    const old = await api.link('recipient', 'northgate');
    const browser = await follow(api, token);
    assert.equal((await browser.get('/recipient')).status, 200);
    const csrf = await browser.csrf('/recipient');

    northgate.contact = { via: 'email', address: 'new-owner@northgate.example.net' };
    assert.equal(await opens(token), false);
    assert.equal((await browser.get('/recipient')).status, 404);
    await browser.post('/recipient/send-code', { csrf });
    api.advance(DAY_MS);
    await api.agent().post(`/r/${old}/renew`, {});
    await api.background();
    assert.deepEqual(api.mails, [], 'neither contact hears of it');
    assert.ok(await opens(await api.link('recipient', 'northgate')));
  });
});

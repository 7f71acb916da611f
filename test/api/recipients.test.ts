import assert from 'node:assert/strict';
import { signWebhook } from '../../connectors/webhook';
import { readChain } from '../../db/ledger';
import { follow, type Harness, startApi } from './harness';
import { noticesOf } from './notices';

describe('a recipient answers', () => {
  let api: Harness;
  let byMail: string;
  let otherByMail: string;
  let byWebhook: { id: string; secret: string };
  before(async () => {
    api = await startApi();
    const { recipients } = api.dataMap;
    [byMail, otherByMail] = recipients.filter(({ contact }) => contact.via === 'email').map(({ id }) => id) as [
      string,
      string,
    ];
    const webhook = recipients.find(({ contact }) => contact.via === 'webhook')!;
    byWebhook = {
      id: webhook.id,
      secret: webhook.contact.via === 'webhook' ? api.secrets.get(webhook.contact.secret)! : '',
    };
  });
  after(() => api.close());
  beforeEach(() => {
    api.mails.length = 0;
    api.gateway.settled.length = 0;
  });

  const sent = (recipients: string[]) => noticesOf(api, recipients);
  const stateOf = async (reference: string) => (await api.database.db('notices').where({ reference }).first()).state;
  const codeIn = () => /\b(\d{8}|\d{4} \d{4})\b/.exec(api.mails.at(-1)!.text)![1]!;

  it('sees a count by link, and its own items only behind the code to its registered contact', async () => {
    const { references } = await sent([byMail, otherByMail]);
    const browser = await follow(api, await api.link('recipient', byMail));
    const before = await browser.get('/recipient');
    assert.match(before.text, /One instruction waits/);
    assert.ok(!before.text.includes('known-to-'));

    await browser.post('/recipient/send-code', { csrf: await browser.csrf('/recipient') });
    await api.background();
    const contact = api.dataMap.recipients.find(({ id }) => id === byMail)!.contact;
    assert.equal(api.mails.at(-1)!.to, contact.via === 'email' ? contact.address : '');
    assert.ok(!api.mails.at(-1)!.text.includes('known-to-'));

    await browser.post('/recipient/code', { csrf: await browser.csrf('/recipient'), code: codeIn() });
    const shown = await browser.get('/recipient');
    assert.ok(shown.text.includes(`known-to-${byMail}@example.com`));
    assert.ok(!shown.text.includes(`known-to-${otherByMail}`));
    assert.ok(shown.text.includes(references[byMail]!));
    assert.ok(!shown.text.includes(references[otherByMail]!));
  });

  it('attests its own; another’s item is answered as one that does not exist', async () => {
    const { id, references } = await sent([byMail, otherByMail]);
    const browser = await verified(byMail);
    const csrf = await browser.csrf('/recipient');
    const answer = (reference: string) => browser.post(`/recipient/items/${reference}`, { csrf, answer: 'attested' });
    const [foreign, none] = [await answer(references[otherByMail]!), await answer('N-none')];
    assert.equal(foreign.status, 404);
    assert.equal(foreign.text, none.text);
    assert.equal(await stateOf(references[otherByMail]!), 'sent');

    const answered = await answer(references[byMail]!);
    assert.equal(answered.status, 303, 'loading the page again answers nothing again');
    const after = await browser.get(String(answered.headers['location']));
    assert.match(after.text, new RegExp(`Your answer to ${references[byMail]} is recorded`));
    assert.equal(await stateOf(references[byMail]!), 'attested');
    await api.background();
    assert.deepEqual(api.gateway.settled, [], 'one mandatory notice still waits');
    const entry = (await readChain(api.database.db, id)).at(-1)!;
    assert.equal(entry.kind, 'notice-attested');

    const other = await verified(otherByMail);
    await other.post(`/recipient/items/${references[otherByMail]}`, {
      csrf: await other.csrf('/recipient'),
      answer: 'attested',
    });
    await api.background();
    assert.deepEqual(api.gateway.settled, [id], 'the last one tells the request');
  });

  it('refuses with a reason, which the request hears at once', async () => {
    const { id, references } = await sent([byMail, otherByMail]);
    const browser = await verified(byMail);
    await browser.post(`/recipient/items/${references[byMail]}`, {
      csrf: await browser.csrf('/recipient'),
      answer: 'refused',
      code: 'legal-obligation',
    });
    await api.background();
    assert.equal(await stateOf(references[byMail]!), 'refused');
    assert.deepEqual(api.gateway.settled, [id]);
  });

  it('shows no item without the code, and locks it after five tries', async () => {
    const { references } = await sent([byMail]);
    const browser = await follow(api, await api.link('recipient', byMail));
    const csrf = await browser.csrf('/recipient');
    const answer = await browser.post(`/recipient/items/${references[byMail]}`, { csrf, answer: 'attested' });
    assert.equal(answer.status, 403);
    api.advance(86_400_000);
    const fresh = await follow(api, await api.link('recipient', byMail));
    const token = await fresh.csrf('/recipient');
    await fresh.post('/recipient/send-code', { csrf: token });
    await api.background();
    const code = codeIn();
    const wrong = code.startsWith('0') ? '11111111' : '00000000';
    await Promise.all(Array.from({ length: 5 }, () => fresh.post('/recipient/code', { csrf: token, code: wrong })));
    assert.match((await fresh.post('/recipient/code', { csrf: token, code })).text, /too often/);
  });

  it('tells the request once when the last two answer at the same moment', async () => {
    const { id, references } = await sent([byMail, otherByMail]);
    const [one, two] = [await verified(byMail), await verified(otherByMail, 0)];
    const [first, second] = [await one.csrf('/recipient'), await two.csrf('/recipient')];
    await Promise.all([
      one.post(`/recipient/items/${references[byMail]}`, { csrf: first, answer: 'attested' }),
      two.post(`/recipient/items/${references[otherByMail]}`, { csrf: second, answer: 'attested' }),
    ]);
    await api.background();
    assert.deepEqual(api.gateway.settled, [id]);
  });

  describe('by its own system', () => {
    const call = (
      reference: string,
      body: unknown,
      { secret = byWebhook.secret, atMs = api.now(), tamper = '' } = {},
    ) => {
      const text = JSON.stringify(body);
      const timestamp = String(Math.floor(atMs / 1000));
      return api
        .agent()
        .json(`/api/v1/recipients/notices/${reference}`, undefined, {
          'content-type': 'application/json',
          'webhook-id': 'm-1',
          'webhook-timestamp': timestamp,
          'webhook-signature': signWebhook(secret, 'm-1', timestamp, text),
        })
        .send(text + tamper);
    };

    it('settles a notice with a signature', async () => {
      const { id, references } = await sent([byWebhook.id]);
      const reference = references[byWebhook.id]!;
      const received = await call(reference, { state: 'received' });
      assert.deepEqual(received.body, { status: 'recorded' });
      assert.equal(await stateOf(reference), 'received');
      assert.deepEqual((await call(reference, { state: 'attested' })).body, { status: 'recorded' });
      await api.background();
      assert.equal(await stateOf(reference), 'attested');
      assert.deepEqual(api.gateway.settled, [id]);
      assert.deepEqual((await call(reference, { state: 'attested' })).body, { status: 'settled-before' });
    });

    it('answers every signature that is not right alike', async () => {
      const { references } = await sent([byWebhook.id, byMail]);
      const reference = references[byWebhook.id]!;
      const answers = await Promise.all([
        call(reference, { state: 'attested' }, { secret: 'guessed' }),
        call(reference, { state: 'attested' }, { atMs: api.now() - 6 * 60_000 }),
        call(reference, { state: 'attested' }, { tamper: ' ' }),
        call(references[byMail]!, { state: 'attested' }),
        call('N-none', { state: 'attested' }),
        api.agent().json(`/api/v1/recipients/notices/${reference}`, { state: 'attested' }),
      ]);
      for (const { status, body } of answers) {
        assert.equal(status, 401);
        assert.deepEqual(body, answers[0].body);
      }
      assert.equal(await stateOf(reference), 'sent');
    });

    it('refuses a signed body that says nothing known', async () => {
      const { references } = await sent([byWebhook.id]);
      const answer = await call(references[byWebhook.id]!, { state: 'done' });
      assert.equal(answer.status, 422);
      assert.equal(answer.body.field, 'state');
    });
  });

  async function verified(recipient: string, waitMs = 86_400_000) {
    // a new day has new codes
    api.advance(waitMs);
    const browser = await follow(api, await api.link('recipient', recipient));
    await browser.post('/recipient/send-code', { csrf: await browser.csrf('/recipient') });
    await api.background();
    await browser.post('/recipient/code', { csrf: await browser.csrf('/recipient'), code: codeIn() });
    return browser;
  }
});

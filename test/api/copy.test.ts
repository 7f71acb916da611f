import assert from 'node:assert/strict';
import type supertest from 'supertest';
import { addPackageChunk, collected, openFlagged, packageOf } from '../../db/copies';
import { intend } from '../../db/effects';
import { readChain } from '../../db/ledger';
import { DECLARATION_KIND, PERSON_KIND, type PersonClaim } from '../../vault/person';
import { forgetAt } from '../support/forget';
import { type Browser, follow, gatherFlagged, goodForm, type Harness, makeRequest, signIn, startApi } from './harness';

const DAY_MS = 86_400_000;
const CONTENT = [Buffer.from('PK first'), Buffer.from(' and last')];

describe('a copy of specific pieces, at its doors', () => {
  let api: Harness;
  let people = 0;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());
  beforeEach(() => {
    api.mails.length = 0;
  });

  /** A request with a copy, answered and closed. */
  const withCopy = async ({
    contacts,
    points = { 'customer-number': ['C-77'], 'postal-code': ['94107'] },
  }: { contacts?: (email: string) => string[]; points?: Record<string, string[]> } = {}): Promise<{
    id: string;
    reference: string;
    email: string;
  }> => {
    people += 1;
    const email = `copy-${people}@example.com`;
    const request = await makeRequest(api, { email, right: 'know-specific' });
    const { db } = api.database;
    const intent = await db.transaction(async (trx) => {
      await api.vault.createKeys(trx, request.id, ['package'], api.now());
      const value = { contacts: contacts ? contacts(email) : [email], points };
      await api.vault.seal(trx, { owner: request.id, class: 'package', kind: 'copy-factors', value, atMs: api.now() });
      return intend(trx, { requestId: request.id, step: 'pack', target: '-', round: 1 }, api.now());
    });
    for (const [seq, bytes] of CONTENT.entries())
      await addPackageChunk(db, api.vault, intent, {
        requestId: request.id,
        seq,
        last: seq === CONTENT.length - 1,
        bytes,
      });
    await db('packages').insert({
      request_id: request.id,
      bytes: Buffer.concat(CONTENT).length,
      chunks: CONTENT.length,
      made_at: new Date(api.now()),
      collect_by: new Date(api.now() + 30 * DAY_MS).toISOString().slice(0, 10),
    });
    await db('requests')
      .where({ id: request.id })
      .update({
        phase: 'closed',
        answered_at: new Date(api.now()),
        closed_at: new Date(api.now()),
        outcome: 'informed',
      });
    return { ...request, email };
  };
  const codeTo = (address: string): string => {
    const mail = api.mails.findLast(({ to }) => to === address);
    return /\b(\d{8}|\d{4} \d{4})\b/.exec(mail?.text ?? '')![1]!;
  };
  /** Follows the link of the letter and enters the code that goes to the address given with the request. */
  const enter = async ({ id, email }: { id: string; email: string }): Promise<Browser> => {
    const browser = await follow(api, await api.link('status', id));
    await browser.post('/status/new-code', { csrf: await browser.csrf('/status') });
    await api.background();
    await browser.post('/status/code', { csrf: await browser.csrf('/status'), code: codeTo(email) });
    return browser;
  };
  const collect = async (browser: Browser, fields: Record<string, string>) =>
    browser
      .post('/status/copy', { csrf: await browser.csrf('/status'), ...fields })
      .buffer(true)
      .parse(bytesOf);
  const kinds = async (id: string): Promise<string[]> => (await readChain(api.database.db, id)).map(({ kind }) => kind);

  it('takes a declaration, seals it with the record, and takes a request without one too (VER-11, KNW-01)', async () => {
    const { id } = await makeRequest(api, {
      email: 'declares@example.com',
      right: 'know-specific',
      declaration: 'yes',
      signature: 'Dee Clare',
    });
    const [entry] = await api.vault.find(api.database.db, id, DECLARATION_KIND);
    assert.deepEqual((await api.vault.open<{ signed: string }>(api.database.db, entry!)).signed, 'Dee Clare');
    const row = await api.database.db('vault_entries').where({ id: entry }).first<{ class: string }>('class');
    assert.equal(row.class, 'record');
    const lacking: Record<string, string>[] = [{}, { declaration: 'yes' }, { signature: 'Dee Clare' }];
    for (const missing of lacking) {
      const other = await makeRequest(api, { email: 'declares@example.com', right: 'know-specific', ...missing });
      assert.deepEqual(await api.vault.find(api.database.db, other.id, DECLARATION_KIND), []);
    }
  });

  it('takes the post as a choice, with an address (KNW-12)', async () => {
    const post = { email: 'posts@example.com', right: 'know-specific', 'delivery.choice': 'post' };
    const { id } = await makeRequest(api, { ...post, 'delivery.address': '1 Elm Street\nOakland, CA 94601' });
    const [entry] = await api.vault.find(api.database.db, id, PERSON_KIND);
    const claim = await api.vault.open<PersonClaim>(api.database.db, entry!);
    assert.equal(claim.post, '1 Elm Street\nOakland, CA 94601');
    const refused = await api.agent().post('/request', goodForm(post));
    assert.equal(refused.status, 422);
    assert.match(refused.text, /say where we post it to/);
  });

  it('gives the copy against the code and something held, and records it (B4)', async () => {
    const request = await withCopy();
    const browser = await enter(request);
    assert.match((await browser.get('/status')).text, /Collect your copy/);
    const given = await collect(browser, { answer: 'c 77' });
    assert.equal(given.status, 200);
    assert.deepEqual(given.body, Buffer.concat(CONTENT));
    assert.match(
      given.headers['content-disposition']!,
      new RegExp(`^attachment; filename="${request.reference}\\.zip"$`),
    );
    assert.equal(given.headers['content-type'], 'application/zip');
    assert.ok((await packageOf(api.database.db, request.id))!.collected_at);
    assert.ok((await kinds(request.id)).includes('copy-collected'));
  });

  it('gives nothing without the code of the session, and does not say that there is a copy', async () => {
    const { id } = await withCopy();
    const browser = await follow(api, await api.link('status', id));
    assert.doesNotMatch((await browser.get('/status')).text, /copy\b.*collect|Collect your copy/i);
    assert.equal((await browser.get('/status/copy')).status, 403);
    const csrf = await browser.csrf('/status');
    assert.equal((await browser.post('/status/copy', { csrf, answer: 'C-77' })).status, 403);
    assert.equal((await packageOf(api.database.db, id))!.collected_at, null);
  });

  it('gives nothing for a wrong answer, another person’s, or that to another question, and stops after five (K5)', async () => {
    const request = await withCopy();
    const browser = await enter(request);
    for (const answer of ['C-78', '94107', 'C', '*', '%']) {
      const refused = await collect(browser, { answer });
      assert.equal(refused.status, 422, answer);
    }
    assert.equal((await collect(browser, { answer: 'C-77' })).status, 429);
    assert.equal((await packageOf(api.database.db, request.id))!.collected_at, null);
    api.advance(DAY_MS + 1);
    const later = await enter(request);
    assert.equal((await collect(later, { answer: 'C-77' })).status, 200);
  });

  it('counts no code but one to a contact that was held before the request (B4)', async () => {
    const request = await withCopy({ contacts: () => ['held-before@example.com'] });
    const browser = await enter(request);
    const none = await collect(browser, { answer: 'C-77' });
    assert.equal(none.status, 422);
    // the code that opens the letters went to the address that came with the request
    await browser.post('/status/new-code', { csrf: await browser.csrf('/status/copy') });
    await api.background();
    assert.equal((await collect(browser, { answer: 'C-77', code: codeTo(request.email) })).status, 422);
    await browser.post('/status/copy/code', { csrf: await browser.csrf('/status/copy') });
    await api.background();
    const right = codeTo('held-before@example.com');
    const wrong = await collect(browser, { answer: 'C-77', code: right === '00000000' ? '00000001' : '00000000' });
    assert.equal(wrong.status, 422);
    const given = await collect(browser, { answer: 'C-77', code: right });
    assert.equal(given.status, 200);
  });

  it('tells not which of the two was wrong', async () => {
    const request = await withCopy({ contacts: () => ['held-before-2@example.com'] });
    const browser = await enter(request);
    await browser.post('/status/copy/code', { csrf: await browser.csrf('/status/copy') });
    await api.background();
    const right = codeTo('held-before-2@example.com');
    const bare = (page: { body: unknown }): string => String(page.body).replaceAll(/value="[^"]*"/g, '');
    const point = await collect(browser, { answer: 'C-78', code: '99999999' });
    const code = await collect(browser, { answer: 'C-77', code: '99999999' });
    const answer = await collect(browser, { answer: 'C-78', code: right });
    assert.equal(bare(point), bare(code));
    assert.equal(bare(code), bare(answer));
  });

  it('gives no copy past its day', async () => {
    const request = await withCopy();
    api.advance(31 * DAY_MS);
    const browser = await enter(request);
    assert.match((await browser.get('/status/copy')).text, /could be collected until/);
    assert.equal((await collect(browser, { answer: 'C-77' })).status, 404);
  });

  it('gives no copy while the request is disputed (B3)', async () => {
    const request = await withCopy();
    await api.database.db('requests').where({ id: request.id }).update({ disputed: true });
    const browser = await enter(request);
    assert.equal((await browser.get('/status/copy')).status, 404);
  });

  it('destroys key and bytes 30 days after it was collected (G1)', async () => {
    const request = await withCopy();
    const { db } = api.database;
    await db.transaction((trx) => collected(trx, request, api.now()));
    await forgetAt({ db, vault: api.vault }, api.now() + 30 * DAY_MS);
    assert.equal((await packageOf(db, request.id))!.destroyed_at, null);
    await forgetAt({ db, vault: api.vault }, api.now() + 32 * DAY_MS);
    assert.ok((await packageOf(db, request.id))!.destroyed_at);
    assert.deepEqual(await db('package_chunks').where({ request_id: request.id }).select('seq'), []);
    const browser = await enter(request);
    assert.equal((await browser.get('/status/copy')).status, 404);
  });

  it('shows what may name others to a decider alone, recorded, and takes the decision (HH-02, C1)', async () => {
    const { id, reference } = await makeRequest(api, { email: 'review@example.com', right: 'know-specific' });
    const { db } = api.database;
    await gatherFlagged(api, id, 'Spoke with <b>Bob</b>');
    await db('requests').where({ id }).update({ phase: 'deciding', waits_for: 'decider', assigned_role: 'decider' });
    const decider = await signIn(api, await api.staff(['decider']));
    const csrf = await decider.csrf(`/staff/requests/${reference}`);
    const shown = await decider.post(`/staff/requests/${reference}/copy/values`, { csrf });
    assert.equal(shown.status, 200);
    assert.match(shown.text, /Spoke with &lt;b>Bob|Spoke with &lt;b&gt;Bob/);
    assert.ok((await kinds(id)).includes('copy-values-viewed'));
    const verifier = await signIn(api, await api.staff(['verifier']));
    const theirs = await verifier.csrf(`/staff/requests/${reference}`);
    assert.equal((await verifier.post(`/staff/requests/${reference}/copy/values`, { csrf: theirs })).status, 403);

    const [flagged] = await openFlagged(db, api.vault, id);
    const decided = await decider.post(`/staff/requests/${reference}/decisions`, {
      csrf,
      kind: 'release-copy',
      withhold: flagged!.id,
    });
    assert.equal(decided.status, 303);
    const row = await db('decisions').where({ request_id: id }).first<{ content: unknown }>('content');
    assert.deepEqual(row.content, { withhold: [flagged!.id] });
  });

  it('is printed and posted by staff, both recorded, and not on a day to come (KNW-12)', async () => {
    const request = await withCopy();
    const decider = await signIn(api, await api.staff(['decider']));
    const page = `/staff/requests/${request.reference}`;
    const csrf = await decider.csrf(page);
    const printed = await decider.post(`${page}/copy`, { csrf }).buffer(true).parse(bytesOf);
    assert.deepEqual(printed.body, Buffer.concat(CONTENT));
    const day = (ms: number): string => new Date(api.now() + ms).toISOString().slice(0, 10);
    assert.equal((await decider.post(`${page}/copy/posted`, { csrf, postedOn: day(3 * DAY_MS) })).status, 422);
    assert.equal((await decider.post(`${page}/copy/posted`, { csrf, postedOn: day(0) })).status, 303);
    assert.deepEqual(
      (await kinds(request.id)).filter((kind) => kind.startsWith('copy-')),
      ['copy-printed', 'copy-posted', 'copy-collected'],
    );
  });
});

/** The bytes of an answer, whatever its type. */
function bytesOf(answer: supertest.Response, done: (error: Error | null, body: Buffer) => void): void {
  const res = answer as unknown as NodeJS.ReadableStream;
  const parts: Buffer[] = [];
  res.on('data', (part: Buffer) => parts.push(Buffer.from(part)));
  res.on('end', () => done(null, Buffer.concat(parts)));
}

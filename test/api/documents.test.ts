import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readChain } from '../../db/ledger';
import { destroyProcessedProofs } from '../../db/documents';
import { lockRequest } from '../../db/procedure';
import { createCode } from '../../db/codes';
import { DOCUMENT_LIMITS } from '../../rules/documents';
import { jpeg, pdf, png } from '../support/documents';
import { type Browser, follow, type Harness, makeRequest, signIn, startApi } from './harness';

describe('documents', () => {
  let api: Harness;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  /** A correction whose consumer has entered the code. */
  const confirmed = async (): Promise<{ id: string; reference: string; browser: Browser; csrf: string }> => {
    const request = await makeRequest(api, { email: `${randomUUID()}@example.com` });
    await api.database.db('requests').where({ id: request.id }).update({ right: 'correct', phase: 'verifying' });
    const browser = await follow(api, await api.link('status', request.id));
    const code = await createCode(api.database.db, {
      requestId: request.id,
      contactHash: Buffer.alloc(32),
      held: false,
      nowMs: api.now(),
    });
    await browser.post('/status/code', { csrf: await browser.csrf('/status'), code });
    return { ...request, browser, csrf: await browser.csrf('/status') };
  };
  const send = (
    { browser, csrf }: { browser: Browser; csrf: string },
    files: Buffer[],
    { purpose = 'evidence', path = '/status/documents', name = 'lease.pdf' } = {},
  ) => {
    const form = browser.form(path).field('csrf', csrf).field('purpose', purpose);
    for (const bytes of files) form.attach('documents', bytes, { filename: name, contentType: 'application/pdf' });
    return form;
  };
  const documentsOf = (id: string) => api.database.db('documents').where({ request_id: id }).orderBy('added_at');
  const openAs = async (roles: Parameters<Harness['staff']>[0], reference: string, id: string) => {
    const browser = await signIn(api, await api.staff(roles));
    return browser.post(`/staff/requests/${reference}/documents/${id}`, {
      csrf: await browser.csrf('/staff/password'),
    });
  };

  it('takes what a consumer sends behind the code, and gives it to a decider as a file to save', async () => {
    const request = await confirmed();
    const lease = pdf(Buffer.from('Lease of 12 Harbor Street'));
    const answer = await send(request, [lease, png()]);
    assert.equal(answer.status, 303);
    const shown = await request.browser.get(String(answer.headers['location']));
    assert.match(shown.text, /your documents are here/);
    assert.match(shown.text, /Evidence for a correction: PDF/);
    const [stored, second] = await documentsOf(request.id);
    assert.deepEqual([stored.type, second.type].sort(), ['pdf', 'png']);
    const ofLease = stored.type === 'pdf' ? stored : second;
    const given = await openAs(['decider'], request.reference, ofLease.id);
    assert.equal(given.status, 200);
    assert.deepEqual(given.body, lease);
    assert.equal(given.headers['content-type'], 'application/pdf');
    assert.match(String(given.headers['content-disposition']), /^attachment; filename="FF-[0-9A-Z-]+-\d\.pdf"$/);
    assert.equal(given.headers['x-content-type-options'], 'nosniff');
    assert.equal(given.headers['content-security-policy'], "default-src 'none'; sandbox");
    assert.equal(given.headers['cache-control'], 'no-store');
    const chain = await readChain(api.database.db, request.id);
    assert.deepEqual(
      chain.filter(({ kind }) => kind.startsWith('document-')).map(({ kind, body }) => [kind, body['purpose']]),
      [
        ['document-added', 'evidence'],
        ['document-added', 'evidence'],
        ['document-viewed', 'evidence'],
      ],
    );
  });

  it('takes them by the API, and by staff for what came by post', async () => {
    const request = await confirmed();
    const answer = await request.browser
      .form(`/api/v1/requests/${request.reference}/documents`)
      .set('x-csrf-token', request.csrf)
      .field('purpose', 'evidence')
      .attach('documents', jpeg(), 'x.jpg');
    assert.equal(answer.status, 201);
    assert.deepEqual(answer.body, { added: 1 });
    const account = await api.staff(['intake']);
    const browser = await signIn(api, account);
    const path = `/staff/requests/${request.reference}/documents`;
    const added = await send({ browser, csrf: await browser.csrf('/staff/password') }, [pdf()], { path });
    assert.equal(added.status, 303);
    assert.deepEqual(
      (await documentsOf(request.id)).map(({ added_by }) => added_by),
      ['consumer', account.id],
    );
    const page = await browser.get(`/staff/requests/${request.reference}`);
    assert.match(page.text, /Pat intake/);
  });

  it('keeps the same document once, large ones in sealed chunks, and names of files nowhere', async () => {
    const request = await confirmed();
    const large = pdf(Buffer.from(Array.from({ length: 900_000 }, () => Math.floor(Math.random() * 256))));
    assert.equal((await send(request, [large, large], { name: '../../etc/zelda-marker.pdf' })).status, 303);
    assert.equal((await send(request, [large], { name: 'zelda-marker.pdf' })).status, 303);
    const [stored, ...others] = await documentsOf(request.id);
    assert.equal(others.length, 0);
    const { db } = api.database;
    const chunks = await db('document_chunks').where({ document_id: stored.id }).orderBy('seq');
    assert.ok(chunks.length > 2);
    for (const { sealed } of chunks) assert.ok(!sealed.includes(Buffer.from('%PDF-')));
    for (const table of ['documents', 'ledger_entries', 'vault_entries'])
      assert.ok(!JSON.stringify(await db(table)).includes('zelda-marker'), table);
    const swapped = [chunks[0], chunks[1]].map(({ sealed }) => sealed);
    for (const [index, sealed] of swapped.reverse().entries())
      await db('document_chunks').where({ document_id: stored.id, seq: index }).update({ sealed });
    assert.equal((await openAs(['decider'], request.reference, stored.id)).status, 500);
    assert.equal(api.reported.splice(0).length, 1);
    await db('document_chunks').where({ document_id: stored.id }).andWhere('seq', '>', 0).delete();
    await db('document_chunks').where({ document_id: stored.id, seq: 0 }).update({ sealed: swapped[1] });
    assert.equal((await openAs(['decider'], request.reference, stored.id)).status, 500, 'cut off');
    assert.equal(api.reported.splice(0).length, 1);
  });

  it('shows each only to the roles that may, and another request’s to none', async () => {
    const request = await confirmed();
    const other = await confirmed();
    await send(request, [pdf()]);
    const [document] = await documentsOf(request.id);
    assert.equal((await openAs(['verifier'], request.reference, document.id)).status, 200);
    for (const roles of [['intake'], ['auditor'], ['administrator']] as const)
      assert.equal((await openAs([...roles], request.reference, document.id)).status, 403, roles[0]);
    assert.equal((await openAs(['decider'], other.reference, document.id)).status, 404);
    assert.equal((await openAs(['decider'], request.reference, randomUUID())).status, 404);
  });

  it('destroys proofs of identity once they are processed, and not before (VER-03)', async () => {
    const request = await confirmed();
    const { db } = api.database;
    const intake = await signIn(api, await api.staff(['intake']));
    const path = `/staff/requests/${request.reference}/documents`;
    const csrf = await intake.csrf('/staff/password');
    assert.equal((await send({ browser: intake, csrf }, [jpeg()], { path, purpose: 'identity' })).status, 303);
    const [proof] = await documentsOf(request.id);
    assert.equal((await openAs(['decider'], request.reference, proof.id)).status, 404, 'a verifier’s alone');
    assert.equal((await openAs(['verifier'], request.reference, proof.id)).status, 200);
    const process = () =>
      db.transaction(async (trx) =>
        destroyProcessedProofs(trx, api.vault, await lockRequest(trx, request.id), api.now()),
      );
    await process();
    assert.equal((await openAs(['verifier'], request.reference, proof.id)).status, 200, 'who asks is still open');
    await db('requests').where({ id: request.id }).update({ phase: 'deciding' });
    await process();
    await process();
    assert.equal((await openAs(['verifier'], request.reference, proof.id)).status, 404);
    assert.deepEqual(await db('document_chunks').where({ document_id: proof.id }), []);
    const key = await db('vault_keys').where({ owner: proof.id }).first();
    assert.ok(key.shredded_at && key.wrapped === null);
    const kinds = (await readChain(db, request.id)).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'proof-destroyed').length, 1);
    assert.equal((await send({ browser: intake, csrf }, [jpeg()], { path, purpose: 'identity' })).status, 409);
    await db('requests').where({ id: request.id }).update({ disputed: true });
    assert.equal((await send({ browser: intake, csrf }, [jpeg()], { path, purpose: 'identity' })).status, 303);
  });

  describe('refuses, and keeps nothing', () => {
    let request: Awaited<ReturnType<typeof confirmed>>;
    before(async () => {
      request = await confirmed();
    });
    afterEach(async () => {
      assert.deepEqual(await documentsOf(request.id), []);
      assert.deepEqual(api.reported, []);
      await api.database.ownerDb('limits').delete();
    });

    it('before the code was entered', async () => {
      const browser = await follow(api, await api.link('status', request.id));
      const answer = await send({ browser, csrf: await browser.csrf('/status') }, [pdf()]);
      assert.equal(answer.status, 403);
      assert.doesNotMatch((await browser.get('/status')).text, /Documents/);
    });
    it('without the token of the session, and from another site', async () => {
      assert.equal((await send({ ...request, csrf: 'x'.repeat(32) }, [pdf()])).status, 403);
      const foreign = await send(request, [pdf()]).set('origin', 'https://elsewhere.example');
      assert.equal(foreign.status, 403);
    });
    it('what is of a wrong type, among ones that are right', async () => {
      const answer = await send(request, [pdf(), Buffer.from('<html>')]);
      assert.equal(answer.status, 422);
      assert.match(answer.text, /no\. 2 must be a PDF/);
    });
    it('a form without a document', async () => {
      for (const answer of [
        await send(request, []),
        await send(request, [Buffer.alloc(0)]),
        await request.browser.post('/status/documents', { csrf: request.csrf, purpose: 'evidence' }),
      ])
        assert.equal(answer.status, 422);
    });
    it('too many at once, and one that is too large', async () => {
      const many = Array.from({ length: DOCUMENT_LIMITS.atOnce + 1 }, (_, n) => Buffer.from(`text ${n}`));
      assert.equal((await send(request, many)).status, 413);
      assert.equal((await send(request, [Buffer.alloc(DOCUMENT_LIMITS.bytes + 1, 'a')])).status, 413);
    });
    it('a body that says it is larger than all of them', async () => {
      const answer = await request.browser
        .form('/status/documents')
        .set('content-type', 'multipart/form-data; boundary=x')
        .set('content-length', String(10 ** 9))
        .send('--x\r\n')
        .ok(() => true)
        .timeout(5_000)
        .catch((error: unknown) => error as { status?: number });
      assert.equal(answer.status, 413);
    });
    it('bodies that are not what they say', async () => {
      const bodies: [string, string][] = [
        ['multipart/form-data', 'x'],
        ['multipart/form-data; boundary=x', 'no boundary'],
        [
          'multipart/form-data; boundary=x',
          '--x\r\nContent-Disposition: form-data; name="documents"; filename="a"\r\n\r\ncut off',
        ],
      ];
      for (const [type, body] of bodies) {
        const answer = await request.browser.form('/status/documents').set('content-type', type).send(body);
        assert.equal(answer.status, 400, `${type}: ${body}`);
      }
    });
    it('purposes that are not the consumer’s to send', async () => {
      for (const purpose of ['identity', 'signed-permission', 'power-of-attorney'])
        assert.equal((await send(request, [pdf()], { purpose })).status, 409, purpose);
      assert.equal((await send(request, [pdf()], { purpose: 'other' })).status, 422);
    });
    it('once the request is decided', async () => {
      const { db } = api.database;
      await db('requests').where({ id: request.id }).update({ phase: 'carrying-out' });
      assert.equal((await send(request, [pdf()])).status, 409);
      await db('requests').where({ id: request.id }).update({ phase: 'verifying' });
    });
    it('more forms than anybody fills in an hour', async () => {
      const statuses: number[] = [];
      for (let i = 0; i < 21; i += 1) statuses.push((await send(request, [Buffer.from('<')])).status);
      assert.equal(statuses.filter((status) => status === 422).length, 20);
      assert.equal(statuses.at(-1), 429);
    });
  });

  it('takes no more than a request’s share', async () => {
    const request = await confirmed();
    for (let n = 0; n < DOCUMENT_LIMITS.perRequest; n += 5)
      assert.equal(
        (
          await send(
            request,
            [0, 1, 2, 3, 4].map((i) => Buffer.from(`page ${n + i}`)),
          )
        ).status,
        303,
      );
    const answer = await send(request, [Buffer.from('one more')]);
    assert.equal(answer.status, 422);
    assert.match(answer.text, /too many/);
    assert.equal((await documentsOf(request.id)).length, DOCUMENT_LIMITS.perRequest);
  });
});

describe('a scanner of documents', () => {
  it('has the last word on each, and where it fails nothing is stored', async () => {
    const verdicts: ('accepted' | 'refused' | Error)[] = ['accepted', 'refused', new Error('scanner away')];
    const api = await startApi({
      scanner: () => {
        const verdict = verdicts.shift()!;
        return verdict instanceof Error ? Promise.reject(verdict) : Promise.resolve(verdict);
      },
    });
    try {
      const { id, reference } = await makeRequest(api);
      await api.database.db('requests').where({ id }).update({ right: 'correct', phase: 'verifying' });
      const browser = await signIn(api, await api.staff(['intake']));
      const csrf = await browser.csrf('/staff/password');
      const send = (words: string) =>
        browser
          .form(`/staff/requests/${reference}/documents`)
          .field('csrf', csrf)
          .field('purpose', 'evidence')
          .attach('documents', Buffer.from(words), 'a.txt');
      assert.equal((await send('one')).status, 303);
      assert.equal((await send('two')).status, 422);
      assert.equal((await send('three')).status, 503);
      assert.equal((await api.database.db('documents').where({ request_id: id })).length, 1);
      assert.equal(api.reported.length, 1);
    } finally {
      await api.close();
    }
  });
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type supertest from 'supertest';
import { createLink } from '../../db/links';
import { allowedPurposes } from '../../db/preference-store';
import { hashedIdentifiers } from '../../db/preference-hash';
import { type EngineApi, startEngineApi } from '../support/api';
import { type Engine, seedAda, startEngine } from '../support/engine';

interface Body {
  reference: string;
  right: string;
  siblings: { reference: string; right: string; dueOn: string | null }[];
}

describe('several rights in one filing (decisions.md K2)', () => {
  let engine: Engine;
  let api: EngineApi;
  let tests = 0;
  let email = '';
  let verifier: Awaited<ReturnType<EngineApi['staff']>>;

  before(async function () {
    engine = await startEngine(this);
    api = await startEngineApi(engine);
    verifier = await api.staff('verifier');
  });
  after(async () => {
    await api?.close();
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    engine.outbox.length = 0;
    engine.errors.length = 0;
    engine.crm.failing = null;
    await seedAda(engine, { email });
    await engine.days(0);
  });
  afterEach(() => assert.deepEqual(engine.errors, []));

  async function file(
    right: string,
    also: string[],
    more: object = {},
  ): Promise<{ body: Body; ids: Record<string, string> }> {
    const answer = await api
      .agent()
      .post('/api/v1/requests')
      .send({
        right,
        also,
        name: 'Ada Example',
        email,
        points: { 'postal-code': '94107' },
        californiaResident: true,
        formToken: randomUUID(),
        ...more,
      });
    assert.equal(answer.status, 202, answer.text);
    const body = answer.body as Body;
    const ids: Record<string, string> = {};
    for (const { reference, right: of } of [body, ...body.siblings])
      ids[of] = (await engine.database.db('requests').where({ reference }).first()).id;
    return { body, ids };
  }
  const until = (id: string, column: string, wanted: (value: unknown) => boolean) =>
    engine.until(`${column} of ${id}`, async () =>
      wanted((await engine.database.db('requests').where({ id }).first())[column]),
    );
  const phase = (id: string, name: string) => until(id, 'phase', (value) => value === name);
  const answered = (id: string) => until(id, 'answered_at', (value) => value !== null);

  /** Follows a letter's link, and enters the code of the newest message with one. */
  async function enterCode(): Promise<supertest.Agent> {
    await engine.until('a code', () => Promise.resolve(engine.outbox.some(({ subject }) => /A code/.test(subject))));
    const agent = api.agent();
    const { text } = engine.outbox.find(({ subject }) => /A code/.test(subject))!;
    const token = /\/r\/([A-Za-z0-9_-]{43})/.exec(text)![1];
    await agent.post(`/r/${token}`).type('form').send({});
    const csrf = /name="csrf" value="([^"]+)"/.exec((await agent.get('/status')).text)![1];
    const code = /^\s*(\d[\d ]{6,12}\d)\s*$/m.exec(text)![1];
    const entered = await agent.post('/status/code').type('form').send({ csrf, code });
    assert.ok([200, 303].includes(entered.status), String(entered.status));
    return agent;
  }
  /** A verifier approves one of them, on its page. */
  async function approve(reference: string): Promise<void> {
    const { agent, csrf } = verifier;
    // days have passed since: a session of staff does not live that long
    await agent
      .post('/staff/sign-in')
      .type('form')
      .send({ email: 'verifier@staff.example', password: 'correct horse battery staple' });
    const answer = await agent
      .post(`/staff/requests/${reference}/decisions`)
      .type('form')
      .send({ kind: 'approve-verification', csrf: await csrf(`/staff/requests/${reference}`) });
    assert.match(String(answer.headers['location']), /told=(claimed|recorded)/);
  }

  it('takes each in with its own clock under one reference, choices at once, and verifies them together', async () => {
    const { body, ids } = await file('delete', ['opt-out', 'know-sold']);
    const references = [body, ...body.siblings].map(({ reference }) => reference).sort();
    assert.deepEqual(references, [references[0], `${references[0]}-2`, `${references[0]}-3`]);
    assert.deepEqual(Object.keys(ids).sort(), ['delete', 'know-sold', 'opt-out']);
    const hashes = hashedIdentifiers(engine.vault, [{ type: 'email', value: email }]).map(({ hash }) => hash);
    assert.equal((await allowedPurposes(engine.database.db, hashes))['sale-or-sharing'], false);
    await answered(ids['opt-out']!);
    for (const right of ['delete', 'know-sold']) await phase(ids[right]!, 'verifying');
    assert.equal(engine.outbox.filter(({ subject }) => /A code/.test(subject)).length, 1, 'one code for all');
    await enterCode();
    for (const right of ['delete', 'know-sold']) await until(ids[right]!, 'waits_for', (value) => value === 'verifier');
    await approve(body.reference);
    await answered(ids['know-sold']!);
    await phase(ids['delete']!, 'grace');
    await engine.days(3);
    await answered(ids['delete']!);
    assert.deepEqual(
      await Promise.all(
        ['opt-out', 'know-sold', 'delete'].map(async (right) => (await engine.row(ids[right]!)).outcome),
      ),
      ['honoured', 'informed', 'deleted'],
    );
    const due = await engine.database.db('clocks').whereIn('request_id', Object.values(ids)).distinct().pluck('rule');
    assert.ok(['CLK-02', 'CLK-05'].every((rule) => due.includes(rule)));
  });

  /** A copy and a deletion of one person, both verified; the copy holds words that a decider must look at first. */
  async function copyAndDeletion(): Promise<Record<string, string>> {
    const [contact] = engine.crm.rows;
    contact!.fields!.push({
      field: 'contacts.customer_number',
      asks: 'customer-number',
      value: 'C-1',
      proof: 'reliable',
    });
    contact!.values = { notes: 'Came with somebody.' };
    const { body, ids } = await file('know-specific', ['delete'], {
      points: { 'postal-code': '94107', 'customer-number': 'C-1' },
      declaration: true,
      signature: 'Ada Example',
    });
    for (const right of Object.keys(ids)) await phase(ids[right]!, 'verifying');
    await enterCode();
    for (const right of Object.keys(ids)) await until(ids[right]!, 'waits_for', (value) => value === 'verifier');
    await approve(body.reference);
    await phase(ids['know-specific']!, 'deciding');
    await phase(ids['delete']!, 'grace');
    return ids;
  }
  const begun = async (id: string) =>
    (await engine.database.db('requests').where({ id }).first()).erasure_begun_at as Date | null;

  it('a deletion waits for the copy, and goes on as soon as that is answered', async () => {
    const ids = await copyAndDeletion();
    await engine.days(6);
    assert.equal(await begun(ids['delete']!), null, 'the grace period is over, the copy is not made');
    assert.equal(await engine.decide(ids['know-specific']!, 'release-copy', { content: { withhold: [] } }), 'claimed');
    await answered(ids['know-specific']!);
    await answered(ids['delete']!);
    const told = (await engine.row(ids['know-specific']!)).answered_at!;
    assert.ok((await begun(ids['delete']!))! >= told);
  });

  it('but never beyond its own date', async () => {
    const ids = await copyAndDeletion();
    await engine.days(38);
    assert.equal(await begun(ids['delete']!), null);
    await engine.days(3);
    await answered(ids['delete']!);
    const { late, outcome } = await engine.row(ids['delete']!);
    assert.deepEqual([outcome, late], ['deleted', false]);
    assert.equal((await engine.row(ids['know-specific']!)).answered_at, null);
  });

  it('a right of a low degree never waits for one of a high degree', async () => {
    const { body, ids } = await file('know-specific', ['delete']);
    for (const right of Object.keys(ids)) await phase(ids[right]!, 'verifying');
    await enterCode();
    for (const right of Object.keys(ids)) await until(ids[right]!, 'waits_for', (value) => value === 'verifier');
    const deletion = body.siblings[0]!.reference;
    await approve(deletion);
    await phase(ids['delete']!, 'grace');
    assert.equal((await engine.row(ids['know-specific']!)).phase, 'verifying');
    await engine.days(3);
    await answered(ids['delete']!);
  });

  it('"this was not me" on one stops them all', async () => {
    const { ids } = await file('delete', ['know-sold']);
    for (const right of Object.keys(ids)) await phase(ids[right]!, 'verifying');
    const agent = api.agent();
    const row = await engine.database.db('requests').where({ id: ids['delete'] }).first();
    const token = await createLink(engine.database.db, {
      purpose: 'not-me',
      object: row.id,
      expiresAtMs: (await engine.temporal.nowMs()) + 86_400_000,
    });
    await agent.post(`/r/${token}`).type('form').send({});
    const csrf = /name="csrf" value="([^"]+)"/.exec((await agent.get('/not-me')).text)![1];
    await agent.post('/not-me').type('form').send({ csrf });
    for (const right of Object.keys(ids)) await until(ids[right]!, 'disputed', (value) => value === true);
  });

  it('is one form on the page, refused whole where one right lacks a field, and the same where it is sent again', async () => {
    const agent = api.agent();
    const page = await agent.get('/request?right=delete');
    assert.match(page.text, /name="also"/);
    const fields = {
      right: 'delete',
      also: ['opt-out', 'know-sold'],
      name: 'Ada Example',
      email,
      californiaResident: 'yes',
      formToken: randomUUID(),
    };
    const [first, again] = [
      await agent.post('/request').type('form').send(fields),
      await agent.post('/request').type('form').send(fields),
    ].map(({ text }) => text.match(/FF-[0-9A-Z]{4}-[0-9A-Z]{4}(-\d)?/g));
    assert.deepEqual(first, again);
    assert.equal(new Set(first).size, 3);
    const lacking = await agent
      .post('/api/v1/requests')
      .send({ right: 'opt-out', phone: '+1 415 555 0100', also: ['delete'] });
    assert.equal(lacking.status, 422);
    assert.match(JSON.stringify(lacking.body), /name/);
  });
});

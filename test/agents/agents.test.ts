import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type supertest from 'supertest';
import { readChain } from '../../db/ledger';
import { allowedPurposes } from '../../db/preference-store';
import { hashedIdentifiers } from '../../db/preference-hash';
import type { Right } from '../../rules/codes';
import { type EngineApi, startEngineApi } from '../support/api';
import { pdf } from '../support/documents';
import { type Engine, seedAda, startEngine } from '../support/engine';

const AGENT = { name: 'Grace Helper', email: 'grace@agents.example', kind: 'natural-person-agent' };
const PAPER = pdf(Buffer.from('I allow Grace Helper to ask for me. Signed, Ada Example'));

/** A link of a mail, as its reader follows it. */
const linkIn = (text: string): string => /\/r\/([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? '';

describe('an agent who asks for a consumer (AGT-01 to AGT-05)', () => {
  let engine: Engine;
  let api: EngineApi;
  let tests = 0;
  let email = '';
  let agentEmail = '';

  before(async function () {
    engine = await startEngine(this);
    api = await startEngineApi(engine);
  });
  after(async () => {
    await api?.close();
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    agentEmail = `grace-${tests}@agents.example`;
    engine.outbox.length = 0;
    engine.errors.length = 0;
    await seedAda(engine, { email });
    await engine.days(0);
  });
  afterEach(() => assert.deepEqual(engine.errors, []));

  /** What an agent files by the API. */
  const body = (right: Right, more: object = {}): object => ({
    right,
    agent: { ...AGENT, email: agentEmail },
    formToken: randomUUID(),
    email,
    ...(right === 'opt-out' ? {} : { name: 'Ada Example', californiaResident: true }),
    ...(right === 'correct' ? { corrections: { 'job-title': 'Head of Research' } } : {}),
    ...more,
  });

  interface Filed {
    id: string;
    reference: string;
    agent: supertest.Agent;
    csrf: string;
  }
  /** Files by the API, and opens the session that hands papers in. */
  async function file(right: Right, more: object = {}): Promise<Filed> {
    const agent = api.agent();
    const receipt = await agent.post('/api/v1/agent/requests').send(body(right, more));
    const id = await api.idOf(receipt);
    const { reference, token } = receipt.body as { reference: string; token: string };
    const session = await agent.post('/api/v1/links').send({ token });
    return { id, reference, agent, csrf: (session.body as { csrf: string }).csrf };
  }
  const handIn = (
    { agent, csrf, reference }: Filed,
    purpose: 'signed-permission' | 'power-of-attorney' | 'evidence' = 'signed-permission',
    paper = PAPER,
  ) =>
    agent
      .post(`/api/v1/requests/${reference}/documents`)
      .set('x-csrf-token', csrf)
      .field('purpose', purpose)
      .attach('documents', paper, 'paper.pdf');
  const phase = (id: string, wanted: string) =>
    engine.until(`phase ${wanted}`, async () => (await engine.row(id)).phase === wanted);
  const mailsTo = (to: string) => engine.outbox.filter((mail) => mail.to === to);
  const mailed = (to: string, words: RegExp) =>
    engine.until(`a mail to ${to}`, () => Promise.resolve(mailsTo(to).some(({ text }) => words.test(text))));
  const accept = (id: string, code: string, content: Record<string, unknown> = { consumerStep: 'confirmation' }) =>
    engine.decide(id, 'accept-paper', { code, content });
  /** The consumer opens the page of the mail that asks them, and answers. */
  async function answer(says: 'yes' | 'no'): Promise<void> {
    await mailed(email, /Grace Helper made it/);
    const consumer = api.agent();
    const token = linkIn(mailsTo(email).find(({ text }) => /Grace Helper made it/.test(text))!.text);
    await consumer.post(`/r/${token}`).type('form').send({});
    const page = await consumer.get('/permission');
    assert.match(page.text, /Yes, I/);
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)![1]!;
    const done = await consumer.post('/permission').type('form').send({ answer: says, csrf });
    assert.equal(done.status, 200);
  }
  const waits = async (id: string) => (await engine.row(id)).waits_for;

  it('deletes with a signed permission and one confirmation; letters go to the agent (AGT-01)', async () => {
    const filed = await file('delete');
    await phase(filed.id, 'verifying');
    assert.match(mailsTo(agentEmail)[0]!.text, /a power of attorney under the California Probate Code/);
    assert.match(mailsTo(agentEmail)[0]!.text, /You asked us on behalf of another person/);
    assert.equal((await handIn(filed)).status, 201);
    await engine.until('a verifier’s turn', async () => (await waits(filed.id)) === 'verifier');
    // the paper alone is not enough where one more step may be asked
    assert.equal(await engine.decide(filed.id, 'approve-verification'), 'evidence-insufficient');
    assert.equal(await accept(filed.id, 'signed-permission'), 'claimed');
    assert.equal(await accept(filed.id, 'signed-permission', { consumerStep: 'verification' }), 'consumer-asked');
    await answer('yes');
    assert.equal(await engine.decide(filed.id, 'approve-verification'), 'claimed');
    await phase(filed.id, 'grace');
    await engine.days(3);
    await engine.until('answered', async () => (await engine.row(filed.id)).answered_at !== null);
    assert.equal((await engine.row(filed.id)).outcome, 'deleted');
    assert.equal(mailsTo(agentEmail).at(-1)!.subject.includes(filed.reference), true);
    // the consumer heard twice: the warning that every held contact gets, and the one question
    assert.deepEqual(
      mailsTo(email)
        .map(({ subject }) => subject.replace(filed.reference, 'REF'))
        .sort(),
      ['A privacy request was made in your name (REF)', 'Somebody asks us on your behalf (REF)'],
    );
    const chain = await readChain(engine.database.db, filed.id);
    assert.deepEqual(
      chain.filter(({ kind }) => kind === 'decision-claimed').map(({ body: entry }) => entry['decides']),
      ['hand-in-paper', 'accept-paper', 'confirm-permission', 'approve-verification'],
    );
  });

  it('with a power of attorney asks the consumer for nothing, and two persons look (AGT-02)', async () => {
    const filed = await file('know-categories');
    await phase(filed.id, 'verifying');
    await handIn(filed, 'power-of-attorney');
    await engine.until('a verifier’s turn', async () => (await waits(filed.id)) === 'verifier');
    assert.equal(await accept(filed.id, 'signed-permission'), 'no-such-paper');
    assert.equal(await accept(filed.id, 'power-of-attorney', {}), 'claimed');
    const decision = await engine.database
      .db('decisions')
      .where({ request_id: filed.id, kind: 'accept-paper', state: 'claimed' })
      .first();
    assert.ok(decision.content.second, 'two persons');
    await engine.until('answered', async () => (await engine.row(filed.id)).answered_at !== null);
    assert.equal(
      mailsTo(email).some(({ text }) => /Grace Helper/.test(text)),
      false,
    );
    assert.match(mailsTo(agentEmail).at(-1)!.text, /You asked us on behalf of another person/);
  });

  it('asks once for a paper that is missing, and refuses with what is missing (CLK-04)', async () => {
    const filed = await file('delete');
    await phase(filed.id, 'verifying');
    await engine.days(50);
    await engine.until('answered', async () => (await engine.row(filed.id)).answered_at !== null);
    const row = await engine.row(filed.id);
    assert.deepEqual([row.outcome, row.late], ['unverified', false]);
    assert.deepEqual(await engine.letters(filed.id), [
      'acknowledgement',
      'code',
      'in-your-name',
      'verification-reminder',
      'unverified',
    ]);
    assert.match(mailsTo(agentEmail).at(-1)!.text, /What is missing: the permission that the person signed/);
  });

  it('tells an agent why a paper does not do, and takes another', async () => {
    const filed = await file('delete');
    await phase(filed.id, 'verifying');
    await handIn(filed);
    await engine.until('a verifier’s turn', async () => (await waits(filed.id)) === 'verifier');
    assert.equal(
      await engine.decide(filed.id, 'refuse-paper', { code: 'not-signed', facts: 'It carries no signature.' }),
      'claimed',
    );
    await mailed(agentEmail, /What you handed in does not do: It carries no signature/);
    assert.equal(await waits(filed.id), 'consumer-code');
    await handIn(filed, 'signed-permission', pdf(Buffer.from('Signed this time')));
    await engine.until('a verifier’s turn again', async () => (await waits(filed.id)) === 'verifier');
    assert.equal(await accept(filed.id, 'signed-permission', { consumerStep: undefined }), 'reason-missing');
    assert.equal(await accept(filed.id, 'signed-permission'), 'claimed');
    await answer('no');
    await engine.until(
      'disputed',
      async () => (await engine.database.db('requests').where({ id: filed.id }).first()).disputed,
    );
    assert.equal(await engine.decide(filed.id, 'approve-verification'), 'identity-disputed');
  });

  it('counts the answer of an address that nobody held for nothing (decisions.md B2, B6)', async () => {
    const stranger = `planted-${tests}@agents.example`;
    const filed = await file('know-sold', { email: stranger });
    await phase(filed.id, 'verifying');
    await handIn(filed);
    await engine.until('a verifier’s turn', async () => (await waits(filed.id)) === 'verifier');
    assert.equal(await accept(filed.id, 'signed-permission'), 'claimed');
    email = stranger;
    await answer('yes');
    await engine.until('a verifier’s turn again', async () => (await waits(filed.id)) === 'verifier');
    assert.equal(await engine.decide(filed.id, 'approve-verification'), 'evidence-insufficient');
  });

  it('gives a copy to the consumer where the paper does not cover its receipt (decisions.md B5)', async () => {
    engine.crm.rows[0]!.fields!.push({
      field: 'contacts.customer_number',
      asks: 'customer-number',
      value: 'C-1',
      proof: 'reliable',
    });
    for (const coversReceipt of [false, true]) {
      engine.outbox.length = 0;
      const filed = await file('know-specific');
      await phase(filed.id, 'verifying');
      await handIn(filed);
      await engine.until('a verifier’s turn', async () => (await waits(filed.id)) === 'verifier');
      assert.equal(
        await accept(filed.id, 'signed-permission', { consumerStep: 'confirmation', coversReceipt }),
        'claimed',
      );
      await answer('yes');
      assert.equal(await engine.decide(filed.id, 'approve-verification'), 'claimed');
      await engine.until('answered', async () => (await engine.row(filed.id)).answered_at !== null);
      const [to, other] = coversReceipt ? [agentEmail, email] : [email, agentEmail];
      assert.ok(
        mailsTo(to).some(({ subject }) => /answer/i.test(subject)),
        `to ${to}`,
      );
      assert.ok(!mailsTo(other).some(({ subject }) => /answer/i.test(subject)), `not to ${other}`);
    }
  });

  const optOut = async (): Promise<Filed> => {
    const filed = await file('opt-out');
    await engine.until('answered', async () => (await engine.row(filed.id)).answered_at !== null);
    return filed;
  };
  const sold = async () =>
    (
      await allowedPurposes(
        engine.database.db,
        hashedIdentifiers(engine.vault, [{ type: 'email', value: email }]).map(({ hash }) => hash),
      )
    )['sale-or-sharing'];
  const openTasks = (id: string) =>
    engine.database.db('tasks').where({ request_id: id, state: 'open' }).orderBy('kind').pluck('kind');

  it('opts out at once, asks for the signed permission alone, and never the consumer (AGT-03)', async () => {
    const filed = await optOut();
    assert.equal(await sold(), false);
    assert.match(mailsTo(agentEmail)[0]!.text, /We have not seen the signed permission/);
    assert.equal((await handIn(filed)).status, 201);
    await engine.until('a task', async () => (await openTasks(filed.id)).includes('check-paper'));
    assert.equal(await accept(filed.id, 'signed-permission', {}), 'claimed');
    await engine.days(12);
    assert.deepEqual(await openTasks(filed.id), []);
    assert.deepEqual(mailsTo(email), []);
  });

  it('lets a decider deny an opt-out whose permission never came, with its letter (AGT-03)', async () => {
    const filed = await optOut();
    await engine.days(12);
    await engine.until('a task', async () => (await openTasks(filed.id)).includes('permission-missing'));
    assert.equal(
      await engine.decide(filed.id, 'deny', {
        code: 'agent-opting-without-permission',
        facts: 'No permission was handed in by the day that we named.',
      }),
      'claimed',
    );
    await mailed(agentEmail, /No permission was handed in by the day that we named/);
    assert.equal(await sold(), true);
    assert.deepEqual(mailsTo(email), []);
  });

  it('answers Shine the Light to the agent, the same for everybody', async () => {
    const filed = await file('shine-the-light');
    await engine.until('answered', async () => (await engine.row(filed.id)).answered_at !== null);
    assert.deepEqual(
      engine.outbox.map(({ to }) => to),
      [agentEmail],
    );
  });

  it('corrects with a signed permission and the proof of the consumer themselves', async () => {
    const filed = await file('correct', { points: { 'postal-code': '94107' } });
    await phase(filed.id, 'verifying');
    await handIn(filed);
    await engine.until('a verifier’s turn', async () => (await waits(filed.id)) === 'verifier');
    assert.equal(await accept(filed.id, 'signed-permission', { consumerStep: 'verification' }), 'claimed');
    assert.equal(await engine.decide(filed.id, 'approve-verification'), 'evidence-insufficient');
    await answer('yes');
    assert.equal(await engine.decide(filed.id, 'approve-verification'), 'claimed');
    await phase(filed.id, 'deciding');
  });

  it('files by the page, which leads to where the paper is handed in', async () => {
    const agent = api.agent();
    assert.match((await agent.get('/agent')).text, /authorized agent/);
    const form = await agent.get('/agent?right=delete');
    assert.match(form.text, /name="agent.email"/);
    const fields = {
      right: 'delete',
      formToken: randomUUID(),
      'agent.name': 'Grace Helper',
      'agent.kind': 'unregistered-company',
      'agent.email': agentEmail,
      name: 'Ada Example',
      email,
      californiaResident: 'yes',
    };
    const refused = await agent.post('/agent/request').type('form').send(fields);
    assert.equal(refused.status, 422);
    assert.match(refused.text, /AGT-05/);
    const receipt = await agent
      .post('/agent/request')
      .type('form')
      .send({ ...fields, 'agent.kind': 'registered-agent' });
    assert.equal(receipt.status, 202);
    const token = linkIn(receipt.text);
    await agent.post(`/r/${token}`).type('form').send({});
    const status = await agent.get('/status');
    assert.match(status.text, /Signed permission for an agent/);
    assert.doesNotMatch(status.text, /Evidence for a correction/);
  });

  it('takes nothing but an agent’s papers without a code, and no declaration of an agent', async () => {
    const filed = await file('know-specific', { declaration: true, signature: 'Ada Example' });
    assert.equal((await handIn(filed, 'evidence')).status, 403);
    await phase(filed.id, 'verifying');
    assert.equal((await engine.database.db('vault_entries').where({ owner: filed.id, kind: 'declaration' })).length, 0);
    const other = await api
      .agent()
      .post('/api/v1/agent/requests')
      .send(body('delete', { agent: AGENT.name }));
    assert.equal(other.status, 422);
  });

  it('shows staff where the same paper came for several consumers (decisions.md B5)', async () => {
    const filed = await file('delete');
    await handIn(filed);
    email = `other-${tests}@example.org`;
    const second = await file('delete');
    await handIn(second);
    const { agent } = await api.staff('verifier');
    const page = await agent.get(`/staff/requests/${second.reference}`);
    assert.match(page.text, /Same paper for \d+ other/);
    assert.match(page.text, /Accept the paper of the agent/);
  });
});

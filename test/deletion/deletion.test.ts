import assert from 'node:assert/strict';
import { readChain } from '../../db/ledger';
import { endOfDayMs } from '../../rules/calendar';
import { type Engine, seedAda, startEngine } from '../support/engine';

describe('a deletion under skipped time', () => {
  let engine: Engine;
  let tests = 0;
  let email = '';

  before(async function () {
    engine = await startEngine(this);
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    // each test has a person of its own: a request of the test before may still look for its own
    tests += 1;
    email = `ada-${tests}@example.org`;
    engine.outbox.length = 0;
    engine.webhooks.length = 0;
    engine.answers.clear();
    engine.mailDown = false;
    engine.crm.failing = null;
    engine.events.failing = null;
    await engine.database.ownerDb('disclosures').delete();
  });

  const untilPhase = (id: string, phase: string): Promise<void> =>
    engine.until(`phase ${phase}`, async () => (await engine.row(id)).phase === phase);

  const untilWaits = (id: string, waitsFor: string): Promise<void> =>
    engine.until(`waiting for ${waitsFor}`, async () => (await engine.row(id)).waits_for === waitsFor);

  /** From intake to a verifier's approval. */
  async function approve(id: string): Promise<void> {
    await untilWaits(id, 'consumer-code');
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
  }

  it('runs from the form to the last proof (CLK-01, CLK-02, DEL-02 to DEL-06, SP-05)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await approve(id);
    await untilPhase(id, 'grace');
    await engine.days(2.1);
    await untilPhase(id, 'following-through');
    const answered = await engine.row(id);
    assert.equal(answered.outcome, 'deleted');
    assert.equal(answered.late, false);
    assert.deepEqual(
      engine.crm.rows.map((r) => r.email),
      ['neighbour@example.org'],
    );
    assert.deepEqual(
      engine.events.rows.map((r) => r.email),
      ['neighbour@example.org'],
    );
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'code', 'answer']);
    assert.equal(engine.webhooks.length, 1);
    assert.deepEqual(
      engine.outbox.map((mail) => mail.to),
      [email, email, 'privacy@sponsor.example', email],
    );
    await engine.days(31);
    await untilPhase(id, 'closed');
    const reminders = engine.outbox.slice(4);
    assert.deepEqual(
      reminders.map((mail) => mail.to),
      ['privacy@sponsor.example', 'privacy@sponsor.example'],
    );
    assert.equal(new Set(engine.outbox.map((mail) => mail.messageId)).size, engine.outbox.length);
    const notices = await engine.database.db('notices').where({ request_id: id }).orderBy('recipient').select('state');
    assert.deepEqual(notices, [{ state: 'attested' }, { state: 'overdue' }]);
    const kinds = await engine.ledger(id);
    assert.deepEqual(
      kinds.filter((kind) => kind.startsWith('recheck')),
      ['recheck-passed', 'recheck-passed'],
    );
    assert.equal(kinds.at(-1), 'closed');
    assert.deepEqual(engine.errors, []);
  });

  it('refuses by itself only the silent, after reminders, in time (CLK-04)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await untilWaits(id, 'consumer-code');
    await engine.days(46);
    await untilPhase(id, 'closed');
    const row = await engine.row(id);
    assert.equal(row.outcome, 'unverified');
    assert.equal(row.late, false);
    assert.ok(row.answered_at!.getTime() < endOfDayMs(row.receipt_day) + 44 * 86_400_000);
    assert.deepEqual(await engine.letters(id), [
      'acknowledgement',
      'code',
      'verification-reminder',
      'verification-reminder',
      'verification-reminder',
      'unverified',
    ]);
    assert.equal(engine.crm.rows.length, 3);
  });

  it('extends once, with its notice before day 45, and is answered by day 90 (CLK-03)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await approve(id);
    engine.crm.failing = 'system-down';
    engine.events.failing = 'system-down';
    await engine.days(20);
    assert.equal(
      await engine.decide(id, 'extend', { code: 'complexity', facts: 'Two systems are being moved.' }),
      'claimed',
    );
    await engine.until('the notice left', async () => (await engine.letters(id)).includes('extension'));
    const extended = await engine.row(id);
    assert.ok(extended.extended_on! > extended.receipt_day);
    assert.equal(extended.due_on, extended.extended_on);
    assert.equal(await engine.decide(id, 'extend', { code: 'number', facts: 'Again.' }), 'extension-used');
    await engine.days(40);
    assert.equal((await engine.row(id)).overdue, false);
    engine.crm.failing = null;
    engine.events.failing = null;
    await engine.days(2);
    await untilPhase(id, 'following-through');
    assert.equal((await engine.row(id)).late, false);
    await engine.days(31);
    await untilPhase(id, 'closed');
  });

  it('answers in time with a system outstanding, and takes its result by hand from two persons (A1, C4, C5)', async () => {
    await seedAda(engine, { email });
    engine.events.failing = 'system-down';
    const id = await engine.file({ email });
    await engine.until('acknowledged', async () => (await engine.letters(id)).includes('acknowledgement'));
    await engine.days(1);
    await approve(id);
    await engine.days(3);
    const tasks = await engine.database.db('tasks').where({ request_id: id, kind: 'system-down', state: 'open' });
    assert.equal(tasks.length, 1);
    await engine.days(37);
    await engine.until('answered', async () => (await engine.row(id)).answered_at !== null);
    const answered = await engine.row(id);
    assert.equal(answered.late, false);
    assert.equal(answered.phase, 'following-through');
    const answer = engine.outbox.at(-1)!;
    assert.equal(answer.to, email);
    assert.equal(
      await engine.decide(id, 'supply-result', {
        code: 'erased-by-hand',
        facts: 'The provider deleted the registrations and sent its log.',
        content: { system: 'events' },
      }),
      'claimed',
    );
    await engine.days(31);
    await untilPhase(id, 'closed');
    assert.deepEqual(engine.crm.rows.length, 1);
  });

  it('resumes by itself when a system comes back after three days (C5)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await approve(id);
    await untilPhase(id, 'grace');
    engine.events.failing = 'system-down';
    await engine.days(5);
    assert.equal((await engine.row(id)).waits_for, 'system');
    engine.events.failing = null;
    await engine.days(0.2);
    await untilPhase(id, 'following-through');
    assert.equal((await engine.row(id)).outcome, 'deleted');
    const open = await engine.database.db('tasks').where({ request_id: id, kind: 'system-down', state: 'open' });
    assert.deepEqual(open, []);
  });

  it('keeps what a decider keeps, deletes the rest, and says so (DEL-07)', async () => {
    await seedAda(engine, { kept: true, email });
    const id = await engine.file({ email });
    await approve(id);
    await untilPhase(id, 'deciding');
    const { db } = engine.database;
    const plan = (await db('plans').where({ request_id: id }).first()) as { digest: string };
    const proposed = (await db('exceptions').where({ request_id: id })) as { id: string; code: string }[];
    assert.deepEqual(
      proposed.map((e) => e.code),
      ['D8'],
    );
    const keep = { keep: [proposed[0]!.id] };
    const facts = 'The invoice of 2025 is kept for tax law.';
    assert.equal(await engine.decide(id, 'decide-exceptions', { plan: 'stale', content: keep, facts }), 'plan-changed');
    assert.equal(await engine.decide(id, 'decide-exceptions', { plan: plan.digest, content: keep, facts }), 'claimed');
    await engine.days(2.2);
    await untilPhase(id, 'following-through');
    assert.equal((await engine.row(id)).outcome, 'deleted-in-part');
    assert.deepEqual(
      engine.crm.rows.map((r) => r.key),
      ['10', '2'],
    );
    await engine.days(31);
    await untilPhase(id, 'closed');
  });

  it('can be withdrawn until erasure begins, and not after (A6)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await approve(id);
    await untilPhase(id, 'grace');
    assert.equal(await engine.decide(id, 'withdraw'), 'claimed');
    await untilPhase(id, 'closed');
    assert.equal((await engine.row(id)).outcome, 'withdrawn');
    assert.equal(engine.crm.rows.length, 3);
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'code', 'withdrawn']);

    const begun = await engine.file({ email });
    await approve(begun);
    await untilPhase(begun, 'grace');
    await engine.days(2.2);
    await untilPhase(begun, 'following-through');
    assert.notEqual(await engine.decide(begun, 'withdraw'), 'claimed');
  });

  it('freezes when the person says it was not them, until a verifier clears it (VER-09)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await approve(id);
    await untilPhase(id, 'grace');
    assert.equal(await engine.decide(id, 'this-was-not-me'), 'claimed');
    await engine.days(4);
    assert.equal(engine.crm.rows.length, 3);
    assert.equal(
      await engine.decide(id, 'clear-dispute', { code: 'mistaken-report', facts: 'Spoke with her by telephone.' }),
      'claimed',
    );
    await untilPhase(id, 'following-through');
    assert.equal(engine.crm.rows.length, 1);
  });

  it('reopens when a re-check finds the person again (DEL-12)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await approve(id);
    await engine.days(2.2);
    await untilPhase(id, 'following-through');
    engine.events.rows.push({ table: 'attendees', key: 'a9', email: email });
    await engine.days(1.2);
    await engine.until('reopened', async () => (await engine.row(id)).round === 2);
    await untilPhase(id, 'following-through');
    assert.deepEqual(
      engine.events.rows.map((r) => r.key),
      ['a2'],
    );
    await engine.days(32);
    await untilPhase(id, 'closed');
    assert.equal((await engine.letters(id)).filter((kind) => kind === 'answer').length, 1);
  });

  it('leaves what the person gives afresh after the request, and records it (J)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await approve(id);
    await engine.days(2.2);
    await untilPhase(id, 'following-through');
    engine.events.rows.push({ table: 'attendees', key: 'a10', email, createdAtMs: await engine.temporal.nowMs() });
    await engine.days(32);
    await untilPhase(id, 'closed');
    assert.equal((await engine.row(id)).round, 1);
    assert.deepEqual(
      engine.events.rows.map((r) => r.key),
      ['a2', 'a10'],
    );
    const rechecks = (await readChain(engine.database.db, id)).filter(({ kind }) => kind === 'recheck-passed');
    assert.deepEqual(
      rechecks.map(({ body }) => body['fresh']),
      [1, 1],
    );
  });

  it('answers although a recipient is down, and closes only when it was told (SP-05, A1)', async () => {
    await seedAda(engine, { email });
    engine.answers.set('http://mailer.example/notices', 'down');
    const id = await engine.file({ email });
    await approve(id);
    await engine.days(2.5);
    await untilPhase(id, 'following-through');
    await engine.days(40);
    assert.equal((await engine.row(id)).phase, 'following-through');
    engine.answers.clear();
    await engine.days(0.5);
    await untilPhase(id, 'closed');
    assert.equal(engine.webhooks.length, 1);
  });

  it('is overdue, loudly, where staff leave a proven request alone (A2)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await untilWaits(id, 'consumer-code');
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    await engine.days(46);
    const row = await engine.row(id);
    assert.equal(row.overdue, true);
    assert.equal(row.answered_at, null);
    assert.ok((await engine.ledger(id)).includes('overdue'));
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
    await engine.days(2.2);
    await untilPhase(id, 'following-through');
    assert.equal((await engine.row(id)).late, true);
  });

  it('refuses a signal behind which no decision stands, and goes on (C1)', async () => {
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    await untilWaits(id, 'consumer-code');
    const handle = engine.handle(id);
    await handle.signal('approveVerification', { decisionId: '00000000-0000-4000-8000-00000000dead' });
    await handle.signal('approveVerification');
    await handle.signal('somethingElse', { any: 'thing' });
    await engine.until(
      'recorded',
      async () => (await engine.ledger(id)).filter((k) => k === 'bare-signal').length === 3,
    );
    assert.equal((await engine.row(id)).phase, 'verifying');
    await approve(id);
    assert.equal((await engine.row(id)).phase === 'verifying', false);
  });
});

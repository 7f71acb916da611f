import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { type Engine, seedAda, startEngine } from '../support/engine';
import { falseCiphertext, plain, sealedFor, signal, unreadable } from './support/strangers';

describe('a signal that no decision stands behind (decisions.md C1)', () => {
  let engine: Engine;
  let other: string;

  before(async function () {
    engine = await startEngine(this);
    await seedAda(engine);
    other = await engine.file({ email: 'other@example.org' });
  });
  after(async () => {
    await engine?.stop();
  });

  const bareSignals = async (id: string) => (await engine.ledger(id)).filter((kind) => kind === 'bare-signal').length;

  const WHAT_IS_SENT: [string, () => Promise<Payload[] | null> | Payload[] | null][] = [
    ['no argument', () => null],
    ['an empty list of arguments', () => []],
    ['null', () => plain(null)],
    ['a word', () => plain('yes')],
    ['an ID of no decision', () => plain({ decisionId: randomUUID() })],
    ['an ID that is none', () => plain({ decisionId: "'; DROP TABLE requests; --" })],
    ['an ID deep inside', () => plain({ decisionId: { decisionId: randomUUID() } })],
    ['many arguments', () => plain(1, 'two', { three: 3 })],
    ['false ciphertext', () => falseCiphertext('nothing was ever sealed here')],
    ['an unknown encoding', () => unreadable('x')],
    ["another request's ciphertext", () => sealedFor(engine, other, { decisionId: randomUUID() })],
    ['a megabyte', () => plain('x'.repeat(1_000_000))],
  ];

  it('changes nothing, is recorded, and raises a task, whatever it carries; the request goes on to its end', async () => {
    const id = await engine.file();
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    const before = await engine.row(id);
    let sent = 0;
    for (const [what, payloads] of WHAT_IS_SENT) {
      await signal(engine, id, 'approveVerification', await payloads());
      sent += 1;
      await engine.until(`recorded: ${what}`, async () => (await bareSignals(id)) === sent);
    }
    assert.deepEqual(await engine.row(id), before);
    const task = await engine.database.db('tasks').where({ request_id: id, kind: 'bare-signal' }).first();
    assert.deepEqual(
      { state: task.state, role: task.role, level: task.level },
      { state: 'open', role: 'administrator', level: 1 },
    );

    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
    await engine.until('grace', async () => (await engine.row(id)).phase === 'grace');
    await engine.days(34);
    await engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
    assert.equal((await engine.row(id)).outcome, 'deleted');
  });

  it('is as harmless under a name that no decision has, and under that of recipients', async () => {
    const id = await engine.file({ email: 'names@example.org' });
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    const before = await engine.row(id);
    for (const name of ['nobodyKnowsThis', '__proto__', 'constructor', ' ', 'Ünicode', 'x'.repeat(900)])
      await signal(engine, id, name, plain({ decisionId: randomUUID() }));
    await signal(engine, id, 'recipientsSettled', falseCiphertext('x'));
    await engine.until('recorded', async () => (await bareSignals(id)) === 6);
    const bodies = (await engine.database
      .db('ledger_entries')
      .where({ chain: id, kind: 'bare-signal' })
      .pluck('body')) as string[];
    assert.deepEqual([...new Set(bodies)], ['{"message":"unknown"}']);
    assert.deepEqual(await engine.row(id), before);
    assert.equal(await engine.decide(id, 'withdraw'), 'claimed');
    await engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
  });

  it("with another request's decision is refused, and leaves that decision as it is", async () => {
    const id = await engine.file({ email: 'victim@example.org' });
    await engine.until('matched', async () => (await engine.ledger(other)).includes('matched'));
    const decisionId = randomUUID();
    await engine.database.db('decisions').insert({
      id: decisionId,
      request_id: other,
      kind: 'withdraw',
      round: 1,
      actor: 'consumer',
      actor_kind: 'consumer',
      recorded_at: new Date(await engine.temporal.nowMs()),
      state: 'recorded',
    });
    const mark = await engine.handle(id).executeUpdate('withdraw', { args: [{ decisionId }] });
    assert.deepEqual(mark, { mark: 'refused', refusal: 'other-request' });
    assert.equal((await engine.database.db('decisions').where({ id: decisionId }).first()).state, 'recorded');
    assert.equal((await engine.row(id)).outcome, null);
  });

  it('in a flood is recorded up to a limit, so that it can fill neither history nor ledger', async () => {
    const id = await engine.file({ email: 'flood@example.org' });
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    for (let n = 0; n < 40; n += 1) await signal(engine, id, 'deny', null);
    assert.equal(await engine.decide(id, 'withdraw'), 'claimed');
    await engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
    const recorded = await bareSignals(id);
    assert.ok(recorded >= 1 && recorded <= 20, `${recorded} recorded`);
  });

  it('delivers a decision that stands, sent in plaintext as from the Temporal CLI', async () => {
    const id = await engine.file({ email: 'cli@example.org' });
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    const { db } = engine.database;
    const decisionId = randomUUID();
    await db('decisions').insert({
      id: decisionId,
      request_id: id,
      kind: 'withdraw',
      round: 1,
      actor: 'consumer',
      actor_kind: 'consumer',
      recorded_at: new Date(await engine.temporal.nowMs()),
      state: 'recorded',
    });
    await signal(engine, id, 'withdraw', plain({ decisionId }));
    await engine.until('closed', async () => (await engine.row(id)).phase === 'closed');
    assert.equal((await engine.row(id)).outcome, 'withdrawn');
    assert.equal(await bareSignals(id), 0);
  });
});

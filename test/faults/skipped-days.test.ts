import assert from 'node:assert/strict';
import { type Engine, seedAda, startEngine } from '../support/engine';

/** What the time that passes meanwhile brings, and what tells of the failure itself. */
const LATER = ['system-down', 'recheck-passed'];

/** In this process, with time that can be skipped: three days of waiting take a second (decisions.md C5). */
describe('faults: a system that is down for three days', () => {
  let engine: Engine;

  before(async function () {
    engine = await startEngine(this);
  });
  after(async () => {
    await engine?.stop();
  });

  /** What a request came to, without moments: outcome, letters, notices, and what the ledger proves. */
  async function course(email: string, whileErasing: () => Promise<void>) {
    engine.webhooks.length = 0;
    engine.outbox.length = 0;
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
    const id = await engine.file({ email });
    const waits = async (what: string): Promise<void> =>
      engine.until(what, async () => (await engine.row(id)).waits_for === what);
    await waits('consumer-code');
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
    await engine.until('grace', async () => (await engine.row(id)).phase === 'grace');
    await whileErasing();
    await engine.days(2.5);
    await engine.until('answered', async () => (await engine.row(id)).phase === 'following-through');
    const row = await engine.row(id);
    const { db } = engine.database;
    const open = (await db('effects').where({ request_id: id }).whereNot({ state: 'done' })) as unknown[];
    const tasks = (await db('tasks').where({ request_id: id, kind: 'system-down', state: 'open' })) as unknown[];
    return {
      outcome: row.outcome,
      late: row.late,
      overdue: row.overdue,
      round: row.round,
      letters: await engine.letters(id),
      mails: engine.outbox.filter(({ to }) => to === email).map(({ subject }) => subject.replace(/\S*-\S+/g, '…')),
      notices: (await db('notices').where({ request_id: id }).orderBy('recipient')).map(
        ({ recipient, rule, state }) => `${recipient} ${rule} ${state}`,
      ),
      left: [...engine.crm.rows, ...engine.events.rows].map((held) => held.email),
      evidence: (await engine.ledger(id)).filter((kind) => !LATER.includes(kind)).sort(),
      open: open.length + tasks.length,
    };
  }

  it('ends as if it had not been, once the system is back', async () => {
    const quiet = await course('quiet@example.org', async () => {});
    const down = await course('down@example.org', async () => {
      engine.crm.failing = 'system-down';
      engine.events.failing = 'system-down';
      await engine.days(5);
      assert.ok((await engine.database.db('tasks').where({ kind: 'system-down', state: 'open' })).length > 0);
      engine.crm.failing = null;
      engine.events.failing = null;
    });
    assert.deepEqual(down, quiet);
    assert.equal(down.open, 0);
  });
});

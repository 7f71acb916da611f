import assert from 'node:assert/strict';
import { answerNotice } from '../../db/notices-answer';
import { reachMilestone } from '../../db/procedure';
import { type Engine, seedAda, startEngine } from '../support/engine';

/** Systems of the test's data map, and batches of recipients. */
const [S, B] = [2, 1];
/** What a request may write into its history (design.md, How fast). */
const BUDGET = { answered: 60 + 6 * (S + B), closed: 95 + 6 * (S + B) };

describe('the events of a deletion without incident', () => {
  let engine: Engine;
  before(async function () {
    engine = await startEngine(this, { graceMs: 0, standingApproval: 'vouched' });
  });
  after(async () => {
    await engine?.stop();
  });

  const events = async (id: string): Promise<number> =>
    (await engine.handle(id).fetchHistory()).events?.length ?? Number.NaN;
  const untilPhase = (id: string, phase: string): Promise<void> =>
    engine.until(`phase ${phase}`, async () => (await engine.row(id)).phase === phase);

  async function staffed(id: string): Promise<void> {
    await engine.until('matched and asked for the code', async () => {
      const ledger = await engine.ledger(id);
      return ledger.includes('matched') && (await engine.letters(id)).includes('code');
    });
    assert.equal(await engine.decide(id, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(id, 'approve-verification'), 'claimed');
  }

  /** What waits for its recipient's word is attested, and the request told once. */
  async function attestAll(id: string): Promise<void> {
    const nowMs = Math.floor(await engine.temporal.nowMs());
    const { db } = engine.database;
    const open = (await db('notices').where({ request_id: id, state: 'sent' })) as {
      recipient: string;
      reference: string;
    }[];
    assert.ok(open.length > 0);
    for (const { recipient, reference } of open)
      await db.transaction((trx) =>
        answerNotice(trx, { recipient, reference, answer: 'attested', via: 'link', nowMs }),
      );
    await engine.gateway.recipientsSettled(id);
  }

  for (const path of ['staffed', 'vouched'] as const) {
    it(`keep to the budget on the ${path} path`, async () => {
      const email = `ada-${path}@example.org`;
      await seedAda(engine, { email });
      const id = await engine.file({ email }, async (trx, requestId, nowMs) => {
        if (path === 'vouched') await reachMilestone(trx, { id: requestId, round: 1 }, 'vouched', nowMs);
      });
      if (path === 'staffed') await staffed(id);
      await untilPhase(id, 'following-through');
      const answered = await events(id);
      assert.ok(answered <= BUDGET.answered, `${answered} events to the answer, ${BUDGET.answered} allowed`);

      await attestAll(id);
      await engine.days(31);
      await untilPhase(id, 'closed');
      const closed = await events(id);
      assert.ok(closed <= BUDGET.closed, `${closed} events to the end, ${BUDGET.closed} allowed`);
      assert.ok(closed > answered);
    });
  }

  it('rest on no code and no verifier where identity is vouched for, and say so', async () => {
    const email = 'ada-standing@example.org';
    await seedAda(engine, { email });
    const id = await engine.file({ email }, async (trx, requestId, nowMs) => {
      await reachMilestone(trx, { id: requestId, round: 1 }, 'vouched', nowMs);
    });
    await untilPhase(id, 'following-through');
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'answer']);
    const decisions = (await engine.database.db('decisions').where({ request_id: id })) as Record<string, unknown>[];
    assert.deepEqual(
      decisions.map(({ kind, actor, actor_kind, state }) => ({ kind, actor, actor_kind, state })),
      [{ kind: 'approve-verification', actor: 'standing', actor_kind: 'standing', state: 'claimed' }],
    );
  });

  it('wait for a person where nobody vouched, and where the plan proposes an exception', async () => {
    const email = 'ada-waits@example.org';
    await seedAda(engine, { email, kept: true });
    const plain = await engine.file({ email });
    await engine.until('the code is asked for', async () => (await engine.letters(plain)).includes('code'));
    assert.equal((await engine.row(plain)).phase, 'verifying');

    const vouched = await engine.file({ email }, async (trx, requestId, nowMs) => {
      await reachMilestone(trx, { id: requestId, round: 1 }, 'vouched', nowMs);
    });
    await untilPhase(vouched, 'deciding');
  });
});

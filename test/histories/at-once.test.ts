import assert from 'node:assert/strict';
import { Worker } from '@temporalio/worker';
import { type Actor, recordDecision } from '../../db/decisions';
import type { DecisionKind } from '../../rules/decisions';
import { createDataConverter } from '../../vault/data-converter';
import { bundleWorkflows } from '../../worker/bundle';
import { requestWorkflowId } from '../../workflows/messages';
import { plain, signal } from '../proof/support/strangers';
import { type Engine, seedAda, startEngine } from '../support/engine';

const VERIFIER: Actor = { kind: 'staff', id: '00000000-0000-4000-8000-000000000001', roles: ['verifier'] };

/** A worker that ends and a version that comes anew read a request from its history: it must be one that can be read. */
describe('a history in which messages came at once', () => {
  let engine: Engine;

  before(async function () {
    engine = await startEngine(this);
  });
  after(async () => {
    await engine?.stop();
  });

  /** Writes a decision and leaves it lying there. */
  async function record(requestId: string, kind: DecisionKind, actor: Actor) {
    const nowMs = Math.floor(await engine.temporal.nowMs());
    const recorded = await engine.database.db.transaction((trx) =>
      recordDecision(trx, engine.vault, { requestId, kind, actor, nowMs }),
    );
    assert.ok(recorded.recorded);
    return { requestId, kind, decisionId: recorded.decisionId };
  }

  const someoneWaits = async (): Promise<boolean> => {
    const { rows } = await engine.database.db.raw<{ rows: unknown[] }>(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  };

  const hasArrived = (requestId: string, updateId: string): Promise<boolean> =>
    engine.temporal.env.connection.workflowService
      .pollWorkflowExecutionUpdate({
        namespace: 'default',
        updateRef: { workflowExecution: { workflowId: requestWorkflowId(requestId) }, updateId },
      })
      .then(
        () => true,
        () => false,
      );

  it('replays: two decisions are claimed one after the other', async () => {
    await seedAda(engine);
    const id = await engine.file();
    await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
    await engine.until('waiting', async () => (await engine.row(id)).waits_for === 'consumer-code');
    const decisions = [
      await record(id, 'confirm-code', { kind: 'consumer' }),
      await record(id, 'approve-verification', VERIFIER),
    ];

    // a step that cannot end keeps the workflow task open, so that both decisions come with the next one
    const { db } = engine.database;
    const lock = await db.transaction();
    await lock('requests').where({ id }).forUpdate();
    await signal(engine, id, 'withdraw', plain('no decision'));
    await engine.until('a step waits for the lock', someoneWaits);
    // one after the other: an approval that overtakes the code is refused
    const delivered = [];
    for (const decision of decisions) {
      delivered.push(engine.gateway.deliver(decision));
      await engine.until('the decision is there', () => hasArrived(id, decision.decisionId));
    }
    await lock.rollback();
    await Promise.all(delivered);

    await engine.until('grace', async () => (await engine.row(id)).phase === 'grace');
    const dataConverter = createDataConverter({ db, vault: engine.vault });
    const history = await engine.handle(id).fetchHistory();
    await Worker.runReplayHistory(
      { workflowBundle: await bundleWorkflows(), dataConverter },
      history,
      requestWorkflowId(id),
    );
  });
});

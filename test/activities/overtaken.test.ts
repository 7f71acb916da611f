import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { type ActivityDependencies, createActivities } from '../../activities';
import { type Engine, seedAda, startEngine } from '../support/engine';

/** An attempt that stood still while the next one did its work must not do it again when it goes on (decisions.md E2). */
describe('an attempt that was overtaken', () => {
  let engine: Engine;
  let own: ActivityDependencies;
  let stopAt = '';
  let reached = (): void => {};
  let goOn: Promise<void> = Promise.resolve();
  let tests = 0;
  let email = '';

  before(async function () {
    engine = await startEngine(
      this,
      // no time is skipped while an attempt is under way
      { graceMs: 0 },
      {
        dependencies: (given) => {
          own = given;
          return {
            ...given,
            async fault(point) {
              if (point !== stopAt) return;
              reached();
              await goOn;
            },
          };
        },
      },
    );
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
    tests += 1;
    email = `ada-${tests}@example.org`;
    engine.outbox.length = 0;
    engine.webhooks.length = 0;
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
  });

  /** The attempt stands still, with so many effects at this point, until what is returned is called. */
  const standStill = (point: string, effects: number): { stands: Promise<void>; goOn(): void } => {
    stopAt = point;
    let left = effects;
    const stands = new Promise<void>((resolve) => (reached = () => void ((left -= 1) === 0 && resolve())));
    let release = (): void => {};
    goOn = new Promise<void>((resolve) => (release = resolve));
    return { stands, goOn: () => release() };
  };
  /** The attempt that comes after it. */
  const next = async <T>(activity: () => Promise<T>): Promise<T> => {
    const currentAttemptScheduledTimestampMs = Math.floor(await engine.temporal.nowMs());
    return new MockActivityEnvironment({ currentAttemptScheduledTimestampMs }).run(activity);
  };

  it('sends no letter', async () => {
    const first = standStill('letter-acknowledgement:after-intent', 1);
    const requestId = await engine.file({ email });
    await first.stands;
    await next(() => createActivities(own).acknowledge({ requestId })).finally(() => first.goOn());
    await engine.until('matched', async () => (await engine.ledger(requestId)).includes('matched'));
    const ids = engine.outbox.map(({ messageId }) => messageId);
    assert.deepEqual(ids, [...new Set(ids)]);
    assert.ok(ids.length > 0);
  });

  it('sends no notice, by webhook or by mail', async () => {
    const requestId = await engine.file({ email });
    await engine.until('matched', async () => (await engine.ledger(requestId)).includes('matched'));
    const first = standStill('notice:after-intent', 2);
    assert.equal(await engine.decide(requestId, 'confirm-code'), 'claimed');
    assert.equal(await engine.decide(requestId, 'approve-verification'), 'claimed');
    await first.stands;
    await next(() => createActivities(own).notify({ requestId, patience: 'short' })).finally(() => first.goOn());
    await engine.until('answered', async () => (await engine.row(requestId)).phase === 'following-through');
    assert.equal(engine.webhooks.length, 1);
    assert.equal(engine.outbox.filter(({ to }) => to === 'privacy@sponsor.example').length, 1);
  });
});

import assert from 'node:assert/strict';
import { endOfDayMs } from '../../rules/calendar';
import { ADA, type Engine, seedAda, startEngine } from '../support/engine';

describe('a deletion under skipped time', () => {
  let engine: Engine;

  before(async function () {
    engine = await startEngine(this);
  });
  after(async () => {
    await engine?.stop();
  });
  beforeEach(async () => {
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
    await seedAda(engine);
    const id = await engine.file();
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
      [ADA.email, ADA.email, 'privacy@sponsor.example', ADA.email],
    );
    await engine.days(31);
    await untilPhase(id, 'closed');
    const kinds = await engine.ledger(id);
    assert.deepEqual(
      kinds.filter((kind) => kind.startsWith('recheck')),
      ['recheck-passed', 'recheck-passed'],
    );
    assert.equal(kinds.at(-1), 'closed');
    assert.deepEqual(engine.errors, []);
  });

  it('refuses by itself only the silent, after reminders, in time (CLK-04)', async () => {
    await seedAda(engine);
    const id = await engine.file();
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
});

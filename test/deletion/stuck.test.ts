import assert from 'node:assert/strict';
import { composeAlarm } from '../../api/alarm-mail';
import { type Alarm, createWatchdog } from '../../api/watchdog';
import type { ProcedureSettings } from '../../db/procedure';
import { endOfDayMs } from '../../rules/calendar';
import { type Engine, seedAda, startEngine } from '../support/engine';

const MINUTE_MS = 60_000;

describe('a run whose workflow task always fails (decisions.md E4)', () => {
  let engine: Engine;
  let settings: ProcedureSettings;

  before(async function () {
    // what the workflow is given to work with makes it throw, task after task
    engine = await startEngine(
      this,
      {},
      {
        dependencies(own) {
          ({ settings } = own);
          return own;
        },
      },
    );
  });
  after(async () => {
    await engine?.stop();
  });

  it('runs, says Temporal; is found in Postgres, told by mail and metric, parked, and started anew', async () => {
    await seedAda(engine);
    const { db } = engine.database;
    const { attemptMs } = settings;
    Object.assign(settings, { attemptMs: 'no duration' });
    const id = await engine.file();
    await engine.until('its first step', async () => (await row()).run_started_at !== null);
    assert.equal(await engine.gateway.running(id), true);
    assert.equal((await row()).phase, 'received');

    // the server skips no time over a workflow task that is tried again: the watchdog's own clock goes on
    let laterMs = 0;
    const alarms: Alarm[] = [];
    let counted: Record<string, number> = {};
    const watchdog = createWatchdog({
      db,
      clock: { nowMs: async () => Math.floor(await engine.temporal.nowMs()) + laterMs },
      queues: [],
      alarm: (alarm) => Promise.resolve(void alarms.push(alarm)),
      watched: (counts) => (counted = counts),
      report: (error) => assert.fail(String(error)),
    });
    await watchdog.look();
    assert.deepEqual(alarms, []);
    laterMs = 16 * MINUTE_MS;
    await watchdog.look();
    assert.deepEqual(found(alarms), ['no-progress received']);
    assert.equal(counted['no-progress'], 1);
    const { subject, text } = composeAlarm(alarms[0]!, { businessName: 'Test Business', baseUrl: 'http://b.example' });
    assert.equal(subject, 'One thing is stuck');
    assert.match(text, /its run stands still in received/);
    assert.doesNotMatch(text, /ada/i);
    assert.equal((await row()).parked_code, 'no-progress');

    Object.assign(settings, { attemptMs });
    const before = await row();
    await engine.gateway.restart(id, { right: 'delete', channel: 'form', dueAtMs: endOfDayMs(before.due_on) });
    await engine.until('the code', async () => (await engine.letters(id)).includes('code'));
    assert.notEqual((await row()).run_id, before.run_id);
    await watchdog.look();
    assert.equal((await row()).parked_code, null);
    assert.deepEqual(await engine.letters(id), ['acknowledgement', 'code']);
    const kinds = await engine.ledger(id);
    assert.deepEqual(
      kinds.filter((kind) => kind.includes('parked')),
      ['parked', 'unparked'],
    );

    async function row(): Promise<Row> {
      return (await db('requests').where({ id }).first()) as Row;
    }
  });
});

interface Row {
  phase: string;
  waits_for: string;
  parked_code: string | null;
  run_id: string | null;
  run_started_at: Date | null;
  due_on: string;
}

const found = (alarms: Alarm[]): string[] =>
  alarms.flatMap(({ findings }) => findings.map(({ kind, code }) => `${kind} ${code}`));

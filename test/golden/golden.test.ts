import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { record } from '../histories/recorded';
import { runsOf } from '../proof/support/exposed';
import { type Engine, startEngine } from '../support/engine';
import { goldenOf, type Golden } from './project';
import { SCENARIOS } from './scenarios';

/**
 * A replay does not see that a date changed; this does. `FORTYFIVE_RECORD_GOLDEN=1` writes what is now, for a review of
 * the difference; `FORTYFIVE_RECORD_HISTORIES=1` keeps the histories of a release that has none yet.
 */
describe('golden values: dates, letters and ledger of whole requests', () => {
  let engine: Engine;

  before(async function () {
    engine = await startEngine(this);
  });
  after(async () => {
    await engine?.stop();
  });

  for (const { name, run } of SCENARIOS) {
    it(name, async function () {
      this.timeout(180_000);
      const id = await run(engine);
      await engine.until(
        'the run has ended',
        async () => (await engine.handle(id).describe()).status.name === 'COMPLETED',
      );
      const runs = (await runsOf(engine, `request/${id}`)).reverse();
      const golden = await goldenOf(engine, id, runs.flat());
      const file = path.join(__dirname, `${name}.json`);
      if (process.env.FORTYFIVE_RECORD_GOLDEN) fs.writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);
      assert.deepEqual(golden, JSON.parse(fs.readFileSync(file, 'utf8')) as Golden);
      assert.deepEqual(engine.errors, []);
      if (process.env.FORTYFIVE_RECORD_HISTORIES)
        await record(engine.database.db, {
          name,
          requestId: id,
          workflowId: `request/${id}`,
          runs,
        });
    });
  }
});

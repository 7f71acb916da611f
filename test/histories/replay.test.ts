import assert from 'node:assert/strict';
import * as path from 'node:path';
import { bundleWorkflowCode, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflows } from '../../worker/bundle';
import { createDataConverter } from '../../vault/data-converter';
import { createVault, type PostgresVault } from '../../vault/postgres-vault';
import { SCENARIOS } from '../golden/scenarios';
import { historyLines } from '../golden/project';
import { testDatabase, type TestDatabase } from '../support/database';
import { testKek } from '../support/kek';
import { quietRuntime } from '../support/temporal';
import { loadKeys, readHistories, type Recorded, RELEASES } from './recorded';

/** Requests run for months: those that an earlier release began must go on under this code (decisions.md M). */
describe('recorded histories', () => {
  let database: TestDatabase;
  let vault: PostgresVault;
  let bundle: WorkflowBundleWithSourceMap;

  before(async function () {
    this.timeout(180_000);
    quietRuntime();
    database = await testDatabase();
    vault = createVault(testKek());
    for (const release of RELEASES) await loadKeys(database.db, release);
    bundle = await bundleWorkflows();
  });
  after(async () => {
    await database?.drop();
  });

  const replay = async (histories: Recorded[], workflowBundle = bundle): Promise<string[]> => {
    const dataConverter = createDataConverter({ db: database.db, vault });
    const failed: string[] = [];
    for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, dataConverter }, histories))
      if (error) failed.push(`${workflowId} ${error.name}`);
    return failed;
  };

  it('are kept for every scenario', () => {
    assert.deepEqual(RELEASES.slice(0, 1), ['0.1.0']);
    assert.deepEqual(
      [...new Set(readHistories('0.1.0').map(({ name }) => name))],
      SCENARIOS.map(({ name }) => name).sort(),
    );
  });

  for (const release of RELEASES) {
    it(`of ${release} replay on this code`, async () => {
      assert.deepEqual(await replay(readHistories(release)), []);
    });

    it(`of ${release} stay sealed, and are read through the codec`, async () => {
      for (const { name, workflowId, history } of readHistories(release)) {
        const sealed = JSON.stringify(history.toJSON());
        assert.ok(!Buffer.from(sealed).includes('"phase"'), name);
        const lines = await historyLines(history.events, { db: database.db, vault, workflowId });
        assert.ok(
          lines.some((line) => /^day \d\d done (acknowledged|told)$/.test(line)),
          name,
        );
        assert.ok(
          lines.some((line) => /run (completed|continuedasnew)$/.test(line)),
          name,
        );
      }
    });
  }

  it('do not replay on an incompatible change, on any of them', async function () {
    this.timeout(180_000);
    const incompatible = await bundleWorkflowCode({
      workflowsPath: path.join(__dirname, 'fixtures/incompatible.ts'),
      failureConverterPath: require.resolve('../../vault/failure-converter.ts'),
    });
    const histories = readHistories('0.1.0');
    const failed = await replay(histories, incompatible);
    assert.deepEqual(
      [...new Set(failed)].sort(),
      [...new Set(histories.map(({ workflowId }) => `${workflowId} DeterminismViolationError`))].sort(),
    );
  });
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { activityInfo } from '@temporalio/activity';
import { Worker } from '@temporalio/worker';
import { databaseClock } from '../../db/clock';
import { testDatabase, type TestDatabase } from './database';
import { realServer, timeSkippingEnvironment, type TimeSkipping } from './temporal';
import { until } from './until';

const DAY_MS = 86_400_000;

describe('skipped time', () => {
  let temporal: TimeSkipping;
  let database: TestDatabase;

  before(async function () {
    temporal = await timeSkippingEnvironment(this);
    database = await testDatabase();
  });
  after(async () => {
    await database?.drop();
    await temporal?.stop();
  });

  it('moves timers, activities and the database clock together', async () => {
    const taskQueue = randomUUID();
    const clock = databaseClock(database.db);
    const worker = await Worker.create({
      connection: temporal.env.nativeConnection,
      taskQueue,
      workflowsPath: path.join(__dirname, 'fixtures/sleeper.ts'),
      activities: { note: async () => activityInfo().currentAttemptScheduledTimestampMs },
    });
    await worker.runUntil(async () => {
      const begin = await temporal.nowMs();
      const handle = await temporal.client.workflow.start('sleeper', {
        workflowId: `request/${randomUUID()}`,
        taskQueue,
        args: [[44, 45, 400]],
      });
      await until('the workflow sleeps', async () => (await handle.fetchHistory()).events!.length >= 6);
      await temporal.advance(database.ownerDb, 90 * DAY_MS);

      const nowMs = await temporal.nowMs();
      assert.ok(nowMs - begin >= 90 * DAY_MS && nowMs - begin < 90 * DAY_MS + 60_000);
      assert.ok(Math.abs((await clock.nowMs()) - nowMs) < 2_000, 'the two clocks agree');
      const done = await until('two activities have run', async () => {
        const { events } = await handle.fetchHistory();
        return events!.filter((event) => event.activityTaskCompletedEventAttributes).length === 2;
      });
      assert.ok(done);
      await temporal.terminateLeftovers();
      assert.equal((await handle.describe()).status.name, 'TERMINATED');
    });
  });
});

describe('a server of its own', () => {
  it('knows the search attributes, and forgets everything when it is restarted empty', async function () {
    const server = await realServer(this);
    try {
      const workflowId = `request/${randomUUID()}`;
      const start = () => server.client.workflow.start('sleeper', { workflowId, taskQueue: 'nobody', args: [[1]] });
      await start();
      await server.restartEmpty();
      await until('the client has found its way back', () => start().catch(() => undefined));
    } finally {
      await server.stop();
    }
  });
});

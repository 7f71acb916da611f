import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { run } from '../../cli/replay';
import { createDataConverter } from '../../vault/data-converter';
import { checkCanary } from '../../vault/canary';
import { createVault } from '../../vault/postgres-vault';
import { requestWorkflowId } from '../../workflows/messages';
import { createGateway } from '../../workflows/gateway';
import { testDatabase, type TestDatabase } from '../support/database';
import { testKek } from '../support/kek';
import { realServer, type RealServer } from '../support/temporal';
import { until } from '../support/until';

describe('fortyfive replay', () => {
  const REQUEST = '11111111-2222-4333-8444-555555555555';
  let database: TestDatabase;
  let server: RealServer;

  before(async function () {
    this.timeout(300_000);
    database = await testDatabase();
    server = await realServer(this);
  });
  after(async () => {
    await server?.stop();
    await database?.drop();
  });

  const replay = async (args: string[] = [], more: Record<string, string> = {}) => {
    const lines: string[] = [];
    const said = (line: string): void => void lines.push(line);
    const bytes = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
    const env = {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: server.address,
      FORTYFIVE_KEK_ID: 'test-only',
      FORTYFIVE_KEK: `1:${bytes(7)}`,
      FORTYFIVE_INDEX_KEY: bytes(9),
      ...more,
    };
    return { code: await run(args, { out: said, err: said, env }), lines };
  };

  it('asks for what it needs', async () => {
    assert.deepEqual(await replay([], { DATABASE_URL: '' }), {
      code: 2,
      lines: ['DATABASE_URL is not set: the keys of the payloads are there.'],
    });
    assert.equal((await replay(['--all'])).code, 2);
  });

  it('names every running request that this version cannot go on with, and fails', async function () {
    this.timeout(120_000);
    const vault = createVault(testKek());
    await checkCanary(database.db, vault);
    await database.db.transaction((trx) => vault.createKeys(trx, REQUEST, ['payload'], 0));
    const taskQueue = 'replay';
    const dataConverter = createDataConverter({ db: database.db, vault });
    const sealed = new Client({ connection: server.client.connection, dataConverter });
    assert.deepEqual(await replay(), {
      code: 0,
      lines: ['0 running requests and queues replayed, 0 of them do not fit this version.'],
    });

    await createGateway(sealed, { taskQueue }).start(REQUEST, { right: 'delete', channel: 'form', dueAtMs: 0 });
    const connection = await NativeConnection.connect({ address: server.address });
    const worker = await Worker.create({
      connection,
      taskQueue,
      dataConverter,
      workflowsPath: require.resolve('./fixtures/incompatible.ts'),
    });
    const workflowId = requestWorkflowId(REQUEST);
    const timers = async () =>
      ((await sealed.workflow.getHandle(workflowId).fetchHistory()).events ?? []).filter(
        (e) => e.timerStartedEventAttributes,
      );
    await worker.runUntil(until('a timer that this version does not start', async () => (await timers()).length > 0));
    await connection.close();
    await until('it is listed', async () => (await sealed.workflow.count(`WorkflowId = '${workflowId}'`)).count > 0);

    assert.deepEqual(await replay(), {
      code: 1,
      lines: [
        `FAILS ${workflowId}: DeterminismViolationError`,
        '1 running requests and queues replayed, 1 of them do not fit this version.',
      ],
    });
  });
});

import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { connect } from '../db/connect';
import { openVault } from '../vault/open';
import { bundleWorkflows } from '../worker/bundle';
import { processIdentity } from '../workflows/gateway';
import { RECIPIENT_WORKFLOW, REQUEST_WORKFLOW } from '../workflows/messages';
import type { CommandIo } from './ledger';

const USAGE =
  'usage: fortyfive replay   (reads TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, DATABASE_URL, FORTYFIVE_KEK_FILE)';

/** Histories fetched at the same time: enough to keep the replay busy, few for a server at work. */
const AT_ONCE = 5;

/**
 * `fortyfive replay`: replays every request, and every queue of a recipient, that is running with this version's workflows, before this version is
 * deployed. Changes nothing, in Temporal or in Postgres.
 *
 * @returns exit code: 0 all replay, 1 some do not (each workflow ID is printed), 2 wrong use
 */
export async function run(args: string[], io: CommandIo): Promise<number> {
  if (args.length > 0) {
    io.err(USAGE);
    return 2;
  }
  const url = io.env.DATABASE_URL;
  if (!url) {
    io.err('DATABASE_URL is not set: the keys of the payloads are there.');
    return 2;
  }
  quietRuntime();
  const db = connect(url, { max: 5, process: 'fortyfive-cli' });
  try {
    const { dataConverter } = await openVault(db, io.env);
    const workflowBundle = await bundleWorkflows();
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
      overrideEnvVars: definedOf(io.env),
    });
    const connection = await Connection.connect(connectionOptions);
    try {
      const client = new Client({ connection, namespace, dataConverter, identity: processIdentity('cli') });
      const histories = client.workflow
        .list({
          query: `WorkflowType IN ('${REQUEST_WORKFLOW}', '${RECIPIENT_WORKFLOW}') AND ExecutionStatus = 'Running'`,
        })
        .intoHistories({ concurrency: AT_ONCE });
      let replayed = 0;
      let failed = 0;
      for await (const { workflowId, error } of Worker.runReplayHistories(
        { workflowBundle, dataConverter },
        histories,
      )) {
        replayed += 1;
        if (!error) continue;
        failed += 1;
        io.out(`FAILS ${workflowId}: ${error.name}`);
      }
      io.out(`${replayed} running requests and queues replayed, ${failed} of them do not fit this version.`);
      return failed === 0 ? 0 : 1;
    } finally {
      await connection.close();
    }
  } finally {
    await db.destroy();
  }
}

/** One runtime a process; a test's own stands. */
function quietRuntime(): void {
  if (Runtime._instance !== undefined) return;
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'OFF' } } });
}

function definedOf(env: CommandIo['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

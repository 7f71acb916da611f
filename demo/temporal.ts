import * as path from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Connection } from '@temporalio/client';
import { choosePort } from './ports';
import { startService, type Service } from './service';
import { findTemporalCli, TEMPORAL_CLI_VERSION } from './temporal-cli';
import { registerSearchAttributes, temporalServerCommand, temporalAnswers } from './temporal-server';
import type { Terminal } from './terminal';

/** Temporal as the demo uses it: started here, or somebody's. */
export interface DemoTemporal {
  address: string;
  namespace: string;
  /** Address of the Web UI, where it is ours. */
  ui?: string;
  service?: Service;
}

const PORT = 7233;
const UI_PORT = 8233;

/** What is needed to start Temporal. */
export interface DemoTemporalOptions {
  folder: string;
  codecEndpoint: string;
  terminal: Terminal;
  signal: AbortSignal;
  env: NodeJS.ProcessEnv;
  spawned(name: string, pid: number): Promise<void>;
}

/**
 * Uses the Temporal that `TEMPORAL_ADDRESS` or a profile names; else starts a development server, getting its program
 * first where this machine has none.
 */
export async function startTemporal(options: DemoTemporalOptions): Promise<DemoTemporal> {
  const { env } = options;
  if (env.TEMPORAL_ADDRESS || env.TEMPORAL_PROFILE) return useGiven();
  const { terminal, folder, signal, codecEndpoint } = options;
  const cli = await findTemporalCli({ ...terminal, download: true, build: true, env, signal });
  if (!cli) {
    signal.throwIfAborted();
    throw new Error(
      `There is no Temporal. Any one of these helps: install the Temporal CLI, at least ${TEMPORAL_CLI_VERSION} ` +
        '(https://docs.temporal.io/cli), so that `temporal` is on the path; install Go 1.25 or later, and start again; ' +
        'set TEMPORAL_ADDRESS to a server that runs.',
    );
  }
  const port = await choosePort('Temporal', PORT, terminal.say);
  const uiPort = await choosePort("Temporal's Web UI", UI_PORT, terminal.say);
  const address = `127.0.0.1:${port}`;
  const service = await startService({
    name: 'Temporal server',
    command: temporalServerCommand({ cli, folder, port, uiPort, codecEndpoint }),
    env: { ...env, TEMPORAL_ADDRESS: undefined, TEMPORAL_PROFILE: undefined },
    cwd: folder,
    log: path.join(folder, 'temporal.log'),
    ready: () => temporalAnswers(address),
    graceMs: 10_000,
    terminal,
    spawned: (pid) => options.spawned('the Temporal server', pid),
  });
  return { address, namespace: 'default', ui: `http://127.0.0.1:${uiPort}`, service };
}

async function useGiven(): Promise<DemoTemporal> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const address = connectionOptions.address ?? 'localhost:7233';
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: 10_000 });
    await registerSearchAttributes(connection, namespace);
    await connection.close();
  } catch (error) {
    throw new Error(`Temporal does not answer at ${address}: ${(error as Error).message}`, { cause: error });
  }
  return { address, namespace };
}

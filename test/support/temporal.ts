import { once } from 'node:events';
import { inspect } from 'node:util';
import { Client, Connection, type ClientOptions, type ConnectionOptions } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry, MetricsBuffer, Runtime } from '@temporalio/worker';
import type { Db } from '../../db/connect';
import { findTemporalCli } from '../../demo/temporal-cli';
import { registerSearchAttributes, startTemporalServer, type TemporalServer } from '../../demo/temporal-server';
import { fixedPort } from './fixed-port';
import { writeLauncher } from './launcher';
import { skipWithout } from './requirements';
import { findTestServer } from './temporal-test-server';

const HOUR_MS = 3_600_000;
const NOT_FOUND = 5;

/** The time-skipping server hangs up on who pings it more often than every five minutes, and a call then waits a minute. */
const RARE_PINGS = {
  name: 'fortyfive-tests/rare-pings',
  configureConnection: (options: ConnectionOptions): ConnectionOptions => ({
    ...options,
    channelArgs: { ...options.channelArgs, 'grpc.keepalive_time_ms': 24 * HOUR_MS },
  }),
};

/** Client options that a test may give: the codec, above all. */
export type EnvironmentOptions = Omit<ClientOptions, 'connection' | 'namespace'>;

/** A Temporal server whose time can be skipped, one for each test file: its clock is global. */
export interface TimeSkipping {
  env: TestWorkflowEnvironment;
  client: Client;
  /** Temporal's moment, UTC milliseconds. */
  nowMs(): Promise<number>;
  /** Moves time forward: see {@link advance}. */
  advance(ownerDb: Db, ms: number, options?: { stepMs?: number }): Promise<void>;
  /** Terminates every workflow that this environment's client started and that still runs. */
  terminateLeftovers(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a server whose time can be skipped. Call it in `before`, and `stop()` in `after`.
 *
 * @param context the hook's `this`: skipped where there is neither a download nor Java with Maven
 */
export async function timeSkippingEnvironment(
  context: Mocha.Context,
  options: EnvironmentOptions = {},
): Promise<TimeSkipping> {
  // The first time on a machine something is downloaded.
  context.timeout(300_000);
  quietRuntime();
  const server = await findTestServer();
  if ('missing' in server) return skipWithout(context, server.missing);
  const started = new Set<string>();
  const launcher = await writeLauncher(server.command);
  const env = await retried(() =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: launcher } },
      client: { ...options, interceptors: { ...options.interceptors, workflow: [remember(started)] } },
      plugins: [RARE_PINGS],
    }),
  );
  try {
    await registerSearchAttributes(env.connection);
  } catch (error) {
    await env.teardown();
    throw error;
  }
  return {
    env,
    client: env.client,
    nowMs: () => env.currentTimeMs(),
    advance: (ownerDb, ms, steps) => advance(env, ownerDb, ms, steps),
    terminateLeftovers: () => terminate(env.client, started),
    async stop() {
      await terminate(env.client, started);
      await env.teardown();
    },
  };
}

/**
 * Moves Temporal's time and our database's clock together, in steps, so that neither runs far ahead of the other
 * (decisions.md F). Timers fire, activities run and finish within the step in which they fall due.
 *
 * @param ownerDb pool of the owner's role: the application may not move the clock
 * @param ms how far, milliseconds
 * @param options.stepMs longest step, milliseconds
 */
export async function advance(
  env: TestWorkflowEnvironment,
  ownerDb: Db,
  ms: number,
  { stepMs = 12 * HOUR_MS } = {},
): Promise<void> {
  const end = (await env.currentTimeMs()) + ms;
  for (;;) {
    const now = await env.currentTimeMs();
    await alignClock(ownerDb, now);
    if (now >= end) return;
    await env.sleep(Math.min(stepMs, end - now));
  }
}

/** Sets the database's clock to a moment, UTC milliseconds. */
export async function alignClock(ownerDb: Db, nowMs: number): Promise<void> {
  await ownerDb.raw(
    `UPDATE clock_offset
        SET milliseconds = ?::bigint - (extract(epoch FROM clock_timestamp()) * 1000)::bigint`,
    [Math.round(nowMs)],
  );
}

/** The SDK gives a server five seconds to answer; on a busy machine it takes longer to start, and the next one is warm. */
async function retried<T>(start: () => Promise<T>, tries = 5): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (tries <= 1) throw error;
    return retried(start, tries - 1);
  }
}

/** A development server of the Temporal CLI, for tests with processes of their own. */
export interface RealServer {
  address: string;
  client: Client;
  /** SIGKILLs the server and starts it anew on the same port: what it held in memory is gone. */
  restartEmpty(): Promise<void>;
  /** SIGKILLs the server; `restartEmpty` brings it back. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a development server on a free port, keeping nothing on disk.
 *
 * @param context the hook's `this`: skipped where there is no Temporal CLI and none can be downloaded
 */
export async function realServer(context: Mocha.Context, options: EnvironmentOptions = {}): Promise<RealServer> {
  context.timeout(300_000);
  quietRuntime();
  const cli = await findTemporalCli({ download: true });
  if (!cli) return skipWithout(context, 'Temporal CLI (npm start fetches one)');
  const port = await fixedPort();
  const start = async () => startTemporalServer({ cli: { ...cli, path: await writeLauncher([cli.path]) }, port });
  let server = await start();
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ ...options, connection });
  return {
    address: server.address,
    client,
    kill: () => end(server),
    async restartEmpty() {
      await end(server);
      server = await start();
    },
    async stop() {
      await connection.close();
      await end(server);
    },
  };
}

async function end({ child }: TemporalServer): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

let watch: { log: string[]; metrics: MetricsBuffer; on: boolean } | undefined;

/** What the runtime of this process logs and measures. */
export interface RuntimeWatch {
  /** Everything logged at level debug and above since then, details included. */
  start(): void;
  /** Ends the watch and returns what was logged and measured, one line each. */
  stop(): { log: string; metrics: string };
}

/** Has the runtime watched. To be called while the test file loads: a process has one runtime, told once. */
export function watchRuntime(): RuntimeWatch {
  const own = (watch ??= { log: [], metrics: new MetricsBuffer({ maxBufferSize: 100_000 }), on: false });
  const measured = (): string[] =>
    [...own.metrics.retrieveUpdates()].map(
      ({ metric, value, attributes }) => `${metric.name} ${JSON.stringify(attributes)} ${value}`,
    );
  return {
    start() {
      measured();
      own.log = [];
      own.on = true;
    },
    stop() {
      own.on = false;
      return { log: own.log.join('\n'), metrics: measured().join('\n') };
    },
  };
}

const told = ({ level, message, meta }: LogEntry): void => {
  if (watch?.on) watch.log.push(`${level} ${message} ${inspect(meta, { depth: 8 })}`);
  if (level === 'ERROR') console.error(level, message, meta ?? '');
};

let quiet = false;
/** One runtime a process; it must be told before the first connection. */
export function quietRuntime(): void {
  if (quiet) return;
  quiet = true;
  Runtime.install({
    logger: watch ? new DefaultLogger('DEBUG', told) : new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'OFF' }, ...(watch ? { metrics: { buffer: watch.metrics } } : {}) },
  });
}

function remember(started: Set<string>) {
  const start = (input: { options: { workflowId: string } }, next: (input: never) => Promise<string>) => {
    started.add(input.options.workflowId);
    return next(input as never);
  };
  return { start, signalWithStart: start };
}

/** The test server cannot list workflows, so they are ended by the names under which they were started. */
async function terminate(client: Client, started: Set<string>): Promise<void> {
  for (const workflowId of started) {
    await client.workflow
      .getHandle(workflowId)
      .terminate('the test is over')
      .catch((error: unknown) => {
        const code = (error as { cause?: { code?: number } }).cause?.code;
        const name = error instanceof Error ? error.name : '';
        if (name !== 'WorkflowNotFoundError' && code !== NOT_FOUND) throw error;
      });
  }
  started.clear();
}

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { stringify } from 'yaml';
import { freePort, portIsFree } from '../demo/ports';
import { findTemporalCli } from '../demo/temporal-cli';
import { registerSearchAttributes, temporalServerCommand } from '../demo/temporal-server';

/** The Temporal server that a run is measured on. */
export interface MeasuredServer {
  address: string;
  /** What it is, for the head of the table. */
  description: string;
  /** False for the development server: targets do not count there. */
  counts: boolean;
  pid: number;
  stop(): Promise<void>;
}

/** The version that targets are stated for (design.md, How fast). */
export const SERVER_VERSION = '1.32.0';
const SHARDS = 512;
const STORES = [
  ['temporal', 'postgresql/v12/temporal'],
  ['temporal_visibility', 'postgresql/v12/visibility'],
] as const;

/**
 * Starts Temporal on Postgres with 512 shards, or the development server where the programs of the server are not to be
 * had: they are looked for in `FORTYFIVE_BENCH_TEMPORAL` and in `.fortyfive/bench/bin`, else built with Go.
 *
 * @param adminUrl superuser of the Postgres that Temporal is to use
 */
export async function startTemporal(folder: string, cache: string, adminUrl: string): Promise<MeasuredServer> {
  const programs = findPrograms(cache);
  return programs ? onPostgres(folder, programs, adminUrl) : development(folder);
}

interface Programs {
  server: string;
  sql: string;
}

function findPrograms(cache: string): Programs | undefined {
  const bin = path.join(cache, 'bin');
  const given = process.env['FORTYFIVE_BENCH_TEMPORAL'];
  for (const folder of given ? [given] : [bin]) {
    const programs = { server: path.join(folder, 'server'), sql: path.join(folder, 'sql') };
    if (existsSync(programs.server) && existsSync(programs.sql)) return programs;
  }
  console.log(`Building Temporal ${SERVER_VERSION} with Go; this takes some minutes the first time.`);
  const module = `go.temporal.io/server/cmd`;
  const built = spawnSync(
    'go',
    ['install', `${module}/server@v${SERVER_VERSION}`, `${module}/tools/sql@v${SERVER_VERSION}`],
    { env: { ...process.env, GOBIN: bin }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return built.status === 0 ? { server: path.join(bin, 'server'), sql: path.join(bin, 'sql') } : undefined;
}

async function onPostgres(folder: string, programs: Programs, adminUrl: string): Promise<MeasuredServer> {
  const at = new URL(adminUrl);
  const login = ['--plugin', 'postgres12', '--ep', at.hostname, '-p', at.port, '-u', at.username, '--pw', at.password];
  for (const [database, schema] of STORES) {
    for (const step of [['create'], ['setup-schema', '-v', '0.0'], ['update-schema', '-s', schema]]) {
      const done = spawnSync(programs.sql, [...login, '--db', database, ...step], { encoding: 'utf8' });
      if (done.status !== 0) throw new Error(`Temporal's schema: ${step[0]} failed: ${done.stdout}${done.stderr}`);
    }
  }
  const ports = await lowPorts(8);
  const store = (databaseName: string, maxConns: number) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: at.host,
      connectProtocol: 'tcp',
      user: at.username,
      password: at.password,
      maxConns,
      maxIdleConns: maxConns,
      maxConnLifetime: '1h',
    },
  });
  const service = (index: number) => ({
    rpc: { grpcPort: ports[index * 2], membershipPort: ports[index * 2 + 1], bindOnLocalHost: true },
  });
  const dynamic = path.join(folder, 'dynamic.yaml');
  await fs.writeFile(dynamic, stringify({ 'frontend.enableServerVersionCheck': [{ value: false }] }));
  const address = `127.0.0.1:${ports[0]}`;
  const config = path.join(folder, 'temporal.yaml');
  await fs.writeFile(
    config,
    stringify({
      log: { stdout: true, level: 'warn' },
      persistence: {
        defaultStore: 'main',
        visibilityStore: 'visibility',
        numHistoryShards: SHARDS,
        datastores: { main: store('temporal', 20), visibility: store('temporal_visibility', 5) },
      },
      global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
      services: { frontend: service(0), matching: service(1), history: service(2), worker: service(3) },
      clusterMetadata: {
        enableGlobalNamespace: false,
        failoverVersionIncrement: 10,
        masterClusterName: 'active',
        currentClusterName: 'active',
        clusterInformation: {
          active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: address },
        },
      },
      dcRedirectionPolicy: { policy: 'noop' },
      dynamicConfigClient: { filepath: dynamic, pollInterval: '60s' },
    }),
    { mode: 0o600 },
  );
  const log = openSync(path.join(folder, 'temporal.log'), 'a');
  const child = spawn(programs.server, ['--config-file', config, '--allow-no-auth', 'start'], {
    stdio: ['ignore', log, log],
  });
  await ready(address, child);
  return {
    address,
    description: `Temporal ${SERVER_VERSION} on Postgres, ${SHARDS} shards`,
    counts: true,
    pid: child.pid!,
    stop: () => end(child),
  };
}

/** Free ports below 32,768: Temporal keeps those of its services in a column of 16 bits. */
async function lowPorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let port = 20_000 + (process.pid % 1_000) * 10; ports.length < count; port += 1)
    if (await portIsFree(port)) ports.push(port);
  return ports;
}

async function development(folder: string): Promise<MeasuredServer> {
  const cli = await findTemporalCli({ download: true });
  if (!cli) throw new Error('There is neither Go, to build the Temporal server, nor a Temporal CLI.');
  const port = await freePort();
  const [program, ...args] = temporalServerCommand({ cli, port, folder });
  const child = spawn(program!, args, { stdio: 'ignore' });
  const address = `127.0.0.1:${port}`;
  await ready(address, child);
  return {
    address,
    description: `Temporal development server ${cli.server} on SQLite: NOT the server that targets are stated for`,
    counts: false,
    pid: child.pid!,
    stop: () => end(child),
  };
}

/** Waits for the server, and gives it namespace and search attributes. */
async function ready(address: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + 120_000;
  for (;;) {
    if (child.exitCode !== null || Date.now() > until) throw new Error('Temporal did not start; see its log.');
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        await connection.workflowService
          .registerNamespace({ namespace: 'default', workflowExecutionRetentionPeriod: { seconds: 86_400 as never } })
          .catch((error: { code?: number }) => {
            if (error.code !== 6) throw error;
          });
        await registerSearchAttributes(connection);
        await connection.workflowService.countWorkflowExecutions({ namespace: 'default', query: `RequestPhase = 'x'` });
        return;
      } finally {
        await connection.close();
      }
    } catch {
      await sleep(500);
    }
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(impatience);
}

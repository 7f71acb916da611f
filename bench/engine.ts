import { fork, spawn, type ChildProcess } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { walkAccount, type WalkAccount } from '../demo/walk/staff';
import { answersHttp } from '../demo/service';
import { ROOT } from '../demo/environment';
import { freePort } from '../demo/ports';
import { writePrivate } from '../demo/secrets';
import { connect, type Db } from '../db/connect';
import { importDisclosures } from '../db/disclosures';
import { startEmbedded } from '../db/embedded';
import { migrate } from '../db/migrate';
import { ensureDatabase, ensureRoles, urlAs, withClient } from '../db/roles';
import { openVault } from '../vault/open';
import { createKeyFile } from '../vault/kek';
import { createGateway, type Gateway } from '../workflows/gateway';
import { bareDriver, type BareDriver } from './bare-driver';
import type { BareMessage } from './bare-worker';
import type { Databases, Parts } from './measure';
import { type Sinks, startSinks } from './sinks';
import { benchDataMap, benchDisclosures, seedCrm } from './subjects';
import { type MeasuredServer, startTemporal } from './temporal';

/** Everything that a run measures: the product's processes, the bare worker, Temporal, and a Postgres for each. */
export interface Bench {
  server: MeasuredServer;
  postgres: string;
  api: string;
  sinks: Sinks;
  /** Our own database, for the load generator's eyes. */
  db: Db;
  client: Client;
  staff: WalkAccount;
  integrationToken: string;
  bare: { gateway: Gateway; driver: BareDriver };
  product: { parts: Parts; databases: Databases };
  engine: { parts: Parts; databases: Databases };
  stop(): Promise<void>;
}

const BARE_QUEUE = 'bare';

/**
 * Starts it all.
 *
 * @param options.people how many persons `crm` holds and recipients know
 * @param options.profile folder for CPU profiles of worker and API, where they are wanted
 */
export async function startBench(
  folder: string,
  cache: string,
  options: { people: number; profile?: string },
): Promise<Bench> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one().catch((error: unknown) => console.error(error));
  };
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(): Promise<Bench> {
    const postgres = async (name: string) => {
      const server = await startEmbedded({ folder: path.join(folder, name) });
      stops.push(() => server.stop());
      return server;
    };
    // a cluster each, so that their CPU, commits and WAL can be told apart
    const [ours, systems, temporals] = [await postgres('engine'), await postgres('crm'), await postgres('temporal')];
    const version = await withClient(ours.url(), async (c) => (await c.query('SHOW server_version')).rows[0] as object);

    const owner = { name: 'fortyfive_owner', password: 'owner-of-the-bench' };
    const app = { name: 'fortyfive', password: 'app-of-the-bench' };
    await ensureRoles(ours.url(), { owner, app });
    await ensureDatabase(ours.url(), 'fortyfive', owner.name);
    await migrate(urlAs(ours.url(), owner, 'fortyfive'));
    const databaseUrl = urlAs(ours.url(), app, 'fortyfive');
    await seedCrm(systems.url(), options.people);

    const server = await startTemporal(folder, cache, temporals.url());
    stops.push(() => server.stop());
    const sinks = await startSinks();
    stops.push(() => sinks.close());

    const kekFile = path.join(folder, 'key.json');
    await createKeyFile(kekFile);
    const integrationToken = 'integration-of-the-bench-'.padEnd(40, 'x');
    const secretsFile = path.join(folder, 'secrets.json');
    await writePrivate(
      secretsFile,
      JSON.stringify({ ...sinks.secrets, 'crm-url': systems.url(), 'intake-integration-token': integrationToken }),
    );
    const mapFile = path.join(folder, 'data-map.yaml');
    await fs.writeFile(mapFile, await benchDataMap());
    const port = await freePort();
    const env: NodeJS.ProcessEnv = {
      PATH: process.env['PATH'],
      TZ: 'UTC',
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: server.address,
      FORTYFIVE_KEK_FILE: kekFile,
      FORTYFIVE_SECRETS_FILE: secretsFile,
      FORTYFIVE_DATA_MAP: mapFile,
      FORTYFIVE_SMTP_URL: sinks.smtpUrl,
      FORTYFIVE_BASE_URL: `http://127.0.0.1:${port}`,
      FORTYFIVE_PORT: String(port),
      FORTYFIVE_GRACE_SECONDS: '0',
      FORTYFIVE_STANDING_APPROVAL: 'vouched',
      FORTYFIVE_INTAKE_PER_NETWORK: '1000000',
    };
    const db = connect(databaseUrl, { max: 3, process: 'bench' });
    stops.push(() => db.destroy());
    const { vault } = await openVault(db, env);
    await importDisclosures(db, vault, benchDisclosures(options.people));
    const staff = await walkAccount(databaseUrl, ['verifier']);

    const service = async (name: string, file: string, ready: (said: string) => Promise<boolean> | boolean) => {
      const log = path.join(folder, `${name}.log`);
      const out = openSync(log, 'a');
      const profile = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [];
      const child = spawn(process.execPath, [...profile, '--require', 'tsx/cjs', path.join(ROOT, file)], {
        cwd: ROOT,
        env,
        stdio: ['ignore', out, out],
      });
      stops.push(() => end(child));
      await until(`the ${name}, see ${log}`, child, () => ready(readFileSync(log, 'utf8')));
      return child.pid!;
    };
    const worker = await service('worker', 'worker/main.ts', (said) => said.includes('worker ready'));
    const api = await service('api', 'api/main.ts', () => answersHttp(`http://127.0.0.1:${port}/readyz`));

    const bareChild = fork(path.join(__dirname, 'bare-worker.ts'), [server.address, BARE_QUEUE], {
      execArgv: ['--require', 'tsx/cjs'],
      env: { PATH: process.env['PATH'], TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    stops.push(() => end(bareChild));
    const driver = bareDriver(bareChild);
    let bareReady = false;
    bareChild.on('message', (message: BareMessage) => (bareReady ||= 'ready' in message));
    await until('the bare worker', bareChild, () => bareReady);

    const connection = await Connection.connect({ address: server.address });
    stops.push(() => connection.close());
    const client = new Client({ connection });
    const temporal = { Temporal: server.pid, 'Temporal’s Postgres': temporals.pid };
    return {
      server,
      postgres: (version as { server_version: string }).server_version,
      api: `http://127.0.0.1:${port}`,
      sinks,
      db,
      client,
      staff,
      integrationToken,
      bare: { gateway: createGateway(client, { taskQueue: BARE_QUEUE, updateTimeoutMs: 60_000 }), driver },
      product: {
        parts: { API: api, worker, ...temporal, 'our Postgres': ours.pid, 'the system’s Postgres': systems.pid },
        databases: { ours: ours.url(), Temporal: temporals.url() },
      },
      engine: { parts: { worker: bareChild.pid!, ...temporal }, databases: { Temporal: temporals.url() } },
      stop,
    };
  }
}

async function until(what: string, child: ChildProcess, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 180_000;
  while (!(await holds())) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`This did not start: ${what}`);
    await sleep(100);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 40_000);
  await gone;
  clearTimeout(impatience);
}

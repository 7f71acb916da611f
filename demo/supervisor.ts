import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { startDatabases, type DemoDatabases } from './database';
import {
  choosePorts,
  commandEnvironment,
  demoEnvironment,
  local,
  ROOT,
  serviceEnvironment,
  type Surroundings,
} from './environment';
import { firstStaff } from './first-staff';
import { createKeyFile } from '../vault/kek';
import { createSealKeyFile } from '../vault/seal-key';
import { welcome } from './welcome';
import { startEmbedded } from '../db/embedded';
import { connectorSecrets } from './connector-secrets';
import { demoSecrets, writePrivate } from './secrets';
import { answersHttp, startService, type ServiceOptions } from './service';
import { holdFolder } from './state';
import { startTemporal } from './temporal';
import { createTerminal } from './terminal';

/** What runs and how it is stopped, in the order in which it was started. */
type Running = { name: string; stop(): Promise<void>; kill?(): void };

const POSTGRES_PORT = 54_345;
/** Tells `npm run fortyfive` and `npm run demo:verify` where the running demo is; gone when it stops. */
const ENVIRONMENT_FILE = 'environment.json';

/**
 * Starts the whole demo and keeps it running until it is asked to end: what `npm start` does once the packages are
 * there. `--reset` starts afresh. `FORTYFIVE_FOLDER` puts the data elsewhere than `.fortyfive/`.
 */
async function main(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const unknown = args.filter((word) => word !== '--reset');
  if (unknown.length > 0) throw new Error(`Unknown word ${unknown[0]}: npm start -- --reset starts afresh.`);
  if (env.NODE_ENV === 'production')
    throw new Error('npm start shows a demo business. docs/operation.md says how to run Fortyfive in production.');
  const terminal = createTerminal();
  const folder = path.resolve(env.FORTYFIVE_FOLDER ?? path.join(ROOT, '.fortyfive'));
  const held = await holdFolder(folder, args.includes('--reset'), terminal);
  const running: Running[] = [];
  const stopping = new AbortController();
  const over = listenForTheEnd(running, stopping, terminal.say);
  // Nothing else keeps this process: its services write to files, not to pipes.
  const alive = setInterval(() => undefined, 60_000);

  try {
    await start();
  } catch (error) {
    if (!stopping.signal.aborted) {
      stopping.abort();
      terminal.say(`Fortyfive could not start. ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
  await over;
  for (const part of running.reverse()) {
    terminal.progress(`Stopping ${part.name}`);
    await part.stop().catch((error: Error) => terminal.say(`${part.name} did not stop: ${error.message}`));
  }
  await fs.rm(path.join(folder, ENVIRONMENT_FILE), { force: true });
  await held.release();
  clearInterval(alive);
  terminal.say('Fortyfive has stopped.');

  async function start(): Promise<void> {
    const logs = path.join(folder, 'logs');
    await fs.mkdir(logs, { recursive: true });
    const secrets = await demoSecrets(folder);

    terminal.progress('Starting Postgres');
    const databases = await startDatabases(path.join(folder, 'postgres'), POSTGRES_PORT, secrets, env);
    running.push(keepPostgres(databases, terminal.say, stopping.signal));
    await held.databaseAt(databases.server.folder);
    databases.server.notes.forEach(terminal.say);
    stopping.signal.throwIfAborted();

    const ports = await choosePorts(terminal.say);
    terminal.progress('Starting Temporal');
    const temporal = await startTemporal({
      folder,
      codecEndpoint: `${local(ports.api)}/codec`,
      terminal,
      signal: stopping.signal,
      env,
      spawned: held.started,
    });
    if (temporal.service) running.push(temporal.service);
    stopping.signal.throwIfAborted();

    const kekFile = path.join(folder, 'key-encryption-key.json');
    await createKeyFile(kekFile);
    const sealKeyFile = path.join(folder, 'seal-key.pem');
    await createSealKeyFile(sealKeyFile);
    const secretsFile = path.join(folder, 'connector-secrets.json');
    await writePrivate(
      secretsFile,
      JSON.stringify(
        connectorSecrets(secrets, ports, { url: databases.crmUrl, readUrl: databases.crmReadUrl }),
        null,
        2,
      ),
    );
    const around: Surroundings = {
      ports,
      folder,
      url: databases.url,
      crmUrl: databases.crmUrl,
      kekFile,
      sealKeyFile,
      secretsFile,
      temporal,
    };
    const environment = serviceEnvironment(around, env);
    const service = async (
      name: string,
      file: string,
      ready: ServiceOptions['ready'],
      more: NodeJS.ProcessEnv = {},
    ): Promise<void> => {
      stopping.signal.throwIfAborted();
      terminal.progress(`Starting the ${name}`);
      const started = await startService({
        name,
        command: [process.execPath, '--enable-source-maps', '--require', 'tsx/cjs', path.join(ROOT, file)],
        env: { ...environment, ...more },
        cwd: ROOT,
        log: path.join(logs, `${path.basename(path.dirname(file))}.log`),
        ready,
        terminal,
        spawned: (pid) => held.started(`the ${name}`, pid),
      });
      running.push(started);
    };
    const answers = (url: string) => () => answersHttp(url);
    await service('demo business', 'demo/main.ts', answers(local(ports.mailbox)), demoEnvironment(around));
    // Accounts before the API, so that nobody sees a sign-in page that nobody can pass.
    const staff = await firstStaff(databases.url);
    await service('worker', 'worker/main.ts', (said) => said().includes('worker ready'));
    await service('API', 'api/main.ts', answers(`${local(ports.api)}/readyz`));
    await writePrivate(path.join(folder, ENVIRONMENT_FILE), JSON.stringify(commandEnvironment(around, env), null, 2));
    welcome(around, staff).forEach(terminal.say);
  }
}

/** Starts Postgres again, on the same port, when it ends by itself. */
function keepPostgres(databases: DemoDatabases, say: (line: string) => void, stopping: AbortSignal): Running {
  let server = databases.server;
  let wanted = true;
  const { folder, port } = server;
  const keep = async () => {
    for (;;) {
      await server.exited;
      if (!wanted || stopping.aborted) return;
      say(`Postgres ended by itself; ${path.join(folder, 'postgres.log')} says why. Starting it again.`);
      server = await startEmbedded({ folder, port });
    }
  };
  const kept = keep().catch((error: Error) => say(`Postgres could not be started again: ${error.message}`));
  return {
    name: 'Postgres',
    async stop() {
      wanted = false;
      await server.stop();
      await kept;
    },
  };
}

/**
 * Settles when the demo is asked to end, or could not start. A second Ctrl-C ends the services at once; Postgres is
 * always given its time.
 */
function listenForTheEnd(running: Running[], stopping: AbortController, say: (line: string) => void): Promise<void> {
  const ask = (): void => {
    if (stopping.signal.aborted) running.forEach((part) => part.kill?.());
    else say('Stopping. What is under way is finished first; Ctrl-C once more ends it at once.');
    stopping.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, ask);
  return new Promise((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
}

main(process.argv.slice(2), process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

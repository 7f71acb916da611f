import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { cacheFolder, onPath } from './cache';

/** Version that is downloaded or built where none is found, and the oldest that is taken from the path. */
export const TEMPORAL_CLI_VERSION = '1.5.1';
/** Server inside that version: a CLI built from source does not know its own version, but that of its server. */
const SERVER_VERSION = '1.29.1';
const VERSION_VARIABLE = 'github.com/temporalio/cli/temporalcli.Version';

/** A Temporal command line that can run a development server. */
export interface TemporalCli {
  path: string;
  /** Version of the server in it: a database file belongs to one version. */
  server: string;
  origin: 'path' | 'cache' | 'download' | 'build';
}

/** What may be done to get one, and who hears of it. */
export interface FindOptions {
  say?: (line: string) => void;
  /** One line that replaces itself: a download or build that moves. */
  progress?: (line: string) => void;
  /** Ask temporal.download, with the SDK's own downloader. */
  download?: boolean;
  /** `go install`, some minutes. */
  build?: boolean;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/**
 * Finds a Temporal command line, or gets one: on the path, in the cache, by the SDK's download, by a build with Go.
 *
 * @returns undefined where all of these fail; every failure was said
 */
export async function findTemporalCli(options: FindOptions = {}): Promise<TemporalCli | undefined> {
  const { env = process.env } = options;
  const found = onPath('temporal', env);
  if (found) {
    const cli = inspect(found, 'path');
    if (cli) return cli;
    options.say?.(`${found} is older than ${TEMPORAL_CLI_VERSION} and is left alone.`);
  }
  const folder = path.join(cacheFolder(env), `temporal-${TEMPORAL_CLI_VERSION}`);
  const cached = path.join(folder, executable('temporal'));
  if (existsSync(cached)) {
    const cli = inspect(cached, 'cache');
    if (cli) return cli;
    await fs.rm(cached, { force: true });
  }
  if (options.download && (await downloadWithSdk(folder, cached, options))) return inspect(cached, 'download');
  if (options.build && (await buildWithGo(folder, cached, options))) return inspect(cached, 'build');
  return undefined;
}

function executable(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** What an executable says of itself; undefined where it does not run or is too old. */
function inspect(file: string, origin: TemporalCli['origin']): TemporalCli | undefined {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const [, version, server] = /version (\S+) \(Server ([\d.]+)/.exec(stdout ?? '') ?? [];
  if (!version || !server) return undefined;
  const enough = atLeast(version, TEMPORAL_CLI_VERSION) || atLeast(server, SERVER_VERSION);
  return enough ? { path: file, server, origin } : undefined;
}

/** Compares versions of three numbers. */
export function atLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split(/[.-]/).slice(0, 3).map(Number)) as [number[], number[]];
  for (let part = 0; part < 3; part++) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Whether the SDK's download host can be asked at all: behind a closed network its downloader would only be waited for. */
export async function downloadsReachable(timeoutMs = 4_000): Promise<boolean> {
  try {
    await fetch('https://temporal.download/', { method: 'HEAD', signal: AbortSignal.timeout(timeoutMs) });
    return true;
  } catch {
    return false;
  }
}

async function downloadWithSdk(folder: string, target: string, options: FindOptions): Promise<boolean> {
  if (!(await downloadsReachable())) {
    options.say?.('Temporal CLI: temporal.download cannot be reached from here.');
    return false;
  }
  await fs.mkdir(folder, { recursive: true });
  const started = Date.now();
  const tick = setInterval(() => {
    void folderSize(folder).then((bytes) =>
      options.progress?.(`Downloading the Temporal CLI: ${(bytes / 1e6).toFixed(0)} MB, ${seconds(started)}`),
    );
  }, 1_000);
  // A process of its own: the SDK's downloader cannot be told to stop.
  const script = path.join(__dirname, 'temporal-download.ts');
  const code = await run(process.execPath, ['--import', 'tsx', script, folder, TEMPORAL_CLI_VERSION], {
    signal: AbortSignal.any([AbortSignal.timeout(300_000), ...(options.signal ? [options.signal] : [])]),
    cwd: path.join(__dirname, '..'),
  });
  clearInterval(tick);
  const file = (await fs.readdir(folder)).find((name) => name.includes(TEMPORAL_CLI_VERSION) && !name.endsWith('ing'));
  if (code !== 0 || !file) {
    options.say?.('Temporal CLI: the download did not succeed.');
    return false;
  }
  await fs.rename(path.join(folder, file), target);
  return true;
}

async function buildWithGo(folder: string, target: string, options: FindOptions): Promise<boolean> {
  const { env = process.env, say, progress } = options;
  const go = onPath('go', env) ?? ['/usr/local/go/bin/go', '/usr/lib/go/bin/go'].find((file) => existsSync(file));
  if (!go) {
    say?.('Temporal CLI: Go, which could build it, is not installed.');
    return false;
  }
  say?.(`Building the Temporal CLI ${TEMPORAL_CLI_VERSION} with Go. This happens once and takes some minutes.`);
  const work = path.join(folder, 'build');
  await fs.mkdir(work, { recursive: true });
  const started = Date.now();
  let modules = 0;
  let packages = 0;
  let last = '';
  const tick = setInterval(() => {
    progress?.(`  ${seconds(started)}: ${modules} modules downloaded, ${packages} packages compiled`);
  }, 1_000);
  const flags = ['-v', '-trimpath', '-modcacherw', `-ldflags=-s -w -X ${VERSION_VARIABLE}=${TEMPORAL_CLI_VERSION}`];
  const code = await run(go, ['install', ...flags, `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_CLI_VERSION}`], {
    // Folders of its own, removed afterwards: nobody asked for a Go workspace of gigabytes in their home.
    env: {
      ...env,
      GOTOOLCHAIN: 'local',
      GOBIN: path.join(work, 'bin'),
      GOPATH: path.join(work, 'path'),
      GOCACHE: path.join(work, 'cache'),
      GOFLAGS: '',
      CGO_ENABLED: '0',
    },
    cwd: work,
    signal: options.signal,
    line: (text) => {
      if (text.startsWith('go: downloading')) modules++;
      else if (/^[\w./-]+$/.test(text)) packages++;
      else last = text;
    },
  });
  clearInterval(tick);
  if (code !== 0) {
    if (!options.signal?.aborted) say?.(`Temporal CLI: the build failed. ${last}`);
    return false;
  }
  await fs.rename(path.join(work, 'bin', executable('temporal')), target);
  await fs.rm(work, { recursive: true, force: true, maxRetries: 3 });
  say?.(`The Temporal CLI was built in ${seconds(started)} and is kept in ${folder}.`);
  return true;
}

interface RunOptions {
  env?: NodeJS.ProcessEnv;
  cwd: string;
  signal?: AbortSignal;
  line?: (text: string) => void;
}

/** Runs a program to its end; its exit code, or -1 where it did not start or was stopped. */
function run(command: string, args: string[], { line, ...options }: RunOptions): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    createInterface({ input: child.stderr }).on('line', (text) => line?.(text));
    child.once('error', () => resolve(-1));
    child.once('exit', (code) => resolve(code ?? -1));
  });
}

async function folderSize(folder: string): Promise<number> {
  const names = await fs.readdir(folder).catch(() => []);
  const sizes = await Promise.all(names.map((name) => fs.stat(path.join(folder, name)).catch(() => undefined)));
  return sizes.reduce((sum, stat) => sum + (stat?.size ?? 0), 0);
}

function seconds(sinceMs: number): string {
  return `${Math.round((Date.now() - sinceMs) / 1_000)} s`;
}

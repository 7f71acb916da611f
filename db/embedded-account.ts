import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import * as path from 'node:path';

/** Who the server runs as. Without `uid`: as ourselves. */
export interface Account {
  name: string;
  uid?: number;
  gid?: number;
}

/**
 * The account for a Postgres that we start: ourselves, unless we are root, which Postgres refuses. Root uses the
 * account `postgres`, made when it is missing, else `nobody`, which every Unix has.
 */
export function accountFor(): Account {
  if (process.getuid?.() !== 0) return { name: 'self' };
  const known = lookUp('postgres');
  if (known) return known;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const account = lookUp('postgres') ?? lookUp('nobody');
  if (!account) throw new Error('Postgres does not run as root, and there is no account "postgres": create it.');
  return account;
}

function lookUp(name: string): Account | undefined {
  const ids = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (ids.some((id) => id.status !== 0)) return undefined;
  const [uid, gid] = ids.map((id) => Number(id.stdout));
  return { name, uid, gid };
}

/** Whether an account may pass through every folder of a path; judged by mode bits, access lists are not read. */
export function canEnter(folder: string, account: Account): boolean {
  if (account.uid === undefined) return true;
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const { mode, uid, gid } = statSync(at);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

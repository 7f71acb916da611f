import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { stdin, stderr } from 'node:process';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { apiSettings } from '../api/settings';
import { createStaffAccounts } from '../api/services/staff';
import { wire, type Wired } from '../api/wiring';
import type { Staff } from '../db/staff';
import { type Terminal, UsageError } from './arguments';

/** What a command of the engine reads, writes and is told; given by the terminal, or by a test. */
export interface Io extends Terminal {
  env: NodeJS.ProcessEnv;
  /** Asks for a line; what is secret is not echoed. */
  ask(question: string, secret: boolean): Promise<string>;
}

/**
 * The environment of a command: the process's own, and where that names no database, what `npm start` wrote down for
 * its demo on this machine.
 */
export function surroundings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env['DATABASE_URL']) return env;
  const folder = env['FORTYFIVE_FOLDER'] ?? path.join(__dirname, '../.fortyfive');
  try {
    const demo = JSON.parse(readFileSync(path.join(folder, 'environment.json'), 'utf8')) as Record<string, string>;
    return { ...demo, ...env };
  } catch {
    return env;
  }
}

/** Runs a command's body with the services of the API, and lets go of them whatever happens. */
export async function withServices<T>(io: Io, body: (wired: Wired) => Promise<T>): Promise<T> {
  const env = surroundings(io.env);
  if (!env['DATABASE_URL'])
    throw new UsageError('DATABASE_URL is not set, and no demo runs here: start one with npm start, or set it.');
  const wired = await wire(apiSettings({ ...env, NODE_ENV: undefined }), env, 'cli', () => undefined);
  try {
    return await body(wired);
  } finally {
    await wired.close();
  }
}

/**
 * Signs in as the pages do: FORTYFIVE_STAFF and FORTYFIVE_PASSWORD, or asked for.
 *
 * @throws Problem where they are wrong; UsageError where the one-time password was not changed yet
 */
export async function signedIn(io: Io, { deps }: Wired): Promise<Staff> {
  const email = io.env['FORTYFIVE_STAFF'] ?? (await io.ask('Staff e-mail address: ', false));
  const password = io.env['FORTYFIVE_PASSWORD'] ?? (await io.ask('Password: ', true));
  const accounts = createStaffAccounts(deps);
  const staff = await accounts.check({ email, password, network: 'cli', nowMs: await deps.clock.nowMs() });
  if (staff.mustChange)
    throw new UsageError(`Change the one-time password first: fortyfive password, or ${deps.business.baseUrl}/staff.`);
  return staff;
}

/** Asks on the terminal. */
export function askTerminal(question: string, secret: boolean): Promise<string> {
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      // a secret's question is shown, its echo is not
      if (!secret) stderr.write(chunk);
      done();
    },
  });
  stderr.write(secret ? question : '');
  const lines = createInterface({ input: stdin, output, terminal: stdin.isTTY });
  return new Promise((resolve) => {
    lines.question(secret ? '' : question, (answer) => {
      lines.close();
      if (secret) stderr.write('\n');
      resolve(answer);
    });
  });
}

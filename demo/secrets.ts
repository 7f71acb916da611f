import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/** Passwords and tokens of a demo, made at the first start and kept: nothing is guessable, not even on this machine. */
export interface DemoSecrets {
  /** Password of the role that owns the tables. */
  owner: string;
  /** Password of the application's role. */
  app: string;
  /** Password of the role that owns the demo business's database. */
  crm: string;
  /** Password of the role that may only read it. */
  crmRead: string;
  /** Bearer token of the `events` service, and that of its switches. */
  events: string;
  eventsAdmin: string;
  /** From this one, a secret is derived for every recipient's webhook. */
  webhooks: string;
}

const NAMES = ['owner', 'app', 'crm', 'crmRead', 'events', 'eventsAdmin', 'webhooks'] as const;

/** Reads the secrets of a data folder; those that are missing are made now. The file is for its owner only. */
export async function demoSecrets(folder: string): Promise<DemoSecrets> {
  const file = path.join(folder, 'secrets.json');
  const known = JSON.parse(await fs.readFile(file, 'utf8').catch(() => '{}')) as Partial<DemoSecrets>;
  const all = Object.fromEntries(NAMES.map((name) => [name, known[name] ?? randomBytes(24).toString('hex')]));
  await writePrivate(file, JSON.stringify(all, null, 2));
  return all as unknown as DemoSecrets;
}

/** Writes a file that only its owner may read; whole or not at all. */
export async function writePrivate(file: string, text: string): Promise<void> {
  await fs.writeFile(`${file}.new`, text, { mode: 0o600 });
  await fs.rename(`${file}.new`, file);
}

import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { ROOT } from '../environment';

const known = z.object({
  DATABASE_URL: z.string(),
  TEMPORAL_ADDRESS: z.string(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  FORTYFIVE_BASE_URL: z.string(),
  FORTYFIVE_TEMPORAL_UI_URL: z.string().default(''),
  FORTYFIVE_GRACE_SECONDS: z.coerce.number().default(60),
  FORTYFIVE_DEMO_MAILBOX_URL: z.string(),
  FORTYFIVE_DEMO_PORTAL_URL: z.string(),
  FORTYFIVE_DEMO_RECIPIENTS_URL: z.string(),
});

/** Where the parts of a running demo are. */
export interface Addresses {
  api: string;
  mailbox: string;
  portal: string;
  recipients: string;
  temporal: { address: string; namespace: string; ui: string };
  databaseUrl: string;
  graceSeconds: number;
}

/**
 * Addresses of the demo that `npm start` runs: what it wrote into its folder, `FORTYFIVE_FOLDER` or `.fortyfive/`;
 * what the environment names besides wins.
 *
 * @throws Error where no demo runs
 */
export function runningDemo(env: NodeJS.ProcessEnv): Addresses {
  const folder = env['FORTYFIVE_FOLDER'] ?? path.join(ROOT, '.fortyfive');
  const file = path.join(folder, 'environment.json');
  let written: unknown = {};
  try {
    written = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // the environment may name everything
  }
  const read = known.safeParse({ ...(written as object), ...env });
  if (!read.success) throw new Error(`No demo runs on ${folder}: start one with npm start, in another terminal.`);
  const found = read.data;
  return {
    api: found.FORTYFIVE_BASE_URL,
    mailbox: found.FORTYFIVE_DEMO_MAILBOX_URL,
    portal: found.FORTYFIVE_DEMO_PORTAL_URL,
    recipients: found.FORTYFIVE_DEMO_RECIPIENTS_URL,
    temporal: {
      address: found.TEMPORAL_ADDRESS,
      namespace: found.TEMPORAL_NAMESPACE,
      ui: found.FORTYFIVE_TEMPORAL_UI_URL,
    },
    databaseUrl: found.DATABASE_URL,
    graceSeconds: found.FORTYFIVE_GRACE_SECONDS,
  };
}

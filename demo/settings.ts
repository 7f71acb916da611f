import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DEMO_RECIPIENTS } from './trade';

const port = z.coerce.number().int().min(0).max(65_535).default(0);
const optional = z
  .string()
  .optional()
  .transform((text) => text || undefined);

const environment = z.object({
  FORTYFIVE_DEMO_CRM_URL: z.string().min(1),
  FORTYFIVE_DEMO_FOLDER: z.string().min(1),
  FORTYFIVE_DEMO_EVENTS_PORT: port,
  FORTYFIVE_DEMO_RECIPIENTS_PORT: port,
  FORTYFIVE_DEMO_SMTP_PORT: port,
  FORTYFIVE_DEMO_MAILBOX_PORT: port,
  FORTYFIVE_DEMO_PORTAL_PORT: port,
  FORTYFIVE_DEMO_PEOPLE: z.coerce.number().int().min(12).max(200_000).default(2_000),
  FORTYFIVE_SECRETS_FILE: z.string().min(1),
  FORTYFIVE_DEMO_ADMIN_TOKEN: optional,
  DATABASE_URL: optional,
  FORTYFIVE_KEK_FILE: optional,
  FORTYFIVE_BASE_URL: optional,
  FORTYFIVE_TEMPORAL_UI_URL: optional,
});

/** What the demo business is told. */
export interface DemoSettings {
  crmUrl: string;
  /** Where events, recipients and mailbox remember. */
  folder: string;
  ports: { events: number; recipients: number; smtp: number; mailbox: number; portal: number };
  count: number;
  eventsToken: string;
  /** Signing key of each webhook recipient. */
  recipientSecrets: Record<string, string>;
  /** Token of the switches; undefined where none was given: one is made then. */
  adminToken: string | undefined;
  /** Our own database and its key, for the disclosure records. */
  engine: { databaseUrl: string; kekFile: string } | undefined;
  baseUrl: string | undefined;
  temporalUi: string | undefined;
}

/**
 * Reads the environment. The secrets are those of the data map: `events-token` and `<recipient>-key`; the token of the
 * switches is `demo-admin-token` there, or FORTYFIVE_DEMO_ADMIN_TOKEN.
 *
 * @throws Error that names what is missing, never a value
 */
export function demoSettings(env: NodeJS.ProcessEnv): DemoSettings {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))];
    throw new Error(`Set ${names.join(', ')}: the demo business needs them, see demo/settings.ts.`);
  }
  const given = parsed.data;
  const secrets = secretsOf(given.FORTYFIVE_SECRETS_FILE);
  const secret = (name: string): string => {
    const value = secrets[name];
    if (!value) throw new Error(`There is no secret named ${name} in the file FORTYFIVE_SECRETS_FILE.`);
    return value;
  };
  const webhooks = DEMO_RECIPIENTS.filter(({ via }) => via === 'webhook').map(({ id }) => id);
  return {
    crmUrl: given.FORTYFIVE_DEMO_CRM_URL,
    folder: given.FORTYFIVE_DEMO_FOLDER,
    ports: {
      events: given.FORTYFIVE_DEMO_EVENTS_PORT,
      recipients: given.FORTYFIVE_DEMO_RECIPIENTS_PORT,
      smtp: given.FORTYFIVE_DEMO_SMTP_PORT,
      mailbox: given.FORTYFIVE_DEMO_MAILBOX_PORT,
      portal: given.FORTYFIVE_DEMO_PORTAL_PORT,
    },
    count: given.FORTYFIVE_DEMO_PEOPLE,
    eventsToken: secret('events-token'),
    recipientSecrets: Object.fromEntries(webhooks.map((id) => [id, secret(`${id}-key`)])),
    adminToken: given.FORTYFIVE_DEMO_ADMIN_TOKEN ?? secrets['demo-admin-token'],
    engine:
      given.DATABASE_URL && given.FORTYFIVE_KEK_FILE
        ? { databaseUrl: given.DATABASE_URL, kekFile: given.FORTYFIVE_KEK_FILE }
        : undefined,
    baseUrl: given.FORTYFIVE_BASE_URL,
    temporalUi: given.FORTYFIVE_TEMPORAL_UI_URL,
  };
}

function secretsOf(file: string): Record<string, string | undefined> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new Error('The file FORTYFIVE_SECRETS_FILE cannot be read as JSON of names and values.');
  }
}

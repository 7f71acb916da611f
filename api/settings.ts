import { isIP } from 'node:net';
import { z } from 'zod';
import { DEFAULT_LIMITS, type Limits } from './business';

const count = z.coerce.number().int().min(1);

const environment = z.object({
  NODE_ENV: z.string().optional(),
  DATABASE_URL: z.url('set the postgres:// URL of the application’s role'),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('fortyfive'),
  FORTYFIVE_MODE: z.enum(['demo', 'production']).default('production'),
  FORTYFIVE_HOST: z.string().default('127.0.0.1'),
  FORTYFIVE_PORT: z.coerce.number().int().min(0).max(65_535).default(4545),
  FORTYFIVE_BASE_URL: z.url('set the address under which people reach these pages'),
  FORTYFIVE_DATA_MAP: z.string().min(1, 'set the path of the data map'),
  FORTYFIVE_SECRETS_FILE: z.string().min(1, 'set the path of the secrets file'),
  FORTYFIVE_SMTP_URL: z.string().min(1, 'set the smtp:// URL of the mail server'),
  FORTYFIVE_KEK_FILE: z.string().optional(),
  FORTYFIVE_TEMPORAL_UI_URL: z.string().optional(),
  FORTYFIVE_MAIL_FROM: z.email().default('privacy@meridianlane.example'),
  FORTYFIVE_BUSINESS_NAME: z.string().optional(),
  FORTYFIVE_CONTACT_EMAIL: z.email().default('privacy@meridianlane.example'),
  FORTYFIVE_CONTACT_PHONE: z.string().default('+1 800 555 0145'),
  FORTYFIVE_STAFF_MAIL: z.email().default('staff@meridianlane.example'),
  FORTYFIVE_INTAKE_PER_NETWORK: count.default(DEFAULT_LIMITS.intakePerNetwork),
  FORTYFIVE_INTAKE_PER_ADDRESS: count.default(DEFAULT_LIMITS.intakePerAddress),
  FORTYFIVE_WATCH_SECONDS: count.default(60),
});

/** What the API and the CLI are told from outside. */
export interface ApiSettings {
  databaseUrl: string;
  temporal: { namespace: string; taskQueue: string; uiUrl?: string };
  demo: boolean;
  host: string;
  port: number;
  baseUrl: string;
  dataMapFile: string;
  secretsFile: string;
  smtpUrl: string;
  mailFrom: string;
  businessName?: string;
  contactEmail: string;
  contactPhone: string;
  staffMail: string;
  limits: Limits;
  watchMs: number;
}

/** Settings that a production start refuses, each with its remedy (decisions.md L1). */
export class UnsafeSettings extends Error {
  override readonly name = 'UnsafeSettings';
  constructor(readonly remedies: readonly string[]) {
    super(`These settings are not for production:\n${remedies.map((remedy) => `- ${remedy}`).join('\n')}`);
  }
}

/**
 * Reads the environment once.
 *
 * @throws Error naming every variable that is missing or wrong; UnsafeSettings where `NODE_ENV=production` meets
 *   settings of a demo
 */
export function apiSettings(env: NodeJS.ProcessEnv): ApiSettings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(({ path, message }) => `- ${path.join('.')}: ${message}`);
    throw new Error(`The settings are incomplete:\n${lines.join('\n')}`);
  }
  const e = parsed.data;
  const remedies = unsafeSettings(env);
  if (e.NODE_ENV === 'production' && remedies.length > 0) throw new UnsafeSettings(remedies);
  return {
    databaseUrl: e.DATABASE_URL,
    temporal: {
      namespace: e.TEMPORAL_NAMESPACE,
      taskQueue: e.TEMPORAL_TASK_QUEUE,
      ...(e.FORTYFIVE_TEMPORAL_UI_URL ? { uiUrl: e.FORTYFIVE_TEMPORAL_UI_URL.replace(/\/+$/, '') } : {}),
    },
    demo: e.FORTYFIVE_MODE === 'demo',
    host: e.FORTYFIVE_HOST,
    port: e.FORTYFIVE_PORT,
    baseUrl: e.FORTYFIVE_BASE_URL.replace(/\/+$/, ''),
    dataMapFile: e.FORTYFIVE_DATA_MAP,
    secretsFile: e.FORTYFIVE_SECRETS_FILE,
    smtpUrl: e.FORTYFIVE_SMTP_URL,
    mailFrom: e.FORTYFIVE_MAIL_FROM,
    businessName: e.FORTYFIVE_BUSINESS_NAME,
    contactEmail: e.FORTYFIVE_CONTACT_EMAIL,
    contactPhone: e.FORTYFIVE_CONTACT_PHONE,
    staffMail: e.FORTYFIVE_STAFF_MAIL,
    limits: {
      ...DEFAULT_LIMITS,
      intakePerNetwork: e.FORTYFIVE_INTAKE_PER_NETWORK,
      intakePerAddress: e.FORTYFIVE_INTAKE_PER_ADDRESS,
    },
    watchMs: e.FORTYFIVE_WATCH_SECONDS * 1000,
  };
}

/** What of an environment is only for a demo or a development machine, each with its remedy. */
export function unsafeSettings(env: NodeJS.ProcessEnv): string[] {
  const remedies: string[] = [];
  if (env['FORTYFIVE_MODE'] === 'demo') remedies.push('FORTYFIVE_MODE is demo: set it to production.');
  if ((env['FORTYFIVE_BASE_URL'] ?? '').startsWith('http:'))
    remedies.push('FORTYFIVE_BASE_URL is http: serve the pages under https.');
  if (/[/\\]\.fortyfive[/\\]|[/\\]key-encryption-key\.json$/.test(env['FORTYFIVE_KEK_FILE'] ?? ''))
    remedies.push('FORTYFIVE_KEK_FILE was generated for a demo and lies beside the data: use a key kept elsewhere.');
  if (!env['FORTYFIVE_SEAL_KEY_FILE'] || !env['FORTYFIVE_SEALS_FILE'])
    remedies.push(
      'FORTYFIVE_SEAL_KEY_FILE or FORTYFIVE_SEALS_FILE is not set: outside the database nothing would show that the ledger was rewritten.',
    );
  else if (/[/\\]\.fortyfive[/\\]/.test(env['FORTYFIVE_SEAL_KEY_FILE']))
    remedies.push(
      'FORTYFIVE_SEAL_KEY_FILE was generated for a demo and lies beside the data: use a key kept elsewhere.',
    );
  if (isLoopback(hostOf(env['FORTYFIVE_SMTP_URL'])))
    remedies.push('FORTYFIVE_SMTP_URL is a mailbox on this machine: name your mail server.');
  if (/[/\\]demo[/\\]data-map\.yaml$/.test(env['FORTYFIVE_DATA_MAP'] ?? ''))
    remedies.push('FORTYFIVE_DATA_MAP is the map of the demo business: describe your own systems.');
  const temporal = (env['TEMPORAL_ADDRESS'] ?? '').replace(/:\d+$/, '');
  if (
    temporal &&
    !isLoopback(temporal) &&
    !env['TEMPORAL_API_KEY'] &&
    env['TEMPORAL_TLS'] !== 'true' &&
    !env['TEMPORAL_TLS_CLIENT_CERT_PATH']
  )
    remedies.push('TEMPORAL_ADDRESS is another host: set TLS and credentials (TEMPORAL_TLS, TEMPORAL_API_KEY).');
  if (/\.example$/.test(env['FORTYFIVE_MAIL_FROM'] ?? '.example'))
    remedies.push('FORTYFIVE_MAIL_FROM is not set: name the address that letters come from.');
  return remedies;
}

function hostOf(url: string | undefined): string {
  return url && URL.canParse(url) ? new URL(url).hostname : '';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}

import * as path from 'node:path';
import { choosePort } from './ports';

/** The repository's top. */
export const ROOT = path.resolve(__dirname, '..');

/** Ports that the demo listens on, all on 127.0.0.1. */
export interface DemoPorts {
  api: number;
  worker: number;
  mailbox: number;
  smtp: number;
  events: number;
  recipients: number;
  portal: number;
}

/** Wished ports and what the terminal calls them. A taken one is replaced, and said. */
const WISHED: Record<keyof DemoPorts, [string, number]> = {
  api: ['the API', 4545],
  worker: ['the worker', 4546],
  mailbox: ['the mailbox', 4547],
  smtp: ['the mail server', 2545],
  events: ['the events system', 4548],
  recipients: ['the recipients', 4549],
  portal: ['the pages of the demo business', 4550],
};

/** Chooses every port, one after another. */
export async function choosePorts(say: (line: string) => void): Promise<DemoPorts> {
  const ports = {} as DemoPorts;
  for (const [name, [what, wished]] of Object.entries(WISHED) as [keyof DemoPorts, [string, number]][])
    ports[name] = await choosePort(what, wished, say);
  return ports;
}

/** What the services are told of each other. */
export interface Surroundings {
  ports: DemoPorts;
  folder: string;
  url: string;
  crmUrl: string;
  kekFile: string;
  sealKeyFile: string;
  secretsFile: string;
  temporal: { address: string; namespace: string; ui?: string };
}

/** Address of a port of this machine. */
export function local(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/**
 * Environment of the demo's services. What the person set wins, so that `FORTYFIVE_GRACE_SECONDS=5 npm start` works;
 * what npm set is left out.
 */
export function serviceEnvironment(around: Surroundings, given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ports, temporal } = around;
  const kept = Object.fromEntries(Object.entries(given).filter(([name]) => !/^npm_/i.test(name)));
  return {
    FORTYFIVE_GRACE_SECONDS: '60',
    FORTYFIVE_DATA_MAP: path.join(ROOT, 'demo/data-map.yaml'),
    ...kept,
    TZ: 'UTC',
    DATABASE_URL: around.url,
    // The owner's URL stays here: services run as the application's role alone.
    MIGRATION_DATABASE_URL: undefined,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    FORTYFIVE_MODE: 'demo',
    FORTYFIVE_KEK_FILE: around.kekFile,
    FORTYFIVE_SEAL_KEY_FILE: around.sealKeyFile,
    FORTYFIVE_SEALS_FILE: path.join(around.folder, 'seals.jsonl'),
    FORTYFIVE_SECRETS_FILE: around.secretsFile,
    FORTYFIVE_SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
    FORTYFIVE_BASE_URL: local(ports.api),
    FORTYFIVE_PORT: String(ports.api),
    FORTYFIVE_WORKER_PORT: String(ports.worker),
    FORTYFIVE_TEMPORAL_UI_URL: temporal.ui ?? '',
  };
}

/** What the demo business, its recipients and the mailbox are told besides. */
export function demoEnvironment(around: Surroundings): NodeJS.ProcessEnv {
  const { ports } = around;
  return {
    FORTYFIVE_DEMO_CRM_URL: around.crmUrl,
    FORTYFIVE_DEMO_EVENTS_PORT: String(ports.events),
    FORTYFIVE_DEMO_RECIPIENTS_PORT: String(ports.recipients),
    FORTYFIVE_DEMO_SMTP_PORT: String(ports.smtp),
    FORTYFIVE_DEMO_MAILBOX_PORT: String(ports.mailbox),
    FORTYFIVE_DEMO_PORTAL_PORT: String(ports.portal),
    FORTYFIVE_DEMO_FOLDER: path.join(around.folder, 'demo'),
  };
}

/**
 * What a command on this machine must know to reach the running demo: the services' environment without anything that
 * is the person's own, and where mailbox, pages and recipients are.
 */
export function commandEnvironment(around: Surroundings, given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = Object.entries(serviceEnvironment(around, given)).filter(
    ([name]) => /^(FORTYFIVE|TEMPORAL)_/.test(name) || name === 'DATABASE_URL',
  );
  const { ports } = around;
  return {
    ...Object.fromEntries(ours),
    FORTYFIVE_DEMO_MAILBOX_URL: local(ports.mailbox),
    FORTYFIVE_DEMO_PORTAL_URL: local(ports.portal),
    FORTYFIVE_DEMO_RECIPIENTS_URL: local(ports.recipients),
    FORTYFIVE_DEMO_EVENTS_URL: local(ports.events),
  };
}

import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { connect, type Db } from '../../db/connect';
import { type EventsService, startEvents } from '../../demo/events/service';
import { COLLECTION_NAMES, type Items } from '../../demo/events/records';
import { type Mailbox, startMailbox } from '../../demo/mailbox/mailbox';
import type { DemoPerson } from '../../demo/person';
import { type RecipientsService, startRecipients } from '../../demo/recipients/service';
import { DEMO_RECIPIENTS } from '../../demo/trade';
import { createDataConverter } from '../../vault/data-converter';
import { createVault, type PostgresVault } from '../../vault/postgres-vault';
import { createGateway, type Gateway } from '../../workflows/gateway';
import { fixedPort } from '../support/fixed-port';
import { testKek } from '../support/kek';
import { until } from '../support/until';
import { crmContent, type Evidence, type Receipt } from './evidence';
import { type ProductProcess, startProcess } from './processes';
import type { Site, WorldDatabases } from './site';

const ROOT = path.resolve(__dirname, '../..');
const EVENTS_TOKEN = 'events-token-of-faults';
const ADMIN_TOKEN = 'admin-token-of-faults';
/** Calls of 50 requests at once are no rate that this test is about. */
const NO_RATE_LIMIT = 1_000_000;

/** One business with its engine: databases, systems, recipients and mailbox, and the product's two processes. */
export interface World {
  databases: WorldDatabases;
  db: Db;
  vault: PostgresVault;
  gateway: Gateway;
  /** Reads what Temporal has of this world. */
  client: Client;
  events: EventsService;
  recipients: RecipientsService;
  mailbox: Mailbox;
  worker: ProductProcess;
  api: ProductProcess;
  /** What the outside saw and what was there before; the databases are read when the checker asks. */
  evidence: Evidence;
  startWorker(fault?: string): Promise<void>;
  startApi(fault?: string): Promise<void>;
  /** Asks as a person does: the same form again until there is a receipt. */
  ask(person: DemoPerson): Promise<Receipt>;
  /** Ends what runs; the databases and the evidence stay. */
  stop(): Promise<void>;
}

/** Starts a world on databases of its own. */
export async function startWorld(site: Site, name: string): Promise<World> {
  const databases = await site.databases(name);
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'fortyfive-faults-'));
  const { people, seededAtMs } = site;
  const webhooks = DEMO_RECIPIENTS.filter(({ via }) => via === 'webhook').map(({ id }) => id);
  const secretOf = (id: string): string => createHash('sha256').update(id).digest('base64');

  const events = await startEvents({
    port: 0,
    token: EVENTS_TOKEN,
    adminToken: ADMIN_TOKEN,
    people,
    nowMs: seededAtMs,
    limit: NO_RATE_LIMIT,
  });
  const recipients = await startRecipients({
    port: 0,
    secrets: Object.fromEntries(webhooks.map((id) => [id, secretOf(id)])),
    adminToken: ADMIN_TOKEN,
  });
  const mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
  const eventsContent = (): Items =>
    Object.fromEntries(
      COLLECTION_NAMES.map((collection) => [collection, events.store.search(collection, {})]),
    ) as Items;

  const evidence: Evidence = {
    engineUrl: databases.engineSuperUrl,
    crmUrl: databases.crmUrl,
    before: { crm: await crmContent(databases.crmUrl), events: structuredClone(eventsContent()) },
    events: eventsContent,
    removals: [],
    hooks: [],
    mail: () => mailbox.store.list().reverse(),
    receipts: [],
    asked: [],
  };
  const { remove } = events.store;
  events.store.remove = (collection, id, key) => {
    const how = remove(collection, id, key);
    evidence.removals.push({ collection, id, key, how });
    return how;
  };
  const { apply } = recipients.store;
  recipients.store.apply = (notice) => {
    const result = apply(notice);
    const digest = createHash('sha256').update(notice.body).digest('hex');
    const { recipient, key, notice: content } = notice;
    evidence.hooks.push({ recipient, key, digest, how: result.how, notice: content });
    return result;
  };

  const secretsFile = path.join(folder, 'secrets.json');
  const secrets = {
    'crm-url': databases.crmUrl,
    'crm-read-url': databases.crmReadUrl,
    'events-url': events.url,
    'events-token': EVENTS_TOKEN,
    ...Object.fromEntries(webhooks.map((id) => [`${id}-url`, recipients.hookUrl(id)])),
    ...Object.fromEntries(webhooks.map((id) => [`${id}-key`, secretOf(id)])),
  };
  await fs.writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 });
  const port = await fixedPort();
  const taskQueue = `faults-${name}`;
  const bytes = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
  const env = {
    DATABASE_URL: databases.engineUrl,
    TEMPORAL_ADDRESS: site.temporal.address,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_TASK_QUEUE: taskQueue,
    // the key of test/support/kek.ts, as a process is told it
    FORTYFIVE_KEK_ID: 'test-only',
    FORTYFIVE_KEK: `1:${bytes(7)}`,
    FORTYFIVE_INDEX_KEY: bytes(9),
    FORTYFIVE_MODE: 'demo',
    FORTYFIVE_DATA_MAP: path.join(ROOT, 'demo/data-map.yaml'),
    FORTYFIVE_SECRETS_FILE: secretsFile,
    FORTYFIVE_SMTP_URL: mailbox.smtpUrl,
    FORTYFIVE_BASE_URL: `http://127.0.0.1:${port}`,
    FORTYFIVE_PORT: String(port),
    FORTYFIVE_GRACE_SECONDS: '0',
    FORTYFIVE_ATTEMPT_SECONDS: '5',
    FORTYFIVE_RETRY_MAXIMUM_SECONDS: '5',
    FORTYFIVE_SWEEP_SECONDS: '1',
    FORTYFIVE_INTAKE_PER_NETWORK: '1000000',
  };
  const faulty = (fault?: string): NodeJS.ProcessEnv => (fault ? { ...env, FORTYFIVE_FAULT: fault } : env);

  const db = connect(databases.engineUrl, { process: 'faults-staff' });
  const vault = createVault(testKek());
  const connection = Connection.lazy({ address: site.temporal.address, connectTimeout: 5_000 });
  const client = new Client({ connection, dataConverter: createDataConverter({ db, vault }) });
  let stopped = false;
  const world: World = {
    databases,
    db,
    vault,
    gateway: createGateway(client, { taskQueue }),
    client,
    events,
    recipients,
    mailbox,
    worker: undefined as never,
    api: undefined as never,
    evidence,
    async startWorker(fault) {
      world.worker = await startProcess('worker/main.ts', faulty(fault), /worker ready/);
    },
    async startApi(fault) {
      world.api = await startProcess('api/main.ts', faulty(fault), /api ready/);
    },
    async ask(person) {
      const body = JSON.stringify({
        right: 'delete',
        name: person.name,
        email: person.email,
        points: { 'postal-code': person.postalCode },
        californiaResident: true,
        formToken: `form-of-person-${String(person.number).padStart(6, '0')}`,
      });
      evidence.asked.push(person);
      const receipt = await until(
        `a receipt for person ${person.number}`,
        () => send(`http://127.0.0.1:${port}/api/v1/requests`, body),
        { withinMs: 240_000, everyMs: 100 },
      );
      evidence.receipts.push({ email: person.email!, ...receipt });
      return receipt;
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await Promise.all([world.worker?.kill(), world.api?.kill()]);
      await connection.close();
      await db.destroy();
      await Promise.all([events.close(), recipients.close(), mailbox.close()]);
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await Promise.all([world.startWorker(), world.startApi()]);
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}

/** The receipt; undefined where nobody answered. Any other answer is a failure of the test. */
async function send(url: string, body: string): Promise<Receipt | undefined> {
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  } catch {
    return undefined;
  }
  // the business's own database is away: said so, and nothing is pretended
  if (response.status >= 500) return undefined;
  if (response.status !== 202) throw new Error(`no receipt: ${response.status} ${await response.text()}`);
  return (await response.json()) as Receipt;
}

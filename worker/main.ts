import { readFileSync } from 'node:fs';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { checkSystems, withoutReader } from '../connectors/check';
import { createConnectors } from '../connectors/registry';
import { createOutbound } from '../connectors/outbound';
import { createWebhookSender } from '../connectors/webhook';
import { loadDataMap } from '../datamap/load';
import { queueTermsOf } from '../datamap/queues';
import { databaseClock } from '../db/clock';
import { connect } from '../db/connect';
import { faultSwitch } from '../db/fault-switch';
import { schemaState } from '../db/migrate';
import { createMailer } from '../letters/mail';
import { openVault } from '../vault/open';
import { openSealKey } from '../vault/seal-key';
import { listenForShredding } from '../vault/shred-listener';
import { createGateway, processIdentity } from '../workflows/gateway';
import { createDigest } from './digest';
import { every } from './every';
import { createForgetter } from './forgetter';
import { createLog, createReport, temporalLog } from './log';
import { createSealer } from './sealer';
import { workerSettings } from './settings';
import { createSweeper } from './sweeper';
import { createWorker } from './worker';

/** How often it is looked whether the ledger is to be sealed, milliseconds. */
const SEAL_LOOK_MS = 60_000;
/** How long all systems together may take to be compared with the data map at a start, milliseconds. */
const CHECK_MS = 30_000;

/**
 * The worker's process: runs workflows and activities, sweeps, and tells the roles of their work.
 * Refuses to start with an unknown schema, a wrong key, or a data map that does not fit (decisions.md G2, L1, M).
 */
async function main(): Promise<void> {
  const log = createLog();
  const settings = workerSettings(process.env);
  const db = connect(settings.databaseUrl, { process: 'fortyfive-worker', max: 20 });
  const schema = await schemaState(db);
  if (schema !== 'current') throw new Error(`the database's schema is ${schema}: run the migrations of this version`);

  const { vault, dataConverter } = await openVault(db, process.env);
  const dataMap = loadDataMap(settings.dataMapFile);
  const secrets = new Map(
    Object.entries(JSON.parse(readFileSync(settings.secretsFile, 'utf8')) as Record<string, string>),
  );
  const outbound = createOutbound(dataMap.outbound);
  const connectors = createConnectors(dataMap, { outbound, secrets });
  const clock = databaseClock(db);
  const check = await checkSystems(connectors, {
    signal: AbortSignal.timeout(CHECK_MS),
    nowMs: await clock.nowMs(),
  });
  if (check.problems.length > 0) throw new Error(check.problems.join('\n'));
  for (const unasked of check.unasked) log.warn(unasked, 'a system could not be compared with the data map');
  for (const warning of withoutReader(dataMap)) log.warn({ warning }, 'the data map could be safer');
  const stopListening = await listenForShredding(settings.databaseUrl, vault);
  const mailer = createMailer({ url: settings.smtpUrl, from: settings.mailFrom, name: dataMap.business });
  const business = {
    name: settings.businessName ?? dataMap.business,
    contactEmail: settings.contactEmail,
    contactPhone: settings.contactPhone,
    baseUrl: settings.baseUrl,
  };

  Runtime.install({ logger: temporalLog(log) });
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const identity = processIdentity('worker');
  const report = createReport(log);
  const fault = faultSwitch(process.env);
  const client = new Client({ connection, namespace, dataConverter, identity });
  const gateway = createGateway(client, { taskQueue: settings.taskQueue });
  const worker = await createWorker({
    connection,
    namespace,
    taskQueue: settings.taskQueue,
    dataConverter,
    identity,
    activities: {
      db,
      vault,
      dataMap,
      connectors,
      webhooks: createWebhookSender({ outbound }),
      mailer,
      secrets,
      business,
      settings: settings.procedure,
      wakeQueue: (recipient) => gateway.wakeQueue(recipient),
      report,
      ...(fault ? { fault } : {}),
    },
  });

  const sweeper = createSweeper({
    db,
    gateway,
    clock,
    queueTerms: (recipient) => queueTermsOf(dataMap, recipient),
    archives: dataMap.archives,
    report,
  });
  const digest = createDigest({ db, mailer, addresses: settings.staffMail, business });
  const forgetter = createForgetter({ db, vault, gateway, clock, report });
  const sealer =
    settings.seals &&
    createSealer({ db, clock, key: await openSealKey(settings.seals.keyFile), file: settings.seals.file });
  if (!sealer) log.warn('the ledger is not sealed: set FORTYFIVE_SEAL_KEY_FILE and FORTYFIVE_SEALS_FILE');
  const stopSealing = sealer
    ? every(SEAL_LOOK_MS, async () => void (await sealer.seal()), report)
    : () => Promise.resolve();
  const stop = every(
    settings.sweepMs,
    async () => {
      const swept = await sweeper.sweep();
      if (Object.values(swept).some((count) => count > 0)) log.info(swept, 'swept');
      const destroyed = await forgetter.forget();
      if (destroyed > 0) log.info({ destroyed }, 'keys destroyed');
      await digest.send(await clock.nowMs());
    },
    report,
  );

  log.info('worker ready');
  try {
    await worker.run();
  } finally {
    await stop();
    await stopSealing();
    await stopListening();
    await Promise.all([...connectors.values()].map((connector) => connector.close()));
    mailer.close();
    await connection.close();
    await db.destroy();
  }
}

main().catch((error: unknown) => {
  // the message of a refusal to start names the remedy; it is made before any person's data is touched
  process.stderr.write(`${error instanceof Error ? error.message : 'the worker failed'}\n`);
  process.exitCode = 1;
});

import { readFileSync } from 'node:fs';
import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { loadDataMap } from '../datamap/load';
import { databaseClock } from '../db/clock';
import { connect } from '../db/connect';
import { faultSwitch } from '../db/fault-switch';
import { schemaState } from '../db/migrate';
import { createMailer } from '../letters/mail';
import { createCodecEndpoint } from '../vault/codec-endpoint';
import { openVault } from '../vault/open';
import type { PostgresVault } from '../vault/postgres-vault';
import { listenForShredding } from '../vault/shred-listener';
import { createGateway, processIdentity } from '../workflows/gateway';
import type { AppDeps } from './app';
import { createBackground } from './business';
import type { ApiSettings } from './settings';

/** What a process is wired with, and how it lets go. */
export interface Wired {
  deps: AppDeps & { vault: PostgresVault };
  close(): Promise<void>;
}

/**
 * Connects what the services need: Postgres, the vault, Temporal (lazily: intake must work while it is away), mail.
 *
 * @throws Error naming the remedy where the schema or the key is not this version's
 */
export async function wire(
  settings: ApiSettings,
  env: NodeJS.ProcessEnv,
  process: 'api' | 'cli',
  report: (error: unknown) => void,
): Promise<Wired> {
  const db = connect(settings.databaseUrl, { process: `fortyfive-${process}` });
  try {
    const schema = await schemaState(db);
    if (schema !== 'current')
      throw new Error(`The database's schema is ${schema}: run the migrations of this version first.`);
    const { vault, dataConverter } = await openVault(db, env);
    const stopListening = await listenForShredding(settings.databaseUrl, vault);
    const dataMap = loadDataMap(settings.dataMapFile);
    const secrets = new Map(
      Object.entries(JSON.parse(readFileSync(settings.secretsFile, 'utf8')) as Record<string, string>),
    );
    const { connectionOptions, namespace = settings.temporal.namespace } = loadClientConnectConfig({
      overrideEnvVars: defined(env),
    });
    const connection = Connection.lazy({
      ...connectionOptions,
      connectTimeout: 5_000,
      // a row stands behind every call: while Temporal is away the sweeper repeats it, not the one who waits here
      interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 3 }))],
    });
    const client = new Client({ connection, namespace, dataConverter, identity: processIdentity(process) });
    const mailer = createMailer({ url: settings.smtpUrl, from: settings.mailFrom, name: dataMap.business });
    const clock = databaseClock(db);
    const background = createBackground(report);
    const fault = faultSwitch(env);
    return {
      deps: {
        db,
        vault,
        clock,
        gateway: createGateway(client, { taskQueue: settings.temporal.taskQueue }),
        mailer,
        dataMap,
        secrets,
        business: {
          name: settings.businessName ?? dataMap.business,
          contactEmail: settings.contactEmail,
          contactPhone: settings.contactPhone,
          baseUrl: settings.baseUrl,
        },
        limits: settings.limits,
        background,
        ...(fault ? { fault } : {}),
        codec: createCodecEndpoint({ db, vault, clock }),
        temporal: { uiUrl: settings.temporal.uiUrl, namespace },
        report,
        hostMs: () => hostMs(),
      },
      async close() {
        await background.settled();
        await stopListening();
        mailer.close();
        await connection.close();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** The variables that are set, as the Temporal client's configuration wants them. */
function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The host's clock: read for the readiness check, which compares it with the database's. */
function hostMs(): number {
  // eslint-disable-next-line no-restricted-syntax -- the one place whose subject is the host's clock
  return Date.now();
}

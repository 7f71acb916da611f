import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { queueTerms } from '../datamap/queues';
import { pruneLimits } from '../db/limits';
import { pruneSessions } from '../db/sessions';
import { composeAlarm } from './alarm-mail';
import { createApp } from './app';
import { createMetrics } from './metrics';
import { apiSettings } from './settings';
import { createWatchdog, type Alarm } from './watchdog';
import { wire } from './wiring';

/** How often ended sessions and past windows of limits are removed, and how long windows are kept, milliseconds. */
const TIDY_MS = 3_600_000;
const KEEP_LIMITS_MS = 2 * 86_400_000;

/** The API's process: pages, API, codec endpoint and watchdog. */
async function main(): Promise<void> {
  const log = pino({ name: 'api', base: null });
  // of an error only its name and code: messages and details may quote what a person sent
  const report = (error: unknown): void => {
    const { name, code } = (error instanceof Error ? error : {}) as { name?: string; code?: string };
    const at = error instanceof Error ? error.stack?.match(/\n\s+at (.{1,200})/)?.[1] : undefined;
    log.error({ kind: name ?? 'unknown', code, at }, 'error');
  };
  const settings = apiSettings(process.env);
  const { deps, close } = await wire(settings, process.env, 'api', report);
  const metrics = createMetrics({ db: deps.db });
  const app = createApp({ ...deps, metrics });

  const alarm = async (found: Alarm): Promise<void> => {
    const nowMs = await deps.clock.nowMs();
    const mail = composeAlarm(found, { businessName: deps.business.name, baseUrl: deps.business.baseUrl });
    await deps.mailer.send({
      to: settings.staffMail,
      ...mail,
      messageId: `<watchdog-${nowMs}@${new URL(deps.business.baseUrl).hostname}>`,
      atMs: nowMs,
    });
  };
  const watchdog = createWatchdog({
    db: deps.db,
    clock: deps.clock,
    queues: deps.dataMap.recipients.map(queueTerms),
    alarm,
    watched: (counts) => metrics.watched(counts),
    report,
  });

  const tidy = setInterval(() => {
    deps.background.run(async () => {
      const nowMs = await deps.clock.nowMs();
      await pruneSessions(deps.db, nowMs);
      await pruneLimits(deps.db, nowMs - KEEP_LIMITS_MS);
    });
  }, TIDY_MS);
  tidy.unref();

  const server = app.listen(settings.port, settings.host, (error?: Error) => {
    if (error) {
      process.stderr.write(`The API cannot listen on ${settings.host}:${settings.port}: ${error.message}\n`);
      process.exitCode = 1;
      void stop();
      return;
    }
    const { address, port } = server.address() as AddressInfo;
    log.info({ address, port }, 'api ready');
    watchdog.start(settings.watchMs);
  });
  // slow bodies and slow headers hold no connection for long (decisions.md K5)
  server.requestTimeout = 30_000;
  server.headersTimeout = 15_000;

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      server.close();
      server.closeIdleConnections();
      clearInterval(tidy);
      await watchdog.stop();
      await close();
      server.closeAllConnections();
    })());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

main().catch((error: unknown) => {
  // the message of a refusal to start names the remedy; no person's data was touched by then
  process.stderr.write(`${error instanceof Error ? error.message : 'the API failed'}\n`);
  process.exitCode = 1;
});

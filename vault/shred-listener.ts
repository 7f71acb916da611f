import pg from 'pg';
import { SHREDDED_CHANNEL, type PostgresVault } from './postgres-vault';

/** How long a lost connection waits before the next attempt, milliseconds. */
const RECONNECT_MS = 2_000;

/**
 * Evicts a key from this process as soon as any process shreds it (decisions.md G2). While the connection is away the
 * cache forgets by age, five minutes; entries are safe either way, because each opening reads the key's row.
 *
 * @returns stops listening
 */
export async function listenForShredding(url: string, vault: PostgresVault): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const listen = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'fortyfive-shredding' });
    next.on('error', again);
    next.on('end', again);
    next.on('notification', ({ payload }) => payload && vault.keys.evict(payload));
    await next.connect();
    client = next;
    await next.query(`LISTEN ${SHREDDED_CHANNEL}`);
  };
  const again = () => {
    client = undefined;
    if (stopped || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      listen().catch(again);
    }, RECONNECT_MS);
    timer.unref();
  };
  await listen();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}

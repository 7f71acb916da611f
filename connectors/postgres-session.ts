import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { FailureCode } from '../rules/codes';
import { ConnectorFailure } from './connector';

/** One statement after another on one connection, inside one transaction. */
export interface Session {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
}

/** A way to run transactions against a system's database. */
export interface Sessions {
  /** A consistent read: repeatable read, read only. */
  read<T>(signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T>;
  /** One transaction that changes rows. `committed` runs after COMMIT and before the caller hears of it. */
  write<T>(signal: AbortSignal, work: (session: Session) => Promise<T>, committed?: () => Promise<void>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens pools lazily; nothing connects before the first call.
 *
 * Every transaction throws {@link ConnectorFailure} only. When the signal fires, the connection is cut, so that a
 * cancelled attempt holds neither rows nor a connection (the server ends the statement by its own timeout).
 */
export function createSessions(settings: { readUrl: string; writeUrl: string; timeoutMs: number }): Sessions {
  const pool = (connectionString: string) => {
    const made = new Pool({
      connectionString,
      max: 4,
      idleTimeoutMillis: 10_000,
      connectionTimeoutMillis: 5_000,
      statement_timeout: settings.timeoutMs,
      lock_timeout: settings.timeoutMs,
      idle_in_transaction_session_timeout: settings.timeoutMs * 3,
      application_name: 'fortyfive',
      options: '-c timezone=UTC -c datestyle=ISO,YMD',
      allowExitOnIdle: true,
    });
    // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
    made.on('error', () => undefined);
    // The pool listens to idle connections only: one that breaks between two statements would end the process too.
    made.on('connect', (client) => client.on('error', () => undefined));
    return made;
  };
  const writing = pool(settings.writeUrl);
  const reading = settings.readUrl === settings.writeUrl ? writing : pool(settings.readUrl);
  return {
    read: (signal, work) => transaction(reading, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', signal, work),
    write: (signal, work, committed) => transaction(writing, 'BEGIN', signal, work, committed),
    async close() {
      await writing.end();
      if (reading !== writing) await reading.end();
    },
  };
}

async function transaction<T>(
  pool: Pool,
  begin: string,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
  committed?: () => Promise<void>,
): Promise<T> {
  if (signal.aborted) throw new ConnectorFailure('system-timeout');
  let client: PoolClient | undefined;
  let broken = false;
  const cut = () => {
    broken = true;
    client?.release(true);
    client = undefined;
  };
  try {
    client = await pool.connect();
    if (signal.aborted) cut();
    signal.addEventListener('abort', cut, { once: true });
    const session: Session = {
      async query<R extends QueryResultRow>(text: string, values: unknown[] = []) {
        if (client === undefined) throw new ConnectorFailure('system-timeout');
        return (await client.query<R>(text, values)).rows;
      },
    };
    await session.query(begin);
    const result = await work(session);
    await session.query('COMMIT');
    await committed?.();
    return result;
  } catch (error) {
    if (broken) throw new ConnectorFailure('system-timeout');
    const failure = asFailure(error);
    // After an error the state of the connection is the server's business; a fresh one costs little.
    client?.release(true);
    client = undefined;
    throw failure;
  } finally {
    signal.removeEventListener('abort', cut);
    client?.release();
  }
}

/** True where the failure says that the tables are not what they were when their shape was read. */
export function isShapeError(error: unknown): boolean {
  return error instanceof ConnectorFailure && error.cause === 'shape';
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

/** Reduces the driver's error to a code; its text, which may hold values of rows, goes no further. */
function asFailure(error: unknown): ConnectorFailure {
  if (error instanceof ConnectorFailure) return error;
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : '';
  const failure = new ConnectorFailure(failureCodeOf(code, error));
  if (['42P01', '42703', '42883', '42804'].includes(code)) failure.cause = 'shape';
  return failure;
}

function failureCodeOf(code: string, error: unknown): FailureCode {
  if (code === '57014' || code === '55P03' || code === 'ETIMEDOUT') return 'system-timeout';
  if (code === '40001' || code === '40P01') return 'system-throttled';
  if (UNREACHABLE.has(code) || /^(08|53|57P)/.test(code)) return 'system-down';
  if (/^[0-9A-Z]{5}$/.test(code)) return 'system-refused';
  // The driver reports a lost connection without a code.
  const text = error instanceof Error ? error.message : '';
  if (/connection terminated|timeout exceeded when trying to connect|client was closed/i.test(text))
    return 'system-down';
  return 'internal';
}

import { ApplicationFailure, asyncLocalStorage, Context, heartbeat } from '@temporalio/activity';
import { type CallContext, ConnectorFailure } from '../connectors/connector';
import type { FailureCode } from '../rules/codes';
import { LeaseLost } from '../db/effects';
import { KeyShredded } from '../vault/vault';
import { attemptMs } from './moment';

/**
 * How long an attempt is silent before its first heartbeat, milliseconds. Each one is a write in Temporal, and the first
 * of an attempt is not held back by the SDK: most attempts end before anyone could miss it.
 */
const SILENT_MS = 2_000;

/** Attempts that began less than {@link SILENT_MS} ago. */
const young = new WeakSet<Context>();

/** What a call to the outside carries during this attempt. */
export function callContext(idempotencyKey?: string): CallContext {
  return {
    signal: Context.current().cancellationSignal,
    heartbeat: () => {
      if (!young.has(Context.current())) heartbeat();
    },
    nowMs: attemptMs(),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

/** The code of whatever went wrong: nothing else about it crosses the activity border (decisions.md L6). */
export function failureCode(error: unknown): FailureCode {
  if (error instanceof ConnectorFailure) return error.code;
  if (error instanceof LeaseLost) return error.code;
  if (error instanceof KeyShredded) return 'key-shredded';
  if (isDatabaseAway(error)) return 'database-down';
  return 'internal';
}

/** Failures that the next attempt cannot mend; they come back as such, for a person. */
const FINAL: FailureCode[] = ['key-shredded'];

/**
 * Runs an activity's body and reduces what it throws to a failure with a code: retried by Temporal, after the wait
 * that the other side asked for where it did.
 *
 * @param report hears of errors that no code names, for the process's own log
 */
export async function attempt<T>(body: () => Promise<T>, report: (error: unknown) => void): Promise<T> {
  const context = asyncLocalStorage.getStore();
  if (context) young.add(context);
  const grown = setTimeout(() => context && young.delete(context), silentMs(context));
  try {
    return await body();
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    const code = failureCode(error);
    if (code === 'internal') report(error);
    throw ApplicationFailure.create({
      message: code,
      type: code,
      nonRetryable: FINAL.includes(code),
      ...(error instanceof ConnectorFailure && error.retryAfterMs ? { nextRetryDelay: error.retryAfterMs } : {}),
    });
  } finally {
    clearTimeout(grown);
  }
}

/** Well within the time after which a silent attempt counts as lost. */
function silentMs(context: Context | undefined): number {
  return Math.min(SILENT_MS, (context?.info.heartbeatTimeoutMs ?? Number.MAX_SAFE_INTEGER) / 4);
}

function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code ?? '';
  return (
    /^(08|57P|53)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code) ||
    error.name === 'KnexTimeoutError' ||
    error.message.startsWith('Connection terminated')
  );
}

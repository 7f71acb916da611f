import assert from 'node:assert/strict';
import { ConnectorFailure, type CallContext } from '../../../connectors/connector';
import type { FailureCode } from '../../../rules/codes';

/** The moment of every attempt in these tests. */
export const NOW_MS = Date.parse('2026-11-23T12:00:00Z');

/** What a call carries, unless a test says otherwise. */
export function context(more: Partial<CallContext> = {}): CallContext {
  return { signal: new AbortController().signal, heartbeat: () => undefined, nowMs: NOW_MS, ...more };
}

/** Asserts that work fails with this code and, where given, this wait. */
export async function failsWith(work: Promise<unknown>, code: FailureCode, retryAfterMs?: number): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof ConnectorFailure, `not a ConnectorFailure: ${String(error)}`);
    assert.equal(error.code, code);
    if (retryAfterMs !== undefined) assert.equal(error.retryAfterMs, retryAfterMs);
    return true;
  });
}

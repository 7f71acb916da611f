import { signWebhook } from '../../connectors/webhook';
import { sameText } from '../serve';

const TOLERANCE_MS = 5 * 60_000;

/** The headers that a signed notice carries. */
export interface SignedHeaders {
  id?: string;
  timestamp?: string;
  signature?: string;
}

/**
 * Checks a notice as a careful recipient does: the signature covers the key, the time and the bytes, and the time is
 * within five minutes of `nowMs`, so that a recorded notice cannot be played back later.
 */
export function signatureHolds(
  secret: string,
  { id, timestamp, signature }: SignedHeaders,
  body: Buffer,
  nowMs: number,
): boolean {
  if (!id || !timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(nowMs - Number(timestamp) * 1_000) > TOLERANCE_MS) return false;
  const expected = signWebhook(secret, id, timestamp, body.toString('utf8'));
  // A sender that changes its key signs with both for a while.
  return signature.split(' ').some((one) => sameText(one, expected));
}

import { createHmac } from 'node:crypto';
import { ConnectorFailure } from './connector';
import { OutboundFailure, type Outbound, type OutboundAnswer } from './outbound';
import { retryAfterMs } from './retry-after';

/** One notice to one recipient. */
export interface WebhookNotice {
  /** Where the recipient takes notices, resolved from its secret name. */
  url: string;
  /** Signing key, resolved from its secret name. */
  secret: string;
  /** What is sent, serialised once by the caller's object order: a repeat of the same object is the same bytes. */
  notice: unknown;
  /** Same notice, same key, however often it is sent. */
  idempotencyKey: string;
  signal: AbortSignal;
  /** The moment of this attempt, UTC milliseconds. */
  nowMs: number;
}

/** What the recipient said. Received is not attested. */
export interface WebhookAnswer {
  state: 'received' | 'attested' | 'refused';
  /** The recipient's reason, a code of lower-case letters, digits and hyphens; anything else is dropped. */
  code?: string;
}

/** Sends notices to recipients that take them by webhook. */
export interface WebhookSender {
  /**
   * @throws ConnectorFailure `recipient-down` (try again, perhaps after `retryAfterMs`) or `recipient-refused` (a 4xx:
   *   the address or the key is wrong, or the notice is not understood; a person must look).
   */
  send(notice: WebhookNotice): Promise<WebhookAnswer>;
  /**
   * Several notices in one message.
   *
   * @param references those of the notices in it
   * @returns what was said of each; one that is not in it was not taken, and is to be sent again in a later message
   * @throws ConnectorFailure as {@link send}: then none of them was taken, as far as is known
   */
  sendBatch(batch: WebhookNotice & { references: readonly string[] }): Promise<Map<string, WebhookAnswer>>;
}

const MAX_ANSWER_BYTES = 16_384;
/** What a recipient may say of one notice of a batch, bytes. */
const ANSWER_BYTES_EACH = 512;

/**
 * Makes the sender. A notice is one POST of JSON, signed after the Standard Webhooks convention (docs/datamap.md):
 *
 * - `webhook-id`: the idempotency key; `idempotency-key` repeats it for servers that know that name.
 * - `webhook-timestamp`: seconds since the epoch, of this attempt.
 * - `webhook-signature`: `v1,` and the Base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` under the shared key.
 */
export function createWebhookSender({
  outbound,
  timeoutMs,
}: {
  outbound: Outbound;
  timeoutMs?: number;
}): WebhookSender {
  /** Posts one message, and reads what was said: undefined where the answer is empty. */
  const post = async (
    { url, secret, notice, idempotencyKey, signal, nowMs }: WebhookNotice,
    maxBytes: number,
  ): Promise<Record<string, unknown> | undefined> => {
    const body = JSON.stringify(notice);
    const timestamp = String(Math.floor(nowMs / 1000));
    let answer: OutboundAnswer;
    try {
      answer = await outbound.request({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        credentials: {
          'idempotency-key': idempotencyKey,
          'webhook-id': idempotencyKey,
          'webhook-timestamp': timestamp,
          'webhook-signature': signWebhook(secret, idempotencyKey, timestamp, body),
        },
        body,
        signal,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        maxBytes,
      });
    } catch (error) {
      if (!(error instanceof OutboundFailure)) throw new ConnectorFailure('internal');
      throw new ConnectorFailure(error.reason === 'refused' ? 'recipient-refused' : 'recipient-down');
    }
    return saidIn(answer, nowMs);
  };

  return {
    send: async (notice) => answerIn((await post(notice, MAX_ANSWER_BYTES)) ?? {}),

    async sendBatch({ references, ...batch }) {
      const said = (await post(batch, MAX_ANSWER_BYTES + ANSWER_BYTES_EACH * references.length)) ?? {};
      // one word for all of them, or one for each
      if (!('notices' in said)) return new Map(references.map((reference) => [reference, answerIn(said)]));
      const each = (Array.isArray(said.notices) ? said.notices : []).filter(isObject);
      const taken = new Map(each.filter(({ state }) => isState(state)).map((one) => [one.reference, answerIn(one)]));
      return new Map(
        [...taken].filter((entry): entry is [string, WebhookAnswer] => references.includes(String(entry[0]))),
      );
    },
  };
}

/** The `webhook-signature` of one message. `timestamp` is in seconds; `body` is exactly what is sent. */
export function signWebhook(secret: string, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`;
}

/** @throws ConnectorFailure where the answer is none that a recipient gives */
function saidIn({ status, headers, body }: OutboundAnswer, nowMs: number): Record<string, unknown> | undefined {
  if (status >= 500 || [408, 425, 429].includes(status)) {
    throw new ConnectorFailure('recipient-down', retryAfterMs(headers['retry-after'], nowMs));
  }
  // A redirect of a POST is not followed: the signature is bound to the address that we were given.
  if (status < 200 || status >= 300) throw new ConnectorFailure('recipient-refused');
  if (body.length === 0) return undefined;
  const said = jsonOf(body);
  // A 200 with a page of text is a proxy or a parked domain, not a receipt.
  if (said === undefined) throw new ConnectorFailure('recipient-down');
  return said;
}

function answerIn({ state, code }: Record<string, unknown>): WebhookAnswer {
  const known = isState(state) ? state : 'received';
  return typeof code === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(code) ? { state: known, code } : { state: known };
}

const isState = (state: unknown): state is WebhookAnswer['state'] =>
  state === 'received' || state === 'attested' || state === 'refused';

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function jsonOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

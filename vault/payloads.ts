import type { Payload } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { openBytes, sealBytes } from './cipher';
import type { DataKey } from './key-ring';

const { Payload: PayloadMessage } = temporal.api.common.v1;

/** Metadata value by which a sealed payload is known. */
const SEALED = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What stands in for a payload that cannot be read (decisions.md C1). */
export interface UnreadableMarker {
  unreadable: true;
}

/** The payload of an {@link UnreadableMarker}. */
export function unreadablePayload(): Payload {
  return {
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from(JSON.stringify({ unreadable: true } satisfies UnreadableMarker)),
  };
}

/** Seals a whole payload, its metadata too; only the key's ID stays outside, for readers that know no workflow. */
export function sealPayload(payload: Payload, key: DataKey): Payload {
  return {
    metadata: { encoding: Buffer.from(SEALED), [KEY_ID]: Buffer.from(key.id) },
    data: sealBytes(key.key, PayloadMessage.encode(payload).finish(), place(key)),
  };
}

/** Opens what {@link sealPayload} sealed. @throws Unreadable, or the protobuf reader's error */
export function openPayload(payload: Payload, key: DataKey): Payload {
  const { metadata, data } = PayloadMessage.decode(openBytes(key.key, payload.data!, place(key)));
  return { metadata, data };
}

/**
 * What a payload is, judged without any key: `sealed` with its key's ID; `plain`, which passes through; `unreadable`,
 * which is everything that the payload converter of the other side would fail on. A converter that throws fails the
 * workflow's task again and again, so what it cannot take must not reach it.
 */
export function classify(
  payload: Payload,
): { kind: 'sealed'; keyId: string } | { kind: 'plain' } | { kind: 'unreadable' } {
  const encoding = text(payload.metadata?.encoding);
  const data = payload.data;
  switch (encoding) {
    case SEALED: {
      const keyId = text(payload.metadata?.[KEY_ID]);
      return UUID.test(keyId) && data ? { kind: 'sealed', keyId } : { kind: 'unreadable' };
    }
    case 'binary/null':
      return { kind: 'plain' };
    case 'binary/plain':
      return { kind: data ? 'plain' : 'unreadable' };
    case 'json/plain':
      return { kind: data && isJson(data) ? 'plain' : 'unreadable' };
    default:
      return { kind: 'unreadable' };
  }
}

function place(key: DataKey): string {
  return `fortyfive payload ${key.id} ${key.owner}`;
}

function text(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString('utf8') : '';
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(text(bytes));
    return true;
  } catch {
    return false;
  }
}

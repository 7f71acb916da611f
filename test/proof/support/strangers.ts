import { randomUUID } from 'node:crypto';
import { type Payload, toPayloads, defaultPayloadConverter } from '@temporalio/common';
import { createCodec } from '../../../vault/codec';
import { requestWorkflowId } from '../../../workflows/messages';
import type { Engine } from '../../support/engine';
import { STRANGER } from './exposed';

/** Sends a signal as any client can: past the gateway, past the codec. */
export async function signal(
  engine: Engine,
  requestId: string,
  name: string,
  payloads: Payload[] | null,
): Promise<void> {
  await engine.temporal.env.connection.workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: requestWorkflowId(requestId) },
    signalName: name,
    identity: STRANGER,
    requestId: randomUUID(),
    ...(payloads ? { input: { payloads } } : {}),
  });
}

/** Plaintext, as the Temporal CLI and Web UI send it. */
export function plain(...values: unknown[]): Payload[] {
  return toPayloads(defaultPayloadConverter, ...values)!;
}

const text = (value: string): Uint8Array => Buffer.from(value);

/** Looks sealed and is not. */
export function falseCiphertext(inside: string): Payload[] {
  return [
    {
      metadata: { encoding: text('binary/encrypted'), 'encryption-key-id': text(randomUUID()) },
      data: text(inside),
    },
  ];
}

/** Nobody's encoding, and JSON that is none. */
export function unreadable(inside: string): Payload[] {
  return [
    { metadata: { encoding: text('application/x-unknown') }, data: text(inside) },
    { metadata: { encoding: text('json/plain') }, data: text(`{"${inside}`) },
  ];
}

/** A payload sealed under another request's key. */
export async function sealedFor(engine: Engine, otherRequest: string, value: unknown): Promise<Payload[]> {
  const codec = createCodec({ db: engine.database.db, vault: engine.vault });
  return codec.encode(plain(value), {
    type: 'workflow',
    namespace: 'default',
    workflowId: requestWorkflowId(otherRequest),
  } as never);
}

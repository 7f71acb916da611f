import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import type { Db } from '../db/connect';
import { NoKey, type DataKey } from './key-ring';
import { Unreadable } from './cipher';
import { classify, openPayload, sealPayload, unreadablePayload } from './payloads';
import type { PostgresVault } from './postgres-vault';
import { KeyShredded, type KeyOwner } from './vault';

const REQUEST = /^request\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/;
/** Workflows that carry IDs and counts only, and belong to no request (decisions.md G1). */
const ENGINE = /^(?:archive|recipient|schedule)\//;

/** Thrown where something is about to go to Temporal under an ID that has no key: no start without a known prefix. */
export class NoKeyForWorkflow extends Error {
  override readonly name = 'NoKeyForWorkflow';
  constructor() {
    super(
      'workflow IDs begin with request/<uuid>, archive/, recipient/ or schedule/: payloads of any other have no key',
    );
  }
}

/** Whose key seals a workflow's payloads; undefined where nobody's does. */
export function ownerOfWorkflow(workflowId: string | undefined): KeyOwner | undefined {
  if (!workflowId) return undefined;
  return REQUEST.exec(workflowId)?.[1] ?? (ENGINE.test(workflowId) ? 'engine' : undefined);
}

/**
 * Seals every payload on its way to Temporal, under a key for each request, which ends with it.
 *
 * `encode` throws {@link NoKeyForWorkflow} for an ID without a known prefix. `decode` never throws over what it is
 * given: what it cannot read becomes `{ unreadable: true }`, so that one bad signal does not stop a request; plaintext
 * passes, since staff send it from the Temporal CLI and Web UI (decisions.md C1, L2). It does reject while the database
 * or the key's service is away: the task is then tried again, where a marker would become history.
 */
export function createCodec({ db, vault }: { db: Db; vault: PostgresVault }): PayloadCodec {
  return {
    async encode(payloads, context) {
      if (payloads.length === 0) return payloads;
      const owner = ownerOfWorkflow(workflowOf(context));
      if (owner === undefined) throw new NoKeyForWorkflow();
      const key = await vault.keys.of(db, owner, 'payload');
      return payloads.map((payload) => sealPayload(payload, key));
    },

    async decode(payloads, context) {
      const workflowId = workflowOf(context);
      const owner = ownerOfWorkflow(workflowId);
      const mayRead = (key: DataKey) => workflowId === undefined || key.owner === owner;
      return Promise.all(payloads.map((payload) => decodeOne(payload, { db, vault, mayRead })));
    },
  };
}

/** @param mayRead whether what this key sealed may be shown here: another request's payload is no input */
async function decodeOne(
  payload: Payload,
  { db, vault, mayRead }: { db: Db; vault: PostgresVault; mayRead: (key: DataKey) => boolean },
): Promise<Payload> {
  const what = classify(payload);
  if (what.kind === 'plain') return payload;
  if (what.kind === 'unreadable') return unreadablePayload();
  const key = await keyOrNone(db, vault, what.keyId);
  if (!key || key.class !== 'payload' || !mayRead(key)) return unreadablePayload();
  try {
    const opened = openPayload(payload, key);
    return classify(opened).kind === 'plain' ? opened : unreadablePayload();
  } catch {
    return unreadablePayload();
  }
}

async function keyOrNone(db: Db, vault: PostgresVault, keyId: string): Promise<DataKey | undefined> {
  try {
    return await vault.keys.byId(db, keyId);
  } catch (error) {
    if (error instanceof NoKey || error instanceof KeyShredded || error instanceof Unreadable) return undefined;
    throw error;
  }
}

function workflowOf(context: SerializationContext | undefined): string | undefined {
  return context?.workflowId;
}

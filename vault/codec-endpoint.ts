import type { Payload } from '@temporalio/common';
import { z } from 'zod';
import type { Clock } from '../db/clock';
import type { Db } from '../db/connect';
import { append } from '../db/ledger';
import { createCodec } from './codec';
import { classify, unreadablePayload } from './payloads';
import type { PostgresVault } from './postgres-vault';

/** Who decodes, as the session says; IDs and codes only, they go to the ledger. */
export interface CodecReader {
  /** ID of the session, not its token. */
  sessionId: string;
  staffId: string;
  role: string;
  /** Code of the reason given when Temporal was opened. */
  reason: string;
}

/** A payload as Temporal's Web UI and CLI send it: bytes in base64. */
const wirePayload = z.object({
  metadata: z.record(z.string(), z.base64()).nullish(),
  data: z.base64().nullish(),
});
const wireBody = z.object({ payloads: z.array(wirePayload).max(1_000).default([]) });
/** Body of `/decode` and `/encode`. */
export type CodecBody = z.infer<typeof wireBody>;

/** The two operations of the codec endpoint; who may call them, and how often, the routes decide (decisions.md L2). */
export interface CodecEndpoint {
  /**
   * Opens payloads of requests and engine, with one ledger entry for each session and request.
   * @throws ZodError where the body is not one of a codec endpoint
   */
  decode(body: unknown, reader: CodecReader): Promise<CodecBody>;
  /** Gives back what it got: a decision's ID is no secret, and the CLI and Web UI ask for this. */
  encode(body: unknown): unknown;
}

/** Makes the endpoint's operations. */
export function createCodecEndpoint(parts: { db: Db; vault: PostgresVault; clock: Clock }): CodecEndpoint {
  const { db, vault, clock } = parts;
  const codec = createCodec({ db, vault });
  return {
    async decode(body, reader) {
      const payloads = decodePayloads(body);
      const keyIds = new Set(payloads.map(classify).flatMap((what) => (what.kind === 'sealed' ? [what.keyId] : [])));
      const keys = await db('vault_keys')
        .whereIn('id', [...keyIds])
        .select<{ id: string; owner: string; shredded_at: Date | null }[]>('id', 'owner', 'shredded_at');
      // This process may still hold a key that another one destroyed.
      const destroyed = new Set(keys.filter((key) => key.shredded_at).map(({ id }) => id));
      destroyed.forEach((id) => vault.keys.evict(id));
      // The entry precedes the sight: who cannot be recorded sees nothing.
      await record(
        keys.filter(({ id }) => !destroyed.has(id)).map(({ owner }) => owner),
        reader,
      );
      const opened = payloads.map(async (payload) => {
        const what = classify(payload);
        if (what.kind === 'sealed' && destroyed.has(what.keyId)) return unreadablePayload();
        return (await codec.decode([payload]))[0]!;
      });
      return { payloads: (await Promise.all(opened)).map(toWire) };
    },
    encode: (body) => body,
  };

  async function record(owners: string[], { sessionId, staffId, role, reason }: CodecReader): Promise<void> {
    const chains = [...new Set(owners)].sort();
    if (chains.length === 0) return;
    const atMs = await clock.nowMs();
    await db.transaction(async (trx) => {
      for (const chain of chains) {
        const body = { session: sessionId, staff: staffId, role, reason };
        await append(trx, { chain, kind: 'payload-viewed', atMs, body, effectKey: `payload-viewed/${sessionId}` });
      }
    });
  }
}

/** The payloads of a codec endpoint's body. @throws ZodError */
export function decodePayloads(body: unknown): Payload[] {
  return wireBody.parse(body).payloads.map(({ metadata, data }) => ({
    metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, fromBase64(value)])),
    ...(data === null || data === undefined ? {} : { data: fromBase64(data) }),
  }));
}

function toWire({ metadata, data }: Payload): CodecBody['payloads'][number] {
  return {
    metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, toBase64(value)])),
    ...(data ? { data: toBase64(data) } : {}),
  };
}

const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64');
const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

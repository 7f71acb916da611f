import type { Db } from '../../db/connect';
import { documentsOf } from '../../db/documents';
import { append } from '../../db/ledger';
import type { RequestRow } from '../../db/procedure';
import {
  type ProofContent,
  proofContents,
  type ProofEntry,
  proofEntries,
  type SealedAt,
  sealedAt,
} from '../../db/proof-read';
import { clocksOf } from '../../db/requests-read';
import type { Staff } from '../../db/staff';
import type { SealKey } from '../../vault/seal-key';
import type { Vault } from '../../vault/vault';
import { Problem } from '../problems';

/** Why a proof may leave the house: coded, for the ledger (decisions.md H3). */
export const PROOF_REASONS = ['regulator', 'court', 'audit', 'consumer-complaint'] as const;
export type ProofReason = (typeof PROOF_REASONS)[number];

/** What a proof package says of a request. It is personal: it holds whatever the vault still opens. */
export interface Proof {
  format: 'fortyfive-proof-1';
  /** UTC milliseconds, the staff member's ID, and the reason. */
  made: { atMs: number; by: string; reason: ProofReason };
  request: {
    id: string;
    reference: string;
    right: string;
    channel: string;
    ruleSet: string;
    receiptDay: string;
    receivedAtMs: number;
    outcome: string | null;
    answeredAtMs: number | null;
    late: boolean;
    closedAtMs: number | null;
  };
  clocks: { rule: string; kind: string; strict: string; outer: string }[];
  /** The request's chain, entry by entry, as it is hashed. */
  ledger: ProofEntry[];
  /** Its place under the last seal; null where none holds it yet. */
  sealed: SealedAt | null;
  /** What the vault holds, or when it was destroyed. */
  contents: ProofContent[];
  /** Documents that were handed in, without their bytes. */
  documents: {
    id: string;
    purpose: string;
    type: string;
    bytes: number;
    addedAtMs: number;
    destroyedAtMs: number | null;
  }[];
}

/** A proof with the signature over {@link canonicalJson} of it. */
export interface SignedProof {
  proof: Proof;
  signedBy: string;
  /** Ed25519, hexadecimal. */
  signature: string;
}

/** JSON with its keys in order and nothing undefined: the bytes that are signed. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}

/**
 * Makes the signed proof of a request for an auditor: the reason is in the ledger first, and so in the proof.
 *
 * @throws Problem `not-allowed` for staff who are not auditors
 */
export async function makeProof(
  { db, vault, key }: { db: Db; vault: Vault; key: SealKey },
  row: RequestRow,
  { staff, reason, nowMs }: { staff: Staff; reason: ProofReason; nowMs: number },
): Promise<SignedProof> {
  if (!staff.roles.includes('auditor')) throw new Problem('not-allowed');
  await db.transaction((trx) =>
    append(trx, { chain: row.id, kind: 'proof-exported', atMs: nowMs, body: { staff: staff.id, reason } }),
  );
  const proof = await db.transaction(
    async (trx): Promise<Proof> => ({
      format: 'fortyfive-proof-1',
      made: { atMs: nowMs, by: staff.id, reason },
      request: {
        id: row.id,
        reference: row.reference,
        right: row.right,
        channel: row.channel,
        ruleSet: row.rule_set,
        receiptDay: row.receipt_day,
        receivedAtMs: row.received_at.getTime(),
        outcome: row.outcome,
        answeredAtMs: row.answered_at?.getTime() ?? null,
        late: row.late,
        closedAtMs: row.closed_at?.getTime() ?? null,
      },
      clocks: (await clocksOf(trx, row.id)).map(({ rule, kind, strict_on, outer_on }) => ({
        rule,
        kind,
        strict: strict_on,
        outer: outer_on,
      })),
      ledger: await proofEntries(trx, row.id),
      sealed: await sealedAt(trx, row.id),
      contents: await proofContents(trx, vault, row.id),
      documents: (await documentsOf(trx, row.id)).map(({ id, purpose, type, bytes, added_at, destroyed_at }) => ({
        id,
        purpose,
        type,
        bytes,
        addedAtMs: added_at.getTime(),
        destroyedAtMs: destroyed_at?.getTime() ?? null,
      })),
    }),
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  // what JSON does not keep is not signed
  const kept = JSON.parse(JSON.stringify(proof)) as Proof;
  return { proof: kept, signedBy: key.id, signature: key.sign(canonicalJson(kept)).toString('hex') };
}

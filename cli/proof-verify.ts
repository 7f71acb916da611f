import { z } from 'zod';
import { canonicalJson, type SignedProof } from '../api/services/proof-package';
import { entryHash } from '../db/ledger';
import { leafOf, rootAbove } from '../db/merkle';
import { SealSchema, sealText } from '../db/seals';
import { receiptDay } from '../rules/calendar';
import { isSignedBy, type TrustedKeys } from '../vault/seal-key';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** As much of a proof as is verified; the rest is only signed. */
const SignedProofSchema = z.strictObject({
  signedBy: z.string(),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
  proof: z.looseObject({
    format: z.literal('fortyfive-proof-1'),
    made: z.looseObject({ atMs: z.int() }),
    request: z.looseObject({ id: z.uuid(), reference: z.string() }),
    ledger: z.array(
      z.strictObject({
        chain: z.string(),
        seq: z.int(),
        kind: z.string(),
        at_ms: z.string(),
        body: z.string(),
        effect_key: z.string().nullable(),
        previous: hash,
        hash,
      }),
    ),
    sealed: z
      .strictObject({
        seal: SealSchema,
        seq: z.int().positive(),
        way: z.array(z.strictObject({ side: z.enum(['left', 'right']), hash })).max(64),
      })
      .nullable(),
    contents: z.array(
      z.looseObject({
        entry: z.uuid(),
        kind: z.string(),
        value: z.unknown().optional(),
        destroyedAtMs: z.int().optional(),
      }),
    ),
  }),
});

/** What came of verifying a proof: what is wrong with it, and what it shows. */
export interface Verified {
  /** Empty where it holds. */
  wrong: string[];
  says: string[];
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/**
 * Verifies a proof with nothing but itself and pinned public keys, without a database (decisions.md H3): its signature,
 * its chain from the first entry on, and the chain's place under a signed seal.
 *
 * @param text the file
 */
export function verifyProof(text: string, keys: TrustedKeys): Verified {
  const says: string[] = [];
  const wrong: string[] = [];
  let signed: z.infer<typeof SignedProofSchema>;
  try {
    signed = SignedProofSchema.parse(JSON.parse(text) as SignedProof);
  } catch {
    return { wrong: ['This is no proof of ours, or its form was changed.'], says };
  }
  const { proof, signedBy, signature } = signed;
  if (!isSignedBy(keys, signedBy, canonicalJson(proof), bytes(signature)))
    wrong.push('No key that is trusted here signed it as it stands.');

  let before: Buffer = Buffer.alloc(32);
  for (const [index, entry] of proof.ledger.entries()) {
    const own = { ...entry, previous: bytes(entry.previous) };
    if (entry.chain !== proof.request.id || entry.seq !== index + 1 || !own.previous.equals(before)) {
      wrong.push(`Entry ${index + 1} of the ledger does not follow from the one before it.`);
      break;
    }
    if (entryHash(own).toString('hex') !== entry.hash) {
      wrong.push(`Entry ${entry.seq} of the ledger was changed.`);
      break;
    }
    before = bytes(entry.hash);
  }
  const made = new Date(proof.made.atMs).toISOString();
  says.push(`Proof of request ${proof.request.reference}, made ${made}: ${proof.ledger.length} entries.`);

  const { sealed } = proof;
  if (!sealed) says.push('No seal held the request yet when the proof was made.');
  else {
    const { seal, seq, way } = sealed;
    const last = proof.ledger.find((entry) => entry.seq === seq);
    const leaf = last && leafOf({ chain: proof.request.id, seq, hash: bytes(last.hash) });
    const root =
      leaf &&
      rootAbove(
        leaf,
        way.map(({ side, hash: beside }) => ({ side, hash: bytes(beside) })),
      );
    if (root?.toString('hex') !== seal.root) wrong.push(`The chain is not among those that seal ${seal.number} holds.`);
    if (!isSignedBy(keys, seal.signedBy, sealText(seal), bytes(seal.signature)))
      wrong.push(`Seal ${seal.number} was signed by no key that is trusted here.`);
    says.push(`Entries 1 to ${seq} stood under seal ${seal.number} of ${new Date(seal.atMs).toISOString()}.`);
  }
  for (const { kind, entry, destroyedAtMs } of proof.contents)
    says.push(
      destroyedAtMs === undefined
        ? `${kind} (${entry}): enclosed.`
        : `${kind} (${entry}): content destroyed on ${receiptDay(destroyedAtMs)} under REC-03.`,
    );
  return { wrong, says };
}

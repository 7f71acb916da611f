import { createHash, randomUUID } from 'node:crypto';
import { AGENT_PAPERS } from '../rules/agents';
import type { DocumentPurpose, DocumentType } from '../rules/codes';
import { documentRule, proofsProcessed } from '../rules/documents';
import type { KeyClass, Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { append } from './ledger';
import type { RequestRow } from './procedure';

/** A document, without its content. */
export interface DocumentLine {
  id: string;
  purpose: DocumentPurpose;
  type: DocumentType;
  bytes: number;
  /** Staff ID, `consumer` or `agent`. */
  added_by: string;
  added_at: Date;
  destroyed_at: Date | null;
}

/** A document as it is taken. */
export interface NewDocument {
  purpose: DocumentPurpose;
  type: DocumentType;
  bytes: Buffer;
  addedBy: string;
}

const COLUMNS = ['id', 'purpose', 'type', 'bytes', 'added_by', 'added_at', 'destroyed_at'] as const;
/** Bytes of a chunk: few enough that none is much to hold, many enough that a document has few. */
const CHUNK_BYTES = 256 * 1024;
const PROOF: KeyClass = 'proof';

/** Whose key seals a document: an identity proof has one of its own, so that it alone can be destroyed (VER-03). */
function keyOf(requestId: string, documentId: string, purpose: DocumentPurpose): { owner: string; class: KeyClass } {
  const { kept } = documentRule(purpose);
  return kept === 'processed' ? { owner: documentId, class: PROOF } : { owner: requestId, class: kept };
}

/** The keyed hash by which the same bytes are known again. */
export function fingerprintOf(vault: Vault, bytes: Buffer): Buffer {
  return vault.hash('document', createHash('sha256').update(bytes).digest('hex'));
}

/**
 * Stores a document sealed in chunks, with its ledger entry. The caller holds the request's lock.
 *
 * @returns its ID; undefined where this request has the same document for the same purpose already
 */
export async function addDocument(
  trx: Trx,
  vault: Vault,
  row: Pick<RequestRow, 'id'>,
  document: NewDocument,
  nowMs: number,
): Promise<string | undefined> {
  const { purpose, type, bytes, addedBy } = document;
  const id = randomUUID();
  const inserted = await trx('documents')
    .insert({
      id,
      request_id: row.id,
      purpose,
      type,
      bytes: bytes.length,
      fingerprint: fingerprintOf(vault, bytes),
      added_by: addedBy,
      added_at: new Date(nowMs),
    })
    .onConflict(['request_id', 'purpose', 'fingerprint'])
    .ignore()
    .returning('id');
  if (inserted.length === 0) return undefined;
  const key = keyOf(row.id, id, purpose);
  if (key.class === PROOF) await vault.createKeys(trx, id, [PROOF], nowMs);
  for (let seq = 0; seq * CHUNK_BYTES < bytes.length; seq += 1) {
    const chunk = bytes.subarray(seq * CHUNK_BYTES, (seq + 1) * CHUNK_BYTES);
    const last = (seq + 1) * CHUNK_BYTES >= bytes.length;
    const { keyId, sealed } = await vault.sealChunk(trx, key.owner, key.class, { object: id, seq, last }, chunk);
    await trx('document_chunks').insert({ document_id: id, seq, last, key_id: keyId, sealed });
  }
  await append(trx, {
    chain: row.id,
    kind: 'document-added',
    atMs: nowMs,
    body: { document: id, purpose, type, bytes: bytes.length, by: addedBy },
    effectKey: `${row.id}/document/${id}`,
  });
  return id;
}

/** A request's documents, oldest first. */
export async function documentsOf(db: Db | Trx, requestId: string): Promise<DocumentLine[]> {
  return db('documents')
    .where({ request_id: requestId })
    .orderBy(['added_at', 'id'])
    .select<DocumentLine[]>(...COLUMNS);
}

/**
 * In how many requests of other consumers each of a request's agent papers lies too, by the paper's ID: one permission
 * for many is for a person to look at (decisions.md B5).
 */
export async function sharedPapers(db: Db | Trx, requestId: string): Promise<Record<string, number>> {
  const { rows } = await db.raw<{ rows: { id: string; others: number }[] }>(
    `SELECT own.id, count(DISTINCT theirs.requester_hash)::int AS others
       FROM documents own
       JOIN requests mine ON mine.id = own.request_id
       JOIN documents other ON other.fingerprint = own.fingerprint AND other.request_id <> own.request_id
       JOIN requests theirs ON theirs.id = other.request_id AND theirs.requester_hash <> mine.requester_hash
      WHERE own.request_id = :id AND own.purpose = ANY(:papers)
      GROUP BY own.id`,
    { id: requestId, papers: [...AGENT_PAPERS] },
  );
  return Object.fromEntries(rows.map(({ id, others }) => [id, others]));
}

/** A document of a request; undefined where it is another request's, or nobody's. */
export async function documentOf(
  db: Db | Trx,
  requestId: string,
  documentId: string,
): Promise<DocumentLine | undefined> {
  return db('documents')
    .where({ request_id: requestId, id: documentId })
    .first<DocumentLine | undefined>(...COLUMNS);
}

/**
 * The content of a document.
 *
 * @throws KeyShredded where its key was destroyed; Unreadable where a chunk is missing, moved or changed
 */
export async function readDocument(db: Db | Trx, vault: Vault, { id, bytes }: DocumentLine): Promise<Buffer> {
  const chunks = Math.ceil(bytes / CHUNK_BYTES);
  const opened: Buffer[] = [];
  for (let seq = 0; seq < chunks; seq += 1) {
    const chunk = await db('document_chunks')
      .where({ document_id: id, seq })
      .first<{ key_id: string; sealed: Buffer } | undefined>('key_id', 'sealed');
    if (!chunk) throw new Error(`document ${id} lacks chunk ${seq}`);
    opened.push(await vault.openChunk(db, chunk.key_id, { object: id, seq, last: seq === chunks - 1 }, chunk.sealed));
  }
  return Buffer.concat(opened);
}

/**
 * Destroys a request's identity proofs once they are processed (VER-03): their keys at once, their bytes with them.
 * What was shown and when stays in the ledger. Does nothing while who asks is open.
 */
export async function destroyProcessedProofs(trx: Trx, vault: Vault, row: RequestRow, atMs: number): Promise<void> {
  if (!proofsProcessed({ phase: row.phase, disputed: row.disputed, ended: row.outcome !== null })) return;
  const proofs = await trx('documents')
    .where({ request_id: row.id, purpose: 'identity' satisfies DocumentPurpose })
    .whereNull('destroyed_at')
    .orderBy('id')
    .pluck<string[]>('id');
  for (const id of proofs) {
    await vault.shred(trx, id, PROOF, atMs);
    await trx('document_chunks').where({ document_id: id }).delete();
    await trx('documents')
      .where({ id })
      .update({ destroyed_at: new Date(atMs) });
    await append(trx, {
      chain: row.id,
      kind: 'proof-destroyed',
      atMs,
      body: { document: id, rule: 'VER-03' },
      effectKey: `${row.id}/proof-destroyed/${id}`,
    });
  }
}

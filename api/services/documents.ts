import type { DocumentPurpose, DocumentType } from '../../rules/codes';
import {
  DOCUMENT_LIMITS,
  DOCUMENT_MEDIA,
  type DocumentSender,
  documentsTaken,
  isAgentPaper,
  mayAddDocument,
  maySeeDocument,
} from '../../rules/documents';
import type { Trx } from '../../db/connect';
import { addDocument, documentOf, documentsOf, readDocument } from '../../db/documents';
import { append } from '../../db/ledger';
import { countHit } from '../../db/limits';
import { lockRequest, type RequestRow } from '../../db/procedure';
import type { Staff } from '../../db/staff';
import { KeyShredded } from '../../vault/vault';
import type { DocumentScanner, ServiceDeps } from '../business';
import { inspectDocument, type Refusal } from '../documents/inspect';
import { Problem } from '../problems';
import type { Decisions } from './decisions';

const HOUR_MS = 3_600_000;

/** Documents as they were sent, and by whom. */
export interface Sent {
  purpose: DocumentPurpose;
  by: DocumentSender;
  /** Staff ID, where staff send them. */
  staffId?: string;
  files: readonly Buffer[];
  nowMs: number;
}

/** Documents of a request: taken after a look at their content, shown to those who may see them. */
export interface Documents {
  /** @throws Problem naming what is wrong; then none of them is taken */
  add(row: RequestRow, sent: Sent): Promise<{ added: number }>;
  /** What may be handed in now. */
  taken(row: RequestRow, by: DocumentSender): DocumentPurpose[];
  /** What a request has, by number; neither name nor content. */
  list(row: RequestRow): Promise<{ purpose: DocumentPurpose; type: string; bytes: number; addedAt: Date }[]>;
  /**
   * A document's content for a member of staff; the entry in the ledger precedes the sight.
   *
   * @throws Problem `not-found` where it is not this request's, or not for these roles, or destroyed
   */
  view(
    row: RequestRow,
    documentId: string,
    staff: Staff,
    nowMs: number,
  ): Promise<{ bytes: Buffer; mediaType: string; name: string }>;
}

const REFUSALS: Record<Refusal | 'scanner', string> = {
  empty: 'is empty',
  'unknown-type': 'must be a PDF, PNG, JPEG or plain text in UTF-8',
  'several-types': 'holds something else besides what it seems to be; print it as a PDF and send that',
  damaged: 'is damaged or not complete',
  'too-large-unpacked': 'is too large when it is opened',
  scanner: 'was refused by our check for harmful content',
};

/** Takes and shows documents (decisions.md L4). */
export function createDocuments({
  db,
  vault,
  limits,
  scanner,
  report,
  decisions,
}: Pick<ServiceDeps, 'db' | 'vault' | 'limits' | 'scanner'> & {
  decisions: Pick<Decisions, 'make'>;
  /** Hears of a scanner that fails. */
  report(error: unknown): void;
}): Documents {
  const question = (row: RequestRow, by: DocumentSender) => ({
    right: row.right,
    by,
    phase: row.phase,
    throughAgent: row.channel === 'agent',
    disputed: row.disputed,
  });

  const scan: DocumentScanner = async (document) => {
    if (!scanner) return 'accepted';
    try {
      return await scanner(document);
    } catch (error) {
      report(error);
      throw new Problem('unavailable', 'Documents cannot be checked just now. Please try again later.', [], 300);
    }
  };

  /** The document with its type, or why it is not taken. */
  const inspect = async (bytes: Buffer): Promise<{ type: DocumentType; bytes: Buffer } | keyof typeof REFUSALS> => {
    const inspection = await inspectDocument(bytes);
    if ('refused' in inspection) return inspection.refused;
    const document = { type: inspection.type, bytes };
    return (await scan(document)) === 'refused' ? 'scanner' : document;
  };

  const refuse = (reason: string): Problem => new Problem('invalid', undefined, [{ field: 'documents', reason }]);

  return {
    async add(row, { purpose, by, staffId, files, nowMs }) {
      if (files.length === 0) throw refuse('are missing: choose a file');
      const hits = await countHit(db, { bucket: `documents:${row.id}`, windowMs: HOUR_MS, nowMs });
      if (hits > limits.documentForms)
        throw new Problem('too-many', 'Wait an hour and try again.', [], HOUR_MS / 1_000);
      if (!mayAddDocument({ ...question(row, by), purpose })) throw new Problem('refused', NOT_NOW);
      const fit: { type: DocumentType; bytes: Buffer }[] = [];
      const wrong: string[] = [];
      // one after another: each may take as much memory as it is large when unpacked
      for (const [index, bytes] of files.entries()) {
        const inspected = await inspect(bytes);
        if (typeof inspected === 'string') wrong.push(`no. ${index + 1} ${REFUSALS[inspected]}`);
        else fit.push(inspected);
      }
      if (wrong.length > 0) throw refuse(wrong.join('; '));
      const taken = await db.transaction(async (trx: Trx) => {
        const locked = await lockRequest(trx, row.id);
        // what was allowed when the form was opened may be decided by now
        if (!mayAddDocument({ ...question(locked, by), purpose })) throw new Problem('refused', NOT_NOW);
        const present = await documentsOf(trx, row.id);
        if (present.length + files.length > DOCUMENT_LIMITS.perRequest)
          throw refuse(`are too many: a request has at most ${DOCUMENT_LIMITS.perRequest}`);
        let added = 0;
        for (const { type, bytes } of fit) {
          const id = await addDocument(trx, vault, locked, { purpose, type, bytes, addedBy: staffId ?? by }, nowMs);
          if (id) added += 1;
        }
        return { added };
      });
      // the procedure hears of an agent's paper as of every act of a requester (decisions.md C1)
      if (isAgentPaper(purpose) && taken.added > 0)
        await decisions.make({ requestId: row.id, kind: 'hand-in-paper', actor: { kind: 'consumer' }, nowMs });
      return taken;
    },

    taken: (row, by) => documentsTaken(question(row, by)),

    list: async (row) =>
      (await documentsOf(db, row.id)).map(({ purpose, type, bytes, added_at }) => ({
        purpose,
        type,
        bytes,
        addedAt: added_at,
      })),

    async view(row, documentId, staff, nowMs) {
      const document = await documentOf(db, row.id, documentId);
      if (!document || !maySeeDocument(document.purpose, staff.roles)) throw new Problem('not-found');
      if (document.destroyed_at) throw new Problem('not-found', 'The document was destroyed once it was processed.');
      await db.transaction((trx) =>
        append(trx, {
          chain: row.id,
          kind: 'document-viewed',
          atMs: nowMs,
          body: { staff: staff.id, of: document.id, purpose: document.purpose },
        }),
      );
      const number = (await documentsOf(db, row.id)).findIndex(({ id }) => id === document.id) + 1;
      const { mediaType, ending } = DOCUMENT_MEDIA[document.type];
      try {
        const bytes = await readDocument(db, vault, document);
        return { bytes, mediaType, name: `${row.reference}-${number}.${ending}` };
      } catch (error) {
        if (error instanceof KeyShredded) throw new Problem('not-found', 'The document was destroyed.');
        throw error;
      }
    },
  };
}

const NOT_NOW = 'The request takes no such document at this stage.';

import { AGENT_PAPERS, type AgentPaper } from './agents';
import {
  DOCUMENT_PURPOSES,
  type DocumentPurpose,
  type DocumentType,
  type Phase,
  type Right,
  type StaffRole,
} from './codes';
import { isVerifiable } from './rights';

/**
 * Documents that consumers, agents and staff hand in: what each may be for, who may see it, how long it is kept, and
 * how much is taken (VER-02, VER-03, COR-04, AGT-01 to AGT-03; decisions.md G1, L4).
 */
export interface DocumentRule {
  /** The rule that lets it be asked for or accepted. */
  rule: string;
  /**
   * Until when it is kept: an identity proof until it is processed (VER-03); what a correction rests on as long as the
   * case; an agent's paper as long as the record.
   */
  kept: 'processed' | 'case' | 'record';
  /** Roles that may open it; each view is in the ledger. */
  seenBy: readonly StaffRole[];
}

export const DOCUMENTS = {
  identity: { rule: 'VER-03', kept: 'processed', seenBy: ['verifier'] },
  evidence: { rule: 'COR-04', kept: 'case', seenBy: ['decider', 'verifier'] },
  'signed-permission': { rule: 'AGT-01', kept: 'record', seenBy: ['verifier', 'decider'] },
  'power-of-attorney': { rule: 'AGT-02', kept: 'record', seenBy: ['verifier', 'decider'] },
} as const satisfies Record<DocumentPurpose, DocumentRule>;

/** The rule of a purpose, widened to its type. */
export function documentRule(purpose: DocumentPurpose): DocumentRule {
  return DOCUMENTS[purpose];
}

/** VER-03, COR-04: whether someone with these roles may open a document of this purpose. */
export function maySeeDocument(purpose: DocumentPurpose, roles: readonly StaffRole[]): boolean {
  return documentRule(purpose).seenBy.some((role) => roles.includes(role));
}

/** Papers that an agent hands in for the consumer (AGT-01, AGT-02). */
export const isAgentPaper = (purpose: DocumentPurpose): purpose is AgentPaper =>
  (AGENT_PAPERS as readonly string[]).includes(purpose);

/** Who hands a document in. */
export type DocumentSender = 'consumer' | 'agent' | 'staff';

/** A document about to be taken, and how its request stands. */
export interface DocumentQuestion {
  purpose: DocumentPurpose;
  right: Right;
  by: DocumentSender;
  phase: Phase;
  /** An agent asks for the consumer. */
  throughAgent: boolean;
  /** Somebody said that the request was not theirs, and more proof may be asked (VER-09). */
  disputed: boolean;
}

const VERIFYING: readonly Phase[] = ['received', 'verifying'];
const BEFORE_DECISION: readonly Phase[] = [...VERIFYING, 'planning', 'deciding'];

/**
 * Whether a document is taken now. Nobody is invited to send an identity document: staff add one that was needed
 * (VER-02, VER-03). All documents about a correction are taken until it is decided (COR-04); an agent's papers while
 * who asks is still open (AGT-01, AGT-02).
 */
export function mayAddDocument(question: DocumentQuestion): boolean {
  const { purpose, right, by, phase, throughAgent, disputed } = question;
  switch (purpose) {
    case 'identity':
      return by === 'staff' && isVerifiable(right) && (VERIFYING.includes(phase) || disputed);
    case 'evidence':
      return right === 'correct' && BEFORE_DECISION.includes(phase);
    case 'signed-permission':
    case 'power-of-attorney':
      // where nothing is verified the choice stands already, and its permission may follow it (AGT-03)
      return (
        throughAgent && by !== 'consumer' && (isVerifiable(right) ? VERIFYING.includes(phase) : phase !== 'closed')
      );
  }
}

/** The purposes for which a document is taken now. */
export function documentsTaken(question: Omit<DocumentQuestion, 'purpose'>): DocumentPurpose[] {
  return DOCUMENT_PURPOSES.filter((purpose) => mayAddDocument({ ...question, purpose }));
}

/** VER-03: whether an identity proof has been processed: who asks is settled, and nobody disputes it. */
export function proofsProcessed(request: { phase: Phase; disputed: boolean; ended: boolean }): boolean {
  return request.ended || (!VERIFYING.includes(request.phase) && !request.disputed);
}

/** How much is taken (COR-04, VER-05); our own choice, wide enough for a scan of a few pages or a photograph. */
export const DOCUMENT_LIMITS = {
  /** Bytes of one document. */
  bytes: 8 * 1024 * 1024,
  /** Bytes that a viewer may need to show it: what is packed inside counts unpacked. */
  unpackedBytes: 256 * 1024 * 1024,
  /** Documents sent at once. */
  atOnce: 5,
  /** Documents of one request. */
  perRequest: 15,
} as const;

/** VER-05: what a document is served as; never anything that a browser would run. */
export const DOCUMENT_MEDIA: Record<DocumentType, { mediaType: string; ending: string }> = {
  pdf: { mediaType: 'application/pdf', ending: 'pdf' },
  png: { mediaType: 'image/png', ending: 'png' },
  jpeg: { mediaType: 'image/jpeg', ending: 'jpg' },
  text: { mediaType: 'text/plain; charset=utf-8', ending: 'txt' },
};

import type { DocumentType } from '../../rules/codes';
import { DOCUMENT_LIMITS } from '../../rules/documents';
import { inspectJpeg } from './jpeg';
import { inspectPdf } from './pdf';
import { inspectPng } from './png';
import { inspectText } from './text';

/** Why a document is not taken. The words are for whoever sent it. */
export type Refusal = 'empty' | 'unknown-type' | 'several-types' | 'damaged' | 'too-large-unpacked';

/** What a document is, or why it is not taken. */
export type Inspection = { type: DocumentType } | { refused: Refusal };

/** Looks at a whole document of one type: undefined where it is in order. */
export type Inspector = (bytes: Buffer, unpackedBytes: number) => Promise<Refusal | undefined>;

const KINDS: readonly { type: DocumentType; begins: Buffer; inspect: Inspector }[] = [
  { type: 'pdf', begins: Buffer.from('%PDF-'), inspect: inspectPdf },
  { type: 'png', begins: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), inspect: inspectPng },
  { type: 'jpeg', begins: Buffer.from([0xff, 0xd8, 0xff]), inspect: inspectJpeg },
];

/**
 * Tells what a document is by its content alone; the name and type that came with it are nobody's word. It must be
 * whole and of one type, and no larger when shown than `unpackedBytes` (decisions.md L4).
 *
 * @returns its type, or why it is not taken; never throws, whatever the bytes
 */
export async function inspectDocument(
  bytes: Buffer,
  unpackedBytes: number = DOCUMENT_LIMITS.unpackedBytes,
): Promise<Inspection> {
  if (bytes.length === 0) return { refused: 'empty' };
  const kind = KINDS.find(({ begins }) => bytes.subarray(0, begins.length).equals(begins));
  const refused = kind ? await kind.inspect(bytes, unpackedBytes) : await inspectText(bytes, unpackedBytes);
  if (refused) return { refused };
  if (kind && isAlsoAnother(bytes, kind.type)) return { refused: 'several-types' };
  return { type: kind?.type ?? 'text' };
}

/** The end of a ZIP archive stands within its last 64 KiB: whoever reads files from their end sees an archive. */
const ZIP_END = Buffer.from('PK\x05\x06');
const ZIP_TAIL = 65_557;
/** How far programs look for the beginning of a PDF or of a page. */
const HEAD = 1_024;
const PAGE = /<(!doctype html|html|script|svg|iframe|body)[\s>/]/i;

/** Whether a program that guesses could take a document of this type for another. */
function isAlsoAnother(bytes: Buffer, type: DocumentType): boolean {
  const tail = bytes.subarray(-ZIP_TAIL);
  const head = bytes.subarray(0, HEAD).toString('latin1');
  return tail.includes(ZIP_END) || PAGE.test(head) || (type !== 'pdf' && head.includes('%PDF-'));
}

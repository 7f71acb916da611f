import busboy from 'busboy';
import type { Request } from 'express';
import { DOCUMENT_LIMITS } from '../../rules/documents';
import { Problem } from '../problems';

/** A form that was sent with files. */
export interface Multipart {
  fields: Record<string, unknown>;
  /** The bytes of each file, in order. Their names and types are dropped: they are nobody's word, and may name a person. */
  files: Buffer[];
}

/** Bytes around the files: boundaries, headers, the other fields. */
const AROUND_BYTES = 256 * 1024;
const LIMITS = {
  fieldNameSize: 100,
  fieldSize: 16 * 1024,
  fields: 50,
  fileSize: DOCUMENT_LIMITS.bytes,
  files: DOCUMENT_LIMITS.atOnce,
  parts: 50 + DOCUMENT_LIMITS.atOnce,
  headerPairs: 20,
};
const MOST_BYTES = DOCUMENT_LIMITS.bytes * DOCUMENT_LIMITS.atOnce + AROUND_BYTES;
/** How long a body may take to arrive, milliseconds: a slow one holds its files in memory. */
const ARRIVES_WITHIN_MS = 120_000;
/** Forms with files that are read at the same time in this process; each may hold {@link MOST_BYTES}. */
const AT_ONCE = 4;
let reading = 0;

/** Whether a request carries files. */
export function isMultipart(req: Request): boolean {
  return req.is('multipart/form-data') === 'multipart/form-data';
}

/**
 * Reads a form with files to its end, within all limits.
 *
 * @throws Problem `too-large`, `malformed`, or `unavailable` where too many are under way
 */
export async function readMultipart(req: Request): Promise<Multipart> {
  if (Number(req.get('content-length') ?? 0) > MOST_BYTES) throw new Problem('too-large', TOO_LARGE);
  if (reading >= AT_ONCE)
    throw new Problem('unavailable', 'Others are sending documents just now. Please try again in a moment.', [], 10);
  reading += 1;
  try {
    return await parse(req);
  } finally {
    reading -= 1;
  }
}

const TOO_LARGE = `Send at most ${DOCUMENT_LIMITS.atOnce} documents at once, each of at most ${
  DOCUMENT_LIMITS.bytes / 1024 / 1024
} MB.`;

function parse(req: Request): Promise<Multipart> {
  return new Promise((resolve, reject) => {
    const form: Multipart = { fields: {}, files: [] };
    let parser: busboy.Busboy;
    try {
      parser = busboy({ headers: req.headers, limits: LIMITS, defParamCharset: 'utf8' });
    } catch {
      // no boundary, or a content type that busboy does not read
      reject(new Problem('malformed'));
      return;
    }
    const slow = setTimeout(
      () => stop(new Problem('malformed', 'The documents took too long to arrive.')),
      ARRIVES_WITHIN_MS,
    );
    let settled = false;
    const settle = (): boolean => {
      if (settled) return false;
      settled = true;
      clearTimeout(slow);
      req.unpipe(parser);
      // what is still on its way is read and dropped, so that the answer can be heard
      req.resume();
      return true;
    };
    const stop = (problem: Problem): void => {
      if (settle()) reject(problem);
    };
    let total = 0;
    req.on('data', (chunk: Buffer) => {
      total += chunk.length;
      if (total > MOST_BYTES) stop(new Problem('too-large', TOO_LARGE));
      // whoever still sends after the answer is cut off
      if (total > 2 * MOST_BYTES) req.destroy();
    });
    req.once('aborted', () => stop(new Problem('malformed')));
    parser.on('file', (_name, stream) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('limit', () => stop(new Problem('too-large', TOO_LARGE)));
      stream.on('error', () => stop(new Problem('malformed')));
      // a file field that was left empty comes as an empty file
      stream.on('end', () => {
        if (parts.length > 0) form.files.push(Buffer.concat(parts));
      });
    });
    parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
      if (nameTruncated || valueTruncated) stop(new Problem('too-large'));
      else if (Object.hasOwn(form.fields, name)) form.fields[name] = [form.fields[name], value].flat();
      else Object.defineProperty(form.fields, name, { value, enumerable: true, configurable: true, writable: true });
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const)
      parser.on(limit, () => stop(new Problem('too-large', TOO_LARGE)));
    parser.on('error', () => stop(new Problem('malformed')));
    parser.on('close', () => {
      if (settle()) resolve(form);
    });
    req.pipe(parser);
  });
}

import { inflatedBytes } from './inflated';
import type { Inspector } from './inspect';

const STREAM = Buffer.from('stream');
const END_STREAM = Buffer.from('endstream');
const END = Buffer.from('%%EOF');
/** Line ends and spaces that may follow the last line. */
const BLANK = /^[\s\0]*$/;
/** Streams of one document: a scan of a few pages has hundreds. */
const STREAMS = 20_000;

/**
 * A PDF ends with its last line, and what its streams hold stays within the limit, unpacked. Streams that are packed in
 * another way than by Deflate are counted as they are: none of those multiplies without an end.
 */
export const inspectPdf: Inspector = async (bytes, unpackedBytes) => {
  const end = bytes.lastIndexOf(END);
  if (end < 0) return 'damaged';
  if (!BLANK.test(bytes.subarray(end + END.length).toString('latin1'))) return 'several-types';
  let left = unpackedBytes - bytes.length;
  let ends = 0;
  let at = 0;
  for (let streams = 0; ; streams += 1) {
    const found = bytes.indexOf(STREAM, at);
    if (found < 0) return undefined;
    if (streams === STREAMS) return 'too-large-unpacked';
    // the word may stand in a text: each is taken for a beginning, so that none hides another
    const begins = afterLineEnd(bytes, found + STREAM.length);
    at = found + STREAM.length;
    if (ends < begins) ends = bytes.indexOf(END_STREAM, begins);
    if (ends < 0) ends = bytes.length;
    const inflated = await inflatedBytes(bytes.subarray(begins, ends), left);
    if (inflated === 'too-many') return 'too-large-unpacked';
    left -= inflated;
  }
};

function afterLineEnd(bytes: Buffer, at: number): number {
  if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) return at + 2;
  return bytes[at] === 0x0a || bytes[at] === 0x0d ? at + 1 : at;
}

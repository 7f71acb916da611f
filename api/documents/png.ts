import { crc32 } from './crc32';
import { inflatedBytes } from './inflated';
import type { Inspector } from './inspect';

const SIGNATURE_BYTES = 8;
/** Length, name and checksum around the content of a chunk. */
const AROUND_BYTES = 12;
/** Packed text and colour profiles: Deflate makes at most 1,032 bytes of one. */
const PACKED_BESIDE = new Set(['zTXt', 'iTXt', 'iCCP']);
const PACKED_BESIDE_BYTES = 128 * 1024;
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** A PNG is a row of chunks from IHDR to IEND and nothing after; its picture stays within the limit, unpacked. */
export const inspectPng: Inspector = async (bytes, unpackedBytes) => {
  const packed: Buffer[] = [];
  let beside = 0;
  let at = SIGNATURE_BYTES;
  for (let first = true; at + AROUND_BYTES <= bytes.length; first = false) {
    const length = bytes.readUInt32BE(at);
    const next = at + AROUND_BYTES + length;
    if (next > bytes.length) return 'damaged';
    const name = bytes.subarray(at + 4, at + 8).toString('latin1');
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== bytes.readUInt32BE(next - 4)) return 'damaged';
    if (first !== (name === 'IHDR')) return 'damaged';
    if (first) {
      const shown = length === 13 ? bytesShown(content) : undefined;
      if (shown === undefined) return 'damaged';
      if (shown > unpackedBytes) return 'too-large-unpacked';
    }
    if (name === 'IDAT') packed.push(content);
    if (PACKED_BESIDE.has(name)) beside += length;
    if (beside > PACKED_BESIDE_BYTES) return 'too-large-unpacked';
    at = next;
    if (name !== 'IEND') continue;
    if (at !== bytes.length) return 'several-types';
    return (await inflatedBytes(Buffer.concat(packed), unpackedBytes)) === 'too-many'
      ? 'too-large-unpacked'
      : undefined;
  }
  return 'damaged';
};

/** What the picture takes in memory, by its head; undefined where the head makes no sense. */
function bytesShown(head: Buffer): number | undefined {
  const channels = CHANNELS[head[9]!];
  if (channels === undefined) return undefined;
  const bits = head.readUInt32BE(0) * channels * head[8]!;
  return Math.ceil(bits / 8) * head.readUInt32BE(4);
}

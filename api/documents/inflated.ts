import { createInflate } from 'node:zlib';

/** Packed again inside what was packed: more than anybody does in good faith. */
const LAYERS = 4;
/** What is packed inside is held in memory to be unpacked in its turn; more than this of it is not looked at. */
const HELD_BYTES = 16 * 1024 * 1024;

/**
 * How many bytes come out of packed data, or `too-many` as soon as they are more than `limit`; 0 where it is not packed
 * by Deflate. What is packed inside it is unpacked, too. What a broken stream yields before it breaks counts: a viewer
 * shows it, and unpacking it took as long.
 */
export async function inflatedBytes(packed: Buffer, limit: number): Promise<number | 'too-many'> {
  let total = 0;
  let next: Buffer | undefined = packed;
  for (let layer = 0; next !== undefined && looksPacked(next); layer += 1) {
    if (layer === LAYERS) return 'too-many';
    const unpacked: Unpacked | 'too-many' = await unpack(next, limit - total);
    if (unpacked === 'too-many') return 'too-many';
    total += unpacked.bytes;
    next = unpacked.packedAgain;
  }
  return total;
}

interface Unpacked {
  bytes: number;
  /** The content, where it looks packed itself. */
  packedAgain?: Buffer;
}

/** The two bytes with which zlib begins. */
function looksPacked(bytes: Buffer): boolean {
  return bytes.length > 2 && (bytes[0]! & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

async function unpack(packed: Buffer, limit: number): Promise<Unpacked | 'too-many'> {
  const inflating = createInflate({ chunkSize: 64 * 1024 });
  inflating.end(packed);
  const held: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of inflating as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limit) return 'too-many';
      if (held.length === 0 && !looksPacked(chunk)) continue;
      if (bytes > HELD_BYTES) return 'too-many';
      held.push(chunk);
    }
  } catch {
    // it broke off; what came before counts
  }
  return held.length > 0 ? { bytes, packedAgain: Buffer.concat(held) } : { bytes };
}

import type { Inspector } from './inspect';

const END = Buffer.from([0xff, 0xd9]);
/** Cameras and telephones add a little of their own after the picture. */
const TRAILER_BYTES = 256 * 1024;
/** Segments that say how large the picture is (SOF), not the tables DHT, JPG and DAC between them. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const SCAN = 0xda;

/** A JPEG is a row of segments up to its first scan; the picture that its frame announces stays within the limit. */
export const inspectJpeg: Inspector = (bytes, unpackedBytes) => Promise.resolve(inspect(bytes, unpackedBytes));

function inspect(bytes: Buffer, unpackedBytes: number): Awaited<ReturnType<Inspector>> {
  let framed = false;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return 'damaged';
    const marker = bytes[at + 1]!;
    // fill bytes may precede a marker
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return 'damaged';
    if (isFrame(marker)) {
      if (length < 8) return 'damaged';
      const [precision, components] = [bytes[at + 4]!, bytes[at + 9]!];
      const shown = bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7) * components * Math.ceil(precision / 8);
      if (shown > unpackedBytes) return 'too-large-unpacked';
      framed = true;
    }
    if (marker === SCAN) return framed ? ending(bytes, at + 2 + length) : 'damaged';
    at += 2 + length;
  }
  return 'damaged';
}

function ending(bytes: Buffer, scan: number): Awaited<ReturnType<Inspector>> {
  const end = bytes.lastIndexOf(END);
  if (end < scan) return 'damaged';
  return bytes.length - end > TRAILER_BYTES ? 'several-types' : undefined;
}

import { deflateSync } from 'node:zlib';
import { crc32 } from '../../api/documents/crc32';

/** A PDF with these streams, packed. */
export function pdf(...streams: Buffer[]): Buffer {
  const objects = streams.map((stream, index) => {
    const packed = deflateSync(stream);
    return Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
      packed,
      Buffer.from('\nendstream\nendobj\n'),
    ]);
  });
  return Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    ...objects,
    Buffer.from('trailer\n<< /Size 1 >>\nstartxref\n9\n%%EOF\n'),
  ]);
}

/** One chunk of a PNG. */
export function pngChunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** An 8-bit RGB PNG of this size; `pixels` is what its IDAT unpacks to, one row of one pixel unless given. */
export function png({
  width = 1,
  height = 1,
  pixels = Buffer.from([0, 200, 10, 10]),
  beside = [],
}: { width?: number; height?: number; pixels?: Buffer; beside?: Buffer[] } = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', head),
    ...beside,
    pngChunk('IDAT', deflateSync(pixels)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The skeleton of a JPEG of this size. */
export function jpeg({ width = 16, height = 16, comment = '' } = {}): Buffer {
  const segment = (marker: number, content: Buffer): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([head, content]);
  };
  const frame = Buffer.from([8, 0, 0, 0, 0, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...(comment ? [segment(0xfe, Buffer.from(comment))] : []),
    segment(0xc0, frame),
    segment(0xda, Buffer.from([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])),
    Buffer.from([0x12, 0x34, 0x56, 0xff, 0xd9]),
  ]);
}

/** An empty ZIP archive: nothing but its end. */
export const ZIP = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]);

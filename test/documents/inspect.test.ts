import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { inspectDocument } from '../../api/documents/inspect';
import { jpeg, pdf, png, pngChunk, ZIP } from '../support/documents';

const MB = 1024 * 1024;
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const after = (document: Buffer, ...more: (Buffer | string)[]): Buffer =>
  Buffer.concat([document, ...more.map((each) => Buffer.from(each as never))]);

describe('what a document is, by its content (decisions.md L4)', () => {
  const taken: [string, Buffer, string][] = [
    ['a PDF', pdf(Buffer.from('BT (Hello) Tj ET')), 'pdf'],
    ['a PDF with blank lines at its end', after(pdf(), '\r\n \n'), 'pdf'],
    ['a PDF whose text speaks of a stream', pdf(Buffer.from('(a stream of events) Tj')), 'pdf'],
    ['a PNG', png(), 'png'],
    ['a JPEG', jpeg(), 'jpeg'],
    ['a JPEG with what a camera adds at its end', after(jpeg(), zeros(1_000)), 'jpeg'],
    ['text', Buffer.from('Zoë moved to 94607 on 3 March.\r\nSee the lease.\n'), 'text'],
    ['text with a byte order mark', Buffer.from('\ufeffMoved.'), 'text'],
    [
      'a mail saved as text',
      Buffer.from('From: a@example.com\nTo: b@example.com\n\nYour new address is noted.'),
      'text',
    ],
  ];
  for (const [what, bytes, type] of taken)
    it(`takes ${what}`, async () => assert.deepEqual(await inspectDocument(bytes), { type }));

  const refused: [string, Buffer, string][] = [
    ['nothing', zeros(0), 'empty'],
    ['a program', Buffer.from('MZ\x90\0\x03\0\0\0'), 'unknown-type'],
    ['an archive', ZIP, 'unknown-type'],
    ['a GIF', Buffer.from('GIF89a\x01\0\x01\0'), 'unknown-type'],
    ['text in no UTF-8', Buffer.from([0x5a, 0x6f, 0xeb]), 'unknown-type'],
    ['text with control characters', Buffer.from('a\x1b[2Jb'), 'unknown-type'],
    ['a page', Buffer.from('  <!doctype html><script>alert(1)</script>'), 'unknown-type'],
    ['a picture that is a page', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'), 'unknown-type'],
    ['PostScript', Buffer.from('%!PS-Adobe-3.0\n(x) show'), 'unknown-type'],
    ['a PDF without an end', pdf().subarray(0, -8), 'damaged'],
    ['a PDF that goes on after its end', after(pdf(), 'MZ and more'), 'several-types'],
    [
      'a PDF that is an archive, too',
      after(pdf().subarray(0, -6), ZIP.subarray(0, 20), Buffer.from([7, 0]), '\n%%EOF\n'),
      'several-types',
    ],
    ['a PNG that is cut off', png().subarray(0, -12), 'damaged'],
    ['a PNG with a wrong checksum', png().fill(1, 30, 33), 'damaged'],
    ['a PNG with an archive behind it', after(png(), ZIP), 'several-types'],
    [
      'a PNG with a page in a chunk',
      png({ beside: [pngChunk('tEXt', Buffer.from('Comment\0<html><script>x()</script>'))] }),
      'several-types',
    ],
    [
      'a PNG with a PDF in a chunk',
      png({ beside: [pngChunk('tEXt', Buffer.from('Comment\0%PDF-1.4'))] }),
      'several-types',
    ],
    ['a JPEG with a page in its comment', jpeg({ comment: '<script>x()</script>' }), 'several-types'],
    ['a JPEG with an archive behind it', after(jpeg(), ZIP), 'several-types'],
    ['a JPEG with more behind it than a camera adds', after(jpeg(), zeros(300 * 1024)), 'several-types'],
    ['a JPEG without a picture', Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 'damaged'],
  ];
  for (const [what, bytes, why] of refused)
    it(`refuses ${what}`, async () => assert.deepEqual(await inspectDocument(bytes), { refused: why }));

  const bombs: [string, Buffer][] = [
    ['a PDF stream', pdf(zeros(3 * MB))],
    ['many PDF streams together', pdf(...Array.from({ length: 5 }, () => zeros(MB)))],
    ['a PDF stream that is packed twice', pdf(deflateSync(zeros(3 * MB)))],
    ['a PDF stream behind the word stream', after(Buffer.from('%PDF-1.7\n(stream '), pdf(zeros(3 * MB)).subarray(9))],
    [
      'a PDF stream that breaks off',
      after(pdf(Buffer.from('x')).subarray(0, 9), 'stream\n', deflateSync(zeros(3 * MB)).subarray(0, -6), '\n%%EOF'),
    ],
    ['the pixels of a PNG', png({ pixels: zeros(3 * MB) })],
    ['the size of a PNG', png({ width: 60_000, height: 60_000 })],
    ['packed texts in a PNG', png({ beside: [pngChunk('zTXt', zeros(200 * 1024))] })],
    ['the size of a JPEG', jpeg({ width: 65_500, height: 65_500 })],
  ];
  for (const [what, bytes] of bombs)
    it(`refuses what is larger when it is shown: ${what}`, async () =>
      assert.deepEqual(await inspectDocument(bytes, 2 * MB), { refused: 'too-large-unpacked' }));

  it('never throws, and takes nothing that does not begin as it says', async () => {
    const heads: Uint8Array[] = [pdf(), png(), jpeg(), Buffer.from('text')];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...heads),
        fc.nat(),
        fc.uint8Array({ maxLength: 64 }),
        async (document, at, noise) => {
          const bytes = Buffer.from(new Uint8Array(document));
          bytes.set(noise.subarray(0, Math.max(0, bytes.length - (at % bytes.length))), at % bytes.length);
          const inspection = await inspectDocument(bytes, MB);
          if ('type' in inspection && inspection.type === 'pdf')
            assert.ok(bytes.toString('latin1').startsWith('%PDF-'));
          if ('type' in inspection && inspection.type === 'png') assert.equal(bytes[0], 0x89);
        },
      ),
      { numRuns: 500 },
    );
  });
});

import { isUtf8 } from 'node:buffer';
import type { Inspector } from './inspect';

/** Control characters that no text has; tab, line feed, form feed and carriage return are text. */
const NOT_TEXT = /[\0-\x08\x0b\x0e-\x1f\x7f]/;
/** Markup, scripts and documents in disguise: what a program could do more with than show it. */
const NOT_PLAIN = /^\s*(<|%!|#!|\{\\rtf)/i;

/** Plain text in UTF-8, and nothing that a program would read as more than that. */
export const inspectText: Inspector = (bytes) => {
  if (!isUtf8(bytes)) return Promise.resolve('unknown-type');
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  return Promise.resolve(NOT_TEXT.test(text) || NOT_PLAIN.test(text) ? 'unknown-type' : undefined);
};

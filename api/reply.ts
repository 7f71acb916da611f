import type { VNode } from 'preact';

/** A cookie to set, or to remove where `value` is empty. */
export interface ReplyCookie {
  name: string;
  value: string;
  /** Seconds; a session cookie of the browser where absent. */
  maxAge?: number;
}

/** What a handler answers with. A value, so that a handler can be tested without a server. */
export type Reply = { status: number; cookies?: ReplyCookie[]; headers?: Record<string, string> } & (
  | { type: 'page'; title: string; body: VNode }
  | { type: 'json'; value: unknown }
  | { type: 'redirect'; to: string }
  | { type: 'text'; text: string; contentType: string }
  /** A file that is written as it is read; one that breaks off reaches the browser as broken off. */
  | { type: 'stream'; chunks: AsyncIterable<Buffer>; mediaType: string; name: string }
  | { type: 'file'; bytes: Buffer; mediaType: string; name: string }
);

/** A page for people. */
export function page(title: string, body: VNode, more: { status?: number; cookies?: ReplyCookie[] } = {}): Reply {
  return { type: 'page', title, body, status: more.status ?? 200, cookies: more.cookies };
}

/** A JSON answer for programs. */
export function json(value: unknown, more: { status?: number; cookies?: ReplyCookie[] } = {}): Reply {
  return { type: 'json', value, status: more.status ?? 200, cookies: more.cookies };
}

/** After a form: the next page, so that reloading it sends nothing again. */
export function redirect(to: string, cookies?: ReplyCookie[]): Reply {
  return { type: 'redirect', to, status: 303, cookies };
}

/** Plain text or a style sheet. */
export function text(body: string, contentType: string, headers?: Record<string, string>): Reply {
  return { type: 'text', text: body, contentType, status: 200, headers };
}

/** A file to save, never to be shown by the browser. @param name ASCII letters, digits, dots and dashes only */
export function file(bytes: Buffer, { mediaType, name }: { mediaType: string; name: string }): Reply {
  return {
    type: 'file',
    bytes,
    mediaType,
    name,
    status: 200,
    // should a browser show it all the same, it runs nothing and reaches nothing
    headers: { 'Content-Security-Policy': "default-src 'none'; sandbox" },
  };
}

/** As {@link file}, of what is too large to be held. */
export function stream(chunks: AsyncIterable<Buffer>, { mediaType, name }: { mediaType: string; name: string }): Reply {
  const headers = { 'Content-Security-Policy': "default-src 'none'; sandbox" };
  return { type: 'stream', chunks, mediaType, name, status: 200, headers };
}

import type { z } from 'zod';
import type { ApiScope, StaffRole } from '../rules/codes';
import type { ApiKey } from '../db/api-keys';
import type { Staff } from '../db/staff';
import type { Session } from '../db/sessions';

/**
 * Who a route is for. `public`: anyone. `consumer`, `recipient`: whoever exchanged a link for a session. `staff`: a
 * signed-in member of staff. `signed`: a recipient's system, by signature. `program`: one with an API key. `operations`: those who run the engine;
 * it names no person. `codec`: staff who stated a reason.
 */
export const AUDIENCES = [
  'public',
  'consumer',
  'recipient',
  'staff',
  'signed',
  'program',
  'operations',
  'codec',
] as const;
/** Audience of a route. */
export type Audience = (typeof AUDIENCES)[number];

/** One line of the table of routes: everything that decides who may call it and what it takes. */
export interface Route {
  /** Name of its handler. */
  id: string;
  method: 'GET' | 'POST';
  path: string;
  audience: Audience;
  /** For `staff`: roles of which the caller must hold one; every role where absent. */
  roles?: readonly StaffRole[];
  /** For `program`: what its key must be for. */
  scope?: ApiScope;
  /** For `consumer`: the link's purpose. */
  purpose?: 'status' | 'not-me' | 'permission' | 'confirm';
  /** For `consumer` and `recipient`: the code must have been entered in this session. */
  verified?: true;
  /** What the path names: an object that is not the caller's is answered as one that does not exist. */
  object?: 'request' | 'letter' | 'decision' | 'document' | 'account' | 'notice';
  /** Answers in JSON, problems too; the others answer with pages. */
  api?: true;
  /** Open to staff whose one-time password is not changed yet. */
  beforePassword?: true;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Shape of the JSON answer. */
  answers?: z.ZodType;
  /** Largest body, bytes; 32 KiB where absent. */
  limit?: number;
  /** Takes files (multipart/form-data), within the limits of rules/documents.ts. */
  files?: true;
  /** For the OpenAPI document. */
  summary: string;
}

/** A session with the token that its cookie holds. */
export type LiveSession = Session & { token: string };

type Out<S, Otherwise> = S extends z.ZodType ? z.output<S> : Otherwise;

/** What a handler gets: everything checked and read, nothing of the request's raw form. */
export interface Context<R extends Route> {
  params: Out<R['params'], Record<string, never>>;
  query: Out<R['query'], Record<string, never>>;
  body: Out<R['body'], undefined>;
  nowMs: number;
  /** Keyed hash of the caller's network address, for limits. */
  network: string;
  /** For every audience with sessions; a public route has one where the caller happens to. */
  session: R['audience'] extends 'consumer' | 'recipient' | 'staff' | 'codec' ? LiveSession : LiveSession | undefined;
  staff: R['audience'] extends 'staff' | 'codec' ? Staff : undefined;
  program: R['audience'] extends 'program' ? ApiKey : undefined;
  /** For a route that takes files: the bytes of each. */
  files: readonly Buffer[];
  /** For `signed`: the bytes and the header that were signed. */
  raw: { body: Buffer; header(name: string): string | undefined };
}

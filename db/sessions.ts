import { createHash, randomBytes } from 'node:crypto';
import type { Db, Trx } from './connect';

/** Who holds a session. A session opens the routes of its audience and no other. */
export const SESSION_AUDIENCES = ['consumer', 'staff', 'recipient', 'codec'] as const;
/** Audience of a session. */
export type SessionAudience = (typeof SESSION_AUDIENCES)[number];

/** A session as it stands; its token is in the cookie, here is only its hash. */
export interface Session {
  audience: SessionAudience;
  /** Request ID (consumer), staff ID (staff, codec) or recipient ID (recipient). */
  subject: string;
  /** Goes with every form of the session; a change without it is refused. */
  csrf: string;
  content: Record<string, unknown>;
  expiresAtMs: number;
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Opens a session under a new random token: signing in never keeps a token that was there before.
 *
 * @param session.lifeMs how long it lasts, milliseconds
 */
export async function openSession(
  db: Db | Trx,
  session: {
    audience: SessionAudience;
    subject: string;
    content?: Record<string, unknown>;
    nowMs: number;
    lifeMs: number;
  },
): Promise<{ token: string; csrf: string }> {
  const token = randomBytes(32).toString('base64url');
  const csrf = randomBytes(24).toString('base64url');
  await db('sessions').insert({
    token_hash: hashOf(token),
    audience: session.audience,
    subject: session.subject,
    csrf,
    content: JSON.stringify(session.content ?? {}),
    created_at: new Date(session.nowMs),
    expires_at: new Date(session.nowMs + session.lifeMs),
  });
  return { token, csrf };
}

/** The session of a token, where it is of this audience and has not expired. */
export async function findSession(
  db: Db | Trx,
  token: string,
  audience: SessionAudience,
  nowMs: number,
): Promise<Session | undefined> {
  const row = await db('sessions')
    .where({ token_hash: hashOf(token), audience })
    .andWhere('expires_at', '>', new Date(nowMs))
    .first<{ subject: string; csrf: string; content: Record<string, unknown>; expires_at: Date } | undefined>(
      'subject',
      'csrf',
      'content',
      'expires_at',
    );
  return (
    row && {
      audience,
      subject: row.subject,
      csrf: row.csrf,
      content: row.content,
      expiresAtMs: row.expires_at.getTime(),
    }
  );
}

/** Adds to what a session knows, for instance that its code was right. */
export async function extendSession(db: Db | Trx, token: string, content: Record<string, unknown>): Promise<void> {
  await db('sessions')
    .where({ token_hash: hashOf(token) })
    .update({ content: db.raw('content || ?::jsonb', [JSON.stringify(content)]) });
}

/** Locks a session until the transaction ends and returns what it knows; undefined where it has ended. */
export async function lockSession(trx: Trx, token: string): Promise<Record<string, unknown> | undefined> {
  const row = await trx('sessions')
    .where({ token_hash: hashOf(token) })
    .forUpdate()
    .first<{ content: Record<string, unknown> } | undefined>('content');
  return row?.content;
}

/** Ends one session. */
export async function endSession(db: Db | Trx, token: string): Promise<void> {
  await db('sessions')
    .where({ token_hash: hashOf(token) })
    .delete();
}

/** Ends all sessions of a subject, for instance when a password changes. */
export async function endSessionsOf(db: Db | Trx, audience: SessionAudience, subject: string): Promise<void> {
  await db('sessions').where({ audience, subject }).delete();
}

/** Removes what has expired. */
export async function pruneSessions(db: Db | Trx, nowMs: number): Promise<void> {
  await db('sessions').where('expires_at', '<', new Date(nowMs)).delete();
}

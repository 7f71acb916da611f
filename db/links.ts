import { createHash, randomBytes } from 'node:crypto';
import type { Db, Trx } from './connect';

/**
 * What a link is for; a link opens this and nothing else. `status` and `not-me` are bound to a request, `recipient` to
 * a recipient of the data map.
 */
export const LINK_PURPOSES = ['status', 'not-me', 'recipient'] as const;
/** Purpose of a link. */
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** A link as it stands: its token is known to whoever holds the letter, here is only its hash. */
export interface Link {
  purpose: LinkPurpose;
  /** Request ID for `status` and `not-me`, recipient ID for `recipient`. */
  object: string;
}

/** 256 random bits need no slow hash. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Makes a link and returns its token, to be put behind `/r/` in a letter; only its hash is kept (decisions.md L5).
 *
 * @param link.expiresAtMs UTC milliseconds from which the link opens nothing
 */
export async function createLink(trx: Db | Trx, link: Link & { expiresAtMs: number }): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await trx('links').insert({
    token_hash: hashOf(token),
    purpose: link.purpose,
    object: link.object,
    expires_at: new Date(link.expiresAtMs),
  });
  return token;
}

/**
 * The link of a token, where it is for this purpose and has not expired. Undefined otherwise: unknown, expired and
 * made for something else are one answer.
 *
 * @param purpose undefined where the caller shows the page that fits the purpose
 */
export async function findLink(
  db: Db | Trx,
  token: string,
  purpose: LinkPurpose | undefined,
  nowMs: number,
): Promise<Link | undefined> {
  return db('links')
    .where({ token_hash: hashOf(token), ...(purpose ? { purpose } : {}) })
    .andWhere('expires_at', '>', new Date(nowMs))
    .first<Link | undefined>('purpose', 'object');
}

/** Notes the first use of a link. It may be used again until it expires: people follow a letter's link more than once. */
export async function markLinkUsed(trx: Db | Trx, token: string, nowMs: number): Promise<void> {
  await trx('links')
    .where({ token_hash: hashOf(token) })
    .whereNull('used_at')
    .update({ used_at: new Date(nowMs) });
}

/** Ends every link of an object, for instance when a recipient's contact changes (decisions.md I2). */
export async function endLinks(trx: Db | Trx, object: string, purpose: LinkPurpose, nowMs: number): Promise<void> {
  await trx('links')
    .where({ object, purpose })
    .andWhere('expires_at', '>', new Date(nowMs))
    .update({ expires_at: new Date(nowMs) });
}

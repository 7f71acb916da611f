import { createHash, randomBytes } from 'node:crypto';
import type { Recipient } from '../datamap/data-map';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';

/**
 * What a link is for; a link opens this and nothing else. `recipient` is bound to a recipient of the data
 * map, every other to a request.
 */
export const LINK_PURPOSES = ['status', 'not-me', 'permission', 'confirm', 'recipient'] as const;
/** Purpose of a link. */
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** How long the link in a recipient's mail opens its page, days. */
export const RECIPIENT_LINK_DAYS = 60;

/** A link as it stands: its token is known to whoever holds the letter, here is only its hash. */
export interface Link {
  purpose: LinkPurpose;
  /** Recipient ID for `recipient`, request ID for every other. */
  object: string;
}

/** 256 random bits need no slow hash. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * Makes a link and returns its token, to be put behind `/r/` in a letter; only its hash is kept (decisions.md L5).
 *
 * @param link.expiresAtMs UTC milliseconds from which the link opens nothing
 * @param link.contactHash {@link contactHashOf} a recipient: when its contact changes, the link dies
 */
export async function createLink(
  trx: Db | Trx,
  link: Link & { expiresAtMs: number; contactHash?: Buffer },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await trx('links').insert({
    token_hash: hashOf(token),
    purpose: link.purpose,
    object: link.object,
    expires_at: new Date(link.expiresAtMs),
    contact_hash: link.contactHash ?? null,
  });
  return token;
}

/** Keyed hash of the address registered for a recipient; undefined for one that people cannot be written to at. */
export function contactHashOf(vault: Vault, { contact }: Pick<Recipient, 'contact'>): Buffer | undefined {
  return 'address' in contact ? vault.hash('contact', contact.address.trim().toLowerCase()) : undefined;
}

/**
 * The link of a token, where it has not expired, or where `expired` asks for one that has. Undefined otherwise: unknown,
 * expired and dead are one answer.
 *
 * @param registered hash of the contact that a recipient has now; a link that was made for another one opens nothing
 */
export async function findLink(
  db: Db | Trx,
  token: string,
  registered: (recipient: string) => Buffer | undefined,
  nowMs: number,
  { expired = false } = {},
): Promise<Link | undefined> {
  const row = await db('links')
    .where({ token_hash: hashOf(token) })
    .andWhere('expires_at', expired ? '<=' : '>', new Date(nowMs))
    .first<(Link & { contact_hash: Buffer | null }) | undefined>('purpose', 'object', 'contact_hash');
  if (!row) return undefined;
  const { purpose, object, contact_hash: madeFor } = row;
  if (purpose === 'recipient' && !(madeFor && registered(object)?.equals(madeFor))) return undefined;
  return { purpose, object };
}

/** Notes the first use of a link. It may be used again until it expires: people follow a letter's link more than once. */
export async function markLinkUsed(trx: Db | Trx, token: string, nowMs: number): Promise<void> {
  await trx('links')
    .where({ token_hash: hashOf(token) })
    .whereNull('used_at')
    .update({ used_at: new Date(nowMs) });
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problems';

/** Name of the secret that an integration shows to vouch for identity; without it nobody can. */
export const INTEGRATION_SECRET = 'intake-integration-token';
/** A shorter one could be guessed. */
const SHORTEST = 32;

/**
 * Tells whether a call is the integration's own: `Authorization: Bearer` with the configured secret. What it sends is
 * vouched for: the person signed in again, to an account of the business, to make this very request (VER-08,
 * 11 CCR 7061(a)). A session from earlier is not enough; an integration that cannot say so must not show the secret.
 *
 * @returns a check that throws Problem `sign-in-needed` for a bearer token that is another one: an integration must not
 *   go on as the public
 */
export function createVoucher(secrets: ReadonlyMap<string, string>): (authorization: string | undefined) => boolean {
  return (authorization) => {
    const given = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) return false;
    const secret = secrets.get(INTEGRATION_SECRET);
    const known = secret !== undefined && secret.length >= SHORTEST;
    if (known && timingSafeEqual(digest(given), digest(secret))) return true;
    throw new Problem('sign-in-needed', 'This token is not that of an integration.');
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

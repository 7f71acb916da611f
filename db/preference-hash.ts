import type { IdentifierType } from '../rules/codes';
import { normalEmail, normalPhone } from '../rules/identifiers';
import type { Vault } from '../vault/vault';

/** An identifier as the preference store knows it. */
export interface HashedIdentifier {
  type: IdentifierType;
  hash: Buffer;
}

/**
 * Identifiers as the preference store knows them: keyed hashes, in which every spelling of one address or number is one.
 * What an ID looks like is its maker's business: only blanks around it go.
 */
export function hashedIdentifiers(
  vault: Vault,
  identifiers: readonly { type: IdentifierType; value: string }[],
): HashedIdentifier[] {
  return identifiers.map(({ type, value }) => {
    const text = type === 'email' ? normalEmail(value) : type === 'phone' ? normalPhone(value) : value.trim();
    return { type, hash: vault.hash('preference', `${type}:${text}`) };
  });
}

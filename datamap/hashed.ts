import { createHash } from 'node:crypto';
import { normalEmail, normalPhone } from '../rules/identifiers';
import type { IdentifierType } from '../rules/codes';
import type { Recipient } from './data-map';

/** An identifier as a recipient is told it: plain, or hashed as it declared. */
export interface ToldIdentifier {
  type: IdentifierType;
  value: string;
  /** The algorithm, where `value` is a hash. */
  hashed?: NonNullable<Recipient['hashed']>['algorithm'];
}

const ALGORITHMS = { 'sha-256': 'sha256', 'sha-512': 'sha512' } as const;

/**
 * Identifiers as this recipient is told them: where it accepts hashes, hashed over the form and with the algorithm that
 * the data map names for it, and never plain (decisions.md I1).
 */
export function toldTo(
  { hashed }: Pick<Recipient, 'hashed'>,
  identifiers: readonly { type: IdentifierType; value: string }[],
): ToldIdentifier[] {
  if (!hashed) return identifiers.map(({ type, value }) => ({ type, value }));
  const { algorithm, encoding } = hashed;
  return identifiers.map(({ type, value }) => ({
    type,
    value: createHash(ALGORITHMS[algorithm])
      .update(formOf(hashed, type, value), 'utf8')
      .digest(encoding),
    hashed: algorithm,
  }));
}

/** The form of a value over which both sides hash. */
function formOf({ email, phone }: NonNullable<Recipient['hashed']>, type: IdentifierType, value: string): string {
  if (type === 'email' && email === 'lower-case') return normalEmail(value);
  if (type === 'phone') return phone === 'digits' ? normalPhone(value).replace(/\D/g, '') : normalPhone(value);
  return value.trim();
}

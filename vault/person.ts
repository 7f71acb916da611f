import type { IdentifierType } from '../rules/codes';

/**
 * What a requester says about the person whom a request is about. Sealed as one vault entry of class `case` and kind
 * {@link PERSON_KIND}; nothing of it stands anywhere else (design.md, Rules 2).
 */
export interface PersonClaim {
  /** As given; for letters, never compared. */
  name: string;
  /** Normalised by {@link normalEmail}. */
  email: string;
  /** Normalised by {@link normalPhone}. */
  phone?: string;
  /** Data points by the name under which the data map asks for them, for instance `postal-code`. */
  points: Record<string, string>;
  /** An authorised agent who asks for the person; answers go to the agent (decisions.md B5). */
  agent?: { name: string; email: string };
  /** A know request: the days asked for, `YYYY-MM-DD`; absent where everything is (INT-06). */
  period?: { from: string | null; to: string | null };
  /** A declaration under penalty of perjury, signed with this name (VER-11). */
  declaration?: { signed: string };
  /** A copy goes by post to this address, as the consumer chose (KNW-12). */
  post?: string;
  /** What a correction contests. */
  corrections?: ContestedValue[];
  /** What the requester wrote besides. */
  message?: string;
  /** How staff took it down, where the request came by telephone. */
  note?: string;
}

/** A field that is said to be wrong, and what is right. */
export interface ContestedValue {
  /** A name under `correctable` of the data map. */
  field: string;
  value: string;
  /** The consumer agrees that it is deleted where it is not corrected (COR-05). */
  deleteInstead?: true;
}

/** Kind of the vault entry that holds a {@link PersonClaim}. */
export const PERSON_KIND = 'person';

/** Data points that the form offers, in its order. */
export const DATA_POINTS = ['postal-code', 'customer-number', 'event-attended'] as const;
/** Name of a data point that the form offers. */
export type DataPoint = (typeof DATA_POINTS)[number];

/** One mailbox, one spelling: trimmed, NFC, lower case. Whether it is an address at all is the border's check. */
export function normalEmail(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}

/**
 * E.164 where the number can be read: digits kept, `00` becomes `+`, and ten digits (or eleven with a leading 1) are
 * North American. Anything else is returned as its digits, which match nothing.
 */
export function normalPhone(text: string): string {
  const plus = /^\s*(\+|00)/.test(text);
  const digits = text.replace(/\D/g, '').replace(/^00/, '');
  if (plus) return `+${digits}`;
  if (digits.length === 10) return `+1${digits}`;
  if (digits.length === 11 && digits.startsWith('1')) return `+${digits}`;
  return digits;
}

/** Kind of the entry with a signed declaration: part of the record, which outlives the case (VER-11). */
export const DECLARATION_KIND = 'declaration';

/** The identifiers that a claim gives to look a person up by. A claim is not proof. */
export function claimedIdentifiers(claim: PersonClaim): { type: IdentifierType; value: string }[] {
  const identifiers: { type: IdentifierType; value: string }[] = [{ type: 'email', value: claim.email }];
  if (claim.phone) identifiers.push({ type: 'phone', value: claim.phone });
  return identifiers;
}

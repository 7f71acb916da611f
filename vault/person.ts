import type { AgentKind } from '../rules/agents';
import type { IdentifierType } from '../rules/codes';

export { normalEmail, normalPhone } from '../rules/identifiers';

/**
 * What a requester says about the person whom a request is about. Sealed as one vault entry of class `case` and kind
 * {@link PERSON_KIND}; nothing of it stands anywhere else (design.md, Rules 2).
 */
export interface PersonClaim {
  /** As given; for letters, never compared. Absent where the right asks for none (INT-08). */
  name?: string;
  /** Normalised by {@link normalEmail}. Absent where another identifier finds the record (INT-08). */
  email?: string;
  /** Normalised by {@link normalPhone}. */
  phone?: string;
  /** Data points by the name under which the data map asks for them, for instance `postal-code`. */
  points: Record<string, string>;
  /** What else the person is known by, where a site or system said so: a visitor's ID and the like. */
  identifiers?: { type: IdentifierType; value: string }[];
  /** An authorised agent who asks for the person; answers go to the agent (decisions.md B5). */
  agent?: { name: string; email: string; kind: AgentKind };
  /** A know request: the days asked for, `YYYY-MM-DD`; absent where everything is (INT-06). */
  period?: { from: string | null; to: string | null };
  /** A declaration under penalty of perjury, signed with this name (VER-11). */
  declaration?: { signed: string };
  /** A copy goes by post to this address, as the consumer chose (KNW-12). */
  post?: string;
  /** An opt-in that is given in knowledge of the browser's privacy signal (GPC-04). */
  despiteSignal?: true;
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

/** What a right that rests on knowing the person asks for: a name, and an address that a code and the answer go to. */
export type IdentifiedClaim = PersonClaim & { name: string; email: string };

/** Kind of the vault entry that holds a {@link PersonClaim}. */
export const PERSON_KIND = 'person';

/** Data points that the form offers, in its order. */
export const DATA_POINTS = ['postal-code', 'customer-number', 'event-attended'] as const;
/** Name of a data point that the form offers. */
export type DataPoint = (typeof DATA_POINTS)[number];

/** Kind of the entry with a signed declaration: part of the record, which outlives the case (VER-11). */
export const DECLARATION_KIND = 'declaration';

/** The identifiers that a claim gives to look a person up by. A claim is not proof. */
export function claimedIdentifiers(claim: PersonClaim): { type: IdentifierType; value: string }[] {
  return [
    ...(claim.email ? [{ type: 'email' as const, value: claim.email }] : []),
    ...(claim.phone ? [{ type: 'phone' as const, value: claim.phone }] : []),
    ...(claim.identifiers ?? []),
  ];
}

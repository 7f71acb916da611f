import type {
  Category,
  ExceptionCode,
  FailureCode,
  IdentifierType,
  PreferencePurpose,
  ProofStrength,
} from '../rules/codes';

/** One typed identifier of a person. `value` is normalised (e-mail lower-cased, phone in E.164) and never empty. */
export interface Identifier {
  type: IdentifierType;
  value: string;
}

/** One row (or document) of a system, by the key that erasure acts on (decisions.md D2). */
export interface RowKey {
  table: string;
  key: string;
}

/** One field of one row. */
export interface FieldPlace extends RowKey {
  column: string;
}

/** One field of one row, and the value that it is to have; null empties it. */
export interface FieldChange extends FieldPlace {
  value: string | null;
}

/** A value that a system holds about the located person, for verification; never leaves the activity that asked. */
export interface HeldField {
  /** Name in the data map, `table.column`. */
  field: string;
  /** What a requester is asked for, for instance `postal-code`; the claim of the same name is compared with it. */
  asks?: string;
  value: string;
  proof: ProofStrength;
  /** For contacts (e-mail, phone): when the value was last changed, as a UTC instant (ISO 8601). */
  changedAt?: string;
  /** For contacts: true where a message sent there reaches this person alone (not info@ and the like). */
  contact?: 'email' | 'phone';
}

/** What one table holds of the person. */
export interface LocatedTable {
  table: string;
  categories: Category[];
  rows: RowKey[];
  /** When each row came to be, in their order: UTC milliseconds, null where the system does not say. */
  cameAtMs: (number | null)[];
  /** Row keys that the data map proposes to keep, each with its reason (decided by a person, never by the map). */
  proposals: { code: ExceptionCode; reason: string; purpose: string; rows: RowKey[]; endsOn?: string }[];
}

/** Everything a system found about a person. Holds the person: it stays in activities and the vault. */
export interface Located {
  /** Rows left out because they came to be at {@link CallContext.olderThanMs} or later. */
  fresh: number;
  /** How many distinct people stand behind the identifiers given; more than one stops for a decider. */
  persons: number;
  tables: LocatedTable[];
  /** Every identifier met on the way, the given ones included. */
  identifiers: Identifier[];
  fields: HeldField[];
}

/** What a system still holds, asked anew: by the captured keys and by each identifier in each table (decisions.md D3). */
export interface Remaining {
  byKey: RowKey[];
  byIdentifier: RowKey[];
  /** Rows with these identifiers that were left out because they came to be at {@link CallContext.olderThanMs} or later. */
  fresh: number;
}

/** One page of the identifiers that a system holds, of whomever. Holds persons: it stays in the activity that asked. */
export interface IdentifierPage {
  /** Each once; none that would lead to several people or to nobody (placeholders, shared mailboxes, shared columns). */
  identifiers: Identifier[];
  /** Rows read. */
  rows: number;
  /** Where the next page begins; null after the last. It may hold a row's key: it is sealed wherever it is kept. */
  next: string | null;
}

/** One row of a person, as the system holds it: columns of the data map, as text. */
export interface ReadRow extends RowKey {
  values: Record<string, string | null>;
}

/** One page of what a system holds of a person. Holds the person: it stays in the activity that asked. */
export interface RowPage {
  rows: ReadRow[];
  /** Where the next page begins; null after the last. It may hold a row's key: it is sealed wherever it is kept. */
  next: string | null;
}

/** Whether a person allows a purpose. */
export interface Preference {
  purpose: PreferencePurpose;
  allowed: boolean;
}

/** What every call to a system carries. */
export interface CallContext {
  /** Aborted when the attempt is cancelled or lost its time; connectors pass it on to the driver. */
  signal: AbortSignal;
  /** Same bytes, same key: the system sees one effect however often the call is repeated (decisions.md E1, E2). */
  idempotencyKey?: string;
  /** Reports progress during long work. */
  heartbeat(): void;
  /** The moment of this attempt, UTC milliseconds (decisions.md F). */
  nowMs: number;
  /**
   * Rows that came to be at this moment or later, UTC milliseconds, were given afresh: no answer names them
   * (decisions.md J). A table whose data map names no `createdAt` knows no such rows of its own.
   */
  olderThanMs?: number;
}

/**
 * A place where the business holds personal information. One file per kind implements this; the data map says which
 * kind a system is and everything that differs between two systems of one kind.
 *
 * Errors: every method throws {@link ConnectorFailure} and nothing else; driver text never leaves the connector.
 */
export interface SystemConnector {
  readonly system: string;
  /** Compares the data map with the system as it stands; returns what is wrong, in words for the engineer. */
  check(context: CallContext): Promise<string[]>;
  /** Finds all rows of the person behind these identifiers, following the paths of the data map. Changes nothing. */
  locate(identifiers: Identifier[], context: CallContext): Promise<Located>;
  /**
   * Erases exactly these rows. Rows already gone are no error: evidence is what {@link remaining} says afterwards.
   *
   * @param kept rows that stay by a decided exception: they lose their references to what is erased. Without it, the
   *   rows that the data map proposes to keep count as kept. A row that refers to an erased one and is neither erased
   *   nor kept came after the plan: `still-found`, and nothing is erased.
   */
  erase(rows: RowKey[], context: CallContext, kept?: RowKey[]): Promise<void>;
  /** Asks on a consistent read which of these rows, and which rows with these identifiers, are there. */
  remaining(rows: RowKey[], identifiers: Identifier[], context: CallContext): Promise<Remaining>;
  /**
   * Sets fields of exactly these rows, in one transaction where the system has such. Rows that are gone are no error:
   * evidence is what {@link values} says afterwards.
   */
  correct(changes: FieldChange[], context: CallContext): Promise<void>;
  /** The present values of these fields, on a consistent read; rows that are gone are left out. */
  values(places: FieldPlace[], context: CallContext): Promise<FieldChange[]>;
  /**
   * Says in these rows whether a purpose is allowed, in the column that the data map names for it, and asks anew: then
   * every row that is still there says so. Rows of tables without such a column are left, and so are rows that are gone.
   *
   * @returns the rows that say so
   * @throws ConnectorFailure `not-kept` where a row says otherwise afterwards
   */
  prefer(rows: RowKey[], preference: Preference, context: CallContext): Promise<RowKey[]>;
  /**
   * Reads the identifiers of everybody, a bounded page at a time, in an order that a later call can go on from.
   *
   * @param position `next` of the page before; null for the first
   */
  enumerate(position: string | null, context: CallContext): Promise<IdentifierPage>;
  /**
   * Reads every row of the person behind these identifiers, whole, a bounded page at a time, tables in the data map's
   * order, parents first. Identifiers met on the way are not followed: {@link locate} told them.
   *
   * @param position `next` of the page before; null for the first
   */
  read(identifiers: Identifier[], position: string | null, context: CallContext): Promise<RowPage>;
  /** Releases connections. */
  close(): Promise<void>;
}

/** A failure at a system or recipient, reduced to a code of the closed table. */
export class ConnectorFailure extends Error {
  override readonly name = 'ConnectorFailure';
  constructor(
    readonly code: FailureCode,
    /** When the other side said how long to wait (`Retry-After`): milliseconds. */
    readonly retryAfterMs?: number,
  ) {
    super(code);
  }
}

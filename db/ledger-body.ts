/** What an entry's body may hold: codes, IDs, numbers and dates, in arrays and objects of them (decisions.md H1). */
export type LedgerBody = { [key: string]: LedgerValue };
/** A value in a {@link LedgerBody}; what is undefined is left out. */
export type LedgerValue = string | number | boolean | null | undefined | LedgerValue[] | LedgerBody;

/** Codes, IDs, dates, instants and digests (hex or base64url). No space, so no sentence; no '@', so no address. */
const CODE = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/;
const KEY = /^[A-Za-z][A-Za-z0-9._:/-]{0,99}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Seven digits and no letter look like a telephone number. */
const NO_LETTER = /^[\d.:/-]*$/;
const MAX_DEPTH = 5;

/** Stands where something else than a code was about to be written. */
export const WITHHELD = 'withheld';

/** Thrown outside production, so that a body with free text does not get past its first test. */
export class NotForTheLedger extends Error {
  override readonly name = 'NotForTheLedger';
  /** The path is named, the value never is: it may be a person's. */
  constructor(path: string) {
    super(`ledger bodies hold codes, IDs, numbers and dates only: ${path} is something else (put it in the vault)`);
  }
}

/**
 * Whether a text is a code, an ID, a date or a digest. It cannot tell a one-word name from a code: who writes an entry
 * takes values from vocabularies and IDs, this catches the accident.
 */
export function isCode(text: string): boolean {
  if (!CODE.test(text)) return false;
  const looksLikeTelephone = NO_LETTER.test(text) && text.replaceAll(/\D/g, '').length > 6;
  return !looksLikeTelephone || DATE.test(text) || UUID.test(text);
}

/**
 * The canonical JSON text of a body: keys sorted, nothing undefined.
 *
 * @param strict throw {@link NotForTheLedger} on what is no code; otherwise it is replaced by {@link WITHHELD}, because
 *   in production evidence without a detail is better than an effect without evidence
 */
export function canonicalBody(body: LedgerBody, strict: boolean): string {
  const refuse = (path: string): string => {
    if (strict) throw new NotForTheLedger(path);
    return WITHHELD;
  };
  const canonical = (value: unknown, path: string, depth: number): unknown => {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : refuse(path);
    if (typeof value === 'string') return isCode(value) ? value : refuse(path);
    if (depth === MAX_DEPTH) return refuse(path);
    if (Array.isArray(value)) return value.map((item, index) => canonical(item, `${path}[${index}]`, depth + 1));
    if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return refuse(path);
    const sorted: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (item === undefined) continue;
      if (KEY.test(key)) sorted[key] = canonical(item, `${path}.${key}`, depth + 1);
      else refuse(`a key of ${path}`);
    }
    return sorted;
  };
  return JSON.stringify(canonical(body, 'body', 0));
}

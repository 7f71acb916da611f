import type { IdentifierType } from '../rules/codes';
import type { Identifier } from './connector';

/** How a stored value is compared with a normalised identifier: as it is, ignoring case, or by its digits alone. */
export type Compare = 'exact' | 'lower' | 'digits';

/** What a column of this type is compared by unless the data map says otherwise. */
export function defaultCompare(type: IdentifierType): Compare {
  if (type === 'email') return 'lower';
  return type === 'phone' ? 'digits' : 'exact';
}

// Values that people and import scripts write when they have none. Acting on one would reach everybody who did.
const PLACEHOLDERS = new Set(
  `n/a na none null nil undefined unknown anonymous anon test tester dummy example guest user admin nobody noreply
   no-reply default empty blank tbd tba xxx xxxx asdf x 0 -1 1234 12345 123456 00000000-0000-0000-0000-000000000000
   ffffffff-ffff-ffff-ffff-ffffffffffff`
    .split(/\s+/)
    .filter(Boolean),
);
const PLACEHOLDER_ADDRESSES = new Set(
  `test@test.com test@example.com test@email.com example@example.com user@example.com email@example.com a@a.com
   a@b.com abc@abc.com asdf@asdf.com none@none.com no@email.com noemail@noemail.com na@na.com n/a@n/a.com
   unknown@unknown.com anonymous@anonymous.com guest@guest.com noreply@noreply.com foo@bar.com xxx@xxx.com`
    .split(/\s+/)
    .filter(Boolean),
);

// Mailboxes that several people read: reaching one proves nothing about the person (decisions.md B3).
const SHARED_MAILBOXES = new Set(
  `info contact hello office mail email enquiries inquiries sales support help helpdesk service admin administrator
   webmaster postmaster hostmaster abuse security privacy dpo legal billing accounts accounting finance invoices orders
   hr jobs careers press media marketing events registration team reception booking bookings noreply no-reply`
    .split(/\s+/)
    .filter(Boolean),
);

/** True where several people are likely to read this mailbox, by its local part. */
export function isSharedMailbox(email: string): boolean {
  const local = email.slice(0, email.indexOf('@')).toLowerCase();
  return SHARED_MAILBOXES.has(local.replace(/\+.*$/, ''));
}

/**
 * The form in which two values of a type are equal: e-mail lower-cased and trimmed, phone as `+` and digits, all else
 * trimmed.
 */
export function normalise(type: IdentifierType, value: string): string {
  const trimmed = value.trim();
  if (type === 'email') return trimmed.toLowerCase();
  if (type === 'phone') return `${trimmed.startsWith('+') ? '+' : ''}${trimmed.replace(/\D/g, '')}`;
  return trimmed;
}

/** The comparable form of a value under a column's own rule; both sides of a comparison pass through here. */
export function comparable(value: string, compare: Compare): string {
  if (compare === 'lower') return value.toLowerCase();
  return compare === 'digits' ? value.replace(/\D/g, '') : value;
}

/**
 * Says whether a system may be searched by this identifier: not empty, no wildcard, no control character, no
 * placeholder, and of the shape that its type has (decisions.md D2).
 */
export function usable({ type, value }: Identifier): boolean {
  const text = normalise(type, value);
  if (text === '' || text.length > 320 || /[%*?\u0000-\u001f\u007f]/.test(text)) return false;
  const lower = text.toLowerCase();
  if (PLACEHOLDERS.has(lower) || PLACEHOLDER_ADDRESSES.has(lower)) return false;
  if (type === 'email') return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(lower) && !/^[_.-]+@/.test(lower);
  if (type === 'phone') return /^\+?\d{7,15}$/.test(text) && !/^\+?(\d)\1+$/.test(text) && !/^\+?1?1234567/.test(text);
  return !/^[\s_.-]+$/.test(text);
}

/** Identifiers without repeats, in the order in which they were met. */
export function distinct(identifiers: Identifier[]): Identifier[] {
  return [...new Map(identifiers.map((each) => [`${each.type}:${each.value}`, each])).values()];
}

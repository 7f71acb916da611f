import { addDays, type LocalDate } from './calendar';

/**
 * Days before receipt within which a changed contact proves nothing: whoever took over an account changes its address
 * first. Our own choice under 11 CCR 7060(f) (VER-05; decisions.md B2).
 */
const SETTLED_DAYS = 30;

/**
 * A contact proves control only where it last changed before this Los Angeles day (decisions.md B2).
 * @throws RangeError where it is not a day
 */
export function settledBefore(receivedOn: LocalDate): LocalDate {
  return addDays(receivedOn, -SETTLED_DAYS);
}

/** Mailboxes that several people read prove nothing about one of them (decisions.md B3). */
const SHARED_MAILBOX =
  /^(info|office|admin|administration|contact|hello|mail|team|sales|support|service|help|events?|marketing|press|hr|jobs|billing|accounts?|reception|enquir(y|ies)|inquir(y|ies)|webmaster|postmaster|no-?reply)@/;

/** Whether an address, in lower case, reaches one person alone as far as its name tells. */
export function isPersonalMailbox(email: string): boolean {
  return !SHARED_MAILBOX.test(email);
}

/**
 * VER-02: whether a stated value is the held one: letters and digits alone count, in lower case; nothing agrees with
 * nothing.
 */
export function agrees(stated: string, held: string): boolean {
  const bare = (text: string): string =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '');
  return bare(stated) !== '' && bare(stated) === bare(held);
}

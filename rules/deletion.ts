import type { Allowed } from './allowed';
import type { RecipientRole, Right } from './codes';

/** How a deletion is done (law.md section 6); what may be kept stands in exceptions.ts. */

/** DEL-02: what counts as deleted. A flag on the row does not. */
export const DELETION_METHODS = ['erase', 'deidentify', 'aggregate', 'flag-as-deleted'] as const;
export type DeletionMethod = (typeof DELETION_METHODS)[number];

/** DEL-02: whether a method complies. */
export function complies(method: DeletionMethod): Allowed {
  return { may: method !== 'flag-as-deleted', rule: 'DEL-02' };
}

/** What can happen to an archive. */
export const ARCHIVE_EVENTS = ['none', 'restored', 'accessed', 'used-commercially', 'rotated-out'] as const;
export type ArchiveEvent = (typeof ARCHIVE_EVENTS)[number];

/**
 * DEL-05, COR-03: what an archive event asks for. Delay is allowed while the archive rests; on restore, access or use
 * every standing order is applied before the data are used; once rotated out nothing is left to do.
 */
export function archiveDuty(event: ArchiveEvent): { duty: 'wait' | 'apply-standing-orders' | 'done'; rule: string } {
  if (event === 'none') return { duty: 'wait', rule: 'DEL-05' };
  return { duty: event === 'rotated-out' ? 'done' : 'apply-standing-orders', rule: 'DEL-05' };
}

/** DEL-12: whether data that come in again may be kept: not those of a suppressed person from a feed or a restore. */
export function mayReimport(input: { suppressed: boolean; givenAfreshByConsumer: boolean }): Allowed {
  return { may: !input.suppressed || input.givenAfreshByConsumer, rule: 'DEL-12' };
}

/**
 * DEL-09: whether a denied deletion asks the consumer about opting out. Only a refusal of all or part asks; it asks,
 * and never opts anyone out by itself (DEL-08).
 */
export function asksOptOut(input: { denied: boolean; sellsOrShares: boolean; alreadyOptedOut: boolean }): boolean {
  return input.denied && input.sellsOrShares && !input.alreadyOptedOut;
}

/** DEL-10, OPT-07: whether choices by part may be offered: only beside one choice of all, and for deletion less prominent. */
export function mayOfferParts(input: { right: Right; offersAll: boolean; allMoreProminent: boolean }): Allowed {
  const { right, offersAll, allMoreProminent } = input;
  if (right === 'delete') return { may: offersAll && allMoreProminent, rule: 'DEL-10' };
  if (right === 'opt-out') return { may: offersAll, rule: 'OPT-07' };
  return { may: false, rule: 'INT-09' };
}

/** DEL-11, DEL-03: what a service provider or contractor is told to do; a third party is told the first two (DEL-04). */
export function deleteInstruction(role: RecipientRole): string[] {
  const all = ['delete the data', 'tell your own providers and whoever you passed the data to'];
  if (role === 'third-party') return all;
  return [...all, 'let us delete them where you give us the means', 'say what an exception makes you keep'];
}

/** CLK-13, decisions.md D4: what a hold stops: deletion and correction; never opt-out or limit, and no answer. */
export function holdStops(input: { right: Right }): { stops: boolean; rule: string } {
  const never: readonly Right[] = [
    'opt-out',
    'limit',
    'opt-in',
    'shine-the-light',
    'know-categories',
    'know-sold',
    'know-specific',
  ];
  return { stops: !never.includes(input.right), rule: 'CLK-13' };
}

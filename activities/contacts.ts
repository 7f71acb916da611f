import type { HeldField } from '../connectors/connector';
import { receiptDay } from '../rules/calendar';
import { isPersonalMailbox, settledBefore } from '../rules/contacts';

/** Kind of the vault entry with held contacts, beside the claimed one, that must hear of the request. */
export const OTHER_CONTACTS = 'other-contacts';

/** Held e-mail addresses that may receive a code or a warning: one person's own, and unchanged for a while. */
export function settledEmails(fields: HeldField[], receivedOn: string): string[] {
  const latest = settledBefore(receivedOn);
  const settled = fields.filter(
    (field) =>
      field.contact === 'email' && (field.changedAt === undefined || receiptDay(Date.parse(field.changedAt)) < latest),
  );
  return [...new Set(settled.map((field) => field.value.trim().toLowerCase()))].filter(isPersonalMailbox);
}

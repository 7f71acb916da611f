import { z } from 'zod';
import { normalPhone, type PersonClaim } from '../../vault/person';
import { email, optional, phone, ticked } from '../border';

/** What finds the record of somebody who makes a choice: one of these, and nothing else is asked (INT-08, VER-01). */
export interface ChoiceFields {
  email?: string | undefined;
  phone?: string | undefined;
}

/** By what a site knows the browser whose privacy signal it passes on (GPC-01). */
export interface SignalFields extends ChoiceFields {
  contactId?: string | undefined;
  attendeeId?: string | undefined;
  visitorId?: string | undefined;
}

/** Fields of a choice: an address or a number. */
export const choiceFields = { email: optional(email), phone: optional(phone) };

/** Whether anything was named that finds a record. */
export function namesSomebody(fields: object): boolean {
  const { email: address, phone: number } = fields as ChoiceFields;
  return address !== undefined || number !== undefined;
}

/** What is said where nothing was. */
export const NOBODY_NAMED = { path: ['email'], error: 'or a telephone number is needed: one of them is enough' };

/** What these fields say of the person, as the vault keeps it. */
export function choiceClaim({ email: address, phone: number, ...ids }: SignalFields): PersonClaim {
  const identifiers = [
    { type: 'contact-id' as const, value: ids.contactId },
    { type: 'attendee-id' as const, value: ids.attendeeId },
    { type: 'visitor-id' as const, value: ids.visitorId },
  ].filter((each): each is typeof each & { value: string } => each.value !== undefined);
  return {
    ...(address ? { email: address } : {}),
    ...(number ? { phone: normalPhone(number) } : {}),
    points: {},
    ...(identifiers.length > 0 ? { identifiers } : {}),
  };
}

/** What is asked of somebody who opts out of sale and sharing. */
export const optOutFields = { right: z.literal('opt-out'), ...choiceFields };

/** What is asked of somebody who limits the use of sensitive data. */
export const limitFields = { right: z.literal('limit'), ...choiceFields };

/**
 * What is asked of somebody who allows sale and sharing again: an address, for only who reads it takes the second step
 * (OIN-01). For a child under 13 a parent does it, by a method that staff document (MIN-02).
 */
export const optInFields = {
  right: z.literal('opt-in'),
  email,
  thirteenOrOlder: ticked,
  /** Also while the browser sends its privacy signal (GPC-04). */
  despiteSignal: optional(ticked),
};

/** What these fields say of the person, as the vault keeps it. */
export function optInClaim({ email: address, despiteSignal }: { email: string; despiteSignal?: true }): PersonClaim {
  return { email: address, points: {}, ...(despiteSignal ? { despiteSignal } : {}) };
}

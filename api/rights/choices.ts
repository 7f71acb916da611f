import { z } from 'zod';
import { normalPhone, type PersonClaim } from '../../vault/person';
import { email, optional, phone } from '../border';

/** What finds the record of somebody who makes a choice: one of these, and nothing else is asked (INT-08, VER-01). */
export interface ChoiceFields {
  email?: string | undefined;
  phone?: string | undefined;
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
export function choiceClaim({ email: address, phone: number }: ChoiceFields): PersonClaim {
  return {
    ...(address ? { email: address } : {}),
    ...(number ? { phone: normalPhone(number) } : {}),
    points: {},
  };
}

/** What is asked of somebody who opts out of sale and sharing. */
export const optOutFields = { right: z.literal('opt-out'), ...choiceFields };

/** What is asked of somebody who limits the use of sensitive data. */
export const limitFields = { right: z.literal('limit'), ...choiceFields };

import { z } from 'zod';
import { type IdentifiedClaim, normalPhone } from '../../vault/person';
import { line, email, optional, phone, prose } from '../border';

/** Who asks and how to reach them: fields for a right that rests on knowing the person. */
export const personFields = {
  name: line(200),
  email,
  phone: optional(phone),
  message: optional(prose(2000)),
};

/** Data points that are compared with what is held, by the names under which the data map asks for them. */
export const pointFields = {
  points: z
    .strictObject({
      'postal-code': optional(line(20)),
      'customer-number': optional(line(40)),
      'event-attended': optional(line(120)),
    })
    .optional(),
};

/** What these fields say of the person, as the vault keeps it. */
export function claimOf(fields: {
  name: string;
  email: string;
  phone?: string;
  message?: string;
  points?: Record<string, string | undefined>;
}): IdentifiedClaim {
  const points = Object.entries(fields.points ?? {}).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return {
    name: fields.name,
    email: fields.email,
    ...(fields.phone ? { phone: normalPhone(fields.phone) } : {}),
    points: Object.fromEntries(points),
    ...(fields.message ? { message: fields.message } : {}),
  };
}

import { z } from 'zod';
import { normalise, usable } from '../../connectors/identifiers';
import { CATEGORY_NAMES, IDENTIFIER_TYPES, type IdentifierType } from '../../rules/codes';
import { HOLD_CODES, HOLD_SCOPES } from '../../rules/holds';
import { email, optional, phone, prose } from '../border';
import { uuid } from './common';
import { heldPart } from './decisions';

const day = z.iso.date('is not a day');
const facts = prose(4000);

/** `visitor-id:8f2c` as type and value: whatever the data map knows a person by. */
const identifier = z
  .string()
  .trim()
  .max(330)
  .regex(/^[a-z-]+:.+$/, 'is not a type and a value, for instance visitor-id:8f2c')
  .transform((text, context) => {
    const at = text.indexOf(':');
    const type = IDENTIFIER_TYPES.find((each): each is IdentifierType => each === text.slice(0, at));
    if (type) return { type, value: normalise(type, text.slice(at + 1)) };
    context.addIssue({ code: 'custom', message: `has none of these types: ${IDENTIFIER_TYPES.join(', ')}` });
    return z.NEVER;
  });

/** Placing a hold on a person, or on a part of what is held of everyone (decisions.md D4). */
const placeBody = z
  .strictObject({
    kind: z.literal('place'),
    on: optional(heldPart),
    email: optional(email),
    phone: optional(phone),
    identifier: optional(identifier),
    code: z.enum(HOLD_CODES, 'is not a ground of a hold'),
    facts,
    told: optional(prose(2000)),
    directedOn: optional(day),
    reviewOn: day,
  })
  .transform(({ email: address, phone: number, identifier: other, on = 'person', ...rest }, context) => {
    const identifiers = [
      ...(address ? [{ type: 'email' as const, value: address }] : []),
      ...(number ? [{ type: 'phone' as const, value: normalise('phone', number) }] : []),
      ...(other ? [other] : []),
    ];
    const wrong = (message: string): void => context.addIssue({ code: 'custom', path: ['email'], message });
    if (on === 'person' && identifiers.length === 0) wrong('or another identifier is missing: whom is it about?');
    if (on !== 'person' && identifiers.length > 0) wrong('does not go with a hold for everyone');
    if (!identifiers.every(usable)) wrong('stands for nobody in particular: a placeholder holds nothing');
    return { ...rest, on, identifiers };
  });

/** A decision about a hold that stands on no request's page. */
export const holdBody = z.discriminatedUnion('kind', [
  placeBody,
  z.strictObject({ kind: z.literal('renew'), hold: uuid, reviewOn: day, facts }),
  z.strictObject({ kind: z.literal('release'), hold: uuid, facts }),
]);

/** What became of a decision about a hold, for the page that follows. */
export const holdsQuery = z.object({ told: z.string().max(20).optional(), refusal: z.string().max(40).optional() });

/** Holds that stand: no person, no matter. */
export const holdsShape = z.object({
  holds: z.array(
    z.object({
      id: uuid,
      scope: z.enum(HOLD_SCOPES),
      system: z.string().nullable(),
      category: z.enum(CATEGORY_NAMES as [string, ...string[]]).nullable(),
      code: z.enum(HOLD_CODES),
      reference: z.string().nullable(),
      told: z.boolean(),
      placedAt: z.iso.datetime(),
      reviewOn: z.iso.date(),
      renewals: z.number().int(),
    }),
  ),
});
/** What became of a decision about a hold. */
export const holdAnswerShape = z.object({
  mark: z.enum(['claimed', 'refused']),
  hold: uuid.optional(),
  refusal: z.string().optional(),
});

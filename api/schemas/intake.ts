import { z } from 'zod';
import { RIGHTS } from '../../rules/codes';
import { ASKED_BESIDE } from '../../rules/siblings';
import { LOCALES } from '../../letters/compose';
import { optional, ticked } from '../border';
import { limitFields, namesSomebody, NOBODY_NAMED, optInFields, optOutFields } from '../rights/choices';
import { agentFields, LIMITS_OF_BATCH } from '../rights/agent';
import { correctFields } from '../rights/correct';
import { deleteFields } from '../rights/delete';
import { knowCategoriesFields, knowSoldFields } from '../rights/know';
import { knowSpecificFields } from '../rights/know-specific';
import { shineTheLightFields } from '../rights/shine-the-light';

/** Which right the form is for; without one the page lists what can be asked. */
export const formQuery = z.object({ right: optional(z.enum(RIGHTS)).catch(undefined) });

/** The same token sent again is the same request. */
const formToken = optional(z.string().regex(/^[A-Za-z0-9_-]{16,100}$/, 'must be 16 to 100 letters, digits, - or _'));

/** A token that gets a number behind it, for each of several requests. */
const shorterFormToken = optional(
  z.string().regex(/^[A-Za-z0-9_-]{16,90}$/, 'must be 16 to 90 letters, digits, - or _'),
);

/** Language of the letters, a tag. */
const locale = optional(z.enum(LOCALES, 'is not a language that we write'));

/** Where the requester lives, as they state it: asked where a right is a Californian's, never to opt out (INT-08). */
const resident = { californiaResident: ticked };

/** The fields of each right that anybody may ask for, with those that every right has. */
const fieldsOfRights = <C extends z.core.$ZodShape>(common: C) =>
  [
    z.strictObject({ ...correctFields, ...resident, ...common }),
    z.strictObject({ ...deleteFields, ...resident, ...common }),
    z.strictObject({ ...knowSpecificFields, ...resident, ...common }),
    z.strictObject({ ...knowCategoriesFields, ...resident, ...common }),
    z.strictObject({ ...knowSoldFields, ...resident, ...common }),
    z.strictObject({ ...optOutFields, ...common }).refine(namesSomebody, NOBODY_NAMED),
    z.strictObject({ ...limitFields, ...common }).refine(namesSomebody, NOBODY_NAMED),
    z.strictObject({ ...shineTheLightFields, ...resident, ...common }),
  ] as const;
const NO_SUCH_RIGHT = 'is not a right that can be asked for';

/** The same, with what a consumer allows: no agent does that for them, for the second step is their own (OIN-01). */
const asking = <C extends z.core.$ZodShape>(common: C) =>
  z.discriminatedUnion(
    'right',
    [...fieldsOfRights(common), z.strictObject({ ...optInFields, ...common })],
    NO_SUCH_RIGHT,
  );

/** What a consumer sends to ask. */
export const intakeBody = asking({ formToken, locale });

/** The same with other rights beside it, for which the form gives enough (decisions.md K2). */
export const filingBody = asking({
  formToken: shorterFormToken,
  locale,
  also: z
    .preprocess(
      (value): unknown => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
      z.array(z.enum(ASKED_BESIDE, 'is not a right that can be asked for beside another')).max(ASKED_BESIDE.length),
    )
    .optional(),
});

/** What an agent sends to ask for a consumer. */
export const agentBody = z.discriminatedUnion(
  'right',
  fieldsOfRights({ ...agentFields, formToken, locale }),
  NO_SUCH_RIGHT,
);
/** A file of an agent's: a header with names of fields, then one request a line. */
export const agentBatchBody = z.strictObject({
  ...agentFields,
  csv: z.string().min(1, 'is missing').max(LIMITS_OF_BATCH.bytes, 'is too long: send it in parts'),
  formToken: shorterFormToken,
});
/** What an agent asked for. */
export type AgentAsked = Asked & z.output<z.ZodObject<typeof agentFields>>;

/** What staff enter for someone who telephoned. */
export const phoneEntryBody = asking({
  /** When the call came, date and time in Los Angeles. */
  calledAt: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'must be a date and time, for instance 2026-11-23T14:05'),
  formToken,
  locale,
});

type Each<T> = T extends unknown ? Omit<T, 'californiaResident'> : never;
/** What somebody asked for, with the fields of that right. */
export type Asked = Each<z.output<typeof intakeBody>>;

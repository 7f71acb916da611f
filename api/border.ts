import { z } from 'zod';
import { normalEmail } from '../vault/person';
import { type FieldProblem, Problem } from './problems';

/** How deep JSON may nest; nothing of ours needs more. */
const MAX_DEPTH = 8;
// with the u flag a surrogate class matches lone surrogates only
const UNREADABLE = /\0|\p{Surrogate}/u;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const CONTROL_IN_PROSE = /[^\P{Cc}\n\t]/u;

/**
 * Refuses what no field may hold, before any schema looks: NUL bytes, lone surrogates, deep nesting (decisions.md K5).
 *
 * @throws Problem `malformed`, naming the field
 */
export function refuseHostile(value: unknown, field = '', depth = 0): void {
  if (depth > MAX_DEPTH) throw new Problem('malformed', undefined, [{ field, reason: 'is nested too deeply' }]);
  if (typeof value === 'string' && UNREADABLE.test(value)) {
    throw new Problem('malformed', undefined, [{ field, reason: 'holds characters that are not text' }]);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) {
    if (UNREADABLE.test(key))
      throw new Problem('malformed', undefined, [{ field, reason: 'holds a name that is not text' }]);
    // schemas pass it over in silence, and it reaches what all objects share
    if (key.split('.').includes('__proto__'))
      throw new Problem('malformed', undefined, [{ field: key, reason: 'is not a field of this form' }]);
    refuseHostile(each, field ? `${field}.${key}` : key, depth + 1);
  }
}

/**
 * A form's dotted names (`points.postal-code`) as fields inside a field. Without an ancestor, so that no name reaches
 * what all objects share; a schema then refuses it like any other.
 */
export function nestedFields(sent: object, { dotted = true } = {}): Record<string, unknown> {
  const none = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;
  const fields = none();
  for (const [name, value] of Object.entries(sent)) {
    const parts = dotted ? name.split('.') : [name];
    if (parts.length === 1) fields[name] = value;
    else if (parts.length === 2) {
      const inner = (fields[parts[0]!] ??= none());
      if (typeof inner === 'object' && inner !== null) (inner as Record<string, unknown>)[parts[1]!] = value;
    }
  }
  return fields;
}

/**
 * Reads a value by its schema.
 *
 * @throws Problem `invalid` with every field and its reason
 */
export function read<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap(fieldProblems);
  // what is wrong first says enough: an address that is missing is also no address
  const first = problems.filter(({ field }, at) => problems.findIndex((each) => each.field === field) === at);
  throw new Problem('invalid', undefined, first);
}

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), reason: 'is not a field of this form' }));
  }
  const field = issue.path.join('.');
  if (issue.code === 'invalid_type' && issue.input === undefined) return [{ field, reason: 'is missing' }];
  return [{ field, reason: issue.message }];
}

/** One line of text: trimmed, without control characters. An empty one is missing. */
export function line(max: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, 'is missing')
    .max(max, `may have at most ${max} characters`)
    .refine((text) => !CONTROL.test(text), 'must be one line of text');
}

/** Text of several lines. */
export function prose(max: number): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, 'is missing')
    .max(max, `may have at most ${max} characters`)
    .refine((text) => !CONTROL_IN_PROSE.test(text.replaceAll('\r\n', '\n')), 'must be text without control characters');
}

/** An optional field of a form: browsers send an empty one rather than none. */
export function optional<S extends z.ZodType>(schema: S): z.ZodPreprocess<z.ZodOptional<S>> {
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  );
}

/** One e-mail address, normalised. A line break or a second address in it is refused, since mail goes there. */
export const email = z
  .string()
  .trim()
  .min(1, 'is missing')
  .max(254, 'may have at most 254 characters')
  .refine((text) => !/[\r\n]/.test(text), 'must be one line')
  .refine((text) => !/[,;<>]/.test(text), 'must be one address and nothing else')
  .refine((text) => z.email().safeParse(normalEmail(text)).success, 'is not an e-mail address')
  .transform(normalEmail);

/** A telephone number as people write it. */
export const phone = z
  .string()
  .trim()
  .max(40, 'may have at most 40 characters')
  .regex(/^[+()\d\s./-]{6,}$/, 'must be a telephone number');

/** A box of a form that is ticked. */
export const ticked = z
  .union([z.literal(true), z.enum(['on', 'yes', 'true'])], 'must be confirmed')
  .transform(() => true);

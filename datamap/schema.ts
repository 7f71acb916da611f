import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import {
  BASES,
  CATEGORY_NAMES,
  EXCEPTION_CODES,
  IDENTIFIER_TYPES,
  PREFERENCE_PURPOSES,
  PROOF_STRENGTHS,
  RECIPIENT_KINDS,
  RECIPIENT_ROLES,
} from '../rules/codes';
import { NEVER_DISCLOSED, type NeverDisclosed } from '../rules/know';
import { PERMITTED_PURPOSES, SENSITIVE_KINDS } from '../rules/limit';
import { SUBJECTS } from '../rules/proofs';
import { durationMs, isPeriod } from './periods';

/**
 * The shape of the data map file. What a shape cannot say (references, cycles, secrets) is in checks.ts. Every object
 * is strict: a misspelt word is an error, not a silent default, because a silent default here leaves data undeleted.
 */

const text = z.string().min(1);
const id = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and hyphens');
const duration = z
  .string()
  .refine((value) => durationMs(value) !== undefined, 'write a duration such as 30s, 10m, 48h or 35d')
  .transform((value) => durationMs(value) ?? 0);
const period = z.string().refine(isPeriod, 'write a period such as 90d, 18mo or 7y');
const category = z.enum(CATEGORY_NAMES, {
  error: (issue) =>
    `unknown category ${JSON.stringify(issue.input)}; use the statutory names: ${CATEGORY_NAMES.join(', ')}`,
});
/** `table.column` on the far side of a reference; the column must be that table's key. */
const target = z
  .string()
  .regex(/^[^.\s]+\.[^.\s]+$/, 'write table.column')
  .transform((value) => {
    const [table, column] = value.split('.') as [string, string];
    return { table, column };
  });

/** How a row is recognised as a person's: by an identifier in a column, or by a reference to a row already found. */
const find = z.union(
  [
    z.strictObject({
      column: text,
      is: z.enum(IDENTIFIER_TYPES),
      compare: z.enum(['exact', 'lower', 'digits']).optional(),
      /** False for values that several people share: rows are found by it, but it is not followed to further rows. */
      follow: z.boolean().default(true),
      /** HTTP: the query parameter that searches this field; default is the field's own name. */
      query: text.optional(),
    }),
    z.strictObject({ column: text, to: target, query: text.optional() }),
  ],
  { error: 'say how this column finds a person: {column, is: <identifier type>} or {column, to: <table>.<key>}' },
);

const link = z.strictObject({ column: text, to: target });

const field = z.strictObject({
  category,
  /** What knowing this value proves; public values, values that recipients have, and the search key prove nothing. */
  proof: z.enum(PROOF_STRENGTHS).default('never'),
  asks: id.optional(),
  contact: z.enum(['email', 'phone']).optional(),
  /** Column with the moment of the contact's last change: codes go only to contacts unchanged for 30 days. */
  changedAt: text.optional(),
  /** Column that is true where several people read this mailbox: then it is no contact of one person. */
  shared: text.optional(),
  /** What this value is where it is never disclosed, in no copy: its presence is told instead (KNW-04). */
  never: z.enum(Object.keys(NEVER_DISCLOSED) as [NeverDisclosed, ...NeverDisclosed[]]).optional(),
  /** What of it, where the consumer is told with particularity: `a fingerprint scan`. */
  particular: text.optional(),
  /** This value may name other people: a person looks at it before it goes into a copy (HH-02). */
  others: z.boolean().optional(),
  /** Name under `correctable`: a consumer may have this value corrected. */
  correct: id.optional(),
});

/** When a row is proposed for keeping, without SQL, so that it means the same in every kind of system. */
export type Condition =
  | { column: string; equals: string | number | boolean }
  | { column: string; in: (string | number)[] }
  | { column: string; olderThan: string }
  | { column: string; youngerThan: string }
  | { column: string; present: boolean }
  | { referencedBy: string; where?: Condition }
  | { all: Condition[] }
  | { any: Condition[] };
const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ column: text, equals: z.union([z.string(), z.number(), z.boolean()]) }),
      z.strictObject({ column: text, in: z.array(z.union([z.string(), z.number()])).min(1) }),
      z.strictObject({ column: text, olderThan: period }),
      z.strictObject({ column: text, youngerThan: period }),
      z.strictObject({ column: text, present: z.boolean() }),
      z.strictObject({ referencedBy: text, where: condition.optional() }),
      z.strictObject({ all: z.array(condition).min(1) }),
      z.strictObject({ any: z.array(condition).min(1) }),
    ],
    {
      error:
        'write {column, equals}, {column, in}, {column, olderThan}, {column, youngerThan}, {column, present}, ' +
        '{referencedBy, where}, {all: [...]} or {any: [...]}',
    },
  ),
);

/** A proposal to keep rows under one of the eight exceptions; a person decides it (decisions.md C3). */
const keep = z.strictObject({
  code: z.enum(EXCEPTION_CODES),
  when: condition,
  reason: text,
  purpose: text,
  /** End of the exception: a period after the moment in `from`, or after the plan where `from` is absent. */
  ends: z.strictObject({ after: period, from: text.optional() }).optional(),
});

const plainValue = z.union([z.string(), z.number(), z.boolean()]);
/** Column that says whether a purpose is allowed, set when a consumer opts out, limits, or allows it again. */
const preference = z
  .strictObject({ column: text, no: plainValue.default(true), yes: plainValue.default(false) })
  .refine(({ no, yes }) => String(no) !== String(yes), 'no and yes must differ');

const tableShape = {
  key: text,
  /** `row`: each row is one person; `part`: rows belong to a person; `none`: rows are about nobody (a company). */
  person: z.enum(['row', 'part', 'none']).default('part'),
  categories: z.array(category),
  sources: z.array(text).default([]),
  purposes: z.array(text).default([]),
  retention: text.optional(),
  /** Column with the moment at which a row came to be: what a person gives afresh after a request is not the request's. */
  createdAt: text.optional(),
  find: z.array(find).default([]),
  /** References that lead to no person but must not outlive the row they point at: set to null in rows that stay. */
  unlink: z.array(link).default([]),
  keep: z.array(keep).default([]),
  /** The most rows one person may have here before a decider is asked. */
  expect: z.int().positive().optional(),
  fields: z.record(text, field).default({}),
  /** Where this system is told what a person allows; one that reads the preference store itself needs nothing here. */
  preferences: z.partialRecord(z.enum(PREFERENCE_PURPOSES), preference).default({}),
};

const named = {
  name: text,
  /** How long after a change the system's answers count as neither found nor gone (decisions.md D3). */
  settles: duration.default(0),
  /** The most rows one person may have in a table before a decider is asked; a table may say otherwise. */
  expect: z.int().positive().optional(),
};

const postgres = z.strictObject({
  ...named,
  kind: z.literal('postgres'),
  /** Names of secrets; their values are connection URLs. `read` is a role that may only select. */
  connection: z.strictObject({ write: text, read: text.optional() }),
  schema: text.default('public'),
  timeout: duration.default(20_000),
  tables: z.record(text, z.strictObject(tableShape)),
});

const path = z.string().startsWith('/', 'begin the path with /');
const http = z.strictObject({
  ...named,
  kind: z.literal('http'),
  /** Names of secrets: the service's base address and its bearer token. */
  connection: z.strictObject({ url: text, token: text }),
  timeout: duration.default(20_000),
  /** How the service pages its lists. */
  pages: z.strictObject({
    items: text,
    /** Field of the answer with the next cursor or address; absent or null on the last page. */
    next: text,
    /** Query parameter that takes the cursor; absent where `next` is an address or path to follow. */
    cursor: text.optional(),
    size: z.strictObject({ query: text, value: z.int().positive() }).optional(),
  }),
  tables: z.record(
    text,
    z.strictObject({
      ...tableShape,
      /** The list, searched by query parameters. */
      list: path,
      /** One row, `{key}` replaced: read with GET, erased with DELETE. */
      item: path.refine((value) => value.includes('{key}'), 'put {key} where the key belongs'),
    }),
  ),
});

const system = z.discriminatedUnion('kind', [postgres, http], {
  error: 'say kind: postgres or kind: http',
});

const contact = z.discriminatedUnion(
  'via',
  [
    /** Names of secrets: the address that takes notices, and the key that signs them. */
    z.strictObject({ via: z.literal('webhook'), url: text, secret: text }),
    z.strictObject({ via: z.literal('email'), address: z.email() }),
    /** Fetches its notices with an API key of its own; the address is that of the people behind it. */
    z.strictObject({ via: z.literal('pull'), address: z.email() }),
  ],
  { error: 'say via: webhook with url and secret, via: email with address, or via: pull with address' },
);

/** How many messages a recipient takes in a minute or an hour. */
const rate = z
  .string()
  .regex(/^[1-9]\d{0,3}\/(minute|hour)$/, 'write a rate such as 10/minute or 60/hour')
  .transform((value) => {
    const [messages, unit] = value.split('/') as [string, 'minute' | 'hour'];
    return { messages: Number(messages), perMs: unit === 'minute' ? 60_000 : 3_600_000 };
  });

const recipient = z.strictObject({
  name: text,
  role: z.enum(RECIPIENT_ROLES),
  kind: z.enum(RECIPIENT_KINDS),
  contact,
  /** On what bases this recipient gets data, for whoever reads the map; the disclosure records decide. */
  bases: z.array(z.enum(BASES)).default([]),
  /** Most notices in one message. With more than 1 they go through the recipient's queue. */
  batch: z.int().min(1).max(1_000).default(1),
  /** How many messages it takes; only with a queue. */
  rate: rate.optional(),
  /**
   * Present where it accepts hashes: then it is told no identifier in plain (decisions.md I1). Names what both sides hash
   * over, so that they meet.
   */
  hashed: z
    .strictObject({
      algorithm: z.enum(['sha-256', 'sha-512']),
      encoding: z.enum(['hex', 'base64']).default('hex'),
      /** `lower-case`: trimmed, NFC, lower case. `as-given`: trimmed. */
      email: z.enum(['lower-case', 'as-given']).default('lower-case'),
      /** `e164`: `+` and digits. `digits`: the same without `+`. */
      phone: z.enum(['e164', 'digits']).default('e164'),
    })
    .optional(),
  /** The identifiers this recipient received; a notice names a person by these only (decisions.md I1). */
  receives: z.array(z.enum(IDENTIFIER_TYPES)).min(1),
  postal: text.optional(),
  /**
   * Present where it uses what it gets for its own direct marketing: its address, and what it offers where its name
   * does not tell (Civ 1798.83, STL-02).
   */
  directMarketing: z.strictObject({ address: text, offers: text.optional() }).optional(),
});

const daysOrNone = z.union([z.int().positive(), z.literal('none')], {
  error: 'write a number of days, or none where it never ends',
});

const archive = z.strictObject({
  name: text,
  systems: z.array(text).min(1),
  /** How many days after it was made a copy is gone for good. */
  rotatesOutDays: daysOrNone,
});

/** Something that a consumer may have corrected, wherever it is held (11 CCR 7023). */
const correctable = z.strictObject({
  /** In plain words, as a consumer would say it. */
  name: text,
  /** What VER-12 weighs: a correction of contact information asks for more proof. */
  subject: z.enum(SUBJECTS).default('other'),
  /** Concerns health: a consumer whose correction is denied may add a statement (COR-07). */
  health: z.boolean().default(false),
  /** False for values that are never shown (KNW-04): the answer says only whether they match (COR-10). */
  shown: z.boolean().default(true),
});

/** One use of sensitive personal information (11 CCR 7027): what a limit ends, or leaves (LIM-01, LIM-06). */
const sensitiveUse = z.strictObject({
  /** Kind of data, as the statute lists it (LIM-08). */
  kind: z.enum(SENSITIVE_KINDS.map(({ kind }) => kind) as [string, ...string[]]),
  /** What it is used for, in plain words: the answer to a limit names it where it goes on. */
  purpose: text,
  /** False where nothing is inferred about the consumer from it: such a use is no use to limit (LIM-01). */
  infers: z.boolean().default(true),
  /** The purpose of 11 CCR 7027(m) that permits it all the same; absent where none does. */
  permitted: z.enum(PERMITTED_PURPOSES).optional(),
  /** Recipients that use it so, or get it for that. */
  recipients: z.array(id).default([]),
});

const network = z
  .string()
  .refine(
    (value) => ipaddr.isValidCIDR(value) || ipaddr.isValid(value),
    'write an address or a network such as 10.1.0.0/16',
  );
const outbound = z.strictObject({
  schemes: z.array(z.enum(['http', 'https'])).optional(),
  ports: z.array(z.int().min(1).max(65_535)).optional(),
  allow: z.array(z.strictObject({ network, ports: z.array(z.int().min(1).max(65_535)).optional() })).optional(),
  timeoutMs: z.int().positive().optional(),
  maxBytes: z.int().positive().optional(),
});

/** The whole file. */
export const dataMapSchema = z.strictObject({
  version: z.literal(1, { error: 'write version: 1' }),
  business: text,
  outbound: outbound.default({}),
  systems: z.record(id, system),
  /** What consumers may have corrected, by name; fields of the systems refer to it. */
  correctable: z.record(id, correctable).default({}),
  archives: z.record(id, archive).default({}),
  /** Data obtained from others (bought lists, vendor refreshes): for how long a deletion keeps a person out of them. */
  obtained: z.strictObject({ suppressDays: daysOrNone }).optional(),
  recipients: z.record(id, recipient).default({}),
  /**
   * Every use of sensitive data. Empty: there is none. Absent: unknown, and taken to need limiting, by us and by every
   * recipient.
   */
  sensitiveUses: z.array(sensitiveUse).optional(),
  /** The business lets consumers choose before it discloses for direct marketing by others, and where (STL-04). */
  shineTheLight: z.strictObject({ choiceUrl: z.url() }).optional(),
});

/** What the schema makes of the file, before it is checked and given its names. */
export type DataMapFile = z.output<typeof dataMapSchema>;

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { instantMs, isLocalDate, receiptDay } from '../rules/calendar';
import { BASES, PROOF_STRENGTHS, RECIPIENT_ROLES, type Right, RIGHTS } from '../rules/codes';
import { explain, type Explanation } from '../rules/explain';
import { ruleSetFor } from '../rules/versions';
import { EXIT, guarded, readArguments, type Terminal, UsageError } from './arguments';

const USAGE = `usage: fortyfive explain --right <right> --facts <file.json> [--json]
       fortyfive explain --right <right> --received <moment> [--json]
       fortyfive explain --schema
  <right>   ${RIGHTS.join(' | ')}
  --facts   a file, or - for standard input
  --schema  prints the JSON Schema of the facts`;

const Day = z.string().refine(isLocalDate, 'a day, YYYY-MM-DD');

const isMoment = (text: string): boolean => {
  try {
    instantMs(text);
    return true;
  } catch {
    return false;
  }
};

/** The facts of a case, as a file states them: strict, so that a misspelt fact is an error and not ignored. */
export const Facts = z.strictObject({
  receivedAt: z
    .string()
    .refine(isMoment, 'a moment: ISO 8601 with its zone')
    .describe('moment of receipt, ISO 8601 with its zone'),
  sensitive: z.boolean().optional().describe('acting on a false request would harm (VER-12)'),
  passwordAccount: z.boolean().optional().describe('the consumer has a password account (VER-08)'),
  methodExists: z.boolean().optional().describe('a reasonable method of verification exists (VER-14); default true'),
  points: z
    .array(z.strictObject({ point: z.string().min(1), proof: z.enum(PROOF_STRENGTHS), matched: z.boolean() }))
    .max(100)
    .optional()
    .describe('data points: names of fields and whether they match, never values'),
  confirmedHeldContact: z.boolean().optional().describe('a code came back from a contact held before receipt'),
  declaration: z.boolean().optional().describe('a declaration under penalty of perjury is signed (VER-11)'),
  contested: z.array(z.string().min(1)).max(100).optional().describe('points that a correction contests (VER-07)'),
  agent: z
    .strictObject({
      powerOfAttorney: z.boolean(),
      signedPermission: z.boolean(),
      consumerVerified: z.boolean(),
      consumerConfirmed: z.boolean(),
      signal: z.boolean().optional(),
    })
    .optional()
    .describe('what an agent has shown (AGT-01 to AGT-03)'),
  extended: z.boolean().optional().describe('the one extension was taken (CLK-03)'),
  answered: z.boolean().optional().describe('the answer has left'),
  disclosures: z
    .array(
      z.strictObject({
        recipient: z
          .string()
          .min(1)
          .max(200)
          .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'one line without control characters'),
        role: z.enum(RECIPIENT_ROLES),
        basis: z.enum(BASES),
        disclosedOn: Day,
      }),
    )
    .max(10_000)
    .optional()
    .describe('who got what, on what basis, when (SP-05)'),
  complianceOn: Day.nullable().optional().describe('day on which an opt-out or limit took effect (OPT-05)'),
  answeredOn: z
    .array(Day)
    .max(1_000)
    .optional()
    .describe('days on which earlier requests were answered (CLK-11, STL-03)'),
  correctionDeniedOn: Day.optional().describe('day on which the same alleged inaccuracy was denied (CLK-12)'),
  newDocuments: z.boolean().optional().describe('new documents come with a repeated correction (CLK-12)'),
});

function describe(e: Explanation): string[] {
  const v = e.verification;
  const lines = [`${e.right}, receipt day ${e.receiptDay}, rules of ${e.ruleSet}`, '', 'Clocks'];
  if (e.clocks.length === 0) lines.push('  none');
  for (const c of e.clocks)
    lines.push(
      `  ${c.rule}  ${c.kind === 'minimum' ? 'binds through' : 'due by'} ${c.strict} (outer ${c.outer})  ${c.name}`,
    );
  lines.push('', `Verification  ${v.rule}, ${v.cite}`);
  lines.push(`  degree: ${v.degree}; data points: ${v.points}${v.declaration ? ', and a signed declaration' : ''}`);
  if (v.reauthenticate) lines.push('  the account authenticates again first (VER-08)');
  lines.push(
    `  evidence reaches ${v.evidence.reached}: ${v.evidence.enough ? 'enough' : `lacks ${v.evidence.missing.join(', ')}`}`,
  );
  lines.push(`  not asked for without need: ${v.mustNotAsk.join(', ')}`);
  lines.push(`  unverified: ${v.whenUnverified.then} (${v.whenUnverified.rule})`);
  lines.push(
    '',
    'Form',
    `  may require: ${e.intake.required.join(', ')}`,
    ...(e.intake.offered.length > 0 ? [`  offers: ${e.intake.offered.join(', ')}`] : []),
    `  two steps online: ${e.intake.steps}`,
  );
  if (e.agent)
    lines.push(
      '',
      `Agent  ${e.agent.rule}`,
      `  ${e.agent.enough ? 'enough' : `may ask for: ${e.agent.mayAsk.join(' or ')}`}`,
    );
  if (e.exceptions.length > 0) {
    lines.push('', 'Exceptions that a person may decide, with facts');
    for (const x of e.exceptions) lines.push(`  ${x.code}  ${x.cite}  ${x.text}`, `      needs: ${x.needs.join('; ')}`);
  }
  if (e.recipients.length > 0) {
    lines.push('', 'Recipients');
    for (const r of e.recipients)
      lines.push(
        `  ${r.duty.padEnd(4)}  ${r.rule}  ${r.recipient} (${r.role}, ${r.basis}, ${r.disclosedOn})${r.excusable ? '; excusable' : ''}`,
      );
  }
  if (e.answer.length > 0) lines.push('', 'Parts of the answer', `  ${e.answer.join(', ')}`);
  if (e.grounds.length > 0) {
    lines.push('', 'Grounds on which a person may deny it');
    for (const g of e.grounds)
      lines.push(`  ${g.rule}  ${g.code}${g.partOnly ? ' (a part)' : ''}: ${g.meaning}  ${g.cite}`);
  }
  for (const p of e.proposals) lines.push('', `Proposal for a decider  ${p.rule}`, `  ${p.says}`);
  if (e.milestones.length > 0) {
    lines.push('', 'The deadline loop');
    for (const m of e.milestones) lines.push(`  ${new Date(m.atMs).toISOString()}  ${m.rule}  ${m.id}`);
  }
  for (const { letter, statements } of e.letters) {
    lines.push('', `Letter: ${letter}`);
    for (const s of statements) lines.push(`  ${s.id}  (${s.rules.join(', ')})  ${s.meaning}`);
  }
  return lines;
}

/**
 * What the rules say about a case that a file states.
 * @throws UsageError naming the fact that is wrong
 */
export function explainFacts(right: string | undefined, text: string): Explanation {
  if (!(RIGHTS as readonly string[]).includes(right ?? ''))
    throw new UsageError(`no such right: ${right ?? '(none given)'}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError('the facts are not JSON');
  }
  const parsed = Facts.safeParse(json);
  if (!parsed.success) throw new UsageError(z.prettifyError(parsed.error));
  try {
    return explain(right as Right, parsed.data, ruleSetFor(receiptDay(parsed.data.receivedAt)));
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** `fortyfive explain`: what the rules say about a case, without starting anything. */
export function run(args: string[], io: Terminal): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values } = readArguments(args, {
      right: { type: 'string' },
      facts: { type: 'string' },
      received: { type: 'string' },
      json: { type: 'boolean', default: false },
      schema: { type: 'boolean', default: false },
    });
    if (values.schema) {
      io.out(JSON.stringify(z.toJSONSchema(Facts), null, 2));
      return EXIT.ok;
    }
    const { facts, received } = values;
    if ((facts === undefined) === (received === undefined))
      throw new UsageError('either --facts or --received is needed');
    const text =
      facts === undefined
        ? JSON.stringify({ receivedAt: received })
        : facts === '-'
          ? await io.stdin()
          : await readFile(facts, 'utf8').catch(() => {
              throw new UsageError(`cannot read ${facts}`);
            });
    const explanation = explainFacts(values.right, text);
    if (values.json) io.out(JSON.stringify(explanation, null, 2));
    else for (const line of describe(explanation)) io.out(line);
    return EXIT.ok;
  });
}

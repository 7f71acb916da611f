import { readFile } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { isLocalDate } from '../rules/calendar';
import { EXCEPTION_CODES, RIGHTS } from '../rules/codes';
import { METHODS } from '../rules/intake';
import { checkNotice, DECLARABLE, type NoticeFinding } from '../rules/notices';
import { EXIT, readArguments, type Terminal, UsageError } from './arguments';

const Day = z.string().refine(isLocalDate, 'a day, YYYY-MM-DD');

/** The file that `law check-notice` reads: what a business's notice promises. An example: demo/notice.yaml. */
export const NoticeFile = z.strictObject({
  /** Day of the comparison: given, because no command asks the host for the date. */
  comparedOn: Day,
  lastUpdated: Day,
  online: z.boolean(),
  exclusivelyOnline: z.boolean(),
  methods: z.partialRecord(z.enum(RIGHTS), z.array(z.enum(METHODS))),
  knowMonths: z.union([z.int().min(1).max(1200), z.literal('all')]),
  answerDays: z.int().min(1).max(365).optional(),
  deletionExceptions: z.array(z.enum([...EXCEPTION_CODES, 'D9'])),
  tellsOfDeletion: z.enum(['providers', 'everyone-it-disclosed-to']),
  agents: z.strictObject({
    signedPermission: z.boolean(),
    consumerVerifies: z.boolean(),
    consumerConfirms: z.boolean(),
    powerOfAttorney: z.enum(['accepted', 'required', 'not-mentioned']),
    appliesToOptOut: z.boolean(),
  }),
  verifiesOptOut: z.boolean(),
  excludes: z.array(z.enum(['employees', 'applicants', 'business-contacts'])),
  sellsOrShares: z.boolean(),
  disclosesForDirectMarketing: z.boolean(),
  usesSensitiveBeyondPermitted: z.boolean(),
  keepsLongerThanTwelveMonths: z.boolean(),
  consumersAYear: z.int().min(0),
  publishesMetrics: z.boolean(),
  declares: z.array(z.enum(DECLARABLE as [string, ...string[]])),
});

/** What a document says. @throws UsageError where its aliases would make it grow without end */
function valueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'cannot be read');
  }
}

/**
 * The findings about a notice file.
 * @throws UsageError naming the field, and for YAML the line, that is wrong
 */
export function noticeFindings(text: string): NoticeFinding[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new UsageError(`line ${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n')[0]}`);
  const parsed = NoticeFile.safeParse(valueOf(document));
  if (!parsed.success) throw new UsageError(z.prettifyError(parsed.error));
  const { comparedOn, ...claims } = parsed.data;
  return checkNotice(claims, comparedOn);
}

/**
 * `fortyfive law check-notice <file>`: exit code 0 where the notice keeps the law's floor, 1 where it is below it or
 * outdated; wider promises and undeclared duties are told and do not fail it.
 */
export async function checkNoticeCommand(args: string[], io: Terminal): Promise<number> {
  const { values, positionals } = readArguments(args, { json: { type: 'boolean', default: false } }, true);
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('one file is needed');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`cannot read ${file}`);
  }
  const findings = noticeFindings(text);
  if (values.json) io.out(JSON.stringify(findings, null, 2));
  else {
    for (const { rule, level, says } of findings) io.out(`${level.padEnd(10)}  ${rule.padEnd(13)}  ${says}`);
    if (findings.length === 0) io.out('The notice keeps the law and every duty is declared.');
  }
  return findings.some(({ level }) => level === 'below' || level === 'outdated') ? EXIT.failed : EXIT.ok;
}

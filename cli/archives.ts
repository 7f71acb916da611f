import { read } from '../api/border';
import { dutyBody } from '../api/schemas';
import { createDuties } from '../api/services/duties';
import type { DutyDecisionKind } from '../rules/duty-decisions';
import { dutyDecisionRule } from '../rules/duty-decisions';
import { EXIT, guarded, readArguments, UsageError } from './arguments';
import { type Io, signedIn, withServices } from './surroundings';

/** What can be reported or decided, by the word that is typed. */
const KINDS: Record<string, DutyDecisionKind> = {
  restored: 'archive-restored',
  accessed: 'archive-accessed',
  settle: 'access-settled',
  rotated: 'archive-rotated',
  decide: 'decide-restored',
  renew: 'renew-exception',
};

const USAGE = `usage: fortyfive archives list [--json]
       fortyfive archives restored --archive <id> --system <id> --code <code>
       fortyfive archives accessed --archive <id> --code <code> --facts <facts>
       fortyfive archives settle   --archive <id> --report <id> --code <code> --facts <facts>
       fortyfive archives rotated  --archive <id> --through <day> --code <code>
       fortyfive archives decide   --archive <id> --report <id> --reference <request> --code <code> --facts <facts>
       fortyfive archives renew    --exception <id> --until <day> --code <code> --facts <facts>
${Object.entries(KINDS)
  .map(([word, kind]) => `  --code of ${word.padEnd(9)}${dutyDecisionRule(kind).codes.join(' | ')}`)
  .join('\n')}
Lists archives and exceptions with their next ends; reports what became of an archive; renews an exception. Signs in
with FORTYFIVE_STAFF and FORTYFIVE_PASSWORD, or asks.`;

const OPTIONS = {
  archive: { type: 'string' },
  system: { type: 'string' },
  report: { type: 'string' },
  reference: { type: 'string' },
  exception: { type: 'string' },
  through: { type: 'string' },
  until: { type: 'string' },
  code: { type: 'string' },
  facts: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/**
 * `fortyfive archives`: duties that outlive requests, towards archives and at the end of exceptions.
 *
 * @returns exit code: 0 done or recorded, 1 refused, 2 wrong use
 */
export function run(args: string[], io: Io): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values, positionals } = readArguments(args, OPTIONS, true);
    const { json, ...sent } = values;
    const [what = ''] = positionals;
    const kind = Object.hasOwn(KINDS, what) ? KINDS[what] : undefined;
    if (what !== 'list' && !kind) throw new UsageError('Say what to do.');
    return withServices(io, async (wired) => {
      const staff = await signedIn(io, wired);
      const duties = createDuties(wired.deps);
      if (!kind) {
        const overview = await duties.overview();
        if (json) io.out(JSON.stringify(overview, null, 2));
        else linesOf(overview).forEach((line) => io.out(line));
        return EXIT.ok;
      }
      const input = read(dutyBody, { kind, ...sent });
      const answer = await duties.make(input, staff, await wired.deps.clock.nowMs());
      if (answer.mark === 'refused') {
        io.err(`Refused: ${answer.refusal}.`);
        return EXIT.failed;
      }
      const became = answer.mark === 'claimed' ? 'is carried out' : 'is recorded; its workflow hears of it later';
      io.out(`Decision ${answer.decisionId} ${became}.`);
      return EXIT.ok;
    });
  });
}

type Overview = Awaited<ReturnType<ReturnType<typeof createDuties>['overview']>>;

function linesOf({ archives, reports, undecided, exceptions }: Overview): string[] {
  return [
    ...archives.map(
      (a) =>
        `archive ${a.archive}: ${a.standing} duties, next end ${a.nextEnd ?? 'none'}, ${a.withoutEnd} without end, gone through ${a.rotatedThrough ?? 'not reported'}`,
    ),
    ...reports.map((r) => `report ${r.id} ${r.archive} ${r.kind}${r.system ? ` into ${r.system}` : ''}: ${r.state}`),
    ...undecided.map((u) => `undecided ${u.report} ${u.reference} in ${u.system}: ${u.outcome}`),
    ...exceptions.map(
      (e) => `exception ${e.id} ${e.reference} ${e.code} ${e.system}.${e.tbl}: ends ${e.endsOn ?? 'not given'}`,
    ),
  ];
}

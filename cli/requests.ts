import { PHASES, STAFF_ROLES } from '../rules/codes';
import { queuePage } from '../db/queue';
import { findRequest, type RequestDetail, requestDetail } from '../db/requests-read';
import { mayRestart } from '../rules/authority';
import { Problem } from '../api/problems';
import { createRestarts } from '../api/services/restarts';
import { EXIT, guarded, readArguments, UsageError } from './arguments';
import { type Io, signedIn, withServices } from './surroundings';

const USAGE = `usage: fortyfive requests list [--phase <phase>] [--role <role>] [--overdue] [--parked] [--closed] [--after <cursor>] [--json]
       fortyfive requests show <reference> [--json]
       fortyfive requests restart <reference>
restart ends the workflow of a request that stands still and starts it anew, from what is recorded.
Names no person. Signs in with FORTYFIVE_STAFF and FORTYFIVE_PASSWORD, or asks.`;

const OPTIONS = {
  phase: { type: 'string' },
  role: { type: 'string' },
  overdue: { type: 'boolean' },
  parked: { type: 'boolean' },
  closed: { type: 'boolean' },
  after: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** `fortyfive requests`: the queue, nearest due first, and one request. */
export function run(args: string[], io: Io): Promise<number> {
  return guarded(USAGE, io, async () => {
    const { values, positionals } = readArguments(args, OPTIONS, true);
    const [what, reference = ''] = positionals;
    if (what !== 'list' && what !== 'show' && what !== 'restart') throw new UsageError('Say list, show or restart.');
    const phase = PHASES.find((each) => each === values.phase);
    const role = STAFF_ROLES.find((each) => each === values.role);
    if (values.phase && !phase) throw new UsageError(`No such phase: ${values.phase}`);
    if (values.role && !role) throw new UsageError(`No such role: ${values.role}`);
    return withServices(io, async (wired) => {
      const staff = await signedIn(io, wired);
      const { db } = wired.deps;
      if (what !== 'list') {
        const row = await findRequest(db, reference.toUpperCase());
        if (!row) throw new UsageError(`There is no request ${reference}.`);
        if (what === 'restart') {
          if (!mayRestart(staff.roles)) throw new Problem('not-allowed');
          await createRestarts(wired.deps).restart(row, staff, await wired.deps.clock.nowMs());
          io.out(`The workflow of ${row.reference} was started anew.`);
          return EXIT.ok;
        }
        const detail = await requestDetail(db, row);
        if (values.json) io.out(JSON.stringify(detail, null, 2));
        else describe(detail).forEach((line) => io.out(line));
        return EXIT.ok;
      }
      const page = await queuePage(
        db,
        { state: values.closed ? 'closed' : 'open', phase, role, overdue: values.overdue, parked: values.parked },
        values.after,
      );
      if (values.json) io.out(JSON.stringify(page, null, 2));
      else {
        for (const line of page.lines)
          io.out(
            [
              line.reference,
              line.right,
              line.phase.padEnd(17),
              `waits for ${line.waitsFor}`.padEnd(24),
              `due ${line.dueOn ?? 'answered'}`,
              line.overdue ? 'OVERDUE' : '',
              line.parkedCode ? `PARKED: ${line.parkedCode}` : '',
            ]
              .join('  ')
              .trimEnd(),
          );
        if (page.lines.length === 0) io.out('No requests.');
        if (page.next) io.out(`More: --after ${page.next}`);
      }
      return EXIT.ok;
    });
  });
}

function describe(detail: RequestDetail): string[] {
  const { request, clocks, points, plan, exceptions, notices, tasks, decisions } = detail;
  return [
    `${request.reference}  ${request.right}  ${request.phase}, waits for ${request.waits_for}`,
    `received ${request.receipt_day}, due ${request.due_on ?? 'answered'}${request.outcome ? `, ${request.outcome}` : ''}`,
    `workflow request/${request.id}`,
    ...clocks.map((clock) => `clock ${clock.rule}: strict ${clock.strict_on}, outer ${clock.outer_on}`),
    ...points.map((p) => `point ${p.point} (${p.system}, ${p.proof}): ${p.matched ? 'match' : 'no match'}`),
    ...(plan
      ? [
          `plan ${plan.digest}`,
          ...plan.summary.systems.flatMap((s) => s.tables.map((t) => `holds ${s.system}.${t.table}: ${t.rows} rows`)),
        ]
      : []),
    ...exceptions.map((e) => `exception ${e.id} ${e.code} ${e.system}.${e.tbl}: ${e.row_count} rows, ${e.state}`),
    ...notices.map((n) => `notice ${n.recipient}: ${n.state}`),
    ...tasks.filter(({ state }) => state === 'open').map((t) => `task ${t.kind} for ${t.role}, level ${t.level}`),
    ...decisions.map((d) => `decision ${d.id} ${d.kind}: ${d.state}${d.refusal ? ` (${d.refusal})` : ''}`),
  ];
}

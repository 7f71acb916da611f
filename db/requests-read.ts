import type { Channel, NoticeState, Phase, Right, StaffRole, TaskKind, WaitsFor } from '../rules/codes';
import type { DecisionRow } from './claims';
import type { Db, Trx } from './connect';
import { exceptionsOf, type ExceptionRow, type PlanSummary, readPlan } from './plans';
import type { RequestRow } from './procedure';

/** One line of the queue: codes and dates, no person. */
export interface QueueLine {
  id: string;
  reference: string;
  right: Right;
  channel: Channel;
  phase: Phase;
  waitsFor: WaitsFor;
  assignedRole: StaffRole | null;
  receiptDay: string;
  /** Null once answered. */
  dueOn: string | null;
  overdue: boolean;
  escalated: boolean;
  held: boolean;
  disputed: boolean;
  parkedCode: string | null;
  openTasks: number;
}

/** What the queue is narrowed to. */
export interface QueueFilter {
  state: 'open' | 'closed';
  phase?: Phase;
  /** Whose turn it is. */
  role?: StaffRole;
  overdue?: boolean;
  reference?: string;
}

/** A page of the queue and the cursor of the next; null where this is the last. */
export interface QueuePage {
  lines: QueueLine[];
  next: string | null;
}

/** Requests of a page of the queue. */
export const QUEUE_PAGE = 50;

/**
 * A page of the queue, nearest strict date first; what is overdue is nearest of all, what is answered comes last.
 * Paged by the last line seen, so that the hundredth page costs what the first does.
 *
 * @param after `next` of the page before
 */
export async function queuePage(db: Db, filter: QueueFilter, after?: string): Promise<QueuePage> {
  const cursor = after === undefined ? undefined : readCursor(after);
  const wanted = QUEUE_PAGE + 1;
  const narrowed = () =>
    db('requests').modify((query) => {
      if (filter.state === 'open') void query.whereNull('closed_at');
      else void query.whereNotNull('closed_at');
      if (filter.phase) void query.where('phase', filter.phase);
      if (filter.role) void query.where('assigned_role', filter.role);
      if (filter.overdue) void query.whereRaw('overdue').whereNull('answered_at');
      if (filter.reference) void query.where('reference', filter.reference);
    });
  // two reads along the index, those with a date and those answered, so that a late page costs what the first does
  const dated =
    cursor?.dueOn === null
      ? []
      : await narrowed()
          .whereNotNull('due_on')
          .modify((query) => {
            if (cursor) void query.whereRaw('(due_on, id) > (?::date, ?::uuid)', [cursor.dueOn, cursor.id]);
          })
          .orderBy(['due_on', 'id'])
          .limit(wanted)
          .select<RequestRow[]>();
  const answered =
    dated.length >= wanted
      ? []
      : await narrowed()
          .whereNull('due_on')
          .modify((query) => {
            if (cursor?.dueOn === null) void query.where('id', '>', cursor.id);
          })
          .orderBy('id')
          .limit(wanted - dated.length)
          .select<RequestRow[]>();
  const rows = [...dated, ...answered];
  const page = rows.slice(0, QUEUE_PAGE);
  const tasks = await openTaskCounts(
    db,
    page.map(({ id }) => id),
  );
  const last = page.at(-1);
  return {
    lines: page.map((row) => ({ ...toLine(row), openTasks: tasks.get(row.id) ?? 0 })),
    next: rows.length > QUEUE_PAGE && last ? `${last.due_on ?? '-'}_${last.id}` : null,
  };
}

/** How many open requests stand in each phase, and how many are overdue. */
export async function queueCounts(db: Db): Promise<{ phases: Partial<Record<Phase, number>>; overdue: number }> {
  const rows = await db('requests')
    .whereNull('closed_at')
    .groupBy('phase')
    .select<{ phase: Phase; count: number; overdue: number }[]>(
      'phase',
      db.raw('count(*) AS count'),
      db.raw('count(*) FILTER (WHERE overdue AND answered_at IS NULL) AS overdue'),
    );
  return {
    phases: Object.fromEntries(rows.map(({ phase, count }) => [phase, count])),
    overdue: rows.reduce((sum, row) => sum + row.overdue, 0),
  };
}

/** How many answers are overdue. */
export async function overdueCount(db: Db): Promise<number> {
  const rows = await db('requests')
    .whereRaw('overdue')
    .whereNull('answered_at')
    .whereNull('closed_at')
    .count<{ count: number }[]>({ count: '*' });
  return rows[0]?.count ?? 0;
}

function readCursor(after: string): { dueOn: string | null; id: string } | undefined {
  const parts = /^(-|\d{4}-\d{2}-\d{2})_([0-9a-f-]{36})$/.exec(after);
  return parts ? { dueOn: parts[1] === '-' ? null : parts[1]!, id: parts[2]! } : undefined;
}

async function openTaskCounts(db: Db, ids: string[]): Promise<Map<string, number>> {
  const rows = await db('tasks')
    .whereIn('request_id', ids)
    .andWhere('state', 'open')
    .groupBy('request_id')
    .select<{ request_id: string; count: number }[]>('request_id', db.raw('count(*) AS count'));
  return new Map(rows.map(({ request_id, count }) => [request_id, count]));
}

const toLine = (row: RequestRow): Omit<QueueLine, 'openTasks'> => ({
  id: row.id,
  reference: row.reference,
  right: row.right,
  channel: row.channel,
  phase: row.phase,
  waitsFor: row.waits_for,
  assignedRole: row.assigned_role,
  receiptDay: row.receipt_day,
  dueOn: row.due_on,
  overdue: row.overdue && row.answered_at === null,
  escalated: row.escalated,
  held: row.held,
  disputed: row.disputed,
  parkedCode: row.parked_code,
});

/** A request's row by its reference; undefined where there is none. */
export async function findRequest(db: Db | Trx, reference: string): Promise<RequestRow | undefined> {
  return rowWhere(db, { reference });
}

/** A request's row by its ID; undefined where there is none. */
export async function findRequestById(db: Db | Trx, id: string): Promise<RequestRow | undefined> {
  return rowWhere(db, { id });
}

async function rowWhere(db: Db | Trx, where: { id: string } | { reference: string }): Promise<RequestRow | undefined> {
  const row = await db('requests').where(where).first<(RequestRow & { form_token_hash?: Buffer }) | undefined>();
  // the hash of a form's token is for intake alone
  delete row?.form_token_hash;
  return row;
}

/** A clock of a request, as it was computed at receipt. */
export interface ClockRow {
  rule: string;
  kind: string;
  strict_on: string;
  outer_on: string;
  met_at: Date | null;
}

/** A notice to a recipient, without its content. */
export interface NoticeLine {
  id: string;
  recipient: string;
  instruction: string;
  role: string;
  rule: string;
  mandatory: boolean;
  state: NoticeState;
  sent_at: Date | null;
  received_at: Date | null;
  settled_at: Date | null;
  answer_code: string | null;
}

/** A letter, without its content. */
export interface LetterLine {
  id: string;
  kind: string;
  statements: { id: string; rule: string }[];
  content_entry: string;
  composed_at: Date;
  sent_at: Date | null;
}

/** A task of a request. */
export interface TaskLine {
  id: string;
  kind: TaskKind;
  target: string;
  role: StaffRole;
  code: string | null;
  due_on: string | null;
  state: 'open' | 'done';
  level: number;
  opened_at: Date;
  done_at: Date | null;
  done_by: string | null;
}

/** What was done to a system, recipient or mailbox, with its evidence. */
export interface EffectLine {
  key: string;
  step: string;
  target: string;
  round: number;
  state: string;
  uncertain: boolean;
  attempts: number;
  done_at: Date | null;
  failing_since: Date | null;
  last_failure: string | null;
  evidence: Record<string, unknown> | null;
}

/** Everything that staff see of one request besides the person. */
export interface RequestDetail {
  request: RequestRow;
  clocks: ClockRow[];
  points: { system: string; point: string; proof: string; matched: boolean }[];
  confirmed: boolean;
  plan: { digest: string; summary: PlanSummary } | null;
  exceptions: ExceptionRow[];
  notices: NoticeLine[];
  letters: LetterLine[];
  tasks: TaskLine[];
  decisions: DecisionRow[];
  effects: EffectLine[];
  archives: { archive: string; state: string; ends_on: string | null }[];
}

/** Reads everything about a request that names no person. */
export async function requestDetail(db: Db, row: RequestRow): Promise<RequestDetail> {
  const of = { request_id: row.id };
  const [clocks, points, confirmed, plan, exceptions, notices, letters, tasks, decisions, effects, archives] =
    await Promise.all([
      db('clocks').where(of).orderBy('strict_on').select<ClockRow[]>(),
      db('data_points').where(of).orderBy(['system', 'point']).select<RequestDetail['points']>(),
      db('milestones')
        .where({ ...of, name: 'code-confirmed' })
        .first('name'),
      readPlan(db, row.id, row.round),
      exceptionsOf(db, row.id, row.round),
      db('notices').where(of).orderBy(['round', 'recipient']).select<NoticeLine[]>(),
      lettersOf(db, row.id),
      db('tasks').where(of).orderBy('opened_at').select<TaskLine[]>(),
      db('decisions').where(of).orderBy('recorded_at').select<DecisionRow[]>(),
      db('effects').where(of).orderBy(['round', 'intended_at', 'key']).select<EffectLine[]>(),
      db('archive_duties').where(of).orderBy('archive').select<RequestDetail['archives']>(),
    ]);
  return {
    request: row,
    clocks,
    points,
    confirmed: confirmed !== undefined,
    plan: plan ? { digest: plan.digest, summary: plan.summary } : null,
    exceptions,
    notices,
    letters,
    tasks,
    decisions,
    effects,
    archives,
  };
}

/** A request's letters in the order in which they were written. */
export async function lettersOf(db: Db | Trx, requestId: string): Promise<LetterLine[]> {
  return db('letters')
    .where({ request_id: requestId })
    .orderBy('composed_at')
    .select<LetterLine[]>('id', 'kind', 'statements', 'content_entry', 'composed_at', 'sent_at');
}

/** Clocks of a request that the consumer is told of. */
export async function clocksOf(db: Db | Trx, requestId: string): Promise<ClockRow[]> {
  return db('clocks').where({ request_id: requestId }).orderBy('strict_on').select<ClockRow[]>();
}

/** A decision of a request; undefined where it is another request's, or nobody's. */
export async function decisionOf(
  db: Db | Trx,
  requestId: string,
  decisionId: string,
): Promise<DecisionRow | undefined> {
  return db('decisions').where({ id: decisionId, request_id: requestId }).first<DecisionRow | undefined>();
}

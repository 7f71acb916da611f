import type { Channel, ParkedCode, Phase, Right, StaffRole, WaitsFor } from '../rules/codes';
import type { Db } from './connect';
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
  parkedCode: ParkedCode | null;
  openTasks: number;
}

/** What the queue is narrowed to. */
export interface QueueFilter {
  state: 'open' | 'closed';
  phase?: Phase;
  /** Whose turn it is. */
  role?: StaffRole;
  overdue?: boolean;
  /** Only what should have moved and did not. */
  parked?: boolean;
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
      if (filter.parked) void query.whereNotNull('parked_code');
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

/** How many requests should have moved and did not. */
export async function parkedCount(db: Db): Promise<number> {
  const rows = await db('requests').whereNotNull('parked_code').count<{ count: number }[]>({ count: '*' });
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
  held: row.held || row.held_in_part,
  disputed: row.disputed,
  parkedCode: row.parked_code,
});

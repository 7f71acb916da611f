import type { Channel, Right } from '../rules/codes';
import type { DecisionKind } from '../rules/decisions';
import type { DutyDecisionKind } from '../rules/duty-decisions';
import { endOfDayMs } from '../rules/calendar';
import type { Db } from './connect';

/** At most this many of a kind are swept at once, oldest first, so that a sweep stays short. */
const AT_ONCE = 200;

/** A request that should have a run, with what its start shows. */
export interface Startable {
  id: string;
  right: Right;
  channel: Channel;
  /** End of the strict due day, UTC milliseconds; null where no law sets one. */
  dueAtMs: number | null;
}

interface Row {
  id: string;
  right: Right;
  channel: Channel;
  due_on: string | null;
  receipt_day: string;
}

const startable = (row: Row): Startable => ({
  id: row.id,
  right: row.right,
  channel: row.channel,
  dueAtMs: row.due_on === null ? null : endOfDayMs(row.due_on),
});

/** Open requests whose first step never ran. */
export async function neverStarted(db: Db): Promise<Startable[]> {
  const rows = await db('requests')
    .whereNull('run_started_at')
    .whereNull('closed_at')
    .orderBy('received_at')
    .limit(AT_ONCE)
    .select<Row[]>('id', 'right', 'channel', 'due_on', 'receipt_day');
  return rows.map(startable);
}

/**
 * The next part of the open requests after this one in order of ID, to be asked for their run one by one: a lost run
 * is found after a few sweeps, whatever became of Temporal's own lists.
 */
export async function openAfter(db: Db, after: string): Promise<Startable[]> {
  const rows = await db('requests')
    .whereNotNull('run_started_at')
    .whereNull('closed_at')
    .andWhere('id', '>', after)
    .orderBy('id')
    .limit(AT_ONCE)
    .select<Row[]>('id', 'right', 'channel', 'due_on', 'receipt_day');
  return rows.map(startable);
}

/** Decisions that stand and that no workflow has marked. */
export async function undeliveredDecisions(
  db: Db,
): Promise<{ requestId: string; kind: DecisionKind; decisionId: string }[]> {
  const rows = await db('decisions')
    .where({ state: 'recorded' })
    .orderBy('recorded_at')
    .limit(AT_ONCE)
    .select<{ id: string; request_id: string; kind: DecisionKind }[]>('id', 'request_id', 'kind');
  return rows.map((row) => ({ requestId: row.request_id, kind: row.kind, decisionId: row.id }));
}

/** Decisions about duties that stand and that no workflow has marked. */
export async function undeliveredDutyDecisions(
  db: Db,
): Promise<{ duty: string; kind: DutyDecisionKind; decisionId: string }[]> {
  return db('duty_decisions')
    .where({ state: 'recorded' })
    .orderBy('recorded_at')
    .limit(AT_ONCE)
    .select<{ duty: string; kind: DutyDecisionKind; decisionId: string }[]>('duty', 'kind', { decisionId: 'id' });
}

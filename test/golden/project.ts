import { createCodec } from '../../vault/codec';
import type { PostgresVault } from '../../vault/postgres-vault';
import type { Db } from '../../db/connect';
import { readChain } from '../../db/ledger';
import { daysBetween, receiptDay } from '../../rules/calendar';
import type { temporal } from '@temporalio/proto';
import { opened } from '../proof/support/exposed';
import type { Engine } from '../support/engine';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Timestamp = { seconds?: { toString(): string } | number | null; nanos?: number | null } | null | undefined;

/** What of a request's way must not change unseen: moments as Los Angeles days after receipt, codes, kinds. */
export interface Golden {
  history: string[];
  letters: string[];
  ledger: string[];
}

const msOf = (at: Timestamp): number => Number(String(at?.seconds ?? 0)) * 1000 + Math.floor((at?.nanos ?? 0) / 1e6);

/**
 * `day 40`: days after receipt in Los Angeles. Not the hour: some moments follow the calendar and some the stopwatch,
 * so that an hour more or less lies between them where daylight saving begins or ends on the way.
 */
function teller(receivedMs: number): (atMs: number) => string {
  const received = receiptDay(receivedMs);
  return (atMs) => `day ${String(daysBetween(received, receiptDay(atMs))).padStart(2, '0')}`;
}

/** The first ten business days end on another date in every year: rules/ has vectors for them. */
const NOT_BY_DATE = 'acknowledge-by';

interface Seen {
  phase: string;
  ending: string | null;
  dueAtMs: number | null;
  next: { id: string; atMs: number } | null;
  done: string[];
  systems: string[];
  supplied: string[];
}

/** What is read of an event once its payloads are opened: they are JSON texts then. */
interface Shown {
  activityTaskScheduledEventAttributes?: { activityType: { name: string }; input: { payloads: [string] } };
  activityTaskCompletedEventAttributes?: { result: { payloads: [string] } };
  markerRecordedEventAttributes?: { details: { result?: { payloads: [string] } } };
  workflowExecutionUpdateAcceptedEventAttributes?: { acceptedRequest?: { input?: { name?: string } } };
}

/** Reads a history's decisions and moments through the codec. */
export async function historyLines(
  events: HistoryEvent[],
  { db, vault, workflowId }: { db: Db; vault: PostgresVault; workflowId: string },
): Promise<string[]> {
  const codec = createCodec({ db, vault });
  const at = teller(msOf(events[0]!.eventTime));
  const lines = new Set<string>();
  const scheduled = new Map<string, string>();
  let before: Partial<Seen> = { done: [] };

  const state = (moment: number, after: Seen): void => {
    const say = (text: string): void => void lines.add(`${at(moment)} ${text}`);
    if (after.phase !== before.phase) say(`phase ${after.phase}`);
    if (after.ending !== before.ending && after.ending) say(`ends ${after.ending}`);
    if (after.dueAtMs !== before.dueAtMs) say(`due ${after.dueAtMs === null ? 'never more' : at(after.dueAtMs)}`);
    for (const name of after.done) if (!before.done?.includes(name) && name !== NOT_BY_DATE) say(`done ${name}`);
    if (after.next && after.next.id !== before.next?.id && after.next.id !== NOT_BY_DATE)
      lines.add(`table: ${after.next.id} at ${at(after.next.atMs)}`);
    before = after;
  };

  for (const event of events) {
    const moment = msOf(event.eventTime);
    const body = (await opened(event, codec, workflowId)) as Shown;
    const result = (payloads: string[] | undefined): void => {
      const value: unknown = payloads?.[0] ? JSON.parse(payloads[0]) : null;
      if (typeof value !== 'object' || value === null) return;
      const snapshot = 'state' in value ? value.state : value;
      if (snapshot && typeof snapshot === 'object' && 'phase' in snapshot) state(moment, snapshot as Seen);
    };
    const activity = body.activityTaskScheduledEventAttributes;
    if (activity) {
      const { requestId: _one, ...args } = JSON.parse(activity.input.payloads[0]) as Record<string, unknown>;
      const text = `${activity.activityType.name} ${JSON.stringify(args)}`;
      scheduled.set(String(event.eventId), text);
      lines.add(`${at(moment)} begins ${text}`);
    }
    const completed = body.activityTaskCompletedEventAttributes;
    if (completed) {
      const value = JSON.parse(completed.result.payloads[0]);
      const text = scheduled.get(String(event.activityTaskCompletedEventAttributes?.scheduledEventId));
      lines.add(`${at(moment)} ends ${text}${value.result ? `: ${value.result}` : ''}`);
      result(completed.result.payloads);
    }
    const marker = body.markerRecordedEventAttributes;
    if (marker) result(marker.details.result?.payloads);
    const update = body.workflowExecutionUpdateAcceptedEventAttributes;
    if (update) lines.add(`${at(moment)} told ${update.acceptedRequest?.input?.name}`);
    const finished = /^workflowExecution(Completed|Failed|ContinuedAsNew)/.exec(
      Object.keys(body).find((k) => /^workflowExecution(Completed|Failed|ContinuedAsNew)Event/.test(k)) ?? '',
    );
    if (finished) lines.add(`${at(moment)} run ${finished[1]!.toLowerCase()}`);
  }
  // what happens at once happens in no particular order
  return [...lines].sort();
}

/** Fields of a ledger entry that are codes; the others are IDs and digests. */
const CODES = [
  'rule',
  'level',
  'system',
  'recipient',
  'state',
  'outcome',
  'late',
  'decides',
  'is',
  'recheck',
  'round',
  'code',
  'why',
  'waitsFor',
  'rows',
  'kept',
];

/** Everything golden of a request that was just run. */
export async function goldenOf(engine: Engine, id: string, events: HistoryEvent[]): Promise<Golden> {
  const { db } = engine.database;
  const row = await db('requests').where({ id }).first('received_at');
  const at = teller(row.received_at.getTime());
  const letters = (await db('letters').where({ request_id: id }).whereNotNull('sent_at').orderBy('sent_at')) as {
    kind: string;
    sent_at: Date;
    statements: { id: string }[];
  }[];
  return {
    history: await historyLines(events, { db, vault: engine.vault, workflowId: `request/${id}` }),
    letters: letters
      .map(
        ({ kind, sent_at, statements }) =>
          `${at(sent_at.getTime())} ${kind}: ${statements.map((s) => s.id).join(', ')}`,
      )
      .sort(),
    ledger: (await readChain(db, id))
      .map(({ kind, atMs, body }) => {
        const codes = CODES.filter((name) => body[name] !== undefined && body[name] !== null).map(
          (name) => `${name}=${JSON.stringify(body[name])}`,
        );
        return [at(atMs), kind, ...codes].join(' ');
      })
      .sort(),
  };
}

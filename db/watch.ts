import type { QueueTerms } from '../datamap/queues';
import { receiptDay, startOfDayMs } from '../rules/calendar';
import type { ParkedCode } from '../rules/codes';
import type { Db } from './connect';
import { DAILY_DUTIES } from './duty-ids';
import { holdChain, type HoldRow } from './holds';
import { importChain, probingKeys } from './import-guard';
import { lateNotices, queuedRecipients } from './notice-queue';
import { lastSealedMs, SEAL_EVERY_MS } from './seals';

/** Something that should have happened, or waits for a person: codes and references, no person (decisions.md E4). */
export interface Finding {
  kind: ParkedCode | 'notice-late' | 'duty-missed' | 'seal-late' | 'hold-review' | 'import-probed';
  requestId: string;
  /** The request's; of the last four of `kind` the duty's workflow, the ledger, the hold, the key: they belong to none. */
  reference: string;
  /** What was promised, the phase in which it stands still, or whose queue holds its notice. */
  code: string;
  /** Since when, UTC milliseconds. */
  sinceMs: number;
  dueOn: string | null;
}

/** At most this many findings of a kind. */
export const WATCHED_AT_ONCE = 500;

/**
 * What a look at Postgres alone shows to be stuck. Nothing here asks Temporal: it is there to notice when Temporal or
 * the worker is away.
 *
 * @param graceMs how long after its moment something may be late, milliseconds
 * @param queues terms of the recipients that take several notices at a time
 */
export async function findStuck(
  db: Db,
  { nowMs, graceMs, queues }: { nowMs: number; graceMs: number; queues: QueueTerms[] },
): Promise<Finding[]> {
  const before = new Date(nowMs - graceMs);
  const columns = ['id', 'reference', 'due_on'];
  const [milestones, never, still, decisions] = await Promise.all([
    db('requests')
      .whereNull('closed_at')
      .where('next_milestone_at', '<', before)
      .orderBy('next_milestone_at')
      .limit(WATCHED_AT_ONCE)
      .select<Row[]>(...columns, { code: 'next_milestone', since: 'next_milestone_at' }),
    db('requests')
      .whereNull('run_started_at')
      .whereNull('closed_at')
      .where('received_at', '<', before)
      .orderBy('received_at')
      .limit(WATCHED_AT_ONCE)
      .select<Row[]>(...columns, { since: 'received_at' }, db.raw(`'start' AS code`)),
    findStill(db, before),
    db('decisions')
      .join('requests', 'requests.id', 'decisions.request_id')
      .where('decisions.state', 'recorded')
      .where('recorded_at', '<', before)
      .orderBy('recorded_at')
      .limit(WATCHED_AT_ONCE)
      .select<Row[]>('requests.id', 'reference', 'due_on', { code: 'kind', since: 'recorded_at' }),
  ]);
  const found = (kind: Finding['kind'], rows: Row[]): Finding[] =>
    rows.map(({ id, reference, code, since, due_on }) => ({
      kind,
      requestId: id,
      reference,
      code,
      sinceMs: since.getTime(),
      dueOn: due_on,
    }));
  return [
    ...found('milestone-missed', milestones),
    ...found('never-started', never),
    ...found('no-progress', still),
    ...found('undelivered-decision', decisions),
    ...(await findLate(db, nowMs, queues)),
    ...(await findDuties(db, before)),
    ...(await findLateSeal(db, before)),
    ...(await findReviews(db, nowMs)),
    ...(await findProbing(db, nowMs)),
  ].sort((a, b) => (a.dueOn ?? '9').localeCompare(b.dueOn ?? '9') || a.sinceMs - b.sinceMs);
}

/**
 * Open requests whose run has the next step and takes none: nobody is waited for, nothing stands against it, no attempt
 * failed, and for a while nothing was written. So looks a run whose workflow task fails again and again, which Temporal
 * counts as running.
 */
async function findStill(db: Db, before: Date): Promise<Row[]> {
  const { rows } = await db.raw<{ rows: Row[] }>(
    `SELECT r.id, r.reference, r.due_on, r.phase AS code, lived.at AS since
       FROM requests r
      CROSS JOIN LATERAL (SELECT greatest(
              r.received_at, r.run_started_at, r.grace_ends_at,
              (SELECT max(at) FROM milestones WHERE request_id = r.id),
              (SELECT max(greatest(intended_at, done_at)) FROM effects WHERE request_id = r.id),
              (SELECT max(at) FROM ledger_entries WHERE chain = r.id::text AND kind NOT IN ('parked', 'unparked'))
            ) AS at) lived
      WHERE r.closed_at IS NULL AND r.run_started_at IS NOT NULL
        AND r.waits_for IN ('nothing', 'system') AND NOT r.held AND NOT r.disputed
        AND NOT EXISTS (SELECT FROM effects f
                         WHERE f.request_id = r.id AND f.state = 'intended' AND f.failing_since IS NOT NULL)
        AND lived.at < :before
      ORDER BY lived.at LIMIT :limit`,
    { before, limit: WATCHED_AT_ONCE },
  );
  return rows;
}

/** Duties beyond requests whose workflow did not look when it promised to, or never ran though some stand (J). */
async function findDuties(db: Db, before: Date): Promise<Finding[]> {
  const { rows } = await db.raw<{ rows: { duty: string; since: Date }[] }>(
    `SELECT duty, next_at AS since FROM duty_runs WHERE next_at < :before
     UNION ALL
     SELECT 'archive/' || archive, min(made_at) FROM archive_duties
      WHERE state = 'standing' AND NOT EXISTS (SELECT FROM duty_runs WHERE duty = 'archive/' || archive)
      GROUP BY archive HAVING min(made_at) < :before
     UNION ALL
     SELECT :daily, min(made_at) FROM exception_duties
      WHERE state = 'standing' AND NOT EXISTS (SELECT FROM duty_runs WHERE duty = :daily)
     HAVING min(made_at) < :before
     ORDER BY since`,
    { before, daily: DAILY_DUTIES },
  );
  return rows.map(({ duty, since }) => ({
    kind: 'duty-missed',
    requestId: duty,
    reference: duty,
    code: duty,
    sinceMs: since.getTime(),
    dueOn: null,
  }));
}

/** The ledger, once sealed, is sealed every hour: a late seal is one that could not be made, or was refused (H2). */
async function findLateSeal(db: Db, before: Date): Promise<Finding[]> {
  const lastMs = await lastSealedMs(db);
  if (lastMs === undefined || lastMs + SEAL_EVERY_MS >= before.getTime()) return [];
  const of = { requestId: 'ledger', reference: 'ledger', code: 'seal' };
  return [{ kind: 'seal-late', ...of, sinceMs: lastMs + SEAL_EVERY_MS, dueOn: null }];
}

/** Programs that ask the import guard about single persons: whoever holds the key is to be asked why (decisions.md J). */
async function findProbing(db: Db, nowMs: number): Promise<Finding[]> {
  const keys = await probingKeys(db, nowMs);
  return keys.map(({ apiKeyId, sinceMs }) => ({
    kind: 'import-probed',
    requestId: apiKeyId,
    reference: importChain(apiKeyId),
    code: 'single-persons',
    sinceMs,
    dueOn: null,
  }));
}

/** Holds on no request's page whose day of review is here: a person renews or releases them (decisions.md D4). */
async function findReviews(db: Db, nowMs: number): Promise<Finding[]> {
  const due = await db<HoldRow>('holds')
    .whereNull('request_id')
    .whereNull('released_at')
    .where('review_on', '<=', receiptDay(nowMs))
    .orderBy('review_on')
    .limit(WATCHED_AT_ONCE);
  return due.map(({ id, code, review_on: dueOn }) => ({
    kind: 'hold-review',
    requestId: id,
    reference: holdChain(id),
    code,
    sinceMs: startOfDayMs(dueOn),
    dueOn,
  }));
}

/** Nearest first; a recipient that is no longer in the data map will never be sent what waits for it. */
async function findLate(db: Db, nowMs: number, queues: QueueTerms[]): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const recipient of await queuedRecipients(db)) {
    const terms = queues.find((queue) => queue.recipient === recipient);
    const late = await lateNotices(db, terms ?? { recipient, gone: true }, { nowMs, limit: WATCHED_AT_ONCE });
    found.push(
      ...late.map(({ requestId, reference, dueOn, queuedMs }) => ({
        kind: 'notice-late' as const,
        requestId,
        reference,
        code: recipient,
        sinceMs: queuedMs,
        dueOn,
      })),
    );
  }
  return found;
}

interface Row {
  id: string;
  reference: string;
  due_on: string | null;
  code: string;
  since: Date;
}

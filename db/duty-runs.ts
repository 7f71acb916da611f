import { addDays, type LocalDate, receiptDay, startOfDayMs } from '../rules/calendar';
import { nextDayMs } from '../rules/duties';
import type { Db, Trx } from './connect';
import { archiveOf } from './duty-ids';
import { exceptionsDue } from './exception-duties';
import { runnableRestores } from './restores';
import { dutiesOf, suppressionsOutlived } from './standing-orders';

/**
 * Where duties stand, as Postgres has it; the workflow holds nothing else (decisions.md E3, J). Moments, counts and the
 * IDs of restores: never a request's, never a person's.
 */
export interface DutyState {
  /** Something has fallen due: settle it now. */
  due: boolean;
  /** Restores that may be applied now, one for each system at most. */
  restores: string[];
  /** The next moment to look, UTC milliseconds; within a day. */
  nextAtMs: number;
}

/** How long a restore that waits for another waits before it looks again, should nobody tell it; milliseconds. */
const WAITING_MS = 15 * 60_000;

/** Takes a run: from here on, it is the duty's current one (decisions.md E3). */
export async function takeDutyRun(
  trx: Trx,
  { duty, runId, atMs }: { duty: string; runId: string; atMs: number },
): Promise<void> {
  await trx.raw(
    `INSERT INTO duty_runs (duty, run_id, run_epoch, run_started_at) VALUES (?, ?, 1, ?)
     ON CONFLICT (duty) DO UPDATE SET
       run_epoch = duty_runs.run_epoch + CASE WHEN duty_runs.run_id = excluded.run_id THEN 0 ELSE 1 END,
       run_id = excluded.run_id, run_started_at = excluded.run_started_at`,
    [duty, runId, new Date(atMs)],
  );
}

/** Reads where duties stand, and stores the next moment for the watchdog (decisions.md E4). */
export async function dutyState(trx: Trx, { duty, atMs }: { duty: string; atMs: number }): Promise<DutyState> {
  const today = receiptDay(atMs);
  const archive = archiveOf(duty);
  const state = archive === undefined ? await dailyState(trx, today, atMs) : await archiveState(trx, archive, atMs);
  await trx('duty_runs')
    .where({ duty })
    .update({ next_at: new Date(state.nextAtMs) });
  return state;
}

async function dailyState(trx: Trx, today: LocalDate, atMs: number): Promise<DutyState> {
  const due = (await exceptionsDue(trx, today)) || (await suppressionsOutlived(trx, today));
  return { due, restores: [], nextAtMs: nextDayMs(atMs) };
}

async function archiveState(trx: Trx, archive: string, atMs: number): Promise<DutyState> {
  const { due, nearest } = await dutiesOf(trx, archive, receiptDay(atMs));
  const { runnable, waiting } = await runnableRestores(trx, archive);
  // whatever was added since is at least a day away: a look a day misses no end
  const moments = [nextDayMs(atMs), ...(nearest ? [startOfDayMs(addDays(nearest, 1))] : [])];
  if (waiting > 0) moments.push(atMs + WAITING_MS);
  return { due, restores: runnable, nextAtMs: Math.min(...moments) };
}

/** Archives that duties stand towards, whether or not the data map still names them. */
export async function archivesWithDuties(db: Db): Promise<string[]> {
  return db('archive_duties')
    .where({ state: 'standing' })
    .distinct('archive')
    .orderBy('archive')
    .pluck<string[]>('archive');
}

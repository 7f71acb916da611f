import { recordRestart } from '../../db/parking';
import type { RequestRow } from '../../db/procedure';
import type { Staff } from '../../db/staff';
import { endOfDayMs } from '../../rules/calendar';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';

/** The way to try again what stands still. */
export interface Restarts {
  /**
   * Ends a request's run and starts another, which goes on from what Postgres has (decisions.md E3). In the ledger.
   *
   * @throws Problem `refused` where the request is closed, `unavailable` where Temporal does not answer
   */
  restart(row: RequestRow, staff: Pick<Staff, 'id'>, nowMs: number): Promise<void>;
}

/** Makes the service. */
export function createRestarts({
  db,
  gateway,
  report,
}: Pick<ServiceDeps, 'db' | 'gateway'> & {
  report(error: unknown): void;
}): Restarts {
  return {
    async restart(row, staff, nowMs) {
      if (row.closed_at) throw new Problem('refused', 'The request is closed: there is nothing left to run.');
      await recordRestart(db, row, staff.id, nowMs);
      const { id, right, channel, due_on: dueOn } = row;
      try {
        await gateway.restart(id, { right, channel, dueAtMs: dueOn === null ? null : endOfDayMs(dueOn) });
      } catch (error) {
        report(error);
        throw new Problem('unavailable', 'Temporal does not answer. Nothing is lost: try again in a minute.');
      }
    },
  };
}

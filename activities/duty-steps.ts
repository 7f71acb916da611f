import type { Trx } from '../db/connect';
import { claimDutyDecision, type DutyClaimMark } from '../db/duty-claims';
import { dutyState, type DutyState, takeDutyRun } from '../db/duty-runs';
import type { ProcedureSettings } from '../db/procedure';
import { attempt } from './attempt';
import type { StepDependencies } from './steps';

/** What of the settings the workflows of duties need. */
export type DutySettings = Pick<ProcedureSettings, 'attemptMs' | 'retryMaximumMs'>;

/** What every step is given: whose duties, and workflow time in UTC milliseconds. */
export interface DutyStepInput {
  /** Workflow ID: `archive/<id>`, `schedule/duties`. */
  duty: string;
  atMs: number;
}

/** The steps of duties: local activities on our own Postgres, as {@link import('./steps').Steps}. */
export interface DutySteps {
  /** Takes the run. */
  loadDuty(input: DutyStepInput & { runId: string }): Promise<{ state: DutyState; settings: DutySettings }>;
  /** Reads anew what is due and when to look again. */
  lookDuty(input: DutyStepInput): Promise<DutyState>;
  /** Claims or refuses a decision about a duty. */
  claimDuty(input: DutyStepInput & { decisionId: string | null; message: string }): Promise<DutyClaimMark>;
}

/** Composes the steps of duties over what they need. */
export function createDutySteps({
  db,
  vault,
  settings,
  report,
}: Pick<StepDependencies, 'db' | 'vault' | 'settings' | 'report'>): DutySteps {
  const transaction = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => attempt(() => db.transaction(work), report);
  return {
    loadDuty: (input) =>
      transaction(async (trx) => {
        await takeDutyRun(trx, input);
        const { attemptMs, retryMaximumMs } = settings;
        return { state: await dutyState(trx, input), settings: { attemptMs, retryMaximumMs } };
      }),
    lookDuty: (input) => transaction((trx) => dutyState(trx, input)),
    claimDuty: (input) => transaction((trx) => claimDutyDecision(trx, vault, input)),
  };
}

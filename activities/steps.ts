import type { Db, Trx } from '../db/connect';
import { complied, honoured } from '../db/choices';
import { claim, type ClaimMark } from '../db/claims';
import { beginErasure, carriedOut } from '../db/carrying-out';
import { reviewCopy } from '../db/copies';
import { close } from '../db/closing';
import { beginCorrection } from '../db/corrections';
import { reachDeadline } from '../db/deadlines';
import { seeHolds } from '../db/holds';
import { destroyProcessedProofs } from '../db/documents';
import { recipientsSettled } from '../db/notices';
import { checkRepeat } from '../db/repeats';
import {
  lockRequest,
  type ProcedureSettings,
  type RequestRow,
  snapshot,
  type Snapshot,
  updateRequest,
} from '../db/procedure';
import type { DataMap } from '../datamap/data-map';
import type { Vault } from '../vault/vault';
import { attempt } from './attempt';
import { allowConfirmed } from './opting-in';

/** The shapes that workflows see; they are kept with the rows they are read from. */
export type { OwedLetter, ProcedureSettings, Snapshot } from '../db/procedure';

/** What every step is given: whose request, and workflow time in UTC milliseconds. */
export interface StepInput {
  requestId: string;
  atMs: number;
}

/** What steps need. */
export interface StepDependencies {
  db: Db;
  vault: Vault;
  dataMap: DataMap;
  settings: ProcedureSettings;
  /** Hears of errors that no failure code names; for the process's log. */
  report(error: unknown): void;
}

/**
 * The steps of a procedure: local activities on our own Postgres, one transaction each, under the request's lock.
 * Each may run twice and does its work once (decisions.md E5); each returns the procedure's new state.
 */
export interface Steps {
  /** Takes the run: from here on, this run is the request's current one (decisions.md E3). */
  load(input: StepInput & { runId: string }): Promise<Snapshot>;
  /** Reads the state anew, after something outside the workflow changed it. */
  look(input: StepInput): Promise<Snapshot>;
  /** Claims or refuses a decision. */
  claim(
    input: StepInput & { decisionId: string | null; message: string },
  ): Promise<{ mark: ClaimMark; state: Snapshot }>;
  /** A moment of the due table is here. */
  reach(input: StepInput & { milestone: string }): Promise<Snapshot>;
  /** Looks whether the consumer has had as many answers as are owed; then a person decides. */
  checkRepeat(input: StepInput): Promise<Snapshot>;
  /** Writes the one row after which nothing can be withdrawn; does not, where something stands against it. */
  beginErasure(input: StepInput): Promise<Snapshot>;
  /** Everything for a copy was read: it goes to a person, or on. */
  reviewCopy(input: StepInput): Promise<Snapshot>;
  /** The same for a correction: from here on fields are changed. */
  beginCorrection(input: StepInput): Promise<Snapshot>;
  /** Every system is erased or its result supplied, every notice is on its way. */
  carriedOut(input: StepInput & { differs: boolean }): Promise<Snapshot>;
  /** Every system was told of a choice, every notice is on its way; `round` is the one that this is said of. */
  complied(input: StepInput & { round: number; differs: boolean }): Promise<Snapshot>;
  /** The consumer was told of a choice that is complied with: the request is answered. */
  honoured(input: StepInput): Promise<Snapshot>;
  /** The last proof is in. */
  close(input: StepInput): Promise<Snapshot>;
}

/** Composes the steps over what they need. */
export function createSteps({ db, vault, dataMap, settings, report }: StepDependencies): Steps {
  /** What the driver says of a failure quotes rows: only its code leaves the step (decisions.md L6). */
  const transaction = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => attempt(() => db.transaction(work), report);

  /** One transaction under the request's lock; the state as it is after `work`. */
  const step = (input: StepInput, work: (trx: Trx, row: RequestRow) => Promise<void>): Promise<Snapshot> =>
    transaction(async (trx) => {
      const row = await lockRequest(trx, input.requestId);
      await work(trx, row);
      return snapshot(trx, row, settings);
    });

  return {
    load: ({ runId, ...input }) =>
      step(input, async (trx, row) => {
        if (row.run_id === runId) return;
        await updateRequest(trx, row, {
          run_id: runId,
          run_epoch: row.run_epoch + 1,
          run_started_at: new Date(input.atMs),
        });
      }),

    look: (input) =>
      step(input, async (trx, row) => {
        await seeHolds(trx, row, input.atMs);
        await recipientsSettled(trx, row, input.atMs);
      }),

    claim: (input) =>
      transaction(async (trx) => {
        const { mark, row } = await claim(trx, input, settings);
        await allowConfirmed(trx, vault, row, input.atMs);
        await destroyProcessedProofs(trx, vault, row, input.atMs);
        return { mark, state: await snapshot(trx, row, settings) };
      }),

    reach: (input) =>
      step(input, async (trx, row) => {
        await reachDeadline(trx, row, input.milestone, input.atMs, settings);
        await destroyProcessedProofs(trx, vault, row, input.atMs);
      }),

    checkRepeat: (input) => step(input, (trx, row) => checkRepeat(trx, row, input.atMs)),

    beginErasure: (input) => step(input, (trx, row) => beginErasure(trx, vault, dataMap, row, input.atMs)),

    beginCorrection: (input) =>
      step(input, (trx, row) => beginCorrection(trx, vault, row, dataMap.archives, input.atMs)),

    reviewCopy: (input) => step(input, (trx, row) => reviewCopy(trx, row, input.atMs)),

    carriedOut: (input) => step(input, (trx, row) => carriedOut(trx, row, input.differs, input.atMs)),

    complied: ({ round, differs, ...input }) =>
      step(input, (trx, row) => complied(trx, { vault, dataMap }, row, { round, differs }, input.atMs)),

    honoured: (input) => step(input, (trx, row) => honoured(trx, row, input.atMs)),

    close: (input) =>
      step(input, async (trx, row) => {
        await close(trx, row, input.atMs);
        await destroyProcessedProofs(trx, vault, row, input.atMs);
      }),
  };
}

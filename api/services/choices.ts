import { hasNothingToLimit } from '../../db/choices';
import type { Db } from '../../db/connect';
import { countHit } from '../../db/limits';
import type { RequestRow } from '../../db/procedure';
import { findRequest } from '../../db/requests-read';
import type { ChoiceState, Right } from '../../rules/codes';
import { choiceOf } from '../../rules/preferences';
import { Problem } from '../problems';

const HOUR_MS = 3_600_000;
/** References that one network may look up in an hour: a person knows one, a search tries many. */
const LOOK_UPS_PER_NETWORK = 60;

/** How a choice stands, for whoever has its reference: the same for a person who is known and one who is not (B6). */
export interface ChoiceStatus {
  reference: string;
  right: Right;
  status: ChoiceState;
  /** Los Angeles day from which it holds. */
  since: string;
}

/** What is shown of choices (OPT-06, LIM-05, GPC-03). */
export interface Choices {
  /**
   * By the reference of a receipt or letter. Asks the request alone, never whether anybody is known.
   * @throws Problem `not-found` for every reference that is not a choice's, `too-many` for a search
   */
  status(reference: string, network: string, nowMs: number): Promise<ChoiceStatus>;
}

/** How the choice of a request stands; null for a right that makes none. */
export async function choiceState(
  db: Db,
  { id, right, outcome }: Pick<RequestRow, 'id' | 'right' | 'outcome'>,
): Promise<ChoiceState | null> {
  if (choiceOf(right) === undefined) return null;
  if (outcome === 'denied') return 'denied';
  return (await hasNothingToLimit(db, id)) ? 'nothing-to-limit' : 'honoured';
}

/** Reads requests alone: no system is asked, and nobody is looked for. */
export function createChoices({ db }: { db: Db }): Choices {
  return {
    async status(reference, network, nowMs) {
      const looked = await countHit(db, { bucket: `choice-look-up:${network}`, windowMs: HOUR_MS, nowMs });
      if (looked > LOOK_UPS_PER_NETWORK) throw new Problem('too-many', 'Try again in an hour.', [], HOUR_MS / 1000);
      const row = await findRequest(db, reference);
      const status = row && (await choiceState(db, row));
      if (!row || !status) throw new Problem('not-found', 'There is no such request with this reference.');
      return { reference: row.reference, right: row.right, status, since: row.receipt_day };
    },
  };
}

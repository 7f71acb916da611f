import { hasNothingToLimit, isConfirmed, since } from '../../db/choices';
import type { Db } from '../../db/connect';
import { countHit } from '../../db/limits';
import type { RequestRow } from '../../db/procedure';
import { findRequest } from '../../db/requests-read';
import type { ChoiceState, Right } from '../../rules/codes';
import { receiptDay } from '../../rules/calendar';
import { choiceOf } from '../../rules/preferences';
import { Problem } from '../problems';

const HOUR_MS = 3_600_000;
/** References that one network may look up in an hour: a person knows one, a search tries many. */
const LOOK_UPS_PER_NETWORK = 60;

/** How a choice stands, for whoever has its reference: the same for a person who is known and one who is not (B6). */
export interface ChoiceStatus extends ChoiceStanding {
  reference: string;
  right: Right;
}

/** How a choice stands, and since when. */
export interface ChoiceStanding {
  status: ChoiceState;
  /** Los Angeles day of its receipt; of the second step, once it was taken. */
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
export async function choiceStanding(
  db: Db,
  row: Pick<RequestRow, 'id' | 'right' | 'outcome' | 'received_at'>,
): Promise<ChoiceStanding | null> {
  const choice = choiceOf(row.right);
  if (choice === undefined) return null;
  const status = async (): Promise<ChoiceState> => {
    if (row.outcome === 'denied') return 'denied';
    if (row.outcome === 'not-confirmed') return 'lapsed';
    if (choice.allowed && !(await isConfirmed(db, row.id))) return 'unconfirmed';
    return (await hasNothingToLimit(db, row.id)) ? 'nothing-to-limit' : 'honoured';
  };
  return { status: await status(), since: receiptDay(await since(db, row)) };
}

/** Reads requests alone: no system is asked, and nobody is looked for. */
export function createChoices({ db }: { db: Db }): Choices {
  return {
    async status(reference, network, nowMs) {
      const looked = await countHit(db, { bucket: `choice-look-up:${network}`, windowMs: HOUR_MS, nowMs });
      if (looked > LOOK_UPS_PER_NETWORK) throw new Problem('too-many', 'Try again in an hour.', [], HOUR_MS / 1000);
      const row = await findRequest(db, reference);
      const standing = row && (await choiceStanding(db, row));
      if (!row || !standing) throw new Problem('not-found', 'There is no such request with this reference.');
      return { reference: row.reference, right: row.right, ...standing };
    },
  };
}

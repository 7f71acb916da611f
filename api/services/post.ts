import { recordPosted, recordReturned } from '../../db/post';
import type { RequestRow } from '../../db/procedure';
import { type LetterLine, lettersOf } from '../../db/requests-read';
import type { Staff } from '../../db/staff';
import { receiptDay } from '../../rules/calendar';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';

/** Letters on paper, and letters that came back (decisions.md K4). */
export interface Post {
  /**
   * Records the day on which a letter was posted.
   *
   * @throws Problem `not-found` where it is not this request's, `invalid` where the day cannot be
   */
  posted(row: RequestRow, letterId: string, on: string, staff: Pick<Staff, 'id'>, nowMs: number): Promise<void>;
  /** Records that a letter came back. @throws Problem `not-found`, `refused` where it has not left */
  returned(row: RequestRow, letterId: string, staff: Pick<Staff, 'id'>, nowMs: number): Promise<void>;
}

/** Makes the service. */
export function createPost({ db }: Pick<ServiceDeps, 'db'>): Post {
  const letterOf = async (row: RequestRow, id: string): Promise<LetterLine> => {
    const letter = (await lettersOf(db, row.id)).find((each) => each.id === id);
    if (!letter) throw new Problem('not-found');
    return letter;
  };
  return {
    async posted(row, letterId, on, staff, nowMs) {
      const letter = await letterOf(row, letterId);
      const wrong = (reason: string): Problem => new Problem('invalid', undefined, [{ field: 'postedOn', reason }]);
      if (on > receiptDay(nowMs)) throw wrong('lies in the future');
      if (on < receiptDay(letter.composed_at.getTime())) throw wrong('lies before the letter was written');
      await recordPosted(db, { requestId: row.id, letter, on, by: staff.id, nowMs });
    },

    async returned(row, letterId, staff, nowMs) {
      const letter = await letterOf(row, letterId);
      if (letter.sent_at === null) throw new Problem('refused', 'This letter has not left yet.');
      await recordReturned(db, { requestId: row.id, letter, by: staff.id, nowMs });
    },
  };
}

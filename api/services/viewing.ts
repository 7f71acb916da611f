import { append } from '../../db/ledger';
import type { DecisionRow } from '../../db/claims';
import type { RequestRow } from '../../db/procedure';
import { decisionOf, lettersOf } from '../../db/requests-read';
import type { Staff } from '../../db/staff';
import type { Letter } from '../../letters/compose';
import { PERSON_KIND, type PersonClaim } from '../../vault/person';
import { KeyShredded } from '../../vault/vault';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';

/** What staff may open of a person, by role; each view is an entry in the request's ledger first. */
export interface Viewing {
  person(row: RequestRow, staff: Staff, nowMs: number): Promise<PersonClaim>;
  /** @throws Problem `not-found` where the letter is not this request's */
  letter(row: RequestRow, letterId: string, staff: Staff, nowMs: number): Promise<Letter>;
  /** @throws Problem `not-found` where the decision is not this request's, or has no facts */
  facts(
    row: RequestRow,
    decisionId: string,
    staff: Staff,
    nowMs: number,
  ): Promise<{ kind: DecisionRow['kind']; facts: string }>;
}

/** Opens sealed entries for staff (decisions.md B2). */
export function createViewing({ db, vault }: Pick<ServiceDeps, 'db' | 'vault'>): Viewing {
  /** The entry precedes the sight: what cannot be recorded is not shown. */
  const open = async <T>(
    row: RequestRow,
    staff: Staff,
    view: { entry: string | undefined; kind: string; of: string; nowMs: number },
  ): Promise<T> => {
    const { entry } = view;
    if (!entry) throw new Problem('not-found');
    await db.transaction((trx) =>
      append(trx, {
        chain: row.id,
        kind: view.kind,
        atMs: view.nowMs,
        body: { staff: staff.id, of: view.of },
      }),
    );
    try {
      return await vault.open<T>(db, entry);
    } catch (error) {
      if (error instanceof KeyShredded) throw new Problem('not-found', 'The content was destroyed.');
      throw error;
    }
  };

  return {
    async person(row, staff, nowMs) {
      const [entry] = await vault.find(db, row.id, PERSON_KIND);
      return open<PersonClaim>(row, staff, { entry, kind: 'person-viewed', of: entry ?? '', nowMs });
    },

    async letter(row, letterId, staff, nowMs) {
      const letter = (await lettersOf(db, row.id)).find(({ id }) => id === letterId);
      const sealed = await open<{ mail: Letter; full?: Letter }>(row, staff, {
        entry: letter?.content_entry,
        kind: 'letter-viewed',
        of: letterId,
        nowMs,
      });
      return sealed.full ?? sealed.mail;
    },

    async facts(row, decisionId, staff, nowMs) {
      const decision = await decisionOf(db, row.id, decisionId);
      const { facts } = await open<{ facts: string }>(row, staff, {
        entry: decision?.facts_entry ?? undefined,
        kind: 'facts-viewed',
        of: decisionId,
        nowMs,
      });
      return { kind: decision!.kind, facts };
    },
  };
}

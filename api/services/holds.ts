import type { z } from 'zod';
import { type HoldRow, holdsListed } from '../../db/holds';
import {
  type HoldAnswer,
  type OutsideMatter,
  placeOutside,
  releaseOutside,
  renewOutside,
  viewMatter,
} from '../../db/person-holds';
import type { Staff } from '../../db/staff';
import { receiptDay } from '../../rules/calendar';
import type { Category, Refusal } from '../../rules/codes';
import { decisionRule } from '../../rules/decisions';
import type { HoldScope } from '../../rules/holds';
import { ruleSetFor } from '../../rules/versions';
import { KeyShredded } from '../../vault/vault';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';
import type { holdBody } from '../schemas';
import { heldPartOf } from './decision-content';

/** A decision about a hold as a form, a program or the command line sends it. */
export type HoldInput = z.output<typeof holdBody>;

/** What became of it. */
export type HoldMark = { mark: 'claimed'; hold: string } | { mark: 'refused'; refusal: Refusal };

/** A hold that stands, and the request on whose page it was placed; null where on none. */
export type HoldLine = HoldRow & { reference: string | null };

/** Holds on a person as such, and for everyone; those of a request are placed on its page (decisions.md D4). */
export interface Holds {
  list(): Promise<HoldLine[]>;
  /** @throws Problem `invalid` where it names a system that the data map does not know */
  make(input: HoldInput, staff: Pick<Staff, 'id' | 'roles'>, nowMs: number): Promise<HoldMark>;
  /** Its matter, and whom it is about; recorded. @throws Problem `not-found` */
  matter(id: string, staff: Pick<Staff, 'id'>, nowMs: number): Promise<OutsideMatter>;
}

const DECIDES = { place: 'place-hold', renew: 'renew-hold', release: 'release-hold' } as const;

/** Makes the service. */
export function createHolds({
  db,
  vault,
  gateway,
  dataMap,
  background,
}: Pick<ServiceDeps, 'db' | 'vault' | 'gateway' | 'dataMap' | 'background'>): Holds {
  const decide = (input: HoldInput, by: string, atMs: number): Promise<HoldAnswer> =>
    db.transaction(async (trx) => {
      switch (input.kind) {
        case 'place': {
          const { on, ...hold } = input;
          const { scope, system, category } = heldPartOf(dataMap, on);
          const part = { scope: scope as HoldScope, system, category: category as Category | undefined };
          // the rules of the day on which it is placed stay with it
          const ruleSet = ruleSetFor(receiptDay(atMs));
          return placeOutside(trx, vault, { ...hold, ...part }, { ruleSet, by, atMs });
        }
        case 'renew':
          return renewOutside(trx, vault, input.hold, { reviewOn: input.reviewOn, facts: input.facts, by, atMs });
        case 'release':
          return releaseOutside(trx, vault, input.hold, { facts: input.facts, by, atMs });
      }
    });

  return {
    list: () => holdsListed(db),

    async make(input, staff, nowMs) {
      if (!decisionRule(DECIDES[input.kind]).roles.some((role) => staff.roles.includes(role)))
        return { mark: 'refused', refusal: 'role-missing' };
      const answer = await decide(input, staff.id, nowMs);
      if (!answer.placed) return { mark: 'refused', refusal: answer.refusal };
      // the row stands: a request that cannot be told now, the sweeper tells
      for (const id of answer.concerned) background.run(() => gateway.holdsChanged(id));
      return { mark: 'claimed', hold: answer.id };
    },

    async matter(id, staff, nowMs) {
      try {
        const matter = await viewMatter(db, vault, id, { staff: staff.id, atMs: nowMs });
        if (matter) return matter;
      } catch (error) {
        if (!(error instanceof KeyShredded)) throw error;
      }
      throw new Problem('not-found');
    },
  };
}

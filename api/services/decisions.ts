import type { Refusal } from '../../rules/codes';
import type { DecisionKind } from '../../rules/decisions';
import { type Actor, markDelivered, type NewDecision, recordDecision, secondDecision } from '../../db/decisions';
import type { Trx } from '../../db/connect';
import { findRequestById } from '../../db/requests-read';
import { siblingsOf } from '../../db/siblings';
import { isVerifiable } from '../../rules/rights';
import type { ServiceDeps } from '../business';

/**
 * What became of a decision. `recorded`: it stands, and the request hears of it later. `awaiting-second`: it stands and
 * waits for a second person. A refusal is a value that is shown, not an error.
 */
export type DecisionAnswer =
  | { mark: 'claimed' | 'recorded' | 'awaiting-second'; decisionId: string }
  | { mark: 'refused'; refusal: Refusal; decisionId?: string };

/** Decisions about who asks, which hold for every request of a filing. */
const FOR_ALL_SIBLINGS: readonly DecisionKind[] = ['approve-verification', 'this-was-not-me', 'clear-dispute'];

/** Records decisions and delivers them. */
export interface Decisions {
  /** Writes the row and delivers it. */
  make(decision: NewDecision): Promise<DecisionAnswer>;
  /** Writes the row only, for whoever delivers it by another way. */
  record(decision: NewDecision): Promise<DecisionAnswer>;
  /** The second person agrees; then it is delivered. */
  second(input: {
    requestId: string;
    decisionId: string;
    actor: Actor & { kind: 'staff' };
    nowMs: number;
  }): Promise<DecisionAnswer>;
  /** Writes the row within a transaction of the caller's; {@link deliver} follows after its commit. */
  recordWithin(trx: Trx, decision: NewDecision): Promise<DecisionAnswer>;
  deliver(decision: {
    requestId: string;
    kind: DecisionKind;
    decisionId: string;
    nowMs: number;
  }): Promise<DecisionAnswer>;
}

/** A decision is a row before it is a message (decisions.md C1). */
export function createDecisions({ db, vault, gateway }: Pick<ServiceDeps, 'db' | 'vault' | 'gateway'>): Decisions {
  const recordWithin: Decisions['recordWithin'] = async (trx, decision) => {
    const recorded = await recordDecision(trx, vault, decision);
    if (!recorded.recorded) return { mark: 'refused', refusal: recorded.refusal };
    return { mark: recorded.state, decisionId: recorded.decisionId };
  };
  const record: Decisions['record'] = (decision) => db.transaction((trx) => recordWithin(trx, decision));
  const deliver: Decisions['deliver'] = async ({ requestId, kind, decisionId, nowMs }) => {
    const answer = await gateway.deliver({ requestId, kind, decisionId });
    if (answer.mark === 'recorded') return { mark: 'recorded', decisionId };
    await markDelivered(db, decisionId, nowMs);
    return answer.mark === 'claimed'
      ? { mark: 'claimed', decisionId }
      : { mark: 'refused', refusal: answer.refusal, decisionId };
  };
  /**
   * Who asks is one question for a whole filing (decisions.md K2): each sibling has a row of its own, and is refused for
   * itself where it needs more, so that none of a low degree waits for one of a high degree.
   */
  const makeForSiblings = async (decision: NewDecision): Promise<void> => {
    const { requestId, kind, nowMs } = decision;
    const row = await findRequestById(db, requestId);
    for (const { id, right } of row ? await siblingsOf(db, row) : []) {
      if (!isVerifiable(right)) continue;
      const recorded = await record({ ...decision, requestId: id });
      if (recorded.mark === 'recorded') await deliver({ requestId: id, kind, decisionId: recorded.decisionId, nowMs });
    }
  };

  return {
    record,
    recordWithin,
    deliver,
    async make(decision) {
      const { requestId, kind, nowMs } = decision;
      const recorded = await record(decision);
      const answer =
        recorded.mark === 'recorded'
          ? await deliver({ requestId, kind, decisionId: recorded.decisionId, nowMs })
          : recorded;
      if (FOR_ALL_SIBLINGS.includes(kind)) await makeForSiblings(decision);
      return answer;
    },
    async second({ requestId, decisionId, actor, nowMs }) {
      const agreed = await db.transaction((trx) => secondDecision(trx, { requestId, decisionId, actor, nowMs }));
      if ('refusal' in agreed) return { mark: 'refused', refusal: agreed.refusal, decisionId };
      return deliver({ requestId, kind: agreed.kind, decisionId, nowMs });
    },
  };
}

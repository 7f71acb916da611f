import { disclosuresOf } from '../db/disclosures';
import { evidence } from '../db/effects';
import { append } from '../db/ledger';
import { lockRequest, reachMilestone, snapshot, type Snapshot, updateRequest } from '../db/procedure';
import { closeTasks } from '../db/tasks';
import { claimedIdentifiers } from '../vault/person';
import { KNOW_ANSWER, knowAnswerContent } from './answers/know';
import { attempt, callContext } from './attempt';
import { beginEffect, claimedPerson } from './beginning';
import type { ActivityDependencies } from './dependencies';
import type { Effects } from './effects';
import { planCopy } from './copy-plan';
import { survey } from './locating';
import { attemptMs } from './moment';
import { failsForLong, stayedDown } from './staying-down';

/** What a know request does at the business's own systems: it asks, and changes nothing anywhere. */
export function createKnowEffects(deps: ActivityDependencies): Pick<Effects, 'collect'> {
  const { db, vault, dataMap, connectors, settings } = deps;

  const state = (requestId: string): Promise<Snapshot> =>
    db.transaction(async (trx) => snapshot(trx, await lockRequest(trx, requestId), settings));

  return {
    collect: (input) =>
      attempt(async () => {
        const { requestId } = input;
        const { row, intent } = await beginEffect(deps, input, 'collect');
        if (intent.done) return state(requestId);
        const { supplied } = await state(requestId);
        const person = await claimedPerson(deps, requestId);
        const asked = new Map([...connectors].filter(([system]) => !supplied.includes(system)));
        const { found, failures, identifiers } = await survey(asked, claimedIdentifiers(person), callContext());
        const [first] = failures.values();
        if (first) {
          // a person is told, and it is asked on all the same: the list must be whole
          if (await failsForLong(deps, intent, first)) await stayedDown(deps, requestId, intent, failures);
          throw first;
        }
        if (row.right === 'know-specific') {
          const surveyed = { found, identifiers, byHand: supplied, asked: person.period ?? null };
          return db.transaction(async (trx) => {
            const locked = await lockRequest(trx, requestId);
            const nowMs = attemptMs();
            const systems = locked.outcome === null ? await planCopy(deps, trx, locked, surveyed, nowMs) : 0;
            await evidence(trx, intent, nowMs, { systems });
            return snapshot(trx, locked, settings);
          });
        }
        const content = knowAnswerContent({
          row,
          dataMap,
          found,
          byHand: supplied,
          disclosures: await disclosuresOf(db, vault, identifiers),
          asked: person.period ?? null,
        });
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, requestId);
          const nowMs = attemptMs();
          // taken back while systems were asked: nothing of it is kept
          if (locked.outcome === null) {
            const { categories, sold, disclosed, period } = content;
            const counts = { categories: categories.length, sold: sold.length, disclosed: disclosed.length };
            await vault.seal(trx, { owner: locked.id, class: 'case', kind: KNOW_ANSWER, value: content, atMs: nowMs });
            await reachMilestone(trx, locked, 'collected', nowMs, {
              held: counts.categories + counts.sold + counts.disclosed > 0,
            });
            await closeTasks(trx, locked, { kind: 'system-down', by: 'engine', atMs: nowMs });
            await updateRequest(trx, locked, { phase: 'answering', waits_for: 'nothing', assigned_role: null });
            await append(trx, {
              chain: locked.id,
              kind: 'collected',
              atMs: nowMs,
              body: { ...counts, systems: found.size, byHand: supplied, from: period.from, to: period.to },
              effectKey: intent.key,
            });
          }
          await evidence(trx, intent, nowMs, { systems: found.size });
          return snapshot(trx, locked, settings);
        });
      }, deps.report),
  };
}

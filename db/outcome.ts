import type { Outcome, Right } from '../rules/codes';
import type { Trx } from './connect';
import { hasNothingToLimit } from './choices';
import { correctionOutcome } from './corrections';
import { heldParts, heldUntold, holdsOn } from './holds';
import { readPlan } from './plans';
import type { RequestRow } from './procedure';

/** What the letter says was done of a deletion, from what stands in the plan and its exceptions. */
export async function deletionOutcome(
  trx: Trx,
  row: RequestRow,
): Promise<'deleted' | 'deleted-in-part' | 'nothing-held'> {
  const held = await heldNow(trx, row);
  const kept = await trx('exceptions').where({ request_id: row.id, round: row.round, state: 'kept' }).first('id');
  if (kept || held.told) return 'deleted-in-part';
  if (held.untold) return 'deleted';
  const rows = await trx('milestones')
    .where({ request_id: row.id })
    .andWhereLike('name', 'erased-%')
    .select<{ detail: { rows: number } }[]>('detail');
  const outstanding = await trx('effects').where({ request_id: row.id, step: 'erase', state: 'intended' }).first('key');
  const byHand = await trx('milestones').where({ request_id: row.id }).andWhereLike('name', 'supplied-%').first('name');
  return rows.some((r) => r.detail.rows > 0) || outstanding || byHand ? 'deleted' : 'nothing-held';
}

/**
 * Whether a hold keeps something that the letter tells of, as a partial denial; and something that it may not tell of,
 * which is then work that is not finished, and whose outcome is owed later (decisions.md D4, CLK-13).
 */
async function heldNow(trx: Trx, row: RequestRow): Promise<{ told: boolean; untold: boolean }> {
  const holds = await holdsOn(trx, row);
  if (holds.length === 0) return { told: false, untold: false };
  const plan = await readPlan(trx, row.id, row.round);
  const parts = heldParts(holds, plan?.summary.systems ?? []);
  return { told: parts.some(({ hold }) => hold.told), untold: await heldUntold(trx, row, holds) };
}

/** A know request told something, or that nothing is held or was disclosed. */
async function knowOutcome(trx: Trx, row: RequestRow): Promise<'informed' | 'nothing-held'> {
  const collected = await trx('milestones')
    .where({ request_id: row.id, name: 'collected' })
    .first<{ detail: { held: boolean } } | undefined>('detail');
  return collected?.detail.held ? 'informed' : 'nothing-held';
}

/** How each right ends where it was carried out. */
const OUTCOMES_BY_RIGHT: Record<Right, (trx: Trx, row: RequestRow) => Promise<Outcome>> = {
  delete: deletionOutcome,
  'know-specific': knowOutcome,
  'know-categories': knowOutcome,
  'know-sold': knowOutcome,
  correct: correctionOutcome,
  'shine-the-light': () => Promise.resolve('informed'),
  // the same for everyone, whether or not anything is held (decisions.md B6)
  'opt-out': () => Promise.resolve('honoured'),
  'opt-in': () => Promise.resolve('honoured'),
  limit: async (trx, row) => ((await hasNothingToLimit(trx, row.id)) ? 'not-applicable' : 'honoured'),
};

/** How a request that was carried out ended. */
export async function outcomeOf(trx: Trx, row: RequestRow): Promise<Outcome> {
  return OUTCOMES_BY_RIGHT[row.right](trx, row);
}

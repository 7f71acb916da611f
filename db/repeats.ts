import { receiptDay } from '../rules/calendar';
import type { Right } from '../rules/codes';
import { knowOwed, shineOwed } from '../rules/counters';
import { KNOW_RIGHTS } from '../rules/know';
import { courseOf } from '../rules/rights';
import type { RuleSetId } from '../rules/versions';
import { append } from './ledger';
import type { Trx } from './connect';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';
import { openTask } from './tasks';

/** What counts how often an answer is owed, by right: the rights that count together, and the rule. */
const LIMITS: Partial<
  Record<
    Right,
    {
      counts: readonly Right[];
      owed: (days: { receivedOn: string; answeredOn: string[]; ruleSet: RuleSetId }) => { owed: boolean; rule: string };
    }
  >
> = {
  'know-specific': { counts: KNOW_RIGHTS, owed: knowOwed },
  'know-categories': { counts: KNOW_RIGHTS, owed: knowOwed },
  'know-sold': { counts: KNOW_RIGHTS, owed: knowOwed },
  'shine-the-light': { counts: ['shine-the-light'], owed: shineOwed },
};

/** Outcomes that gave the consumer nothing, and so count for no limit. */
const GAVE_NOTHING = ['unverified', 'denied', 'withdrawn'];

/**
 * Looks once whether the same requester had such answers before. Where the limit is reached a refusal is proposed to a
 * decider, who may as well let the request go on; nothing here refuses (CLK-11, STL-03; decisions.md A3).
 */
export async function checkRepeat(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  if (!(await reachMilestone(trx, row, 'repeat-checked', atMs))) return;
  const limit = LIMITS[row.right];
  const { owed, rule } = limit
    ? limit.owed({
        ruleSet: row.rule_set,
        receivedOn: row.receipt_day,
        answeredOn: await answeredDays(trx, row, limit.counts),
      })
    : { owed: true, rule: '' };
  if (owed) return void (await reachMilestone(trx, row, 'repeat-allowed', atMs));
  await updateRequest(trx, row, { phase: 'deciding', waits_for: 'decider', assigned_role: 'decider' });
  await openTask(trx, row, { kind: 'repeat-request', role: 'decider', code: rule, atMs });
  await append(trx, {
    chain: row.id,
    kind: 'repeat-found',
    atMs,
    body: { rule },
    effectKey: `${row.id}/repeat/-/${row.round}`,
  });
}

/** Whether a refusal stands proposed. */
export async function repeatOpen(trx: Trx, row: RequestRow): Promise<boolean> {
  const names = await trx('milestones')
    .where({ request_id: row.id, round: row.round })
    .whereIn('name', ['repeat-checked', 'repeat-allowed'])
    .select('name');
  return names.length === 1;
}

/** A decider lets the request go on, though its answer may not be owed. */
export async function allowRepeat(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await reachMilestone(trx, row, 'repeat-allowed', atMs);
  await updateRequest(trx, row, { phase: courseOf(row.right).next, waits_for: 'nothing', assigned_role: null });
}

/** Days on which earlier requests of the same requester, under these rights, were answered with something. */
async function answeredDays(trx: Trx, row: RequestRow, rights: readonly Right[]): Promise<string[]> {
  const earlier = await trx('requests')
    .join('requests as this', 'this.requester_hash', 'requests.requester_hash')
    .where('this.id', row.id)
    .whereNot('requests.id', row.id)
    .whereIn('requests.right', [...rights])
    .whereNotNull('requests.answered_at')
    .whereNotIn('requests.outcome', GAVE_NOTHING)
    .select<{ answered_at: Date }[]>('requests.answered_at');
  return earlier.map(({ answered_at }) => receiptDay(answered_at.getTime()));
}

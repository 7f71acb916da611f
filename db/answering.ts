import { endOfDayMs } from '../rules/calendar';
import { close } from './closing';
import type { Trx } from './connect';
import { append } from './ledger';
import { recipientsSettled } from './notices';
import { outcomeOf } from './outcome';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';

/** The strict day of the first 45, whatever was extended since (CLK-02). */
export async function firstDueDay(trx: Trx, row: RequestRow): Promise<string> {
  const clock = await trx('clocks').where({ request_id: row.id, rule: 'CLK-02' }).first('strict_on');
  return (clock as { strict_on: string }).strict_on;
}

/** The letter left: the clocks are met; what is outstanding goes on without them (decisions.md A1). */
export async function answered(trx: Trx, row: RequestRow, nowMs: number): Promise<void> {
  if (!(await reachMilestone(trx, row, 'answered', nowMs))) return;
  const late = row.due_on !== null && nowMs > endOfDayMs(row.due_on);
  const outcome = row.outcome ?? (await outcomeOf(trx, row));
  await trx('clocks')
    .where({ request_id: row.id })
    .whereIn('rule', ['CLK-02', 'CLK-04', ...(row.extended_on === null ? [] : ['CLK-03'])])
    .whereNull('met_at')
    .update({ met_at: new Date(nowMs) });
  await append(trx, {
    chain: row.id,
    kind: 'answered',
    atMs: nowMs,
    body: { outcome, late, due: row.due_on },
    effectKey: `${row.id}/answered/-/0`,
  });
  const erased = row.erasure_begun_at !== null;
  await updateRequest(trx, row, {
    outcome,
    late,
    answered_at: new Date(nowMs),
    due_on: null,
    due_clock: null,
    escalated: false,
    phase: 'following-through',
    waits_for: 'recipients',
    assigned_role: null,
  });
  if (erased) return recipientsSettled(trx, row, nowMs);
  // nothing was begun: no system, no recipient and no archive has anything left to prove
  await close(trx, row, nowMs);
}

import { receiptDay, startOfDayMs } from '../rules/calendar';
import { caseEndsOn, recordEndsOn } from '../rules/retention';
import { seeHolds } from './holds';
import { append } from './ledger';
import type { Trx } from './connect';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';
import { closeTasks } from './tasks';

/** The last proof is in: the request is closed, and the ends of its keys are known (decisions.md A1, G1). */
export async function close(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await seeHolds(trx, row, atMs);
  // what a hold keeps is still to be erased (decisions.md D4); the release opened a round of its own
  if (row.held || row.held_in_part || row.phase === 'planning') return;
  if (await owesOutcome(trx, row)) return;
  if (!(await reachMilestone(trx, row, 'closed', atMs))) return;
  const day = receiptDay(atMs);
  // the runs end with the case: what they hold is of use as long as it is
  await trx('vault_keys')
    .where({ owner: row.id })
    .whereIn('class', ['case', 'payload', 'proof'])
    .update({ ends_at: new Date(startOfDayMs(caseEndsOn(day))) });
  await trx('vault_keys')
    .where({ owner: row.id, class: 'record' })
    .update({ ends_at: new Date(startOfDayMs(recordEndsOn(day, row.rule_set))) });
  // a copy that nobody may collect has no use; one that waits ends by its own days
  const copy = await trx('packages').where({ request_id: row.id }).first('request_id');
  if (!copy)
    await trx('vault_keys')
      .where({ owner: row.id, class: 'package' })
      .update({ ends_at: new Date(atMs) });
  await closeTasks(trx, row, { by: 'engine', atMs });
  await updateRequest(trx, row, {
    phase: 'closed',
    waits_for: 'nothing',
    assigned_role: null,
    closed_at: new Date(atMs),
    next_milestone: null,
    next_milestone_at: null,
  });
  await append(trx, {
    chain: row.id,
    kind: 'closed',
    atMs,
    body: { outcome: row.outcome, late: row.late, rounds: row.round },
    effectKey: `${row.id}/close/-/0`,
  });
}

/** What an earlier answer could not tell is still to be told (CLK-13). */
async function owesOutcome(trx: Trx, row: RequestRow): Promise<boolean> {
  const reached = await trx('milestones')
    .where({ request_id: row.id })
    .whereIn('name', ['outcome-owed', 'outcome-told'])
    .distinct()
    .pluck<string[]>('name');
  return reached.length === 1;
}

import { endOfDayMs } from '../rules/calendar';
import type { Right } from '../rules/codes';
import { choiceOf } from '../rules/preferences';
import { courseOf } from '../rules/rights';
import { close } from './closing';
import type { Trx } from './connect';
import { append } from './ledger';
import { seeHolds } from './holds';
import { recipientsSettled } from './notices';
import { outcomeOf } from './outcome';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';

/** The letter left: the clocks are met; what is outstanding goes on without them (decisions.md A1). */
export async function answered(trx: Trx, row: RequestRow, nowMs: number): Promise<void> {
  if (!(await reachMilestone(trx, row, 'answered', nowMs))) return;
  const late = row.due_on !== null && nowMs > endOfDayMs(row.due_on);
  const outcome = row.outcome ?? (await outcomeOf(trx, row));
  await trx('clocks')
    .where({ request_id: row.id })
    .whereIn('rule', [...metByAnswer(row.right), ...(row.extended_on === null ? [] : ['CLK-03'])])
    .whereNull('met_at')
    .update({ met_at: new Date(nowMs) });
  await append(trx, {
    chain: row.id,
    kind: 'answered',
    atMs: nowMs,
    body: { outcome, late, due: row.due_on },
    effectKey: `${row.id}/answered/-/0`,
  });
  const follows = await followsThrough(trx, row);
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
  // released since the letter was written: what was held goes on by itself, now that the answer left
  await seeHolds(trx, row, nowMs);
  if (follows) return recipientsSettled(trx, row, nowMs);
  // held: nothing has begun, and all of it is still to come
  if (row.held || row.phase !== 'following-through') return;
  await close(trx, row, nowMs);
}

/** The outcome that an answer could not tell has been told (CLK-13). */
export async function outcomeTold(trx: Trx, row: RequestRow, nowMs: number): Promise<void> {
  if (!(await reachMilestone(trx, row, 'outcome-told', nowMs))) return;
  const outcome = await outcomeOf(trx, row);
  await updateRequest(trx, row, { outcome });
  await append(trx, {
    chain: row.id,
    kind: 'outcome-told',
    atMs: nowMs,
    body: { outcome },
    effectKey: `${row.id}/outcome-told/-/0`,
  });
}

/** The clocks that an answer meets, beside that of the extension. */
function metByAnswer(right: Right): string[] {
  const { answerBy } = courseOf(right);
  return answerBy === 'CLK-02' ? ['CLK-02', 'CLK-04'] : answerBy === null ? [] : [answerBy];
}

/** Whether a system, a recipient or an archive has anything left to prove once the answer is out. */
async function followsThrough(trx: Trx, row: RequestRow): Promise<boolean> {
  // what a choice forbids is looked at again, and may still be taken back as fraudulent
  if (row.erasure_begun_at !== null || choiceOf(row.right)?.allowed === false) return true;
  const notice = await trx('notices').where({ request_id: row.id }).first('id');
  return notice !== undefined;
}

import type { Vault } from '../vault/vault';
import type { DataMap } from '../datamap/data-map';
import { subjectHash } from './disclosures';
import { append } from './ledger';
import type { Trx } from './connect';
import { holdOverRecipient, holdsAll, lockHolds, seeHolds } from './holds';
import { planNotices } from './notices';
import { type PlanKeys, readPlan } from './plans';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';
import { writeExceptionDuties } from './exception-duties';
import { writeStandingOrders } from './standing-orders';
import { openTask } from './tasks';

/**
 * The row after which nothing can be withdrawn (decisions.md A6), with all that must stand before the first row of a
 * person is erased: suppressions, duties towards archives, the notices to send. A hold, a dispute, a letter that other
 * contacts are still owed, or an end of the request stands against it; then nothing is written and the procedure waits.
 */
export async function beginErasure(
  trx: Trx,
  vault: Vault,
  dataMap: DataMap,
  row: RequestRow,
  atMs: number,
): Promise<void> {
  if (row.disputed || (row.outcome !== null && row.answered_at === null)) return;
  await lockHolds(trx, 'shared');
  const holds = await seeHolds(trx, row, atMs);
  if (holdsAll(holds)) return;
  const plan = await readPlan(trx, row.id, row.round);
  if (!plan) return;
  const keys = await vault.open<PlanKeys>(trx, plan.keys_entry);
  const told = await instructedBefore(trx, row);
  const due = keys.recipients.filter(({ recipient }) => !told.includes(recipient));
  const recipients = due.filter(({ categories }) => !holdOverRecipient(holds, categories));
  const keepBack = due.flatMap(({ categories }) => holdOverRecipient(holds, categories)?.id ?? []);
  const detail = keepBack.length > 0 ? { holds: [...new Set(keepBack)] } : {};
  if (!(await reachMilestone(trx, row, 'erasure-begun', atMs, detail))) return;
  const identifiers = [...keys.start, ...Object.values(keys.systems).flatMap((system) => system.identifiers)];
  const shared = new Set(keys.shared.map(({ type, value }) => `${type}:${value}`));
  const own = identifiers.filter(({ type, value }) => !shared.has(`${type}:${value}`));
  await writeStandingOrders(trx, vault, dataMap, row, own, atMs);
  await writeExceptionDuties(trx, vault, row, plan.keys_entry, atMs);
  // which records these were belongs to the request from here on, and ends with it (decisions.md G3)
  await trx('disclosures')
    .whereIn(
      'subject_hash',
      identifiers.map((identifier) => subjectHash(vault, identifier)),
    )
    .update({ request_id: row.id });
  await planNotices(trx, row, recipients, plan.keys_entry);
  await updateRequest(trx, row, {
    erasure_begun_at: row.erasure_begun_at ?? new Date(atMs),
    phase: 'carrying-out',
    waits_for: 'system',
    assigned_role: null,
  });
  await append(trx, {
    chain: row.id,
    kind: 'erasure-begun',
    atMs,
    body: {
      plan: plan.digest,
      round: row.round,
      systems: plan.summary.systems.length,
      recipients: recipients.length,
    },
    effectKey: `${row.id}/begin/-/${row.round}`,
  });
}

/** Recipients who were told in an earlier round: a later one tells those who are new, or whom a hold had kept back. */
async function instructedBefore(trx: Trx, row: RequestRow): Promise<string[]> {
  return trx('notices')
    .where({ request_id: row.id })
    .whereNot({ round: row.round, state: 'planned' })
    .pluck('recipient');
}

/**
 * All systems are done. Where one held something else than the plan that was decided, the work goes back to planning
 * in a new round, so that a person sees what changed; else the request goes on to its answer.
 */
export async function carriedOut(trx: Trx, row: RequestRow, differs: boolean, atMs: number): Promise<void> {
  if (differs) return reopen(trx, row, 'plan-differs', atMs);
  if (!(await reachMilestone(trx, row, 'carried-out', atMs))) return;
  const answered = row.answered_at !== null;
  await updateRequest(trx, row, {
    phase: answered ? 'following-through' : 'answering',
    waits_for: answered ? 'recipients' : 'nothing',
    assigned_role: null,
  });
  await seeHolds(trx, row, atMs);
}

/** Opens a new round: the plan is made anew, and whatever was decided of it. */
export async function reopen(
  trx: Trx,
  row: RequestRow,
  why: 'plan-differs' | 'recheck-failed' | 'hold-released',
  atMs: number,
): Promise<void> {
  // what a hold kept goes by itself once it is released: there is nothing to look into (decisions.md D4)
  if (why !== 'hold-released') await openTask(trx, row, { kind: why, role: 'decider', atMs, level: 1 });
  await append(trx, {
    chain: row.id,
    kind: 'reopened',
    atMs,
    body: { why, round: row.round + 1 },
    effectKey: `${row.id}/reopen/-/${row.round}`,
  });
  await updateRequest(trx, row, { round: row.round + 1, phase: 'planning', waits_for: 'system' });
  // the grace period was had; the new round begins as soon as it is decided
  await reachMilestone(trx, row, 'grace-over', atMs);
}

import type { DataMap } from '../datamap/data-map';
import { receiptDay } from '../rules/calendar';
import type { Basis, RecipientRole } from '../rules/codes';
import { disclosureWindow, flowDown } from '../rules/flowDown';
import { usesBeyondPermitted } from '../rules/limit';
import { choiceOf } from '../rules/preferences';
import type { Vault } from '../vault/vault';
import { answered } from './answering';
import { close } from './closing';
import type { DecisionRow } from './claims';
import type { Db, Trx } from './connect';
import { subjectHash } from './disclosures';
import { append } from './ledger';
import { recipientsSettled } from './notices';
import { type PlanKeys, readPlan } from './plans';
import { voidChoices } from './preference-store';
import { hasReached, reachMilestone, type RequestRow, updateRequest } from './procedure';
import { closeTasks } from './tasks';

/**
 * How a request that makes a choice goes on once the choice stands: opt-out, opt-in, limit. It holds from intake; what
 * is left is to reach whatever else the consumer is known by, the systems that have to be told, and recipients.
 */

/** The second step of an opt-in (OIN-01). */
const CONFIRMED = 'confirmed';

/** The consumer takes the second step of an opt-in: from the moment at which it was taken, not before. */
export async function confirmChoice(trx: Trx, row: RequestRow, confirmedAtMs: number): Promise<void> {
  await reachMilestone(trx, row, CONFIRMED, confirmedAtMs);
  await updateRequest(trx, row, { phase: 'carrying-out', waits_for: 'system' });
}

/** Moment from which a choice counts, UTC milliseconds: of its receipt, or of the second step where it takes one. */
export async function since(db: Db | Trx, row: Pick<RequestRow, 'id' | 'received_at'>): Promise<number> {
  const confirmed = await db('milestones')
    .where({ request_id: row.id, name: CONFIRMED })
    .first<{ at: Date } | undefined>('at');
  return (confirmed?.at ?? row.received_at).getTime();
}

/** Whether the second step of an opt-in was taken. */
export async function isConfirmed(db: Db | Trx, requestId: string): Promise<boolean> {
  return hasReached(db, requestId, CONFIRMED);
}

/** Nobody took the second step: nothing has changed, and nobody is reminded of it (OIN-01, CLK-08). */
export async function lapse(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  if (await isConfirmed(trx, row.id)) return;
  await updateRequest(trx, row, { outcome: 'not-confirmed' });
  await close(trx, row, atMs);
}

/** What happened where a limit met no use that can be limited (LIM-01): said at intake, from the data map of that day. */
const NOTHING_TO_LIMIT = 'nothing-to-limit';

/** Records that a request to limit meets nothing that can be limited. */
export async function recordNothingToLimit(trx: Trx, requestId: string, atMs: number): Promise<void> {
  await reachMilestone(trx, { id: requestId, round: 1 }, NOTHING_TO_LIMIT, atMs);
}

/** Whether a request met nothing that can be limited. */
export async function hasNothingToLimit(db: Db | Trx, requestId: string): Promise<boolean> {
  return hasReached(db, requestId, NOTHING_TO_LIMIT);
}

/**
 * Every system of a round has been told, every notice is on its way. Where a system knew the consumer by something new,
 * or somebody got data since the recipients were looked for, the work goes round once more; else it is complied with.
 *
 * @param done.round the round that this is said of; where it has changed meanwhile, there is more to do
 */
export async function complied(
  trx: Trx,
  { vault, dataMap }: { vault: Vault; dataMap: DataMap },
  row: RequestRow,
  done: { round: number; differs: boolean },
  atMs: number,
): Promise<void> {
  if (row.round !== done.round) return;
  if (done.differs) return anotherRound(trx, row, 'identifiers-met', atMs);
  if (row.outcome !== 'denied' && (await windowGrew(trx, vault, dataMap, row, atMs)))
    return anotherRound(trx, row, 'window-grew', atMs);
  if (!(await reachMilestone(trx, row, 'carried-out', atMs)) || row.answered_at === null) return;
  await updateRequest(trx, row, { phase: 'following-through', waits_for: 'recipients', assigned_role: null });
  await recipientsSettled(trx, row, atMs);
}

/** The letter has left and what the law asks for is done: the request is answered (CLK-05, CLK-06). */
export async function honoured(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  // a denial that came in between has its own round
  if (await hasReached(trx, row.id, 'carried-out', row.round)) await answered(trx, row, atMs);
}

/**
 * A decider's documented belief of fraud (OPT-03, LIM-03), or another ground of the whole: the choice is taken back, and
 * every system is told anew what stands without it.
 */
export async function denyChoice(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<void> {
  await closeTasks(trx, row, { by: decision.actor, atMs });
  const identifiers = await voidChoices(trx, row.id, atMs);
  await append(trx, {
    chain: row.id,
    kind: 'preference-voided',
    atMs,
    body: { purpose: choiceOf(row.right)!.purpose, identifiers, decision: decision.id },
    effectKey: `${row.id}/void/${decision.id}`,
  });
  await updateRequest(trx, row, { outcome: 'denied', outcome_code: decision.code });
  await anotherRound(trx, row, 'denied', atMs);
}

/** Begins the work anew without asking anybody: nothing of it is a person's to decide. */
async function anotherRound(
  trx: Trx,
  row: RequestRow,
  why: 'identifiers-met' | 'window-grew' | 'denied',
  atMs: number,
): Promise<void> {
  await append(trx, {
    chain: row.id,
    kind: 'reopened',
    atMs,
    body: { why, round: row.round + 1 },
    effectKey: `${row.id}/reopen/-/${row.round}`,
  });
  await updateRequest(trx, row, {
    round: row.round + 1,
    phase: 'carrying-out',
    waits_for: 'system',
    assigned_role: null,
  });
}

/** Whether somebody who must be told got data of the consumer and has no notice yet (OPT-05, LIM-04). */
async function windowGrew(trx: Trx, vault: Vault, dataMap: DataMap, row: RequestRow, atMs: number): Promise<boolean> {
  const plan = await readPlan(trx, row.id, row.round);
  const { right, rule_set: ruleSet, receipt_day: receivedOn } = row;
  const window = disclosureWindow({ right, receivedOn, effectiveOn: receiptDay(atMs), ruleSet });
  if (!plan || !window) return false;
  const keys = await vault.open<PlanKeys>(trx, plan.keys_entry);
  const found = await trx('disclosures')
    .whereIn(
      'subject_hash',
      keys.start.map((identifier) => subjectHash(vault, identifier)),
    )
    .whereNotIn('recipient', trx('notices').where({ request_id: row.id }).select('recipient'))
    .distinct<{ recipient: string; basis: Basis; disclosed_on: string }[]>('recipient', 'basis', 'disclosed_on');
  const roles = new Map<string, RecipientRole>(dataMap.recipients.map(({ id, role }) => [id, role]));
  return found.some(({ recipient, basis, disclosed_on: disclosedOn }) => {
    const role = roles.get(recipient);
    if (role === undefined) return false;
    const beyondPermitted = usesBeyondPermitted(dataMap.sensitiveUses, recipient);
    // who serves us is told of a limit whatever the day (LIM-04): the window is the matrix's affair
    return flowDown({ right, role, basis, disclosedOn, window, beyondPermitted, ruleSet }).duty === 'must';
  });
}

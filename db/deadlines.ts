import { mayTimerRefuse } from '../rules/authority';
import { agentStanding, permissionDue } from './agents';
import { append } from './ledger';
import { lapse } from './choices';
import { end, waitForVerifier } from './claims';
import { downgrade } from './downgrade';
import { leaderOf } from './siblings';
import type { Trx } from './connect';
import {
  CONFIRM_LAPSES,
  hasReached,
  type ProcedureSettings,
  reachMilestone,
  type RequestRow,
  updateRequest,
} from './procedure';
import { remindRecipients, settleSilentRecipients } from './notices';
import { escalateTasks, openTask } from './tasks';

/**
 * What happens when a moment of the due table is here. rules/ says what a timer may do alone (decisions.md A2): it
 * reminds, it raises an alarm, and it refuses only where the consumer left a step unanswered after a reminder. It is
 * never silent.
 */
export async function reachDeadline(
  trx: Trx,
  row: RequestRow,
  milestone: string,
  atMs: number,
  settings: ProcedureSettings,
): Promise<void> {
  if (!(await reachMilestone(trx, row, milestone, atMs))) return;
  const level = /escalate-(\d)$/.exec(milestone)?.[1];
  if (level) return escalate(trx, row, Number(level), atMs);
  if (/last-act$/.test(milestone)) return lastAct(trx, row, atMs);
  if (/(^|-)due$/.test(milestone)) return becomeOverdue(trx, row, atMs);
  if (/acknowledge-by$/.test(milestone)) return escalateMissingAcknowledgement(trx, row, atMs);
  if (milestone === 'permission-by') return permissionDue(trx, row, atMs);
  if (milestone === CONFIRM_LAPSES) return lapse(trx, row, atMs);
  if (milestone.startsWith('recipients-remind')) return remindRecipients(trx, row, atMs);
  if (milestone.startsWith('recipients-final')) return settleSilentRecipients(trx, row, atMs, settings);
  // reminders, the end of the grace period and re-checks: the milestone is all there is; the procedure goes on from it
}

async function escalate(trx: Trx, row: RequestRow, level: number, atMs: number): Promise<void> {
  await updateRequest(trx, row, { escalated: true });
  const raised = await escalateTasks(trx, row, level);
  if (raised === 0) await openTask(trx, row, { ...workWaitedFor(row), atMs, level });
  await append(trx, {
    chain: row.id,
    kind: 'escalated',
    atMs,
    body: { level, waitsFor: row.waits_for },
    effectKey: `${row.id}/escalate/${row.due_clock ?? '-'}/${level}`,
  });
}

/** Whose work it is that a request waits, when no task says so yet. */
function workWaitedFor(row: RequestRow): { kind: 'verify' | 'overdue'; role: 'verifier' | 'decider' } {
  return row.waits_for === 'consumer-code' || row.waits_for === 'verifier'
    ? { kind: 'verify', role: 'verifier' }
    : { kind: 'overdue', role: 'decider' };
}

/** The last moment, some days before the strict date, at which a letter still leaves in time. */
async function lastAct(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  // an agent's proof has two steps: a reminder of the first is none of the second
  const sinceMs = row.channel === 'agent' ? (await agentStanding(trx, row.id)).sinceMs : null;
  const reminded = await trx('milestones')
    // one reminder serves all of a filing (decisions.md K2)
    .where({ request_id: await leaderOf(trx, row) })
    .andWhereLike('name', 'reminded-%')
    .modify((query) => {
      if (sinceMs !== null) void query.where('at', '>=', new Date(sinceMs));
    })
    .first('name');
  const { may } = mayTimerRefuse({
    right: row.right,
    waitsFor: row.waits_for,
    reminded: reminded !== undefined,
    proofArrived: await hasReached(trx, row.id, 'code-confirmed'),
    disputed: row.disputed,
    held: row.held,
  });
  if (may) {
    // KNW-01: what suffices for categories is no refusal, and a person says so (decisions.md A2)
    if (row.right === 'know-specific' && (await downgrade(trx, row, atMs))) return waitForVerifier(trx, row, atMs);
    await end(trx, row, 'unverified', 'no-answer-from-consumer', atMs);
    await append(trx, {
      chain: row.id,
      kind: 'refused-by-timer',
      atMs,
      body: { rule: 'CLK-04' },
      effectKey: `${row.id}/refuse/-/${row.round}`,
    });
    return;
  }
  await openTask(trx, row, { kind: 'overdue', role: 'decider', code: 'last-act', atMs, level: 3 });
  await updateRequest(trx, row, { escalated: true });
}

/** The statutory day has passed without an answer: first in every queue, answer still owed (decisions.md A2). */
async function becomeOverdue(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await updateRequest(trx, row, { overdue: true, escalated: true });
  await escalateTasks(trx, row, 3);
  await openTask(trx, row, { kind: 'overdue', role: 'decider', code: 'overdue', atMs, level: 3 });
  await append(trx, {
    chain: row.id,
    kind: 'overdue',
    atMs,
    body: { clock: row.due_clock, due: row.due_on },
    effectKey: `${row.id}/overdue/${row.due_clock ?? '-'}/0`,
  });
}

async function escalateMissingAcknowledgement(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  if (await hasReached(trx, row.id, 'acknowledged')) return;
  await updateRequest(trx, row, { escalated: true });
  await openTask(trx, row, { kind: 'letter-undelivered', target: 'acknowledgement', role: 'intake', atMs, level: 3 });
}

import {
  AGENT_PAPERS,
  type AgentAssessment,
  type AgentPaper,
  agentReceives,
  assessAgent,
  type ConsumerStep,
  CONSUMER_STEPS,
} from '../rules/agents';
import type { Refusal } from '../rules/codes';
import { choiceOf } from '../rules/preferences';
import { isVerifiable } from '../rules/rights';
import { assessEvidence, requiredDegree } from '../rules/verification';
import type { DecisionRow } from './claims';
import type { Db, Trx } from './connect';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';
import { closeTasks, openTask } from './tasks';
import { evidenceOf } from './verification';

/**
 * What an agent has shown, and what was made of it (AGT-01 to AGT-03; decisions.md B5). All of it is milestones of the
 * request: the paper's content is in the documents, who the agent is in the vault.
 */
export interface AgentStanding {
  /** The paper that a verifier accepted; of two the stronger. */
  paper: AgentPaper | null;
  /** A copy of specific pieces may go to the agent. */
  coversReceipt: boolean;
  /** The one step that the consumer was asked for; null where none was. */
  step: ConsumerStep | null;
  /** Since when what is open now is waited for, UTC milliseconds; null where the agent was never asked anew. */
  sinceMs: number | null;
  /** The consumer answered. */
  replied: boolean;
}

/** Milestone of an accepted paper. */
const accepted = (paper: AgentPaper): string => `accepted-${paper}`;

/** How an agent's proof stands. */
export async function agentStanding(db: Db | Trx, requestId: string): Promise<AgentStanding> {
  const reached = await db('milestones')
    .where({ request_id: requestId })
    .andWhere((either) => {
      void either
        .whereIn('name', [...AGENT_PAPERS.map(accepted), 'consumer-replied'])
        .orWhereLike('name', 'paper-refused-%');
    })
    .orderBy('at')
    .select<{ name: string; at: Date; detail: { coversReceipt?: boolean; step?: ConsumerStep } }[]>(
      'name',
      'at',
      'detail',
    );
  const named = (name: string) => reached.find((each) => each.name === name);
  const permission = named(accepted('signed-permission'));
  const power = named(accepted('power-of-attorney'));
  return {
    paper: power ? 'power-of-attorney' : permission ? 'signed-permission' : null,
    coversReceipt: [permission, power].some((each) => each?.detail.coversReceipt === true),
    step: power ? null : (permission?.detail.step ?? null),
    sinceMs:
      reached
        .filter(({ name }) => name !== 'consumer-replied')
        .at(-1)
        ?.at.getTime() ?? null,
    replied: named('consumer-replied') !== undefined,
  };
}

/**
 * Whether what was shown suffices for the right. Of the consumer's two steps only the one that was asked counts, and
 * only where it came from a contact that was held before (decisions.md B2).
 */
export async function agentProof(db: Db | Trx, row: RequestRow): Promise<AgentAssessment> {
  const { right, rule_set: ruleSet } = row;
  const { paper, step } = await agentStanding(db, row.id);
  const evidence = await evidenceOf(db, row.id);
  const required = requiredDegree({ right, sensitive: evidence.sensitive, ruleSet });
  return assessAgent({
    right,
    ruleSet,
    powerOfAttorney: paper === 'power-of-attorney',
    signedPermission: paper === 'signed-permission',
    consumerVerified: step === 'verification' && assessEvidence({ right, required, ...evidence, ruleSet }).enough,
    consumerConfirmed: step === 'confirmation' && evidence.confirmedHeldContact,
  });
}

/** Why a paper cannot be accepted or refused now; undefined where it can. */
export async function paperObjection(
  trx: Trx,
  row: RequestRow,
  { kind, code, content }: { kind: string; code: string | null; content: Record<string, unknown> },
): Promise<Refusal | undefined> {
  if (row.channel !== 'agent') return 'no-such-paper';
  const { paper } = await agentStanding(trx, row.id);
  if (!(await papersCame(trx, row.id, kind === 'refuse-paper' ? AGENT_PAPERS : [code ?? '']))) return 'no-such-paper';
  if (kind === 'refuse-paper') return paper === null ? undefined : 'consumer-asked';
  // AGT-01: of the two steps one is asked, once
  if (paper === code || paper === 'power-of-attorney')
    return paper === 'signed-permission' ? 'consumer-asked' : 'nothing-to-decide';
  if (code === 'power-of-attorney') return row.disputed ? 'identity-disputed' : undefined;
  return isVerifiable(row.right) && stepOf(content) === undefined ? 'reason-missing' : undefined;
}

/** The step of the consumer that a decision asks for. */
export function stepOf({ consumerStep }: Record<string, unknown>): ConsumerStep | undefined {
  return CONSUMER_STEPS.find((step) => step === consumerStep);
}

/** A paper has come: a verifier reads it. */
export async function paperArrived(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await openTask(trx, row, { kind: 'check-paper', role: 'verifier', atMs });
  await closeTasks(trx, row, { kind: 'permission-missing', by: 'engine', atMs });
  if (isVerifiable(row.right)) await updateRequest(trx, row, { waits_for: 'verifier', assigned_role: 'verifier' });
}

/**
 * A paper does.
 * @returns whether nothing more is to be asked of anybody (AGT-02)
 */
export async function acceptPaper(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<boolean> {
  const paper = decision.code as AgentPaper;
  const step = stepOf(decision.content);
  const verifiable = isVerifiable(row.right);
  await closeTasks(trx, row, { kind: 'check-paper', by: decision.actor, atMs });
  await reachMilestone(trx, row, accepted(paper), atMs, {
    coversReceipt: decision.content['coversReceipt'] === true,
    ...(verifiable && paper === 'signed-permission' && step ? { step } : {}),
  });
  if (!verifiable) return false;
  if (paper === 'power-of-attorney') return true;
  await updateRequest(trx, row, { waits_for: 'consumer-code', assigned_role: null });
  return false;
}

/** A paper does not: the agent is told what is missing, and the request waits for another. */
export async function refusePaper(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<void> {
  await closeTasks(trx, row, { kind: 'check-paper', by: decision.actor, atMs });
  const before = await trx('milestones')
    .where({ request_id: row.id })
    .andWhereLike('name', 'paper-refused-%')
    .count<{ n: number }[]>({ n: '*' });
  await reachMilestone(trx, row, `paper-refused-${Number(before[0]?.n ?? 0) + 1}`, atMs, {
    code: decision.code,
    decision: decision.id,
  });
  await updateRequest(trx, row, { waits_for: 'consumer-code', assigned_role: null });
}

/** Whose turn it is once receipt was acknowledged: a verifier's, where a paper came before that. */
export async function waitsForAgent(trx: Trx, row: RequestRow): Promise<'consumer-code' | 'verifier'> {
  const task = await trx('tasks').where({ request_id: row.id, kind: 'check-paper', state: 'open' }).first('id');
  return task === undefined ? 'consumer-code' : 'verifier';
}

/** The day is here on which the permission for a choice should have been shown (AGT-03): a person looks, or lets it be. */
export async function permissionDue(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  if (!choiceOf(row.right) || row.outcome === 'denied' || (await papersCame(trx, row.id))) return;
  await openTask(trx, row, { kind: 'permission-missing', role: 'decider', atMs });
}

/** Whether an agent has handed in any paper, or one of these kinds. */
export async function papersCame(
  db: Db | Trx,
  requestId: string,
  kinds: readonly string[] = AGENT_PAPERS,
): Promise<boolean> {
  return (await db('documents').where({ request_id: requestId }).whereIn('purpose', kinds).first('id')) !== undefined;
}

/**
 * Whether answers go to the agent. They do, save a copy of specific pieces that the paper does not cover: it goes to
 * the consumer (decisions.md B5).
 */
export async function agentGetsAnswer(
  db: Db | Trx,
  row: Pick<RequestRow, 'id' | 'right' | 'channel'>,
): Promise<boolean> {
  if (row.channel !== 'agent') return false;
  const { coversReceipt } = await agentStanding(db, row.id);
  return agentReceives({ right: row.right, paperCoversReceipt: coversReceipt }).may;
}

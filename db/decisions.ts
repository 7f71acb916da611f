import { randomUUID } from 'node:crypto';
import type { Refusal, StaffRole } from '../rules/codes';
import { type DecisionKind, decisionRule } from '../rules/decisions';
import type { Vault } from '../vault/vault';
import type { DecisionRow } from './claims';
import type { Db, Trx } from './connect';
import { append } from './ledger';
import { lockRequest, type RequestRow } from './procedure';

/** Who decides: a member of staff who signed in, or the consumer through a link of theirs. */
export type Actor = { kind: 'staff'; id: string; roles: readonly StaffRole[] } | { kind: 'consumer' };

/** A decision as its author states it. */
export interface NewDecision {
  requestId: string;
  kind: DecisionKind;
  actor: Actor;
  /** Reason, of the codes that the kind allows. */
  code?: string;
  /** Facts in words; sealed in the vault under the class `record`. */
  facts?: string;
  /** Digest of the plan that the author saw. */
  planDigest?: string;
  /** What else the kind needs, codes and IDs only: `keep`, `system`, `reviewOn`, `equivalent`. */
  content?: Record<string, unknown>;
  /** Evidence in the case rests on a code or link: its moment is this. */
  nowMs: number;
}

/** The row stands, or why it does not. */
export type Recorded =
  { recorded: true; decisionId: string; state: 'recorded' | 'awaiting-second' } | { recorded: false; refusal: Refusal };

const refuse = (refusal: Refusal): Recorded => ({ recorded: false, refusal });

/** Nobody verifies a request that they took down themselves (decisions.md C4). */
const NOT_BY_WHO_ENTERED: readonly DecisionKind[] = ['approve-verification', 'refuse-verification'];

/**
 * Writes a decision's row with its ledger entry, and seals its facts: a decision is a row before it is a message
 * (decisions.md C1). Role, phase, plan and reason are checked here for the author's sake; the claim checks them again
 * and is the only arbiter.
 */
export async function recordDecision(trx: Trx, vault: Vault, decision: NewDecision): Promise<Recorded> {
  const row = await lockRequest(trx, decision.requestId);
  const rule = decisionRule(decision.kind);
  const role = actingRole(decision);
  const objection = role === undefined ? 'role-missing' : await objectionTo(trx, row, decision);
  if (objection) return refuse(objection);

  const id = randomUUID();
  const facts = decision.facts?.trim();
  const factsEntry = facts
    ? await vault.seal(trx, {
        owner: row.id,
        class: 'record',
        kind: 'facts',
        value: { facts },
        atMs: decision.nowMs,
      })
    : null;
  const needsSecond = rule.needsSecond || decision.content?.['equivalent'] === true;
  const state = needsSecond ? 'awaiting-second' : 'recorded';
  const actor = decision.actor.kind === 'staff' ? decision.actor.id : 'consumer';
  await trx('decisions').insert({
    id,
    request_id: row.id,
    kind: decision.kind,
    round: row.round,
    actor,
    actor_kind: decision.actor.kind,
    acting_role: role || null,
    code: decision.code ?? null,
    plan_digest: rule.needsPlan ? decision.planDigest : null,
    content: JSON.stringify(decision.content ?? {}),
    facts_entry: factsEntry,
    recorded_at: new Date(decision.nowMs),
    state,
  });
  await append(trx, {
    chain: row.id,
    kind: 'decision-recorded',
    atMs: decision.nowMs,
    body: {
      decision: id,
      decides: decision.kind,
      actor,
      role: role || null,
      code: decision.code ?? null,
      plan: rule.needsPlan ? decision.planDigest : null,
      facts: factsEntry,
      state,
    },
    effectKey: `${row.id}/decision/${id}`,
  });
  return { recorded: true, decisionId: id, state };
}

/**
 * A second person agrees with a decision that needs two (decisions.md C4). From then on it may be delivered.
 *
 * @returns the decision's request and kind, or why not
 */
export async function secondDecision(
  trx: Trx,
  second: { decisionId: string; requestId: string; actor: Actor & { kind: 'staff' }; nowMs: number },
): Promise<{ kind: DecisionKind } | { refusal: Refusal }> {
  const decision = await trx<DecisionRow>('decisions')
    .where({ id: second.decisionId, request_id: second.requestId })
    .forUpdate()
    .first();
  if (!decision) return { refusal: 'unknown-decision' };
  if (decision.state !== 'awaiting-second') return { refusal: 'already-marked' };
  const role = decisionRule(decision.kind).roles.find((r) => second.actor.roles.includes(r));
  if (!role) return { refusal: 'role-missing' };
  if (decision.actor === second.actor.id) return { refusal: 'same-person' };
  await trx('decisions')
    .where({ id: decision.id })
    .update({
      state: 'recorded',
      content: JSON.stringify({ ...decision.content, second: second.actor.id }),
    });
  await append(trx, {
    chain: decision.request_id,
    kind: 'decision-seconded',
    atMs: second.nowMs,
    body: { decision: decision.id, decides: decision.kind, actor: second.actor.id, role },
    effectKey: `${decision.request_id}/second/${decision.id}`,
  });
  return { kind: decision.kind };
}

/** Notes that the workflow answered; until then the sweeper delivers again. */
export async function markDelivered(db: Db | Trx, decisionId: string, nowMs: number): Promise<void> {
  await db('decisions')
    .where({ id: decisionId })
    .whereNull('delivered_at')
    .update({ delivered_at: new Date(nowMs) });
}

/** The role that the actor decides in; empty for a consumer, undefined where no role of theirs may. */
function actingRole({ kind, actor }: NewDecision): StaffRole | '' | undefined {
  const rule = decisionRule(kind);
  if (actor.kind === 'consumer') return rule.by === 'consumer' ? '' : undefined;
  if (rule.by !== 'staff') return undefined;
  return rule.roles.find((role) => actor.roles.includes(role));
}

async function objectionTo(trx: Trx, row: RequestRow, decision: NewDecision): Promise<Refusal | undefined> {
  const rule = decisionRule(decision.kind);
  if (row.closed_at !== null) return 'request-closed';
  if (decision.kind === 'withdraw' && row.erasure_begun_at !== null) return 'erasure-begun';
  if (!rule.phases.includes(row.phase)) return 'wrong-phase';
  const { actor } = decision;
  if (actor.kind === 'staff' && NOT_BY_WHO_ENTERED.includes(decision.kind) && row.entered_by === actor.id)
    return 'same-person';
  const equivalent = decision.content?.['equivalent'] === true;
  if (rule.codes.length > 0 && !rule.codes.includes(decision.code ?? '')) return 'reason-missing';
  if ((rule.needsFacts || equivalent) && !decision.facts?.trim()) return 'reason-missing';
  if (rule.needsPlan) {
    const plan = await trx('plans')
      .where({ request_id: row.id, round: row.round })
      .first<{ digest: string } | undefined>('digest');
    if (plan?.digest !== decision.planDigest) return 'plan-changed';
  }
  return undefined;
}

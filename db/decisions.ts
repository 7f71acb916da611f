import { randomUUID } from 'node:crypto';
import type { Refusal, StaffRole } from '../rules/codes';
import { mayDecide, needsSecondPerson } from '../rules/authority';
import { codesFor, type DecisionKind, decisionRule, refusalObjection } from '../rules/decisions';
import { DENIAL_STATEMENTS } from '../rules/denials';
import type { Vault } from '../vault/vault';
import type { DecisionRow } from './claims';
import type { Db, Trx } from './connect';
import { postingStands, releaseStands, withheldIds } from './copies';
import { paperObjection, stepOf } from './agents';
import { correctionContent, correctionStands, type FieldWords } from './corrections';
import { holdContent, holdObjection, isAboutHold } from './hold-decisions';
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
  /** Of a hold: what the consumer is told of it, in words; sealed with the facts. */
  told?: string;
  /** Of a correction: words about single fields; sealed with the facts. */
  fields?: Record<string, FieldWords>;
  /** Digest of the plan that the author saw. */
  planDigest?: string;
  /** What else the kind needs, codes, IDs and days only: {@link contentOf}. */
  content?: Record<string, unknown>;
  /** Evidence in the case rests on a code or link: its moment is this. */
  nowMs: number;
}

/** The row stands, or why it does not. */
export type Recorded =
  { recorded: true; decisionId: string; state: 'recorded' | 'awaiting-second' } | { recorded: false; refusal: Refusal };

const refuse = (refusal: Refusal): Recorded => ({ recorded: false, refusal });

/**
 * Writes a decision's row with its ledger entry, and seals its facts: a decision is a row before it is a message
 * (decisions.md C1). Role, phase, plan and reason are checked here for the author's sake; the claim checks them again
 * and is the only arbiter.
 */
export async function recordDecision(trx: Trx, vault: Vault, decision: NewDecision): Promise<Recorded> {
  const row = await lockRequest(trx, decision.requestId);
  const rule = decisionRule(decision.kind);
  const objection = await objectionTo(trx, row, decision);
  if (objection) return refuse(objection);
  const role = actingRole(decision.kind, decision.actor);

  const id = randomUUID();
  const facts = decision.facts?.trim();
  const told = decision.told?.trim();
  const factsEntry = facts
    ? await vault.seal(trx, {
        owner: row.id,
        class: 'record',
        kind: 'facts',
        value: {
          facts,
          ...(decision.kind === 'place-hold' && told ? { told } : {}),
          ...(decision.kind === 'decide-correction' ? { fields: decision.fields ?? {} } : {}),
        },
        atMs: decision.nowMs,
      })
    : null;
  const needsSecond = needsSecondPerson({
    kind: decision.kind,
    right: row.right,
    channel: row.channel,
    equivalent: decision.content?.['equivalent'] === true,
    powerOfAttorney: codeOf(decision) === 'power-of-attorney',
  });
  const state = needsSecond ? 'awaiting-second' : 'recorded';
  const actor = decision.actor.kind === 'staff' ? decision.actor.id : 'consumer';
  await trx('decisions').insert({
    id,
    request_id: row.id,
    kind: decision.kind,
    round: row.round,
    actor,
    actor_kind: decision.actor.kind,
    acting_role: role,
    code: codeOf(decision),
    plan_digest: rule.needsPlan ? decision.planDigest : null,
    content: JSON.stringify(contentOf(decision)),
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
      role,
      code: codeOf(decision),
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
  // the request's row first, as everywhere: two locks taken in two orders wait for each other
  const row = await lockRequest(trx, second.requestId);
  const decision = await trx<DecisionRow>('decisions')
    .where({ id: second.decisionId, request_id: second.requestId })
    .forUpdate()
    .first();
  if (!decision) return { refusal: 'unknown-decision' };
  if (decision.state !== 'awaiting-second') return { refusal: 'already-marked' };
  const permission = mayDecide({
    kind: decision.kind,
    right: row.right,
    roles: second.actor.roles,
    phase: row.phase,
    actor: second.actor.id,
    enteredBy: row.entered_by,
    decidedBy: decision.actor,
  });
  if (!permission.may) return { refusal: permission.refusal };
  const role = actingRole(decision.kind, second.actor);
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

/** The role that the actor decides in; a consumer has none. */
function actingRole(kind: DecisionKind, actor: Actor): StaffRole | null {
  return actor.kind === 'staff' ? (decisionRule(kind).roles.find((role) => actor.roles.includes(role)) ?? null) : null;
}

async function objectionTo(trx: Trx, row: RequestRow, decision: NewDecision): Promise<Refusal | undefined> {
  const rule = decisionRule(decision.kind);
  if (row.closed_at !== null) return 'request-closed';
  if (decision.kind === 'withdraw' && row.erasure_begun_at !== null) return 'erasure-begun';
  const { actor } = decision;
  if ((rule.by === 'staff') !== (actor.kind === 'staff')) return 'role-missing';
  const permission = mayDecide({
    kind: decision.kind,
    right: row.right,
    roles: actor.kind === 'staff' ? actor.roles : [],
    phase: row.phase,
    actor: actor.kind === 'staff' ? actor.id : 'consumer',
    enteredBy: row.entered_by,
    decidedBy: null,
  });
  if (!permission.may) return permission.refusal;
  const equivalent = decision.content?.['equivalent'] === true;
  const codes = codesFor(decision.kind, row.right, row.rule_set);
  if (codes.length > 0 && !codes.includes(decision.code ?? '')) return 'reason-missing';
  if ((rule.needsFacts || equivalent) && !decision.facts?.trim()) return 'reason-missing';
  const unfounded = refusalObjection({
    kind: decision.kind,
    right: row.right,
    code: codeOf(decision),
    facts: Boolean(decision.facts?.trim()),
    stated: statedOf(decision.content ?? {}),
    byStaff: actor.kind === 'staff',
    ruleSet: row.rule_set,
  });
  if (unfounded) return unfounded;
  if (isAboutHold(decision.kind)) {
    const against = await holdObjection(trx, row, decision);
    if (against) return against;
  }
  if (rule.needsPlan) {
    const plan = await trx('plans')
      .where({ request_id: row.id, round: row.round })
      .first<{ digest: string } | undefined>('digest');
    if (plan?.digest !== decision.planDigest) return 'plan-changed';
  }
  if (ABOUT_A_SYSTEM.includes(decision.kind) && !(await planned(trx, row, decision.content?.['system'])))
    return 'nothing-to-decide';
  if (ABOUT_PAPERS.includes(decision.kind)) {
    const { kind, content = {} } = decision;
    const against = await paperObjection(trx, row, { kind, code: codeOf(decision), content });
    if (against) return against;
  }
  if (
    decision.kind === 'decide-correction' &&
    !(await correctionStands(trx, row, correctionContent(decision.content ?? {})))
  )
    return 'correction-incomplete';
  if (decision.kind === 'release-copy' && !(await releaseStands(trx, row, decision.content?.['withhold'])))
    return 'nothing-to-decide';
  if (
    decision.kind === 'record-posting' &&
    !(await postingStands(trx, row, decision.content?.['postedOn'], decision.nowMs))
  )
    return 'nothing-to-decide';
  const keep = decision.content?.['keep'];
  if (Array.isArray(keep) && keep.length > 0) {
    const proposed = await trx('exceptions')
      .where({ request_id: row.id, round: row.round })
      .whereIn('id', keep as string[])
      .select<{ id: string }[]>('id');
    if (proposed.length !== new Set(keep).size) return 'nothing-to-decide';
  }
  return undefined;
}

/** Decisions whose ground can need more than facts. */
const STATES: readonly DecisionKind[] = ['deny', 'refuse-verification'];

/** Decisions about the paper of an agent. */
const ABOUT_PAPERS: readonly DecisionKind[] = ['accept-paper', 'refuse-paper'];

/** Decisions about one system of the plan. */
const ABOUT_A_SYSTEM: readonly DecisionKind[] = ['retry-system', 'supply-result'];

/** Whether the current plan has this system: the procedure carries its name on, so that it must be one of ours. */
async function planned(trx: Trx, row: RequestRow, system: unknown): Promise<boolean> {
  const plan = await trx('plans')
    .where({ request_id: row.id, round: row.round })
    .first<{ summary: { systems: { system: string }[] } } | undefined>('summary');
  if (plan) return plan.summary.systems.some((each) => each.system === system);
  // what is asked without a plan is known by the task that says that it does not answer
  if (typeof system !== 'string') return false;
  const task = await trx('tasks').where({ request_id: row.id, kind: 'system-down', target: system }).first('id');
  return task !== undefined;
}

/** A reason is one of the kind's codes; where a kind has none, whatever came stands nowhere. */
function codeOf({ kind, code }: NewDecision): string | null {
  return decisionRule(kind).codes.length > 0 ? (code ?? null) : null;
}

/** What a decision states beside its facts, in codes (DEN-02). */
export function statedOf({ stated }: Record<string, unknown>): string[] {
  return Array.isArray(stated) ? DENIAL_STATEMENTS.filter((statement) => stated.includes(statement)) : [];
}

/** What of a decision's content the row keeps: it stands in clear, so that only what is known to be a code gets there. */
function contentOf({ kind, content = {}, told }: NewDecision): Record<string, unknown> {
  const { keep, system, equivalent } = content;
  return {
    ...(isAboutHold(kind) ? holdContent(kind, content, told?.trim()) : {}),
    // both were compared with the plan
    ...(kind === 'decide-exceptions' && Array.isArray(keep) ? { keep } : {}),
    ...(kind === 'decide-correction' ? correctionContent(content) : {}),
    // compared with the days on which it can have left
    ...(kind === 'record-posting' ? { postedOn: content['postedOn'] } : {}),
    ...(kind === 'release-copy' ? { withhold: withheldIds(content['withhold']) } : {}),
    ...(ABOUT_A_SYSTEM.includes(kind) ? { system } : {}),
    ...(kind === 'accept-paper'
      ? { coversReceipt: content['coversReceipt'] === true, consumerStep: stepOf(content) }
      : {}),
    ...(STATES.includes(kind) ? { stated: statedOf(content) } : {}),
    ...(equivalent === true ? { equivalent } : {}),
  };
}

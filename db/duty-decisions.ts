import { randomUUID } from 'node:crypto';
import type { LocalDate } from '../rules/calendar';
import type { StaffRole } from '../rules/codes';
import { type DutyDecisionKind, dutyDecisionRule, type DutyRefusal } from '../rules/duty-decisions';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { append } from './ledger';

/** What a decision about a duty is about; which of these it needs, its kind says. */
export interface DutyContent {
  /** `archive-restored`: the system into which it was restored. */
  system?: string;
  /** `archive-rotated`: the last day whose copies are gone for good. */
  through?: LocalDate;
  /** `access-settled`, `decide-restored`: which report. */
  report?: string;
  /** `renew-exception`: which duty, and its new end. */
  exception?: string;
  until?: LocalDate;
}

/** A decision's row. */
export interface DutyDecisionRow {
  id: string;
  /** Workflow ID: `archive/<id>`, `schedule/duties`. */
  duty: string;
  kind: DutyDecisionKind;
  request_id: string | null;
  actor: string;
  acting_role: StaffRole;
  code: string;
  content: DutyContent;
  facts_entry: string | null;
  recorded_at: Date;
  state: 'recorded' | 'claimed' | 'refused';
  refusal: DutyRefusal | null;
  marked_at: Date | null;
}

/** A decision about a duty as its author states it. */
export interface NewDutyDecision {
  duty: string;
  kind: DutyDecisionKind;
  actor: { id: string; roles: readonly StaffRole[] };
  code: string;
  facts?: string | undefined;
  /** The request that it concerns: `decide-restored`, `renew-exception`. */
  requestId?: string | undefined;
  content: DutyContent;
  nowMs: number;
}

/** The row stands, or why it does not. */
export type DutyRecorded = { recorded: true; decisionId: string } | { recorded: false; refusal: DutyRefusal };

/**
 * Writes a decision's row with its ledger entry, in the chain of the request that it concerns or in that of the
 * archive, and seals its facts. Role and reason are checked here for the author's sake; the claim is the only arbiter
 * of the rest (decisions.md C1).
 */
export async function recordDutyDecision(trx: Trx, vault: Vault, decision: NewDutyDecision): Promise<DutyRecorded> {
  const { duty, kind, actor, code, requestId, content, nowMs } = decision;
  const rule = dutyDecisionRule(kind);
  const role = rule.roles.find((each) => actor.roles.includes(each));
  if (!role) return { recorded: false, refusal: 'role-missing' };
  const facts = decision.facts?.trim();
  if (!rule.codes.includes(code) || (rule.needsFacts && !facts)) return { recorded: false, refusal: 'reason-missing' };

  const id = randomUUID();
  const owner = facts ? await factsOwner(trx, decision) : undefined;
  const factsEntry = owner ? await vault.seal(trx, { ...owner, kind: 'facts', value: { facts }, atMs: nowMs }) : null;
  await trx('duty_decisions').insert({
    id,
    duty,
    kind,
    request_id: requestId ?? null,
    actor: actor.id,
    acting_role: role,
    code,
    content: JSON.stringify(content),
    facts_entry: factsEntry,
    recorded_at: new Date(nowMs),
    state: 'recorded',
  });
  await append(trx, {
    chain: chainOf({ duty, request_id: requestId ?? null }),
    kind: 'decision-recorded',
    atMs: nowMs,
    body: { decision: id, decides: kind, actor: actor.id, role, code, facts: factsEntry, ...content },
    effectKey: `${duty}/decision/${id}`,
  });
  return { recorded: true, decisionId: id };
}

/** Where a decision's entries stand: with the request that it concerns, else with the duty. */
export function chainOf({ duty, request_id }: Pick<DutyDecisionRow, 'duty' | 'request_id'>): string {
  return request_id ?? duty;
}

/**
 * Under which key facts are sealed: they may name a person, so they end with the duty they are about, or with the
 * request's record. What concerns an archive as a whole names nobody and is the engine's.
 */
async function factsOwner(
  trx: Trx,
  { content, requestId }: NewDutyDecision,
): Promise<{ owner: string; class: 'duty' | 'record' }> {
  const candidates = [
    { owner: content.exception, class: 'duty' as const },
    { owner: requestId, class: 'record' as const },
  ];
  for (const { owner, class: keyClass } of candidates) {
    if (owner === undefined) continue;
    const alive = await trx('vault_keys').where({ owner, class: keyClass }).whereNull('shredded_at').first('id');
    if (alive) return { owner, class: keyClass };
  }
  return { owner: 'engine', class: 'record' };
}

/** Notes that the workflow answered; until then the sweeper delivers again. */
export async function markDutyDelivered(db: Db | Trx, decisionId: string, nowMs: number): Promise<void> {
  await db('duty_decisions')
    .where({ id: decisionId })
    .whereNull('delivered_at')
    .update({ delivered_at: new Date(nowMs) });
}

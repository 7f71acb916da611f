import type { DecisionKind } from '../rules/decisions';
import { DECISIONS, decisionRule, phasesFor, refusalObjection } from '../rules/decisions';
import type { Refusal } from '../rules/codes';
import { assessEvidence, requiredDegree } from '../rules/verification';
import { mayExtend } from '../rules/authority';
import { graceEndsAt } from '../rules/schedule';
import { clocksFor } from '../rules/clocks';
import { choiceOf } from '../rules/preferences';
import { courseOf } from '../rules/rights';
import { acceptPaper, agentProof, paperArrived, paperObjection, refusePaper } from './agents';
import { statedOf } from './decisions';
import { correctionContent, correctionStands, decideCorrection } from './corrections';
import { postingStands, recordPosting, releaseCopy, releaseStands } from './copies';
import { downgrade } from './downgrade';
import { placeOnRequest, releaseOnRequest, renewOnRequest } from './hold-decisions';
import { ownHold } from './holds';
import { confirmChoice, denyChoice } from './choices';
import { append } from './ledger';
import type { Trx } from './connect';
import {
  hasReached,
  lockRequest,
  type ProcedureSettings,
  reachMilestone,
  type RequestRow,
  updateRequest,
} from './procedure';
import { allowRepeat, repeatOpen } from './repeats';
import { stoodUntil } from './standing-orders';
import { closeTasks, openTask } from './tasks';
import { evidenceOf } from './verification';

/** A decision's row. */
export interface DecisionRow {
  id: string;
  request_id: string;
  kind: DecisionKind;
  round: number;
  actor: string;
  actor_kind: 'staff' | 'consumer' | 'standing';
  acting_role: string | null;
  code: string | null;
  plan_digest: string | null;
  content: Record<string, unknown>;
  facts_entry: string | null;
  recorded_at: Date;
  state: 'awaiting-second' | 'recorded' | 'claimed' | 'refused';
  refusal: Refusal | null;
  marked_at: Date | null;
}

export type ClaimMark = { mark: 'claimed' } | { mark: 'refused'; refusal: Refusal };

/**
 * Marks a decision claimed or refused, and does what it decides: the only arbiter (decisions.md C1). The request's row
 * is locked, so that of a withdrawal and the beginning of erasure exactly one comes first.
 *
 * @param decisionId null for a message that carried no row's ID
 * @param message the signal's or update's name, which must be the decision's own
 */
export async function claim(
  trx: Trx,
  input: { requestId: string; decisionId: string | null; message: string; atMs: number },
  settings: ProcedureSettings,
): Promise<{ mark: ClaimMark; row: RequestRow }> {
  const row = await lockRequest(trx, input.requestId);
  const decision = input.decisionId
    ? await trx<DecisionRow>('decisions').where({ id: input.decisionId }).forUpdate().first()
    : undefined;
  if (!decision || decision.request_id !== row.id) {
    await recordBareSignal(trx, row, input);
    return { mark: { mark: 'refused', refusal: decision ? 'other-request' : 'unknown-decision' }, row };
  }
  // delivered twice: the mark stands as it was made
  if (decision.state === 'claimed') return { mark: { mark: 'claimed' }, row };
  if (decision.state === 'refused') return { mark: { mark: 'refused', refusal: decision.refusal! }, row };

  const refusal =
    decisionRule(decision.kind).message !== input.message
      ? 'wrong-message'
      : ((await objection(trx, row, decision, input.atMs)) ?? null);
  await trx('decisions')
    .where({ id: decision.id })
    .update({ state: refusal ? 'refused' : 'claimed', refusal, marked_at: new Date(input.atMs) });
  await append(trx, {
    chain: row.id,
    kind: refusal ? 'decision-refused' : 'decision-claimed',
    atMs: input.atMs,
    body: { decision: decision.id, decides: decision.kind, ...(refusal ? { refusal } : {}) },
    effectKey: `${row.id}/claim/${decision.id}`,
  });
  if (refusal) return { mark: { mark: 'refused', refusal }, row };
  await CARRY_OUT[decision.kind](trx, row, decision, input.atMs, settings);
  return { mark: { mark: 'claimed' }, row };
}

/** Why a decision cannot be carried out now; undefined where it can. */
async function objection(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<Refusal | undefined> {
  const rule = decisionRule(decision.kind);
  if (row.closed_at) return 'request-closed';
  if (decision.state === 'awaiting-second') return 'same-person';
  if (decision.round !== row.round && rule.needsPlan) return 'wrong-round';
  if (decision.kind === 'withdraw' && row.erasure_begun_at) return 'erasure-begun';
  if (decision.kind === 'withdraw' && !courseOf(row.right).withdrawable) return 'wrong-phase';
  // a code proves control of an address in any phase; after verification it changes nothing and refuses nothing
  if (!phasesFor(decision.kind, row.right).includes(row.phase)) return 'wrong-phase';
  if (decision.kind === 'deny' && row.outcome === 'denied') return 'nothing-to-decide';
  if (row.outcome !== null && row.answered_at === null && decision.kind !== 'extend') return 'wrong-phase';
  if (rule.needsPlan) {
    const plan = await trx('plans').where({ request_id: row.id, round: row.round }).first('digest');
    if ((plan as { digest: string } | undefined)?.digest !== decision.plan_digest) return 'plan-changed';
  }
  switch (decision.kind) {
    case 'approve-verification':
      return (await approvalObjection(trx, row, decision)) ?? undefined;
    case 'extend': {
      const allowed = mayExtend({
        right: row.right,
        ruleSet: row.rule_set,
        receivedAtMs: row.received_at.getTime(),
        nowMs: atMs,
        extendedOn: row.extended_on,
        answered: row.answered_at !== null,
      });
      return allowed.may ? undefined : allowed.refusal;
    }
    case 'deny':
    case 'refuse-verification':
      if (row.erasure_begun_at) return 'erasure-begun';
      return refusalObjection({
        kind: decision.kind,
        right: row.right,
        code: decision.code,
        facts: decision.facts_entry !== null,
        stated: statedOf(decision.content),
        byStaff: decision.actor_kind === 'staff',
        ruleSet: row.rule_set,
      });
    case 'decide-correction': {
      if (await isDecided(trx, row)) return 'nothing-to-decide';
      return (await correctionStands(trx, row, correctionContent(decision.content)))
        ? undefined
        : 'correction-incomplete';
    }
    case 'record-posting':
      return (await postingStands(trx, row, decision.content['postedOn'], atMs)) ? undefined : 'nothing-to-decide';
    case 'release-copy':
      return (await releaseStands(trx, row, decision.content['withhold'])) ? undefined : 'nothing-to-decide';
    case 'allow-repeat':
      return (await repeatOpen(trx, row)) ? undefined : 'nothing-to-decide';
    case 'hand-in-paper':
    case 'confirm-permission':
      return row.channel === 'agent' ? undefined : 'nothing-to-decide';
    case 'accept-paper':
    case 'refuse-paper':
      return paperObjection(trx, row, decision);
    case 'clear-dispute':
      return row.disputed ? undefined : 'nothing-to-decide';
    case 'renew-hold':
    case 'release-hold':
      return (await ownHold(trx, row.id, decision.content['hold'])) ? undefined : 'nothing-to-decide';
    default:
      return undefined;
  }
}

async function isDecided(trx: Trx, row: RequestRow): Promise<boolean> {
  return hasReached(trx, row.id, 'decided', row.round);
}

/** Approval states that the evidence reaches the required degree; nobody can state what is not so (C2, VER-12). */
async function approvalObjection(trx: Trx, row: RequestRow, decision: DecisionRow): Promise<Refusal | null> {
  if (row.disputed) return 'identity-disputed';
  const { right } = row;
  if (await provesEnough(trx, row)) return null;
  // "equivalent evidence": code, facts and a second person; never open for know-specific (VER-11)
  const equivalent = decision.content['equivalent'] === true && typeof decision.content['second'] === 'string';
  return equivalent && decision.facts_entry !== null && right !== 'know-specific' ? null : 'evidence-insufficient';
}

/** Whether what was shown reaches what the right asks for: of the consumer, or of the agent who asks for them. */
async function provesEnough(trx: Trx, row: RequestRow): Promise<boolean> {
  if (row.channel === 'agent') return (await agentProof(trx, row)).enough;
  const evidence = await evidenceOf(trx, row.id);
  const { right, rule_set: ruleSet } = row;
  const required = requiredDegree({ right, sensitive: evidence.sensitive, ruleSet });
  return assessEvidence({ right, required, ...evidence, ruleSet }).enough;
}

type CarryOut = (
  trx: Trx,
  row: RequestRow,
  decision: DecisionRow,
  atMs: number,
  settings: ProcedureSettings,
) => Promise<void>;

const CARRY_OUT: Record<DecisionKind, CarryOut> = {
  async 'confirm-code'(trx, row, _decision, atMs) {
    // an agent's code opens letters and proves nothing about the consumer
    if (row.channel === 'agent') return;
    await reachMilestone(trx, row, 'code-confirmed', atMs);
    if (row.phase === 'verifying') await waitForVerifier(trx, row, atMs);
  },

  'confirm-opt-in': (trx, row, decision) => confirmChoice(trx, row, decision.recorded_at.getTime()),

  // the snapshot counts these rows and owes a letter for each
  async 'request-code'() {},

  'hand-in-paper': (trx, row, _decision, atMs) => paperArrived(trx, row, atMs),

  async 'confirm-permission'(trx, row, _decision, atMs) {
    await reachMilestone(trx, row, 'consumer-replied', atMs);
    if (row.phase === 'verifying') await waitForVerifier(trx, row, atMs);
  },

  async 'accept-paper'(trx, row, decision, atMs, settings) {
    if (await acceptPaper(trx, row, decision, atMs)) await approve(trx, row, decision.actor, atMs, settings);
  },

  'refuse-paper': refusePaper,

  async 'this-was-not-me'(trx, row, _decision, atMs) {
    await updateRequest(trx, row, { disputed: true, assigned_role: 'verifier' });
    await openTask(trx, row, { kind: 'identity-disputed', role: 'verifier', atMs, level: 1 });
  },

  async withdraw(trx, row, _decision, atMs) {
    await end(trx, row, 'withdrawn', 'withdrawn', atMs);
    await updateRequest(trx, row, { withdrawn_at: new Date(atMs) });
  },

  'approve-verification': (trx, row, decision, atMs, settings) => approve(trx, row, decision.actor, atMs, settings),

  async 'refuse-verification'(trx, row, decision, atMs, settings) {
    await closeTasks(trx, row, { by: decision.actor, atMs });
    // who is believed to be somebody else gets no categories either
    const asCategories = row.right === 'know-specific' && decision.code !== 'suspected-fraud' && !row.disputed;
    if (asCategories && (await downgrade(trx, row, atMs))) return approve(trx, row, decision.actor, atMs, settings);
    await end(trx, row, 'unverified', decision.code ?? 'evidence-insufficient', atMs);
  },

  async 'clear-dispute'(trx, row, decision, atMs) {
    await closeTasks(trx, row, { kind: 'identity-disputed', by: decision.actor, atMs });
    await updateRequest(trx, row, { disputed: false });
  },

  async 'decide-exceptions'(trx, row, decision, atMs) {
    const keep = new Set(decision.content['keep'] as string[] | undefined);
    const proposed = await trx('exceptions')
      .where({ request_id: row.id, round: row.round, state: 'proposed' })
      .select<{ id: string }[]>('id');
    for (const { id } of proposed) {
      await trx('exceptions')
        .where({ id })
        .update({ state: keep.has(id) ? 'kept' : 'rejected', decision_id: decision.id });
    }
    await closeTasks(trx, row, { kind: 'decide-exceptions', by: decision.actor, atMs });
    await closeTasks(trx, row, { kind: 'plan-differs', by: decision.actor, atMs });
    await planDecided(trx, row, atMs);
  },

  'decide-correction': decideCorrection,

  'release-copy': releaseCopy,
  'record-posting': recordPosting,

  async deny(trx, row, decision, atMs) {
    if (choiceOf(row.right)) return denyChoice(trx, row, decision, atMs);
    await closeTasks(trx, row, { by: decision.actor, atMs });
    await end(trx, row, 'denied', decision.code ?? '', atMs);
  },

  async 'allow-repeat'(trx, row, decision, atMs) {
    await closeTasks(trx, row, { kind: 'repeat-request', by: decision.actor, atMs });
    await allowRepeat(trx, row, atMs);
  },

  async extend(trx, row, decision, atMs) {
    const clocks = clocksFor(row.right, row.received_at.getTime(), row.rule_set);
    const respond = clocks.find((clock) => clock.rule === 'CLK-03');
    await updateRequest(trx, row, {
      extended_on: respond!.strict,
      due_on: respond!.strict,
      due_clock: 'CLK-03',
      escalated: false,
    });
    await trx('tasks').where({ request_id: row.id, state: 'open' }).update({ due_on: respond!.strict });
    await reachMilestone(trx, row, 'extended', atMs, { code: decision.code, decision: decision.id });
  },

  'place-hold': placeOnRequest,
  'renew-hold': renewOnRequest,
  'release-hold': releaseOnRequest,

  // the snapshot counts these rows; nothing else follows from them
  async 'retry-system'() {},

  async 'supply-result'(trx, row, decision, atMs) {
    const system = systemOf(decision);
    await closeTasks(trx, row, { kind: 'system-down', target: system, by: decision.actor, atMs });
    await stoodUntil(trx, row.id, system, atMs);
    await reachMilestone(trx, row, `supplied-${system}`, atMs, { decision: decision.id, code: decision.code });
  },
};

/** Identity is verified: what comes next is the right's own, and a grace period has its end. */
export async function approve(
  trx: Trx,
  row: RequestRow,
  by: string,
  atMs: number,
  settings: ProcedureSettings,
): Promise<void> {
  const { next, grace } = courseOf(row.right);
  await reachMilestone(trx, row, 'approved', atMs);
  await closeTasks(trx, row, { kind: 'verify', by, atMs });
  await updateRequest(trx, row, {
    phase: next,
    waits_for: 'system',
    assigned_role: null,
    grace_ends_at: grace
      ? new Date(
          graceEndsAt({ approvedAtMs: atMs, graceMs: settings.graceMs, strictDay: row.due_on ?? row.receipt_day }),
        )
      : null,
  });
}

/** The request now waits for a verifier's eyes. */
export async function waitForVerifier(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await updateRequest(trx, row, { waits_for: 'verifier', assigned_role: 'verifier' });
  await openTask(trx, row, { kind: 'verify', role: 'verifier', atMs });
}

/** Nothing of the plan is left to a person: what remains is the grace period. */
export async function planDecided(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await reachMilestone(trx, row, 'decided', atMs);
  // a person who was held before they asked waits for whoever placed the hold (decisions.md D4)
  const waits = row.held ? 'decider' : null;
  await updateRequest(trx, row, { phase: 'grace', waits_for: waits ?? 'nothing', assigned_role: waits });
}

/** Ends a request before erasure: what is left is the letter. */
export async function end(
  trx: Trx,
  row: RequestRow,
  outcome: 'withdrawn' | 'denied' | 'unverified',
  code: string,
  atMs: number,
): Promise<void> {
  await updateRequest(trx, row, {
    outcome,
    outcome_code: code,
    phase: 'answering',
    waits_for: 'nothing',
    assigned_role: null,
  });
  await closeTasks(trx, row, { by: 'engine', atMs });
}

const MESSAGES = new Set<string>(Object.values(DECISIONS).map(({ message }) => message));

/** A message that no row stands behind changes nothing, is recorded, and alarms (decisions.md C1). */
async function recordBareSignal(
  trx: Trx,
  row: RequestRow,
  input: { decisionId: string | null; message: string; atMs: number },
): Promise<void> {
  await append(trx, {
    chain: row.id,
    kind: 'bare-signal',
    atMs: input.atMs,
    // a name that is none of ours may be anybody's
    body: { message: MESSAGES.has(input.message) ? input.message : 'unknown' },
  });
  if (!row.closed_at)
    await openTask(trx, row, { kind: 'bare-signal', role: 'administrator', atMs: input.atMs, level: 1 });
}

/** The system that a decision names; empty where it names none. */
function systemOf({ content }: DecisionRow): string {
  const system = content['system'];
  return typeof system === 'string' ? system : '';
}

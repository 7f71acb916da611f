import type { DutyDecisionKind, DutyRefusal } from '../rules/duty-decisions';
import { mayRenewTo } from '../rules/duties';
import { DUTY_DECISIONS, dutyDecisionRule } from '../rules/duty-decisions';
import { receiptDay } from '../rules/calendar';
import type { Vault } from '../vault/vault';
import type { Trx } from './connect';
import { chainOf, type DutyDecisionRow } from './duty-decisions';
import { archiveOf } from './duty-ids';
import { effectKey } from './effects';
import type { ExceptionDuty } from './exception-duties';
import { append } from './ledger';
import { lockRequest, type RequestRow } from './procedure';
import { type FindingRow, type ReportRow, UNDECIDED } from './restores';
import { closeTasks } from './tasks';

/** What became of a delivered decision. */
export type DutyClaimMark = { mark: 'claimed' } | { mark: 'refused'; refusal: DutyRefusal };

interface Claim {
  trx: Trx;
  vault: Vault;
  decision: DutyDecisionRow;
  /** The request that it concerns, locked. */
  row: RequestRow | undefined;
  atMs: number;
}

/**
 * Marks a decision about a duty claimed or refused, and does what it decides: the only arbiter (decisions.md C1). The
 * request's row is locked where it concerns one, as by everything that erases; then the duty's.
 *
 * @param input.decisionId null for a message that carried no row's ID
 */
export async function claimDutyDecision(
  trx: Trx,
  vault: Vault,
  input: { duty: string; decisionId: string | null; message: string; atMs: number },
): Promise<DutyClaimMark> {
  const { duty, decisionId, message, atMs } = input;
  const known = decisionId
    ? await trx<DutyDecisionRow>('duty_decisions').where({ id: decisionId, duty }).first()
    : undefined;
  if (!known) {
    // a message that no row stands behind changes nothing and is recorded; a name that is none of ours may be anybody's
    const named = Object.values(DUTY_DECISIONS).some((rule) => rule.message === message);
    await append(trx, { chain: duty, kind: 'bare-signal', atMs, body: { message: named ? message : 'unknown' } });
    return { mark: 'refused', refusal: 'unknown-decision' };
  }
  const row = known.request_id ? await lockRequest(trx, known.request_id) : undefined;
  await trx('duty_runs').where({ duty }).forUpdate().first('duty');
  const decision = (await trx<DutyDecisionRow>('duty_decisions').where({ id: known.id }).forUpdate().first())!;
  // delivered twice: the mark stands as it was made
  if (decision.state === 'claimed') return { mark: 'claimed' };
  if (decision.state === 'refused') return { mark: 'refused', refusal: decision.refusal! };

  const refusal =
    dutyDecisionRule(decision.kind).message === message
      ? await CARRY_OUT[decision.kind]({ trx, vault, decision, row, atMs })
      : 'wrong-message';
  await trx('duty_decisions')
    .where({ id: decision.id })
    .update({ state: refusal ? 'refused' : 'claimed', refusal: refusal ?? null, marked_at: new Date(atMs) });
  await append(trx, {
    chain: chainOf(decision),
    kind: refusal ? 'decision-refused' : 'decision-claimed',
    atMs,
    body: { decision: decision.id, decides: decision.kind, ...(refusal ? { refusal } : {}) },
    effectKey: `${duty}/claim/${decision.id}`,
  });
  return refusal ? { mark: 'refused', refusal } : { mark: 'claimed' };
}

/** Does what a decision decides, or says why it cannot. */
type CarryOut = (claim: Claim) => Promise<DutyRefusal | undefined>;

const CARRY_OUT: Record<DutyDecisionKind, CarryOut> = {
  async 'archive-restored'({ trx, vault, decision, atMs }) {
    const { system } = decision.content;
    if (!system) return 'nothing-to-decide';
    await vault.createKeys(trx, decision.id, ['duty'], atMs);
    await report(trx, decision, { kind: 'restored', system, state: 'waiting', atMs });
    return undefined;
  },

  async 'archive-accessed'({ trx, decision, atMs }) {
    await report(trx, decision, { kind: 'accessed', system: null, state: 'open', atMs });
    return undefined;
  },

  async 'access-settled'({ trx, decision, atMs }) {
    const settled = await trx('archive_reports')
      .where({
        id: decision.content.report ?? null,
        archive: archiveOf(decision.duty) ?? '',
        kind: 'accessed',
        state: 'open',
      })
      .update({ state: 'settled', settled_at: new Date(atMs) });
    return settled === 0 ? 'nothing-to-decide' : undefined;
  },

  async 'archive-rotated'({ trx, decision, atMs }) {
    const { through } = decision.content;
    // today's copy may still be made: what is gone was made before
    if (!through || through >= receiptDay(atMs)) return 'day-not-possible';
    await trx('duty_runs')
      .where({ duty: decision.duty })
      .update({ rotated_through: trx.raw('greatest(rotated_through, CAST(? AS date))', [through]) });
    return undefined;
  },

  async 'decide-restored'({ trx, decision, row, atMs }) {
    const { report: id } = decision.content;
    if (!id || !row) return 'nothing-to-decide';
    const restore = await trx<ReportRow>('archive_reports')
      .where({ id, archive: archiveOf(decision.duty) ?? '' })
      .forUpdate()
      .first();
    if (!restore) return 'nothing-to-decide';
    const of = { report_id: restore.id, request_id: row.id };
    const finding = await trx<FindingRow>('restore_findings').where(of).first();
    if (!finding || restore.state !== 'undecided' || !UNDECIDED.includes(finding.outcome)) return 'nothing-to-decide';
    // whose rows they are, only the system's own people can sort out
    if (decision.code === 'erase' && finding.outcome === 'several-persons') return 'nothing-to-decide';
    await trx('restore_findings')
      .where(of)
      .update(
        decision.code === 'erase'
          ? { outcome: 'found', decision_id: decision.id }
          : { outcome: 'left', decision_id: decision.id, settled_at: new Date(atMs) },
      );
    await closeTasks(trx, row, { kind: 'restore-undecided', target: restore.system!, by: decision.actor, atMs });
    const open = await trx('restore_findings')
      .where({ report_id: restore.id })
      .whereIn('outcome', [...UNDECIDED])
      .first('request_id');
    // the last decision has the rest applied, and the restore ended
    if (!open)
      await trx('archive_reports')
        .where({ id: restore.id })
        .update({ state: 'waiting', pass: restore.pass + 1 });
    return undefined;
  },

  async 'renew-exception'({ trx, decision, row, atMs }) {
    const { exception, until } = decision.content;
    if (!exception || !until || !row) return 'nothing-to-decide';
    const duty = await trx<ExceptionDuty>('exception_duties')
      .where({ id: exception, request_id: row.id, state: 'standing' })
      .forUpdate()
      .first();
    if (!duty) return 'nothing-to-decide';
    const end = effectKey({ requestId: row.id, step: 'end-exception', target: duty.id, round: duty.round });
    if (await trx('effects').where({ key: end }).first('key')) return 'erasure-begun';
    if (!mayRenewTo({ endsOn: duty.ends_on, until, today: receiptDay(atMs) })) return 'day-not-possible';
    await trx('exception_duties')
      .where({ id: duty.id })
      .update({ ends_on: until, round: duty.round + 1, asked_at: null });
    await closeTasks(trx, row, { kind: 'exception-ends', target: duty.id, by: decision.actor, atMs });
    await append(trx, {
      chain: row.id,
      kind: 'exception-renewed',
      atMs,
      body: { duty: duty.id, system: duty.system, code: duty.code, until, decision: decision.id },
      effectKey: `${row.id}/renew/${decision.id}`,
    });
    return undefined;
  },
};

/** The report's ID is its decision's: one decision, one report, however often it is delivered. */
async function report(
  trx: Trx,
  decision: DutyDecisionRow,
  { kind, system, state, atMs }: Pick<ReportRow, 'kind' | 'system' | 'state'> & { atMs: number },
): Promise<void> {
  await trx('archive_reports').insert({
    id: decision.id,
    archive: archiveOf(decision.duty) ?? '',
    kind,
    system,
    decision_id: decision.id,
    code: decision.code,
    state,
    reported_at: new Date(atMs),
  });
}

import { createSweeper } from '../../../worker/sweeper';
import type { Archive } from '../../../datamap/data-map';
import { recordDutyDecision, type DutyContent } from '../../../db/duty-decisions';
import { type DutyDecisionKind, dutyDecisionRule, type DutyRefusal } from '../../../rules/duty-decisions';
import type { StaffRole } from '../../../rules/codes';
import type { Engine } from '../../support/engine';

export const STAFF = '00000000-0000-4000-8000-000000000003';

/** Starts what carries duties, as the worker does. */
export async function sweep(engine: Engine, archives: readonly Pick<Archive, 'id'>[]): Promise<number> {
  const report = (error: unknown): void => void engine.errors.push(error);
  const sweeper = createSweeper({
    db: engine.database.db,
    gateway: engine.gateway,
    clock: { nowMs: () => engine.temporal.nowMs() },
    queueTerms: () => undefined,
    archives,
    report,
  });
  return (await sweeper.sweep()).duties;
}

/** Records a decision about a duty and delivers it; answers with the mark or the refusal. */
export async function decideDuty(
  engine: Engine,
  duty: string,
  kind: DutyDecisionKind,
  how: { code?: string; facts?: string; requestId?: string; content?: DutyContent; roles?: StaffRole[] } = {},
): Promise<'claimed' | 'recorded' | DutyRefusal> {
  const rule = dutyDecisionRule(kind);
  const nowMs = Math.floor(await engine.temporal.nowMs());
  const recorded = await engine.database.db.transaction((trx) =>
    recordDutyDecision(trx, engine.vault, {
      duty,
      kind,
      actor: { id: STAFF, roles: how.roles ?? [rule.roles.at(-1)!] },
      code: how.code ?? rule.codes[0]!,
      facts: how.facts ?? (rule.needsFacts ? 'Facts in words.' : undefined),
      requestId: how.requestId,
      content: how.content ?? {},
      nowMs,
    }),
  );
  if (!recorded.recorded) return recorded.refusal;
  const mark = await engine.gateway.deliverDuty({ duty, kind, decisionId: recorded.decisionId });
  return mark.mark === 'refused' ? mark.refusal : mark.mark;
}

/** Reports a restore; answers with its ID. */
export async function restored(engine: Engine, archive: string, system: string): Promise<string> {
  const mark = await decideDuty(engine, `archive/${archive}`, 'archive-restored', { content: { system } });
  if (mark !== 'claimed') throw new Error(`the restore was ${mark}`);
  const { id } = await engine.database
    .db('archive_reports')
    .where({ archive, system })
    .orderBy('reported_at', 'desc')
    .first<{ id: string }>('id');
  return id;
}

/** From intake to the answer. */
export async function deleteOf(engine: Engine, email: string, { keep = false } = {}): Promise<string> {
  const id = await engine.file({ email });
  const until = (what: string, holds: (row: Awaited<ReturnType<Engine['row']>>) => boolean) =>
    engine.until(what, async () => holds(await engine.row(id)));
  await until('waiting for the code', (row) => row.waits_for === 'consumer-code');
  await engine.until('matched', async () => (await engine.ledger(id)).includes('matched'));
  await engine.decide(id, 'confirm-code');
  await engine.decide(id, 'approve-verification');
  await until('planned', (row) => row.phase === 'deciding' || row.phase === 'grace');
  if ((await engine.row(id)).phase === 'deciding') {
    const { db } = engine.database;
    const { digest } = (await db('plans').where({ request_id: id }).first()) as { digest: string };
    const proposed = await db('exceptions').where({ request_id: id }).pluck('id');
    const mark = await engine.decide(id, 'decide-exceptions', {
      plan: digest,
      content: { keep: keep ? proposed : [] },
      facts: 'Decided as the books ask for it.',
    });
    if (mark !== 'claimed') throw new Error(`the decision was ${mark}`);
  }
  await engine.days(2.2);
  await until('answered', (row) => row.phase === 'following-through');
  return id;
}

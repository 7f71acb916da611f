import { randomUUID } from 'node:crypto';
import type { FailureCode } from '../rules/codes';
import type { Db, Trx } from './connect';

/** What makes an effect one effect, whoever tries it and however often (decisions.md E1). */
export interface EffectId {
  requestId: string;
  /** For instance `erase`, `notice`, `letter-answer`. */
  step: string;
  /** A system, a recipient, or `-`. */
  target: string;
  round: number;
}

/** `request / step / target / round`; never an activity ID or an attempt. */
export function effectKey({ requestId, step, target, round }: EffectId): string {
  return `${requestId}/${step}/${target}/${round}`;
}

/** The state that an attempt found or made. */
export interface Intent {
  key: string;
  /** Fences this attempt: evidence is written only while the lease is ours. */
  lease: string;
  /** An earlier attempt intended this and left no evidence: it may have happened already. */
  uncertain: boolean;
  /** Set where the effect is done: there is nothing left to do. */
  evidence: Record<string, unknown> | null;
  done: boolean;
  /** Since when attempts fail, UTC milliseconds. */
  failingSinceMs: number | null;
}

/** Thrown where a later attempt took over: this one writes nothing and begins nothing more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  readonly code: FailureCode = 'lease-lost';
}

/**
 * Records the intent to make an effect and takes the lease on it, within the caller's transaction.
 * A second intent without evidence is marked uncertain.
 */
export async function intend(trx: Trx, id: EffectId, nowMs: number): Promise<Intent> {
  const key = effectKey(id);
  const lease = randomUUID();
  const { rows } = await trx.raw(
    `INSERT INTO effects (key, request_id, round, step, target, state, lease, intended_at, attempts)
     VALUES (?, ?, ?, ?, ?, 'intended', ?, ?, 1)
     ON CONFLICT (key) DO UPDATE SET
       lease = CASE WHEN effects.state = 'done' THEN effects.lease ELSE excluded.lease END,
       uncertain = effects.uncertain OR effects.state = 'intended',
       attempts = effects.attempts + CASE WHEN effects.state = 'done' THEN 0 ELSE 1 END
     RETURNING state, lease, uncertain, evidence, failing_since`,
    [key, id.requestId, id.round, id.step, id.target, lease, new Date(nowMs)],
  );
  const row = (rows as EffectRow[])[0]!;
  return {
    key,
    lease: row.lease,
    uncertain: row.uncertain,
    evidence: row.evidence,
    done: row.state === 'done',
    failingSinceMs: row.failing_since?.getTime() ?? null,
  };
}

interface EffectRow {
  state: string;
  lease: string;
  uncertain: boolean;
  evidence: Record<string, unknown> | null;
  failing_since: Date | null;
}

/**
 * Records the evidence that an effect happened, within the transaction that holds everything that follows from it.
 * @throws LeaseLost where a later attempt took over; the caller's transaction must fail with it
 */
export async function evidence(trx: Trx, intent: Intent, nowMs: number, found: Record<string, unknown>): Promise<void> {
  const updated = await trx('effects')
    .where({ key: intent.key, lease: intent.lease, state: 'intended' })
    .update({
      state: 'done',
      done_at: new Date(nowMs),
      evidence: JSON.stringify(found),
      failing_since: null,
      last_failure: null,
    });
  if (updated === 0) throw new LeaseLost();
}

/**
 * Records that an attempt failed, for the console and for the escalation of what stays down. Does nothing where the
 * lease is lost. Returns since when it fails, UTC milliseconds.
 */
export async function failed(db: Db, intent: Intent, nowMs: number, code: FailureCode): Promise<number> {
  const { rows } = await db.raw(
    `UPDATE effects SET failing_since = coalesce(failing_since, ?), last_failure = ?
     WHERE key = ? AND lease = ? AND state = 'intended' RETURNING failing_since`,
    [new Date(nowMs), code, intent.key, intent.lease],
  );
  return (rows as { failing_since: Date }[])[0]?.failing_since.getTime() ?? nowMs;
}

/**
 * Proves that the lease is still ours before an effect begins, where time passed since the intent.
 * @throws LeaseLost
 */
export async function assertLease(db: Db, intent: Intent): Promise<void> {
  const row = await db('effects').where({ key: intent.key, lease: intent.lease, state: 'intended' }).first('key');
  if (!row) throw new LeaseLost();
}

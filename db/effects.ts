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
  return (await intendAll(trx, [id], nowMs))[0]!;
}

/** {@link intend} for several effects that one message makes, in their order. No two may have the same key. */
export async function intendAll(trx: Trx, ids: EffectId[], nowMs: number): Promise<Intent[]> {
  const column = <T>(of: (id: EffectId) => T): T[] => ids.map(of);
  const { rows } = await trx.raw(
    `INSERT INTO effects (key, request_id, round, step, target, state, lease, intended_at, attempts)
     SELECT key, request_id, round, step, target, 'intended', ?::uuid, ?::timestamptz, 1
       FROM unnest(?::text[], ?::uuid[], ?::int[], ?::text[], ?::text[]) AS t (key, request_id, round, step, target)
     ON CONFLICT (key) DO UPDATE SET
       lease = CASE WHEN effects.state = 'done' THEN effects.lease ELSE excluded.lease END,
       uncertain = effects.uncertain OR effects.state = 'intended',
       state = CASE WHEN effects.state = 'done' THEN 'done' ELSE 'intended' END,
       attempts = effects.attempts + CASE WHEN effects.state = 'done' THEN 0 ELSE 1 END
     RETURNING key, state, lease, uncertain, evidence, failing_since`,
    [
      randomUUID(),
      new Date(nowMs),
      column(effectKey),
      column((id) => id.requestId),
      column((id) => id.round),
      column((id) => id.step),
      column((id) => id.target),
    ],
  );
  const byKey = new Map((rows as EffectRow[]).map((row) => [row.key, row]));
  return ids.map((id) => {
    const { key, lease, uncertain, evidence, state, failing_since } = byKey.get(effectKey(id))!;
    return {
      key,
      lease,
      uncertain,
      evidence,
      done: state === 'done',
      failingSinceMs: failing_since?.getTime() ?? null,
    };
  });
}

/** Whether an effect has its evidence. */
export async function intentDone(trx: Trx, id: EffectId): Promise<boolean> {
  return (
    (await trx('effects')
      .where({ key: effectKey(id), state: 'done' })
      .first('key')) !== undefined
  );
}

interface EffectRow {
  key: string;
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

/** Whether an effect has its evidence. */
export async function isDone(db: Db | Trx, key: string): Promise<boolean> {
  return (await db('effects').where({ key, state: 'done' }).first('key')) !== undefined;
}

/**
 * Gives up an effect that was intended and must not happen any more, because its day has passed (decisions.md F).
 * Returns false where it was never intended, or is done.
 */
export async function miss(trx: Trx, key: string): Promise<boolean> {
  return (await trx('effects').where({ key, state: 'intended' }).update({ state: 'missed' })) > 0;
}

/**
 * Records that an attempt failed, for the console and for the escalation of what stays down. Does nothing where the
 * lease is lost. Returns since when it fails, UTC milliseconds.
 */
export async function failed(db: Db, intent: Intent, nowMs: number, code: FailureCode): Promise<number> {
  return failedAll(db, [intent], nowMs, code);
}

/** {@link failed} for several effects that one message was to make; since when the first of them fails. */
export async function failedAll(db: Db | Trx, intents: Intent[], nowMs: number, code: FailureCode): Promise<number> {
  const { rows } = await db.raw(
    `UPDATE effects SET failing_since = coalesce(failing_since, ?), last_failure = ?
       FROM unnest(?::text[], ?::uuid[]) AS tried (key, lease)
      WHERE effects.key = tried.key AND effects.lease = tried.lease AND state = 'intended' RETURNING failing_since`,
    [new Date(nowMs), code, intents.map(({ key }) => key), intents.map(({ lease }) => lease)],
  );
  return Math.min(nowMs, ...(rows as { failing_since: Date }[]).map((row) => row.failing_since.getTime()));
}

/**
 * Records that the other side said in so many words that it did nothing: the next attempt is none that may be a second
 * one. Does nothing where the lease is lost.
 */
export async function declined(trx: Trx, intent: Intent): Promise<void> {
  await trx('effects').where({ key: intent.key, lease: intent.lease, state: 'intended' }).update({ state: 'declined' });
}

/**
 * Proves that every lease is still ours before the effects begin: an attempt that stood still may have been overtaken.
 * @throws LeaseLost where a later attempt took over any of them
 */
export async function assertLeases(db: Db, intents: Intent[]): Promise<void> {
  const ours = await db('effects')
    .whereIn(
      ['key', 'lease'],
      intents.map(({ key, lease }) => [key, lease]),
    )
    .where({ state: 'intended' })
    .select('key');
  if (ours.length < intents.length) throw new LeaseLost();
}

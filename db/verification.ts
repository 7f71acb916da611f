import type { ProofStrength } from '../rules/codes';
import type { Db, Trx } from './connect';

/** One data point: whether a requester's statement agrees with what is held. Values are nowhere here. */
export interface DataPoint {
  system: string;
  point: string;
  proof: ProofStrength;
  matched: boolean;
}

/** The data point that says whether the address the code went to is a contact that was held (decisions.md B2). */
export const HELD_CONTACT = 'held-contact';

/** What verification rests on, in the shape that rules/verification asks for. */
export interface Evidence {
  points: { point: string; proof: ProofStrength; matched: boolean }[];
  /** A code sent to a contact that was held, and not changed of late, came back. */
  confirmedHeldContact: boolean;
  declaration: boolean;
  sensitive: boolean;
  /** Points that a correction contests: they prove nothing (VER-07). */
  contested: string[];
}

/** Reads what a request's verification rests on. */
export async function evidenceOf(db: Db | Trx, requestId: string): Promise<Evidence> {
  const points = await db('data_points')
    .where({ request_id: requestId })
    .select<DataPoint[]>('system', 'point', 'proof', 'matched');
  // of an agent's request the consumer answers from the address that a code would have gone to (AGT-01)
  const confirmed = await db('milestones')
    .where({ request_id: requestId })
    .whereIn('name', ['code-confirmed', 'consumer-replied'])
    .first('at');
  const matched = await db('milestones')
    .where({ request_id: requestId, name: 'matched' })
    .first<{ detail: { sensitive?: boolean; declaration?: boolean; contested?: string[] } } | undefined>('detail');
  const detail = matched?.detail;
  // the same point held by two systems is one point
  const byPoint = new Map<string, DataPoint>();
  for (const p of points.filter((f) => f.point !== HELD_CONTACT)) {
    const known = byPoint.get(p.point);
    if (!known || (p.matched && !known.matched)) byPoint.set(p.point, p);
  }
  return {
    points: [...byPoint.values()].map(({ point, proof, matched }) => ({ point, proof, matched })),
    confirmedHeldContact: confirmed !== undefined && points.some((p) => p.point === HELD_CONTACT && p.matched),
    declaration: detail?.declaration === true,
    sensitive: detail?.sensitive === true,
    contested: detail?.contested ?? [],
  };
}

/** Writes what a comparison found, replacing what an earlier one of the same system found. */
export async function recordDataPoints(trx: Trx, requestId: string, points: DataPoint[], atMs: number): Promise<void> {
  if (points.length === 0) return;
  await trx('data_points')
    .insert(points.map((p) => ({ request_id: requestId, ...p, checked_at: new Date(atMs) })))
    .onConflict(['request_id', 'system', 'point'])
    .merge();
}

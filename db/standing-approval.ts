import { randomUUID } from 'node:crypto';
import { mayApproveStanding } from '../rules/authority';
import { approve } from './claims';
import type { Trx } from './connect';
import { append } from './ledger';
import { type ProcedureSettings, type RequestRow } from './procedure';
import { evidenceOf } from './verification';

/** Who the row and the ledger name where no person looked at the case. */
const STANDING = 'standing';

/**
 * Approves verification by the standing decision of the configuration: an authenticated integration vouched for the
 * requester, who signed in again to an account of the business (VER-08, 11 CCR 7061(a)). Off unless
 * `standingApproval` is `vouched`. Covers deletion of what is not sensitive; a dispute, an end of the request, or any
 * doubt leaves it to a person. It decides no exception (decisions.md C3): what the plan proposes still waits.
 *
 * @returns whether it approved; false where it does not apply
 */
export async function approveByStandingDecision(
  trx: Trx,
  row: RequestRow,
  settings: ProcedureSettings,
  atMs: number,
): Promise<boolean> {
  if (settings.standingApproval !== 'vouched') return false;
  const vouched = await trx('milestones').where({ request_id: row.id, name: 'vouched' }).first('at');
  const { sensitive } = await evidenceOf(trx, row.id);
  const { right, phase, disputed } = row;
  const ended = row.outcome !== null;
  if (!mayApproveStanding({ right, phase, vouched: vouched !== undefined, sensitive, disputed, ended }).may)
    return false;
  const id = randomUUID();
  const at = new Date(atMs);
  await trx('decisions').insert({
    id,
    request_id: row.id,
    kind: 'approve-verification',
    round: row.round,
    actor: STANDING,
    actor_kind: STANDING,
    content: JSON.stringify({ standing: 'vouched' }),
    recorded_at: at,
    delivered_at: at,
    state: 'claimed',
    marked_at: at,
  });
  const body = { decision: id, decides: 'approve-verification', actor: STANDING, rests: 'vouched' };
  await append(trx, { chain: row.id, kind: 'decision-claimed', atMs, body, effectKey: `${row.id}/claim/${id}` });
  await approve(trx, row, STANDING, atMs, settings);
  return true;
}

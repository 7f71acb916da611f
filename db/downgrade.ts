import { assessEvidence } from '../rules/verification';
import { agentProof } from './agents';
import { append } from './ledger';
import type { Trx } from './connect';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';
import { evidenceOf } from './verification';

/**
 * KNW-01: a request for a copy whose requester cannot be verified as a copy needs it is evaluated as one for categories,
 * from the same receipt day (decisions.md A4). The request goes on under that right: its answer, its letters and what is
 * told where that degree is not reached either are that right's own.
 *
 * @returns whether the evidence reaches what categories need
 */
export async function downgrade(trx: Trx, row: RequestRow, atMs: number): Promise<boolean> {
  await reachMilestone(trx, row, 'downgraded', atMs);
  await updateRequest(trx, row, { right: 'know-categories' });
  const { enough } =
    row.channel === 'agent'
      ? await agentProof(trx, row)
      : assessEvidence({
          right: row.right,
          required: 'reasonable',
          ...(await evidenceOf(trx, row.id)),
          ruleSet: row.rule_set,
        });
  await append(trx, {
    chain: row.id,
    kind: 'downgraded',
    atMs,
    body: { from: 'know-specific', to: row.right, rule: 'KNW-01', enough },
    effectKey: `${row.id}/downgrade/-/${row.round}`,
  });
  return enough;
}

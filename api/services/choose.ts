import type { Channel, Right } from '../../rules/codes';
import type { DataMap } from '../../datamap/data-map';
import { hasUsesToLimit } from '../../rules/limit';
import { choiceOf } from '../../rules/preferences';
import { recordNothingToLimit } from '../../db/choices';
import type { Trx } from '../../db/connect';
import { append } from '../../db/ledger';
import { recordChoice } from '../../db/preference-store';
import { claimedIdentifiers, type PersonClaim } from '../../vault/person';
import { hashedIdentifiers } from '../../db/preference-hash';
import type { Vault } from '../../vault/vault';

/**
 * A choice is in the preference store before anybody is told that it was received, whatever else is away (decisions.md
 * K3). One that allows something needs a separate confirmation first (OIN-01).
 */
export async function choose(
  trx: Trx,
  { vault, dataMap }: { vault: Vault; dataMap: DataMap },
  asked: {
    requestId: string;
    right: Right;
    channel: Channel;
    claim: PersonClaim;
    receivedAtMs: number;
    nowMs: number;
  },
): Promise<void> {
  const { requestId, right, channel, claim, receivedAtMs, nowMs } = asked;
  const choice = choiceOf(right);
  if (!choice || choice.allowed) return;
  const applies = right !== 'limit' || hasUsesToLimit(dataMap.sensitiveUses);
  if (!applies) await recordNothingToLimit(trx, requestId, nowMs);
  const identifiers = await recordChoice(trx, {
    requestId,
    purpose: choice.purpose,
    allowed: choice.allowed,
    identifiers: hashedIdentifiers(vault, claimedIdentifiers(claim)),
    channel,
    sinceMs: receivedAtMs,
    atMs: nowMs,
  });
  await append(trx, {
    chain: requestId,
    kind: 'preference-recorded',
    atMs: nowMs,
    body: { purpose: choice.purpose, allowed: choice.allowed, identifiers, ...(applies ? {} : { applies }) },
    effectKey: `${requestId}/choose/-/1`,
  });
}

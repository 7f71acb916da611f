import { isConfirmed, since } from '../db/choices';
import type { Trx } from '../db/connect';
import { append } from '../db/ledger';
import { hashedIdentifiers } from '../db/preference-hash';
import { recordChoice } from '../db/preference-store';
import type { RequestRow } from '../db/procedure';
import { choiceOf } from '../rules/preferences';
import { claimedIdentifiers } from '../vault/person';
import type { Vault } from '../vault/vault';
import { claimedPerson } from './beginning';

/** Writes an opt-in into the preference store once its second step was taken; once, whatever follows. */
export async function allowConfirmed(trx: Trx, vault: Vault, row: RequestRow, atMs: number): Promise<void> {
  const choice = choiceOf(row.right);
  if (!choice?.allowed || row.closed_at !== null || !(await isConfirmed(trx, row.id))) return;
  const claim = await claimedPerson({ db: trx, vault }, row.id);
  const identifiers = await recordChoice(trx, {
    requestId: row.id,
    purpose: choice.purpose,
    allowed: true,
    identifiers: hashedIdentifiers(vault, claimedIdentifiers(claim)),
    channel: row.channel,
    sinceMs: await since(trx, row),
    atMs,
    despiteSignal: claim.despiteSignal === true,
  });
  if (identifiers === 0) return;
  await append(trx, {
    chain: row.id,
    kind: 'preference-recorded',
    atMs,
    body: { purpose: choice.purpose, allowed: true, identifiers },
    effectKey: `${row.id}/choose/-/2`,
  });
}

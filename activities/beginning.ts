import type { Db, Trx } from '../db/connect';
import { intend, type Intent } from '../db/effects';
import { lockRequest, type RequestRow } from '../db/procedure';
import { PERSON_KIND, type PersonClaim } from '../vault/person';
import type { Vault } from '../vault/vault';
import type { ActivityDependencies } from './dependencies';
import type { EffectInput } from './effects';
import { attemptMs } from './moment';

/** Records the intent of an effect of this round, and says whether its evidence is in already (decisions.md E2). */
export async function beginEffect(
  deps: ActivityDependencies,
  { requestId }: EffectInput,
  step: string,
  target = '-',
): Promise<{ row: RequestRow; intent: Intent }> {
  await deps.fault?.(`${step}:before-intent`);
  const begun = await deps.db.transaction(async (trx) => {
    const row = await lockRequest(trx, requestId);
    return { row, intent: await intend(trx, { requestId, step, target, round: row.round }, attemptMs()) };
  });
  await deps.fault?.(`${step}:after-intent`);
  return begun;
}

/** What the requester said of the person. It stays in the activity that asked. */
export async function claimedPerson(
  { db, vault }: { db: Db | Trx; vault: Vault },
  requestId: string,
): Promise<PersonClaim> {
  const [entry] = await vault.find(db, requestId, PERSON_KIND);
  return vault.open<PersonClaim>(db, entry!);
}

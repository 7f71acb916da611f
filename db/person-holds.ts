import { randomUUID } from 'node:crypto';
import { receiptDay } from '../rules/calendar';
import type { Category, IdentifierType, Refusal } from '../rules/codes';
import type { HoldCode, HoldScope } from '../rules/holds';
import type { RuleSetId } from '../rules/versions';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import { destroy } from './forgetting';
import { newHoldObjection, renewalObjection } from './hold-decisions';
import {
  begunBefore,
  endMatter,
  holdChain,
  MATTER_CLASS,
  type HoldMatter,
  type HoldRow,
  openRequestsAbout,
  placeHold,
  recordHold,
  releaseHold,
  renewHold,
} from './holds';
import { append } from './ledger';
import { lockRequest } from './procedure';

/**
 * Holds that are placed on no request's page: on a person as such, who may not have asked for anything yet, or on a
 * system or category for everyone (decisions.md D4). No workflow stands behind one, so that the row is the decision and
 * its effect at once; its chain in the ledger names who, on which ground and until when, never the person or the matter.
 */

/** What such a hold lies on, and why. */
export interface HoldOutside {
  scope: HoldScope;
  system?: string | undefined;
  category?: Category | undefined;
  /** What the person is known by, normalised; none where it holds for everyone. */
  identifiers: { type: IdentifierType; value: string }[];
  code: HoldCode;
  /** The matter, in words; sealed. */
  facts: string;
  /** What a consumer is told of it, in words; sealed. */
  told?: string | undefined;
  directedOn?: string | undefined;
  reviewOn: string;
}

/** What is sealed of it: the matter, and whom it is about. */
export type OutsideMatter = HoldMatter & { identifiers: HoldOutside['identifiers'] };

/** What came of a decision about it, and the open requests of the person, which are to hear of it. */
export type HoldAnswer = { placed: true; id: string; concerned: string[] } | { placed: false; refusal: Refusal };

/** Places it. What had begun or was done by then is noted with each open request of the person. */
export async function placeOutside(
  trx: Trx,
  vault: Vault,
  hold: HoldOutside,
  { ruleSet, by, atMs }: { ruleSet: RuleSetId; by: string; atMs: number },
): Promise<HoldAnswer> {
  const { scope, system, category, code, told, directedOn, reviewOn, identifiers, facts } = hold;
  const today = receiptDay(atMs);
  const days = { ruleSet, code, directedOn: directedOn ?? null, reviewOn, today };
  const refusal = newHoldObjection({ ...days, told: told !== undefined });
  if (refusal) return { placed: false, refusal };

  const id = randomUUID();
  const subjects = identifiers.map(({ type, value }) => vault.hash('subject', `${type}:${value}`));
  // the requests first, then the lock of the holds: the order that whoever writes an intent keeps to
  const concerned = await openRequestsAbout(trx, subjects);
  const rows = [];
  for (const each of concerned) rows.push(await lockRequest(trx, each));
  await vault.createKeys(trx, id, [MATTER_CLASS], atMs);
  const matter: OutsideMatter = { facts, ...(told ? { told } : {}), identifiers };
  const matterEntry = await vault.seal(trx, {
    owner: id,
    class: MATTER_CLASS,
    kind: 'hold-matter',
    value: matter,
    atMs,
  });
  await placeHold(trx, {
    id,
    scope,
    requestId: null,
    ...(system ? { system } : {}),
    ...(category ? { category } : {}),
    code,
    ruleSet,
    matterEntry,
    told: told !== undefined,
    ...(directedOn ? { directedOn } : {}),
    reviewOn,
    by,
    atMs,
    subjects,
  });
  const shown = { id, scope, system: system ?? null, category: category ?? null, code, review_on: reviewOn };
  await recordHold(trx, holdChain(id), 'hold-placed', shown, atMs, { staff: by, facts: matterEntry });
  for (const row of rows)
    await recordHold(trx, row.id, 'hold-placed', shown, atMs, { ...(await begunBefore(trx, row)) });
  return { placed: true, id, concerned };
}

/** Renews it until another day of review, with facts. */
export async function renewOutside(
  trx: Trx,
  vault: Vault,
  id: string,
  { reviewOn, facts, by, atMs }: { reviewOn: string; facts: string; by: string; atMs: number },
): Promise<HoldAnswer> {
  const hold = await lockOutside(trx, id);
  if (!hold) return { placed: false, refusal: 'nothing-to-decide' };
  const refusal = renewalObjection(hold, reviewOn, receiptDay(atMs));
  if (refusal) return { placed: false, refusal };
  await renewHold(trx, hold, reviewOn);
  const entry = await sealFacts(trx, vault, id, facts, atMs);
  const renewed = { ...hold, review_on: reviewOn };
  await recordHold(trx, holdChain(id), 'hold-renewed', renewed, atMs, { staff: by, facts: entry });
  return { placed: true, id, concerned: [] };
}

/** Releases it, with facts; what it stopped goes on by itself. Its matter is kept for as long as a record is. */
export async function releaseOutside(
  trx: Trx,
  vault: Vault,
  id: string,
  { facts, by, atMs }: { facts: string; by: string; atMs: number },
): Promise<HoldAnswer> {
  const hold = await lockOutside(trx, id);
  if (!hold) return { placed: false, refusal: 'nothing-to-decide' };
  const entry = await sealFacts(trx, vault, id, facts, atMs);
  await releaseHold(trx, id, by, atMs);
  await endMatter(trx, hold, atMs);
  await recordHold(trx, holdChain(id), 'hold-released', hold, atMs, { staff: by, facts: entry });
  const subjects = await trx('hold_subjects').where({ hold_id: id }).pluck<Buffer[]>('subject_hash');
  return { placed: true, id, concerned: await openRequestsAbout(trx, subjects) };
}

/** Opens its matter, with whom it is about; the view is in its ledger. Undefined where there is none, or it is destroyed. */
export async function viewMatter(
  db: Db,
  vault: Vault,
  id: string,
  { staff, atMs }: { staff: string; atMs: number },
): Promise<OutsideMatter | undefined> {
  const hold = await db<HoldRow>('holds').where({ id }).whereNull('request_id').first();
  if (!hold) return undefined;
  await db.transaction((trx) =>
    append(trx, { chain: holdChain(id), kind: 'matter-viewed', atMs, body: { staff, of: hold.matter_entry } }),
  );
  return vault.open<OutsideMatter>(db, hold.matter_entry);
}

/**
 * Destroys the matters of holds whose time is over, and with them what tells of whom they were; the ledger says so.
 *
 * @returns how many
 */
export async function destroyEndedMatters(db: Db, vault: Vault, nowMs: number): Promise<number> {
  const ended = await db('holds as h')
    .joinRaw('JOIN vault_keys k ON k.owner = h.id::text AND k.class = ?', [MATTER_CLASS])
    .whereNull('h.request_id')
    .whereNull('k.shredded_at')
    .where('k.ends_at', '<=', new Date(nowMs))
    .limit(100)
    .pluck<string[]>('h.id');
  for (const id of ended)
    await db.transaction(async (trx) => {
      await trx('hold_subjects').where({ hold_id: id }).delete();
      await destroy(trx, vault, { owner: id, class: MATTER_CLASS, chain: holdChain(id), rule: 'REC-01' }, nowMs);
    });
  return ended.length;
}

async function lockOutside(trx: Trx, id: string): Promise<HoldRow | undefined> {
  return trx<HoldRow>('holds').where({ id }).whereNull('request_id').whereNull('released_at').forUpdate().first();
}

async function sealFacts(trx: Trx, vault: Vault, owner: string, facts: string, atMs: number): Promise<string> {
  return vault.seal(trx, { owner, class: MATTER_CLASS, kind: 'facts', value: { facts }, atMs });
}

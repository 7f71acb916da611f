import { randomUUID } from 'node:crypto';
import type { ReadRow } from '../connectors/connector';
import { packageCollectedBy, packageEndsOn } from '../rules/retention';
import { isLocalDate, receiptDay, startOfDayMs } from '../rules/calendar';
import type { Vault } from '../vault/vault';
import type { DecisionRow } from './claims';
import type { Db, Trx } from './connect';
import { type Intent, LeaseLost } from './effects';
import { append } from './ledger';
import { reachMilestone, type RequestRow, updateRequest } from './procedure';
import { closeTasks, openTask } from './tasks';

/** Key class of everything here; it ends long before the record does (decisions.md G1). */
const PACKAGE = 'package';

/** What is sealed of one page: its rows, and from where the next one is read. */
interface PageContent {
  rows: ReadRow[];
  next: string | null;
}

/** A value that may name other people, by its place. */
export interface FlaggedValue {
  id: string;
  system: string;
  seq: number;
  at: number;
  tbl: string;
  col: string;
  withheld: boolean | null;
}

const pageObject = (requestId: string, system: string): string => `${requestId}/${system}`;

/** Holds the lease of an effect until the caller's transaction ends. @throws LeaseLost where another attempt has it */
async function underLease(trx: Trx, { key, lease }: Intent): Promise<void> {
  const ours = await trx('effects').where({ key, lease, state: 'intended' }).forUpdate().first('key');
  if (!ours) throw new LeaseLost();
}

/** Where gathering a system goes on: the number of the next page and its position; undefined where all is there. */
export async function gatheredSoFar(
  db: Db,
  vault: Vault,
  requestId: string,
  system: string,
): Promise<{ seq: number; position: string | null } | undefined> {
  const page = await db('gathered_pages')
    .where({ request_id: requestId, system })
    .orderBy('seq', 'desc')
    .first<{ seq: number; last: boolean; key_id: string; sealed: Buffer } | undefined>(
      'seq',
      'last',
      'key_id',
      'sealed',
    );
  if (!page) return { seq: 0, position: null };
  if (page.last) return undefined;
  const { next } = await openPage(db, vault, { requestId, system, ...page });
  return { seq: page.seq + 1, position: next };
}

/** Seals a page at once, with the places of the values in it that a person must look at; fenced by the effect's lease. */
export async function addPage(
  db: Db,
  vault: Vault,
  intent: Intent,
  page: {
    requestId: string;
    system: string;
    seq: number;
    flagged: { at: number; tbl: string; col: string }[];
  } & PageContent,
): Promise<void> {
  const { requestId, system, seq, rows, next, flagged } = page;
  await db.transaction(async (trx) => {
    await underLease(trx, intent);
    const last = next === null;
    const bytes = Buffer.from(JSON.stringify({ rows, next } satisfies PageContent));
    const place = { object: pageObject(requestId, system), seq, last };
    const { keyId, sealed } = await vault.sealChunk(trx, requestId, PACKAGE, place, bytes);
    await trx('gathered_pages').insert({
      request_id: requestId,
      system,
      seq,
      last,
      rows: rows.length,
      key_id: keyId,
      sealed,
    });
    if (flagged.length > 0)
      await trx.batchInsert(
        'flagged_values',
        flagged.map((each) => ({ id: randomUUID(), request_id: requestId, system, seq, ...each })),
      );
  });
}

async function openPage(
  db: Db | Trx,
  vault: Vault,
  page: { requestId: string; system: string; seq: number; last: boolean; key_id: string; sealed: Buffer },
): Promise<PageContent> {
  const { requestId, system, seq, last, key_id, sealed } = page;
  const bytes = await vault.openChunk(db, key_id, { object: pageObject(requestId, system), seq, last }, sealed);
  return JSON.parse(bytes.toString('utf8')) as PageContent;
}

/** What was gathered of a system, a page at a time. */
export async function* gatheredPages(
  db: Db,
  vault: Vault,
  requestId: string,
  system: string,
): AsyncGenerator<{ seq: number; rows: ReadRow[] }> {
  for (let seq = 0; ; seq += 1) {
    const page = await db('gathered_pages')
      .where({ request_id: requestId, system, seq })
      .first<{ last: boolean; key_id: string; sealed: Buffer } | undefined>('last', 'key_id', 'sealed');
    if (!page) return;
    yield { seq, rows: (await openPage(db, vault, { requestId, system, seq, ...page })).rows };
    if (page.last) return;
  }
}

/** Values that may name other people, in a fixed order. */
export async function flaggedValues(db: Db | Trx, requestId: string): Promise<FlaggedValue[]> {
  return db('flagged_values')
    .where({ request_id: requestId })
    .orderBy(['system', 'seq', 'at', 'col'])
    .select<FlaggedValue[]>('id', 'system', 'seq', 'at', 'tbl', 'col', 'withheld');
}

/** The flagged values with what they say, for whoever decides; those of pages that are gone are left out. */
export async function openFlagged(
  db: Db,
  vault: Vault,
  requestId: string,
): Promise<(FlaggedValue & { value: string | null })[]> {
  const opened = [];
  let page: { system: string; seq: number; rows: ReadRow[] } | undefined;
  for (const each of await flaggedValues(db, requestId)) {
    if (page?.system !== each.system || page.seq !== each.seq) {
      const stored = await db('gathered_pages')
        .where({ request_id: requestId, system: each.system, seq: each.seq })
        .first<{ last: boolean; key_id: string; sealed: Buffer } | undefined>('last', 'key_id', 'sealed');
      if (!stored) continue;
      const { rows } = await openPage(db, vault, { requestId, system: each.system, seq: each.seq, ...stored });
      page = { system: each.system, seq: each.seq, rows };
    }
    opened.push({ ...each, value: page.rows[each.at]?.values[each.col] ?? null });
  }
  return opened;
}

/**
 * All systems are read, or answered for by hand: where a value may name others a decider looks at it first (HH-02), else
 * the copy can be made.
 */
export async function reviewCopy(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  if (row.outcome !== null || !(await reachMilestone(trx, row, 'gathered', atMs))) return;
  const open = await trx('flagged_values')
    .where({ request_id: row.id, withheld: null })
    .count<{ n: number }[]>({ n: '*' });
  const flagged = open[0]?.n ?? 0;
  await append(trx, {
    chain: row.id,
    kind: 'gathered',
    atMs,
    body: { flagged },
    effectKey: `${row.id}/gathered/-/${row.round}`,
  });
  if (flagged === 0) return released(trx, row, atMs);
  await updateRequest(trx, row, { phase: 'deciding', waits_for: 'decider', assigned_role: 'decider' });
  await openTask(trx, row, { kind: 'review-copy', role: 'decider', atMs });
}

/** Whether a review is open, and the named values are among those that it is about. */
export async function releaseStands(trx: Trx, row: RequestRow, withhold: unknown): Promise<boolean> {
  const ids = withheldIds(withhold);
  const open = await trx('flagged_values').where({ request_id: row.id, withheld: null }).pluck<string[]>('id');
  return open.length > 0 && ids.every((id) => open.includes(id));
}

/** What of a decision's content names values. */
export function withheldIds(withhold: unknown): string[] {
  if (!Array.isArray(withhold)) return [];
  return [...new Set(withhold.filter((id): id is string => typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)))];
}

/** A decider says which values are left out; the others are given. */
export async function releaseCopy(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<void> {
  const ids = withheldIds(decision.content['withhold']);
  await trx('flagged_values')
    .where({ request_id: row.id, withheld: null })
    .update({ withheld: false, decision_id: decision.id });
  await trx('flagged_values').where({ request_id: row.id }).whereIn('id', ids).update({ withheld: true });
  await closeTasks(trx, row, { kind: 'review-copy', by: decision.actor, atMs });
  await released(trx, row, atMs);
}

async function released(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await reachMilestone(trx, row, 'decided', atMs);
  await updateRequest(trx, row, { phase: 'carrying-out', waits_for: 'system', assigned_role: null });
}

/**
 * The copy goes by post: the consumer chose so (KNW-12), or nothing that is held opens it here (decisions.md B4). The
 * answer waits for the day on which it left.
 */
export async function copyByPost(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  await reachMilestone(trx, row, 'by-post', atMs);
  await updateRequest(trx, row, { waits_for: 'decider', assigned_role: 'decider' });
  await openTask(trx, row, { kind: 'post-copy', role: 'decider', atMs });
}

/** Whether a copy waits for the post, and can have left on this day. */
export async function postingStands(trx: Trx, row: RequestRow, postedOn: unknown, atMs: number): Promise<boolean> {
  const task = await trx('tasks').where({ request_id: row.id, kind: 'post-copy', state: 'open' }).first('id');
  return (
    task !== undefined &&
    typeof postedOn === 'string' &&
    isLocalDate(postedOn) &&
    postedOn >= row.receipt_day &&
    postedOn <= receiptDay(atMs)
  );
}

/** The copy was posted: it counts as collected, and the answer can say so. */
export async function recordPosting(trx: Trx, row: RequestRow, decision: DecisionRow, atMs: number): Promise<void> {
  const { postedOn } = decision.content as { postedOn: string };
  await reachMilestone(trx, row, 'posted', atMs, { postedOn });
  await closeTasks(trx, row, { kind: 'post-copy', by: decision.actor, atMs });
  await append(trx, { chain: row.id, kind: 'copy-posted', atMs, body: { decision: decision.id, postedOn } });
  await collected(trx, row, atMs);
  await updateRequest(trx, row, { waits_for: 'nothing', assigned_role: null });
}

/** Empties what an earlier attempt left of a package. */
export async function beginPackage(db: Db, requestId: string, intent: Intent): Promise<void> {
  await db.transaction(async (trx) => {
    await underLease(trx, intent);
    await trx('package_chunks').where({ request_id: requestId }).delete();
  });
}

/** Seals the next chunk of a package; fenced by the effect's lease. */
export async function addPackageChunk(
  db: Db,
  vault: Vault,
  intent: Intent,
  chunk: { requestId: string; seq: number; last: boolean; bytes: Buffer },
): Promise<void> {
  const { requestId, seq, last, bytes } = chunk;
  await db.transaction(async (trx) => {
    await underLease(trx, intent);
    const place = { object: `${requestId}/package`, seq, last };
    const { keyId, sealed } = await vault.sealChunk(trx, requestId, PACKAGE, place, bytes);
    await trx('package_chunks').insert({ request_id: requestId, seq, last, key_id: keyId, sealed });
  });
}

/** The package stands, or there was nothing to make one of: what was gathered goes, and the end of the key is known. */
export async function packageMade(
  trx: Trx,
  { id }: Pick<RequestRow, 'id'>,
  { bytes, chunks }: { bytes: number; chunks: number },
  nowMs: number,
): Promise<void> {
  await trx('gathered_pages').where({ request_id: id }).delete();
  if (chunks === 0) return;
  const collectBy = packageCollectedBy(receiptDay(nowMs));
  await trx('packages').insert({ request_id: id, bytes, chunks, made_at: new Date(nowMs), collect_by: collectBy });
  await trx('vault_keys')
    .where({ owner: id, class: PACKAGE })
    .update({ ends_at: new Date(startOfDayMs(packageEndsOn(collectBy))) });
}

/** A package, without its content. */
export interface PackageRow {
  request_id: string;
  bytes: number;
  chunks: number;
  made_at: Date;
  collect_by: string;
  collected_at: Date | null;
  destroyed_at: Date | null;
}

/** The package of a request; undefined where there is none. */
export async function packageOf(db: Db | Trx, requestId: string): Promise<PackageRow | undefined> {
  return db<PackageRow>('packages').where({ request_id: requestId }).first();
}

/**
 * The content of a package, a chunk at a time.
 *
 * @throws KeyShredded where its key was destroyed; Unreadable where a chunk is missing, moved or changed
 */
export async function* packageChunks(db: Db, vault: Vault, { request_id, chunks }: PackageRow): AsyncGenerator<Buffer> {
  for (let seq = 0; seq < chunks; seq += 1) {
    const chunk = await db('package_chunks')
      .where({ request_id, seq })
      .first<{ key_id: string; sealed: Buffer } | undefined>('key_id', 'sealed');
    if (!chunk) throw new Error(`the package of ${request_id} lacks chunk ${seq}`);
    const place = { object: `${request_id}/package`, seq, last: seq === chunks - 1 };
    yield await vault.openChunk(db, chunk.key_id, place, chunk.sealed);
  }
}

/** The first collection of a package: recorded, and from it runs the end of its key. */
export async function collected(trx: Trx, { id }: Pick<RequestRow, 'id'>, nowMs: number): Promise<void> {
  const first = await trx('packages')
    .where({ request_id: id })
    .whereNull('collected_at')
    .update({ collected_at: new Date(nowMs) });
  await append(trx, { chain: id, kind: 'copy-collected', atMs: nowMs, body: { first: first === 1 } });
  if (first !== 1) return;
  await trx('vault_keys')
    .where({ owner: id, class: PACKAGE })
    .update({ ends_at: new Date(startOfDayMs(packageEndsOn(receiptDay(nowMs)))) });
}

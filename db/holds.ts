import type { Category, Right } from '../rules/codes';
import { receiptDay, startOfDayMs } from '../rules/calendar';
import { holdStops } from '../rules/deletion';
import { type HoldCode, holdReviewedBy, type HoldScope } from '../rules/holds';
import { recordEndsOn } from '../rules/retention';
import type { RuleSetId } from '../rules/versions';
import type { Db, Trx } from './connect';
import { reopen } from './carrying-out';
import { append } from './ledger';
import { type PlanSummary, readPlan } from './plans';
import { hasReached, lockRequest, reachMilestone, type RequestRow, updateRequest } from './procedure';
import { closeTasks, openTask } from './tasks';

/** A hold's row (decisions.md D4). Its matter is in the vault. */
export interface HoldRow {
  id: string;
  scope: HoldScope;
  /** On whose page it was placed; null where it was placed for everyone, or for a person without a request. */
  request_id: string | null;
  system: string | null;
  category: Category | null;
  code: HoldCode;
  /** Rules under which it was placed. */
  rule_set: RuleSetId;
  matter_entry: string;
  /** Whether the consumer's answer names it. */
  told: boolean;
  directed_on: string | null;
  renewals: number;
  review_on: string;
  placed_at: Date;
  placed_by: string;
  released_at: Date | null;
  released_by: string | null;
}

/** What a hold's matter says, as it is sealed. */
export interface HoldMatter {
  /** Matter or case number, parties; for staff alone. */
  facts: string;
  /** The reason in words for the consumer, where it is told. */
  told?: string;
}

/**
 * Serialises holds with what they stop. Every transaction that writes the intent of a destroying effect takes it
 * shared before it reads the holds; whoever places one takes it alone. So a hold either comes before an intent, which
 * sees it, or after one, which then counts as begun. Nobody who has it waits for a row.
 */
export async function lockHolds(trx: Trx, how: 'shared' | 'alone'): Promise<void> {
  await trx.raw(`SELECT pg_advisory_xact_lock${how === 'shared' ? '_shared' : ''}(hashtext('fortyfive holds'))`);
}

/** SQL that says whether the hold `h` and the request `r` are about one person. */
export const SAME_PERSON = `
  EXISTS (SELECT 1 FROM hold_subjects s JOIN request_subjects q USING (subject_hash)
           WHERE s.hold_id = h.id AND q.request_id = r.id)`;

/** SQL that says whether the hold `h` applies to the request `r`: by its page, by its person, or to everyone. */
const APPLIES = `
  h.released_at IS NULL AND (
    h.request_id = r.id
    OR (h.request_id IS NULL AND h.scope <> 'person')
    OR ${SAME_PERSON})`;

/** Holds that apply to a request now, oldest first. */
export async function holdsOn(db: Db | Trx, request: { id: string; right: Right }): Promise<HoldRow[]> {
  if (!holdStops({ right: request.right }).stops) return [];
  const { rows } = await db.raw<{ rows: HoldRow[] }>(
    `SELECT h.* FROM holds h JOIN requests r ON r.id = ? WHERE ${APPLIES} ORDER BY h.placed_at, h.id`,
    [request.id],
  );
  return rows;
}

/** Holds as they stand for an effect that is about to be intended, read under the lock. */
export async function holdsForIntent(trx: Trx, row: RequestRow): Promise<HoldRow[]> {
  await lockHolds(trx, 'shared');
  return holdsOn(trx, row);
}

/** Whether everything of the person is held. */
export const holdsAll = (holds: HoldRow[]): boolean => holds.some(({ scope }) => scope === 'person');

/** The first hold that keeps the rows of a table; undefined where they may go. */
export function holdOver(
  holds: HoldRow[],
  { system, categories }: { system: string; categories: readonly Category[] },
): HoldRow | undefined {
  return holds.find(
    (hold) =>
      hold.scope === 'person' ||
      (hold.scope === 'system' && hold.system === system) ||
      (hold.scope === 'category' && hold.category !== null && categories.includes(hold.category)),
  );
}

/** The hold that keeps a recipient from being told to delete what it received; of a system none does. */
export function holdOverRecipient(holds: HoldRow[], categories: readonly Category[]): HoldRow | undefined {
  return holds.find(
    (hold) =>
      hold.scope === 'person' ||
      (hold.scope === 'category' && hold.category !== null && categories.includes(hold.category)),
  );
}

/** A hold as it is placed. */
export interface NewHold {
  id: string;
  scope: HoldScope;
  requestId: string | null;
  system?: string;
  category?: Category;
  code: HoldCode;
  ruleSet: RuleSetId;
  matterEntry: string;
  told: boolean;
  directedOn?: string;
  reviewOn: string;
  by: string;
  atMs: number;
  /** Of a person without a request: keyed hashes of what they are known by. */
  subjects?: Buffer[];
}

/**
 * Places a hold, alone with the intents of effects. One that is placed on a request follows its person: what the plan
 * met of them, now or later.
 */
export async function placeHold(trx: Trx, hold: NewHold): Promise<void> {
  await lockHolds(trx, 'alone');
  await trx('holds').insert({
    id: hold.id,
    scope: hold.scope,
    request_id: hold.requestId,
    system: hold.system ?? null,
    category: hold.category ?? null,
    code: hold.code,
    rule_set: hold.ruleSet,
    matter_entry: hold.matterEntry,
    told: hold.told,
    directed_on: hold.directedOn ?? null,
    review_on: hold.reviewOn,
    placed_at: new Date(hold.atMs),
    placed_by: hold.by,
  });
  if (hold.requestId !== null)
    await trx.raw(
      `INSERT INTO hold_subjects (hold_id, subject_hash)
       SELECT ?, subject_hash FROM request_subjects WHERE request_id = ?`,
      [hold.id, hold.requestId],
    );
  const { subjects = [] } = hold;
  if (subjects.length > 0)
    await trx('hold_subjects').insert(subjects.map((hash) => ({ hold_id: hold.id, subject_hash: hash })));
}

/** Open requests about a person known by any of these, in order of ID. */
export async function openRequestsAbout(trx: Trx, subjects: Buffer[]): Promise<string[]> {
  return trx('request_subjects as q')
    .join('requests as r', 'r.id', 'q.request_id')
    .whereIn('q.subject_hash', subjects)
    .whereNull('r.closed_at')
    .distinct()
    .orderBy('r.id')
    .pluck<string[]>('r.id');
}

/** Every hold that stands, with the request on whose page it was placed; the nearest review first. */
export async function holdsListed(db: Db): Promise<(HoldRow & { reference: string | null })[]> {
  return db('holds as h')
    .leftJoin('requests as r', 'r.id', 'h.request_id')
    .whereNull('h.released_at')
    .orderBy(['h.review_on', 'h.id'])
    .limit(500)
    .select('h.*', 'r.reference');
}

/** Notes whom a request turned out to be about: holds on this person reach it, and its own reach their others. */
export async function knowSubjects(trx: Trx, requestId: string, hashes: Buffer[]): Promise<void> {
  if (hashes.length === 0) return;
  await trx('request_subjects')
    .insert(hashes.map((hash) => ({ request_id: requestId, subject_hash: hash })))
    .onConflict(['request_id', 'subject_hash'])
    .ignore();
  await trx.raw(
    `INSERT INTO hold_subjects (hold_id, subject_hash)
     SELECT h.id, q.subject_hash FROM holds h JOIN request_subjects q ON q.request_id = h.request_id
     WHERE h.request_id = ? AND h.released_at IS NULL
     ON CONFLICT DO NOTHING`,
    [requestId],
  );
}

/** Requests of which something that no longer waits unheld stands in a recipient's queue: by person, or by some category. */
export async function heldQueues(db: Db, recipient: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT DISTINCT r.id FROM notice_queue q
       JOIN notices n ON n.id = q.notice_id
       JOIN requests r ON r.id = n.request_id
       JOIN holds h ON h.scope <> 'system' AND (${APPLIES})
      WHERE q.recipient = ? AND n.state = 'queued' AND q.left_at IS NULL AND q.batch_id IS NULL
      ORDER BY r.id`,
    [recipient],
  );
  return rows.map(({ id }) => id);
}

/** Where a request goes on when nothing is held any more, by the phase it stands in. */
const WAITS_AFTER = {
  grace: { waits_for: 'nothing', assigned_role: null },
  'carrying-out': { waits_for: 'system', assigned_role: null },
  'following-through': { waits_for: 'recipients', assigned_role: null },
} as const;

/** Phases in which a hold of everything is what a request waits for. */
const stopsAt = (phase: RequestRow['phase']): phase is keyof typeof WAITS_AFTER => phase in WAITS_AFTER;

/**
 * Compares the holds in force with what the request's row says of them, and lets the work go on where one was released
 * (decisions.md D4). Called under the request's lock, by every step that acts on holds and when one changed.
 */
export async function seeHolds(trx: Trx, row: RequestRow, atMs: number): Promise<HoldRow[]> {
  // a right that no hold ever stops has nothing to see, and nothing that a release would let go
  if (!holdStops({ right: row.right }).stops) return [];
  // read first: a change that comes in between is seen the next time
  const seen = await lastChange(trx);
  if (seen === 0) return [];
  const holds = await holdsOn(trx, row);
  const held = holdsAll(holds);
  const inPart = !held && (await touchesPlan(trx, row, holds));
  await updateRequest(trx, row, { held, held_in_part: inPart, holds_seen: seen });
  if (held && stopsAt(row.phase)) await updateRequest(trx, row, { waits_for: 'decider', assigned_role: 'decider' });
  if (!held && row.waits_for === 'decider' && stopsAt(row.phase)) await updateRequest(trx, row, WAITS_AFTER[row.phase]);
  if (!held && (await leftBehind(trx, row, holds))) await reopen(trx, row, 'hold-released', atMs);
  else if (row.answered_at !== null) await outcomeDue(trx, row, holds, atMs);
  return holds;
}

/** What the answer may not tell of is kept: the consumer is owed its outcome later (CLK-13). */
export async function oweOutcome(trx: Trx, row: RequestRow, atMs: number): Promise<void> {
  if (await heldUntold(trx, row, await holdsOn(trx, row))) await reachMilestone(trx, row, 'outcome-owed', atMs);
}

/** The outcome that an answer could not tell is known once nothing untold is held and the work is done. */
async function outcomeDue(trx: Trx, row: RequestRow, holds: HoldRow[], atMs: number): Promise<void> {
  if (!(await hasReached(trx, row.id, 'outcome-owed')) || (await heldUntold(trx, row, holds))) return;
  if (await hasReached(trx, row.id, 'carried-out', row.round)) await reachMilestone(trx, row, 'outcome-due', atMs);
}

/** Whether a hold that is not told keeps something of the plan, or of a system that did not answer. */
export async function heldUntold(trx: Trx, row: RequestRow, holds: HoldRow[]): Promise<boolean> {
  if (holds.every(({ told }) => told)) return false;
  const plan = await readPlan(trx, row.id, row.round);
  const away = holdsAll(holds) && (plan?.summary.concerns.some(({ code }) => code === 'system-down') ?? false);
  return away || heldParts(holds, plan?.summary.systems ?? []).some(({ hold }) => !hold.told);
}

/** Whether any hold was ever placed: mostly none was, and nobody need look further. */
export const anyHold = async (db: Db | Trx): Promise<boolean> => (await lastChange(db)) > 0;

async function lastChange(db: Db | Trx): Promise<number> {
  const row = await db('holds').max<{ last: number | null }>('changed as last').first();
  return row?.last ?? 0;
}

/** What of a plan a hold keeps. */
export interface HeldPart {
  hold: HoldRow;
  system: string;
  categories: Category[];
}

/** The tables of a plan in which rows are held, each with the hold that keeps them. */
export function heldParts(holds: HoldRow[], systems: PlanSummary['systems']): HeldPart[] {
  return systems.flatMap(({ system, tables }) =>
    tables.flatMap(({ categories, rows }): HeldPart[] => {
      const hold = rows > 0 ? holdOver(holds, { system, categories }) : undefined;
      return hold ? [{ hold, system, categories }] : [];
    }),
  );
}

/** Whether some rows of the plan are under one of these holds, or something was kept back by one of them. */
async function touchesPlan(trx: Trx, row: RequestRow, holds: HoldRow[]): Promise<boolean> {
  if (holds.length === 0) return false;
  const kept = (await keptInRound(trx, row)).holds;
  if (holds.some(({ id }) => kept.includes(id))) return true;
  const plan = await readPlan(trx, row.id, row.round);
  return heldParts(holds, plan?.summary.systems ?? []).length > 0;
}

/**
 * Whether what was held needs a round of its own: the request was answered before anything was erased, or every system
 * is done but for rows whose hold is gone. Before that, the round under way goes on where it stopped.
 */
async function leftBehind(trx: Trx, row: RequestRow, holds: HoldRow[]): Promise<boolean> {
  const { names, holds: kept } = await keptInRound(trx, row);
  if (!names.includes('erasure-begun')) return row.phase === 'following-through' && names.includes('planned');
  return names.includes('carried-out') && kept.some((id) => !holds.some((hold) => hold.id === id));
}

/** What happened in a round, and the holds that kept something in it: rows of a system, notices to recipients. */
async function keptInRound(trx: Trx, row: RequestRow): Promise<{ names: string[]; holds: string[] }> {
  const reached = await trx('milestones')
    .where({ request_id: row.id, round: row.round })
    .select<{ name: string; detail: { holds?: string[] } }[]>('name', 'detail');
  return { names: reached.map(({ name }) => name), holds: reached.flatMap(({ detail }) => detail.holds ?? []) };
}

/** What had begun when a hold was placed: the decider must know what it came too late for (decisions.md D4). */
export async function begunBefore(trx: Trx, row: RequestRow): Promise<{ begun: string[]; done: string[] }> {
  const effects = await trx('effects')
    .where({ request_id: row.id, round: row.round })
    .whereIn('step', ['erase', 'notice'])
    .orderBy('key')
    .select<{ step: string; target: string; state: string }[]>('step', 'target', 'state');
  const named = (state: string): string[] =>
    effects.filter((effect) => effect.state === state).map(({ step, target }) => `${step}/${target}`);
  return { begun: named('intended'), done: named('done') };
}

const NEXT_CHANGE = "nextval('hold_changes')";

/** Renews a hold: its next review, and for law enforcement its next 90 days (CLK-13). */
export async function renewHold(trx: Trx, hold: HoldRow, reviewOn: string): Promise<void> {
  await trx('holds')
    .where({ id: hold.id })
    .update({ review_on: reviewOn, renewals: hold.renewals + 1, changed: trx.raw(NEXT_CHANGE) });
}

/** Releases a hold. What it kept is found by {@link seeHolds}. */
export async function releaseHold(trx: Trx, holdId: string, by: string, atMs: number): Promise<void> {
  await trx('holds')
    .where({ id: holdId })
    .whereNull('released_at')
    .update({ released_at: new Date(atMs), released_by: by, changed: trx.raw(NEXT_CHANGE) });
}

/** A hold that stands, by its ID; undefined where there is none, or it was released. */
export async function standingHold(db: Db | Trx, id: string): Promise<HoldRow | undefined> {
  return db<HoldRow>('holds').where({ id }).whereNull('released_at').first();
}

/** A hold placed on this request's page that stands; where none is named, the only one. */
export async function ownHold(trx: Trx, requestId: string, id: unknown): Promise<HoldRow | undefined> {
  const own = await trx<HoldRow>('holds').where({ request_id: requestId }).whereNull('released_at');
  if (typeof id === 'string') return own.find((hold) => hold.id === id);
  return own.length === 1 ? own[0] : undefined;
}

/**
 * Open requests that have not seen the last change of a hold and may have to go on or stop: those that are held, and
 * those of a held person. What a hold for everyone keeps is found by whoever is about to erase it.
 */
export async function unseenHolds(db: Db, limit = 200): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT r.id FROM requests r
      WHERE (r.held OR r.held_in_part) AND r.closed_at IS NULL AND r.holds_seen < (SELECT max(changed) FROM holds)
     UNION
     SELECT r.id FROM holds h
      JOIN hold_subjects s ON s.hold_id = h.id
      JOIN request_subjects q USING (subject_hash)
      JOIN requests r ON r.id = q.request_id
      WHERE r.closed_at IS NULL AND r.holds_seen < h.changed
     LIMIT ?`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Opens a task for every hold on a request whose day of review is here (decisions.md D4). Nothing is released by itself.
 *
 * @returns how many were opened
 */
export async function openReviews(db: Db, nowMs: number): Promise<number> {
  const due = await db('holds as h')
    .join('requests as r', 'r.id', 'h.request_id')
    .whereNull('h.released_at')
    .whereNull('r.closed_at')
    .where('h.review_on', '<=', receiptDay(nowMs))
    .whereNotExists(
      db('tasks as t')
        .select(db.raw('1'))
        .whereRaw('t.request_id = h.request_id AND t.target = h.id::text')
        .where({ 't.kind': 'hold-review', 't.state': 'open' }),
    )
    .limit(200)
    .select<{ id: string; request_id: string }[]>('h.id', 'h.request_id');
  for (const { id, request_id: requestId } of due)
    await db.transaction(async (trx) => {
      const row = await lockRequest(trx, requestId);
      await openTask(trx, row, { kind: 'hold-review', target: id, role: 'decider', atMs: nowMs, level: 2 });
      await append(trx, { chain: requestId, kind: 'hold-review-due', atMs: nowMs, body: { hold: id } });
    });
  return due.length;
}

/**
 * Releases holds of law enforcement whose last 90 days are over: the direction has lapsed, and what it stopped goes on by
 * itself (CLK-13). A hold for legal claims ends by a decider's word alone.
 *
 * @returns how many were released
 */
export async function releaseLapsed(db: Db, nowMs: number): Promise<number> {
  const today = receiptDay(nowMs);
  const standing = await db<HoldRow>('holds')
    .where({ code: 'law-enforcement' })
    .whereNull('released_at')
    .whereNotNull('directed_on')
    .orderBy('id');
  const lapsed = standing.filter((hold) => today > lastDayOf(hold));
  for (const { id, request_id: requestId } of lapsed)
    await db.transaction(async (trx) => {
      const row = requestId === null ? undefined : await lockRequest(trx, requestId);
      const hold = await trx<HoldRow>('holds').where({ id }).whereNull('released_at').forUpdate().first();
      if (!hold || today <= lastDayOf(hold)) return;
      await releaseHold(trx, id, 'engine', nowMs);
      if (!row) await endMatter(trx, hold, nowMs);
      if (row) await closeTasks(trx, row, { kind: 'hold-review', target: id, by: 'engine', atMs: nowMs });
      await recordHold(trx, row?.id ?? holdChain(id), 'hold-lapsed', hold, nowMs);
    });
  return lapsed.length;
}

/** Class of the key under which a hold on no request's page seals its matter; the hold owns it. */
export const MATTER_CLASS = 'record';

/** Of a hold on no request's page: from when on its matter is kept no longer, now that it has ended (REC-01). */
export async function endMatter(trx: Trx, { id, rule_set: ruleSet }: HoldRow, atMs: number): Promise<void> {
  const endsOn = recordEndsOn(receiptDay(atMs), ruleSet);
  await trx('vault_keys')
    .where({ owner: id, class: MATTER_CLASS })
    .update({ ends_at: new Date(startOfDayMs(endsOn)) });
}

/** Ledger chain of a hold that was placed on no request's page. */
export const holdChain = (id: string): string => `hold/${id}`;

/** The last day of a direction. */
function lastDayOf({ rule_set: ruleSet, code, directed_on: directedOn, renewals }: HoldRow): string {
  return holdReviewedBy({ ruleSet, code, directedOn, renewals })!;
}

/** Records a hold's beginning or end in the request's chain: codes and IDs, never the matter (decisions.md H1). */
export async function recordHold(
  trx: Trx,
  chain: string,
  kind: 'hold-placed' | 'hold-renewed' | 'hold-released' | 'hold-lapsed',
  hold: Pick<HoldRow, 'id' | 'scope' | 'system' | 'category' | 'code' | 'review_on'>,
  atMs: number,
  also: Record<string, unknown> = {},
): Promise<void> {
  await append(trx, {
    chain,
    kind,
    atMs,
    body: {
      hold: hold.id,
      scope: hold.scope,
      system: hold.system,
      category: hold.category,
      code: hold.code,
      review: hold.review_on,
      ...also,
    },
  });
}

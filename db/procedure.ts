import type { ParkedCode, Phase, Outcome, Right, StaffRole, WaitsFor, Channel } from '../rules/codes';
import { PERMISSION_DAYS } from '../rules/agents';
import { addDays, DAY_MS, endOfDayMs, receiptDay } from '../rules/calendar';
import { milestonesFor, followUpMilestones, type ScheduleSettings } from '../rules/schedule';
import { confirmBy } from '../rules/optOut';
import { choiceOf } from '../rules/preferences';
import { courseOf, isVerifiable } from '../rules/rights';
import { type SiblingState, waitsForSibling } from '../rules/siblings';
import type { RuleSetId } from '../rules/versions';
import type { Db, Trx } from './connect';

/**
 * A message that the procedure owes beside its main line: something happened that the consumer must be told, or a
 * recipient reminded of, and no message says so yet.
 */
export type OwedLetter =
  | 'code'
  | 'in-your-name'
  | 'verification-reminder'
  | 'extension'
  | 'disputed'
  | 'outcome'
  | 'denial'
  | 'permission'
  | 'paper-refused'
  | 'opt-in-confirm'
  | 'recipient-reminder';

/**
 * Where a request's procedure stands, as Postgres has it. The workflow holds no other state: every local activity
 * returns this anew, so that first start, rebuild and continue-as-new are one path (decisions.md E3). It goes into
 * the history: identifiers, codes and moments only.
 */
export interface Snapshot {
  /**
   * Rises with whatever happens to the request. Results come back in another order than their snapshots were taken:
   * of two, the workflow keeps the later one.
   */
  version: number;
  right: Right;
  phase: Phase;
  round: number;
  waitsFor: WaitsFor;
  assignedRole: StaffRole | null;
  escalated: boolean;
  /** End of the strict due day, UTC milliseconds; null once answered. */
  dueAtMs: number | null;
  /** Whether the one extension was taken (CLK-03). */
  extended: boolean;
  /** The next moment at which the deadline loop acts; null when none is left. */
  next: { id: string; atMs: number } | null;
  /** Names of what happened in this round. */
  done: string[];
  /** Set where the request ends without erasure, and how. */
  ending: Outcome | null;
  /** Nothing of the person may go (decisions.md D4). */
  held: boolean;
  /** Some rows may not: the request cannot close. Absent in histories that are older than it. */
  heldInPart?: boolean;
  disputed: boolean;
  owed: OwedLetter[];
  /** Systems of the plan, in the data map's order. */
  systems: string[];
  /** Systems whose result a person supplied in this round. */
  supplied: string[];
  /** Times a person asked for another attempt at once, by system. */
  retries: Record<string, number>;
  settings: ProcedureSettings;
  /** Of several rights in one filing: whether a sibling's answer is waited for, and whom its own answer lets go on. */
  waitsForSibling?: boolean;
  wakes?: string[];
}

/** What of the configuration the procedure needs; recorded with each step so that a change cannot alter a replay. */
export interface ProcedureSettings extends ScheduleSettings {
  /** How long one attempt at a system or recipient may take, milliseconds. */
  attemptMs: number;
  /** After how long of failing a system becomes a task for a person, milliseconds. */
  systemDownAfterMs: number;
  /** Longest wait between two attempts, milliseconds. */
  retryMaximumMs: number;
  /**
   * Whether a standing decision approves verification where an authenticated integration vouched for the requester's
   * identity at intake (decisions.md C3; db/standing-approval.ts). `never` where absent.
   */
  standingApproval?: 'never' | 'vouched';
}

/** A request's row as the procedure reads it. */
export interface RequestRow {
  id: string;
  reference: string;
  right: Right;
  channel: Channel;
  /** Language of its letters. */
  locale: string;
  rule_set: RuleSetId;
  received_at: Date;
  receipt_day: string;
  phase: Phase;
  waits_for: WaitsFor;
  round: number;
  outcome: Outcome | null;
  outcome_code: string | null;
  due_on: string | null;
  due_clock: string | null;
  extended_on: string | null;
  overdue: boolean;
  /** Nothing of the person may go (decisions.md D4). */
  held: boolean;
  /** Some rows of the plan may not. */
  held_in_part: boolean;
  /** Number of the last change of a hold that this request took into account. */
  holds_seen: number;
  /** Why the watchdog parked it; null while it moves (db/parking.ts). */
  parked_code: ParkedCode | null;
  escalated: boolean;
  disputed: boolean;
  assigned_role: StaffRole | null;
  next_milestone: string | null;
  next_milestone_at: Date | null;
  grace_ends_at: Date | null;
  erasure_begun_at: Date | null;
  withdrawn_at: Date | null;
  answered_at: Date | null;
  late: boolean;
  closed_at: Date | null;
  /** ID of the first request of its filing; null where it stands alone (decisions.md K2). */
  filing: string | null;
  /** False where its verification goes with an earlier sibling's. */
  leads: boolean;
  run_id: string | null;
  run_epoch: number;
  run_started_at: Date | null;
  entered_by: string | null;
}

/** Locks a request's row: the one lock that decisions, holds, withdrawal and the beginning of erasure share. */
export async function lockRequest(trx: Trx, requestId: string): Promise<RequestRow> {
  const row = await trx<RequestRow>('requests').where({ id: requestId }).forUpdate().first();
  if (!row) throw new Error(`no request ${requestId}`);
  return row;
}

/** Changes a request's row and the copy in hand alike. */
export async function updateRequest(trx: Trx, row: RequestRow, change: Partial<RequestRow>): Promise<void> {
  Object.assign(row, change);
  await trx('requests').where({ id: row.id }).update(change);
}

/** The strict day of the first 45, whatever was extended since (CLK-02). */
export async function firstDueDay(trx: Trx, row: RequestRow): Promise<string> {
  const clock = await trx('clocks').where({ request_id: row.id, rule: 'CLK-02' }).first('strict_on');
  return (clock as { strict_on: string }).strict_on;
}

/** Records that something happened in this round; once. Returns false where it had happened before. */
export async function reachMilestone(
  trx: Trx,
  row: Pick<RequestRow, 'id' | 'round'>,
  name: string,
  atMs: number,
  detail: Record<string, unknown> = {},
): Promise<boolean> {
  const inserted = await trx('milestones')
    .insert({ request_id: row.id, round: row.round, name, at: new Date(atMs), detail: JSON.stringify(detail) })
    .onConflict(['request_id', 'round', 'name'])
    .ignore()
    .returning('name');
  return inserted.length > 0;
}

/** Whether a request has reached a milestone; in this round alone, where one is given. */
export async function hasReached(db: Db | Trx, requestId: string, name: string, round?: number): Promise<boolean> {
  const reached = await db('milestones')
    .where({ request_id: requestId, name, ...(round === undefined ? {} : { round }) })
    .first('name');
  return reached !== undefined;
}

/** Milestones that count for the whole request, whatever the round. */
const ACROSS_ROUNDS = [
  'vouched',
  'matched',
  'acknowledged',
  'approved',
  'extension-told',
  'told',
  'denial-told',
  'confirm-asked',
  'confirmed',
  'answered',
  'downgraded',
  'outcome-owed',
  'outcome-told',
];

/** What a snapshot is made of beside the request's row: one question to the database, since every step asks it. */
const FACTS = `
  SELECT
    coalesce((SELECT jsonb_agg(jsonb_build_object('round', round, 'name', name, 'atMs', extract(epoch FROM at) * 1000))
              FROM milestones WHERE request_id = :id), '[]') AS milestones,
    coalesce((SELECT jsonb_agg(kind) FROM letters WHERE request_id = :id AND sent_at IS NOT NULL), '[]') AS letters,
    coalesce((SELECT summary -> 'systems' FROM plans WHERE request_id = :id AND round = :round), '[]') AS systems,
    coalesce((SELECT jsonb_agg(jsonb_build_object('kind', kind, 'round', round, 'system', content ->> 'system'))
              FROM decisions WHERE request_id = :id AND state = 'claimed'
              AND kind IN ('supply-result', 'retry-system', 'request-code')), '[]') AS decided,
    (SELECT extract(epoch FROM min(sent_at)) * 1000 FROM notices
      WHERE request_id = :id AND mandatory AND state IN ('sent', 'received')) AS "silentSinceMs",
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', s.id, 'right', s."right", 'answered', s.answered_at IS NOT NULL,
                'ended', s.outcome IS NOT NULL OR s.closed_at IS NOT NULL, 'approved',
                EXISTS (SELECT FROM milestones WHERE request_id = s.id AND name = 'approved')) ORDER BY s.reference)
              FROM requests s WHERE s.filing = :filing AND s.id <> :id), '[]') AS siblings,
    coalesce((SELECT seq FROM ledger_heads WHERE chain = :chain), 0) AS entries`;

interface ReachedMilestone {
  round: number;
  name: string;
  atMs: number;
}

interface Facts {
  milestones: ReachedMilestone[];
  letters: string[];
  systems: { system: string }[];
  decided: { kind: string; round: number; system: string | null }[];
  /** When the first of the mandatory notices without an answer left; null where none is silent. */
  silentSinceMs: number | null;
  siblings: (SiblingState & { id: string })[];
  entries: number;
}

/**
 * Reads where the procedure stands and stores its next moment for the watchdog (decisions.md E4).
 * The caller holds the request's lock.
 */
export async function snapshot(trx: Trx, row: RequestRow, settings: ProcedureSettings): Promise<Snapshot> {
  const { rows } = await trx.raw<{ rows: [Facts] }>(FACTS, {
    id: row.id,
    chain: row.id,
    round: row.round,
    filing: row.filing,
  });
  const { milestones, letters, systems, decided, silentSinceMs, siblings, entries } = rows[0];
  const done = milestones
    .filter((m) => m.round === row.round || ACROSS_ROUNDS.includes(m.name) || isDeadline(m.name))
    .map((m) => m.name)
    .sort();
  const next = nextMilestone(row, done, { milestones, silentSinceMs }, settings);
  if (row.next_milestone !== (next?.id ?? null) || row.next_milestone_at?.getTime() !== next?.atMs) {
    await updateRequest(trx, row, {
      next_milestone: next?.id ?? null,
      next_milestone_at: next ? new Date(next.atMs) : null,
    });
  }
  const inRound = decided.filter((d) => d.round === row.round);
  const asked = decided.filter((d) => d.kind === 'request-code').length;
  const retries: Record<string, number> = {};
  for (const { kind, system } of inRound)
    if (kind === 'retry-system' && system) retries[system] = (retries[system] ?? 0) + 1;
  return {
    // none of these is ever taken back, and nothing that a snapshot shows changes without one of them
    version: milestones.length + letters.length + entries,
    right: row.right,
    phase: row.phase,
    round: row.round,
    waitsFor: row.waits_for,
    assignedRole: row.assigned_role,
    escalated: row.escalated,
    dueAtMs: row.due_on === null ? null : endOfDayMs(row.due_on),
    extended: row.extended_on !== null,
    next,
    done,
    ending: row.outcome !== null && row.answered_at === null && row.erasure_begun_at === null ? row.outcome : null,
    held: row.held,
    heldInPart: row.held_in_part,
    disputed: row.disputed,
    owed: owedLetters(row, done, letters, asked + (needsCode(row, done, settings) ? 1 : 0), milestones),
    systems: systems.map(({ system }) => system),
    supplied: inRound.filter((d) => d.kind === 'supply-result').map((d) => d.system ?? ''),
    retries,
    settings,
    ...(row.filing === null
      ? {}
      : {
          waitsForSibling: waitsForSibling({
            right: row.right,
            siblings,
            lastAct: done.some((name) => /^(extended-)?(last-act|due)$/.test(name)),
          }),
          wakes: siblings.filter(({ answered, ended }) => !answered && !ended).map(({ id }) => id),
        }),
  };
}

/** The first code goes with the acknowledgement, unless nothing is verified or a standing decision stands in its place. */
function needsCode(row: RequestRow, done: string[], settings: ProcedureSettings): boolean {
  return (
    courseOf(row.right).verifiable &&
    row.leads &&
    !(settings.standingApproval === 'vouched' && done.includes('vouched'))
  );
}

function owedLetters(
  row: RequestRow,
  done: string[],
  sent: string[],
  codesOwed: number,
  milestones: ReachedMilestone[],
): OwedLetter[] {
  const owed: OwedLetter[] = [];
  const howMany = (prefix: string): number => done.filter((name) => name.startsWith(prefix)).length;
  if (howMany('recipients-remind-') > howMany('recipients-reminded-')) owed.push('recipient-reminder');
  if (done.includes('outcome-due') && !done.includes('outcome-told')) owed.push('outcome');
  // a choice is carried out before anybody looks at it: a belief of fraud is told whenever it comes (OPT-03, LIM-03)
  if (choiceOf(row.right) && row.outcome === 'denied' && !done.includes('denial-told')) owed.push('denial');
  if (awaitsConfirmation(row, done) && !done.includes('confirm-asked')) owed.push('opt-in-confirm');
  if (row.answered_at !== null) return owed;
  const count = (kind: string): number => sent.filter((letter) => letter === kind).length;
  const codes = count('code') + howMany('code-withheld-');
  if (done.includes('acknowledged') && codes < codesOwed) owed.push('code');
  if (done.includes('other-contacts-held') && !done.includes('other-contacts-told')) owed.push('in-your-name');
  if (row.channel === 'agent') owed.push(...owedAboutAgent(row, done, howMany));
  const reminds =
    row.channel === 'agent' ? remindsAgent(milestones) : howMany('remind-consumer-') > howMany('reminded-');
  if (reminds && row.leads && row.waits_for === 'consumer-code') owed.push('verification-reminder');
  if (row.extended_on !== null && !done.includes('extension-told')) owed.push('extension');
  if (row.disputed && count('disputed') === 0) owed.push('disputed');
  return owed;
}

/** What an agent's paper has others be told: the consumer once, of a signed permission; the agent, of a paper that does not do. */
function owedAboutAgent(row: RequestRow, done: string[], howMany: (prefix: string) => number): OwedLetter[] {
  const asksConsumer = done.includes('accepted-signed-permission') && isVerifiable(row.right);
  return [
    ...(asksConsumer && !done.includes('permission-asked') && !done.includes('accepted-power-of-attorney')
      ? (['permission'] as const)
      : []),
    ...(howMany('paper-refused-') > howMany('paper-refusal-told-') ? (['paper-refused'] as const) : []),
  ];
}

/** Each step of an agent's proof is asked for once, and reminded of once (decisions.md B5). */
function remindsAgent(milestones: ReachedMilestone[]): boolean {
  const at = (begins: RegExp): number[] => milestones.filter(({ name }) => begins.test(name)).map(({ atMs }) => atMs);
  const since = Math.max(0, ...at(/^(accepted-|paper-refused-)/));
  return at(/^remind-consumer-/).some((ms) => ms > since) && !at(/^reminded-/).some((ms) => ms >= since);
}

/** An opt-in whose second step is not taken and still can be (OIN-01). */
function awaitsConfirmation(row: RequestRow, done: string[]): boolean {
  return choiceOf(row.right)?.allowed === true && row.closed_at === null && !done.includes('confirmed');
}

/** The moment from which the second step of an opt-in can no longer be taken. */
export const CONFIRM_LAPSES = 'confirm-lapses';

const isDeadline = (name: string): boolean =>
  /^(extended-)?(permission-by|acknowledge-by|remind-consumer|reminded|escalate|last-act|due|other-contacts|code-withheld)/.test(
    name,
  );

function nextMilestone(
  row: RequestRow,
  done: string[],
  { milestones, silentSinceMs }: Pick<Facts, 'milestones' | 'silentSinceMs'>,
  settings: ProcedureSettings,
): { id: string; atMs: number } | null {
  if (row.closed_at !== null) return null;
  const table: { id: string; atMs: number }[] = [];
  if (row.answered_at === null) {
    for (const { id, atMs } of milestonesFor({
      right: row.right,
      receivedAtMs: row.received_at.getTime(),
      extended: row.extended_on !== null,
      answered: false,
      settings,
      ruleSet: row.rule_set,
    }))
      table.push({ id, atMs });
  }
  if (row.channel === 'agent' && choiceOf(row.right) && row.outcome !== 'denied')
    table.push({
      id: 'permission-by',
      atMs: endOfDayMs(addDays(receiptDay(row.received_at.getTime()), PERMISSION_DAYS)) + 1,
    });
  if (awaitsConfirmation(row, done))
    table.push({ id: CONFIRM_LAPSES, atMs: endOfDayMs(confirmBy(row.receipt_day)) + 1 });
  if (row.grace_ends_at !== null && row.erasure_begun_at === null && row.outcome === null)
    table.push({ id: 'grace-over', atMs: row.grace_ends_at.getTime() });
  const carriedOut =
    milestones.find((m) => m.name === 'answered' && m.round === row.round) ??
    milestones.find((m) => m.name === 'carried-out' && m.round === row.round);
  if (row.phase === 'following-through' && carriedOut) {
    // nobody is silent any more: what would remind them has nothing to do
    const settled = done.includes('recipients-settled');
    const due = courseOf(row.right).rechecked ? settings : { ...settings, recheckDays: [] };
    for (const { id, atMs } of followUpMilestones({ answeredAtMs: Math.floor(carriedOut.atMs), settings: due }))
      if (!(settled && id.startsWith('recipients-'))) table.push({ id, atMs });
    // a notice that left its recipient's queue late is waited for as long as the others were
    if (done.includes('recipients-final') && !settled && silentSinceMs !== null) {
      const atMs = Math.floor(Number(silentSinceMs)) + settings.recipientFinalDays * DAY_MS;
      table.push({ id: `recipients-final-${receiptDay(atMs)}`, atMs });
    }
  }
  const pending = table
    .filter(({ id }) => !done.includes(id))
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1));
  return pending[0] ?? null;
}

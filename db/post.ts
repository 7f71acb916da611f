import { courseOf } from '../rules/rights';
import type { Db, Trx } from './connect';
import { append } from './ledger';
import { lockRequest, reachMilestone, type RequestRow } from './procedure';
import { closeTasks, openTask } from './tasks';

/** What became of a letter on paper, or of a mail that came back. */
export interface PostState {
  /** Day on which it was posted; null where it was not. */
  postedOn: string | null;
  /** When staff noted that it came back; null where it did not, or was posted again since. */
  returnedAt: Date | null;
}

/** What is known of a request's letters beside their sending, by letter. */
export async function postStates(db: Db | Trx, requestId: string): Promise<Record<string, PostState>> {
  const rows = await db('milestones')
    .where({ request_id: requestId })
    .whereRaw(`name ~ '^letter-(posted|returned)-'`)
    .orderBy('at')
    .select<{ name: string; at: Date; detail: { letter: string; on?: string } }[]>('name', 'at', 'detail');
  const states: Record<string, PostState> = {};
  for (const { name, at, detail } of rows)
    states[detail.letter] = name.startsWith('letter-posted-')
      ? { postedOn: detail.on ?? null, returnedAt: null }
      : { postedOn: states[detail.letter]?.postedOn ?? null, returnedAt: at };
  return states;
}

/** What staff do with a letter outside the machine. */
interface ByHand {
  requestId: string;
  letter: { id: string; kind: string };
  by: string;
  nowMs: number;
}

/** Records the day on which a letter went by post; one that had not arrived has found another way (decisions.md K4). */
export async function recordPosted(
  db: Db,
  { requestId, letter, by, nowMs, on }: ByHand & { on: string },
): Promise<void> {
  await db.transaction(async (trx) => {
    const row = await lockRequest(trx, requestId);
    const detail = { letter: letter.id, on };
    if (!(await reachMilestone(trx, row, `letter-posted-${letter.id}-${nowMs}`, nowMs, detail))) return;
    await closeTasks(trx, row, { kind: 'letter-undelivered', target: letter.kind, by, atMs: nowMs });
    const body = { letter: letter.id, is: letter.kind, on, staff: by };
    await append(trx, { chain: row.id, kind: 'letter-posted', atMs: nowMs, body });
  });
}

/** Records that a letter came back: a task under the date that its answer has, or had (decisions.md K4). */
export async function recordReturned(db: Db, { requestId, letter, by, nowMs }: ByHand): Promise<void> {
  await db.transaction(async (trx) => {
    const row = await lockRequest(trx, requestId);
    await reachMilestone(trx, row, `letter-returned-${letter.id}-${nowMs}`, nowMs, { letter: letter.id });
    const dueOn = row.due_on ?? (await dueBefore(trx, row));
    await openTask(trx, row, {
      kind: 'letter-undelivered',
      target: letter.kind,
      role: 'intake',
      code: 'came-back',
      atMs: nowMs,
      level: 2,
      ...(dueOn ? { dueOn } : {}),
    });
    const body = { letter: letter.id, is: letter.kind, staff: by };
    await append(trx, { chain: row.id, kind: 'letter-returned', atMs: nowMs, body });
  });
}

/** The strict day that the answer was worked to: a letter that came back moves no date. */
async function dueBefore(trx: Trx, row: RequestRow): Promise<string | null> {
  if (row.extended_on) return row.extended_on;
  const clock = await trx('clocks')
    .where({ request_id: row.id, rule: courseOf(row.right).answerBy })
    .first<{ strict_on: string } | undefined>('strict_on');
  return clock?.strict_on ?? null;
}

import { randomUUID } from 'node:crypto';
import type { LocalDate } from '../rules/calendar';
import type { StaffRole, TaskKind } from '../rules/codes';
import type { Trx } from './connect';
import type { RequestRow } from './procedure';

/** Opens work for a person, once for each request, round, kind and target; raises its level where it stands open. */
export async function openTask(
  trx: Trx,
  row: RequestRow,
  task: {
    kind: TaskKind;
    target?: string;
    role: StaffRole;
    code?: string | null;
    atMs: number;
    level?: number;
    dueOn?: LocalDate;
  },
): Promise<void> {
  await trx.raw(
    `INSERT INTO tasks (id, request_id, round, kind, target, role, code, due_on, state, level, opened_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)
     ON CONFLICT (request_id, round, kind, target) DO UPDATE SET
       state = 'open', code = excluded.code, due_on = excluded.due_on, done_at = NULL, done_by = NULL,
       level = CASE WHEN tasks.state = 'open' THEN greatest(tasks.level, excluded.level) ELSE excluded.level END,
       told_level = CASE WHEN tasks.state = 'open' THEN tasks.told_level ELSE -1 END`,
    [
      randomUUID(),
      row.id,
      row.round,
      task.kind,
      task.target ?? '',
      task.role,
      task.code ?? null,
      task.dueOn ?? row.due_on,
      task.level ?? 0,
      new Date(task.atMs),
    ],
  );
}

/** Closes open tasks of a kind. `by` is a staff ID, or `engine` where the reason for the task went away. */
export async function closeTasks(
  trx: Trx,
  row: RequestRow,
  done: { kind?: TaskKind; target?: string; by: string; atMs: number },
): Promise<void> {
  await trx('tasks')
    .where({ request_id: row.id, state: 'open' })
    .modify((query) => {
      if (done.kind) void query.where({ kind: done.kind });
      if (done.target !== undefined) void query.where({ target: done.target });
    })
    .update({ state: 'done', done_at: new Date(done.atMs), done_by: done.by });
}

/** Raises every open task of a request, and opens one where none stands, as a strict date nears. */
export async function escalateTasks(trx: Trx, row: RequestRow, level: number): Promise<number> {
  return trx('tasks')
    .where({ request_id: row.id, state: 'open' })
    .andWhere('level', '<', level)
    .update({ level, due_on: row.due_on });
}

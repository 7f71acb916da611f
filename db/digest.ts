import type { StaffRole, TaskKind } from '../rules/codes';
import type { Db } from './connect';

/** A task that its role has not been told of at its present level. */
export interface UntoldTask {
  id: string;
  reference: string;
  kind: TaskKind;
  /** Strict due day; null where the request is answered. */
  dueOn: string | null;
  level: number;
}

/** Most tasks named in one mail; the rest is counted, and stands on the queue page. */
const NAMED = 500;

/** Open tasks by role, nearest date first, of which the role has not been told. */
export async function untoldTasks(db: Db): Promise<Map<StaffRole, UntoldTask[]>> {
  const rows = await db('tasks')
    .join('requests', 'requests.id', 'tasks.request_id')
    .where('tasks.state', 'open')
    .whereRaw('tasks.level > tasks.told_level')
    .orderByRaw('tasks.due_on NULLS LAST, tasks.level DESC, tasks.id')
    .limit(NAMED)
    .select<(UntoldTask & { role: StaffRole })[]>(
      'tasks.id',
      'tasks.role',
      'tasks.kind',
      'tasks.level',
      'tasks.due_on as dueOn',
      'requests.reference',
    );
  const byRole = new Map<StaffRole, UntoldTask[]>();
  for (const { role, ...task } of rows) byRole.set(role, [...(byRole.get(role) ?? []), task]);
  return byRole;
}

/** Marks these tasks as told at the level they were read with. */
export async function markTold(db: Db, tasks: UntoldTask[]): Promise<void> {
  for (const level of new Set(tasks.map((task) => task.level)))
    await db('tasks')
      .whereIn(
        'id',
        tasks.filter((task) => task.level === level).map((task) => task.id),
      )
      .update({ told_level: level });
}

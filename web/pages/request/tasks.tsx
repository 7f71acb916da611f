import type { VNode } from 'preact';
import { Table } from '../../parts';
import { ROLE_WORDS, TASK_WORDS } from '../../words';
import { type DetailProps, Part } from './part';

/** Work for a person that is open. */
export function Tasks({ detail: { tasks }, labels }: DetailProps): VNode {
  return (
    <Part title="Tasks">
      <Table
        caption="Open tasks"
        head={['Task', 'Target', 'Role', 'Due', 'Level']}
        rows={tasks
          .filter(({ state }) => state === 'open')
          .map((task) => [
            TASK_WORDS[task.kind],
            labels.get(task.target) ?? task.target,
            ROLE_WORDS[task.role],
            task.due_on ?? '-',
            String(task.level),
          ])}
      />
    </Part>
  );
}

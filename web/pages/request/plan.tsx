import type { VNode } from 'preact';
import { EXCEPTIONS } from '../../../rules/exceptions';
import { Table } from '../../parts';
import { plain } from '../../words';
import { type DetailProps, Part } from './part';

/** What is held, what is kept and why, whom to tell, what remains in archives. */
export function Plan({ detail: { plan, exceptions, archives }, labels }: DetailProps): VNode {
  if (!plan)
    return (
      <Part title="Plan">
        <p class="none">No plan yet: it is made once verification is approved.</p>
      </Part>
    );
  const { summary } = plan;
  return (
    <Part title="Plan">
      <p class="hint">
        Digest <code>{plan.digest}</code>
      </p>
      <Table
        caption="What the systems hold"
        head={['System', 'Table', 'Rows', 'Categories']}
        rows={summary.systems.flatMap((system) =>
          system.tables.map((table) => [
            labels.get(system.system) ?? system.system,
            table.table,
            String(table.rows),
            table.categories.map(plain).join(', '),
          ]),
        )}
      />
      <Table
        caption="Exceptions"
        head={['Code', 'Where', 'Rows', 'Reason', 'Only for', 'Until', 'State']}
        rows={exceptions.map((e) => [
          <abbr title={`${EXCEPTIONS[e.code].cite}: ${EXCEPTIONS[e.code].text}`}>{e.code}</abbr>,
          `${labels.get(e.system) ?? e.system}: ${e.tbl}`,
          String(e.row_count),
          e.reason,
          e.purpose,
          e.ends_on ?? '-',
          plain(e.state),
        ])}
      />
      <Table
        caption="Recipients to instruct"
        head={['Recipient', 'Rule', 'By law']}
        rows={summary.recipients.map((r) => [
          labels.get(r.recipient) ?? r.recipient,
          r.rule,
          r.mandatory ? 'Mandatory' : 'By promise',
        ])}
      />
      <Table
        caption="Archives"
        head={['Archive', 'State', 'Until']}
        rows={
          archives.length > 0
            ? archives.map((a) => [a.archive, plain(a.state), a.ends_on ?? 'no rotation'])
            : summary.archives.map((a) => [a.archive, 'Planned', a.endsOn ?? 'no rotation'])
        }
      />
      {summary.concerns.length > 0 ? (
        <Table
          caption="For a person to judge"
          head={['System', 'Concern']}
          rows={summary.concerns.map((c) => [labels.get(c.system) ?? c.system, plain(c.code)])}
        />
      ) : null}
    </Part>
  );
}

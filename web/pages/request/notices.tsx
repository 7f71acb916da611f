import type { VNode } from 'preact';
import { Badge, Table } from '../../parts';
import { momentWords, NOTICE_WORDS, plain } from '../../words';
import { type DetailProps, Part } from './part';

/** What recipients were told and answered. */
export function Notices({ detail: { notices }, labels }: DetailProps): VNode {
  return (
    <Part title="Notices to recipients">
      <Table
        caption="Notices"
        head={['Recipient', 'Role', 'Rule', 'State', 'Sent', 'Settled', 'Said']}
        rows={notices.map((n) => [
          labels.get(n.recipient) ?? n.recipient,
          plain(n.role),
          n.rule,
          <Badge
            tone={n.state === 'attested' ? 'good' : n.state === 'refused' || n.state === 'overdue' ? 'bad' : undefined}
          >
            {NOTICE_WORDS[n.state]}
          </Badge>,
          momentWords(n.sent_at),
          momentWords(n.settled_at),
          n.answer_code ? plain(n.answer_code) : '',
        ])}
      />
    </Part>
  );
}

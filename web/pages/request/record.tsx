import type { VNode } from 'preact';
import { Badge, Table } from '../../parts';
import { momentWords, plain } from '../../words';
import { type DetailProps, Part } from './part';

/** Effects outside, each with its evidence. */
export function Evidence({ detail: { effects }, labels }: DetailProps): VNode {
  return (
    <Part title="Effects and their evidence">
      <Table
        caption="Effects"
        head={['Step', 'Target', 'Round', 'State', 'Done', 'Evidence']}
        rows={effects.map((e) => [
          plain(e.step),
          labels.get(e.target) ?? e.target,
          String(e.round),
          <>
            {e.failing_since ? (
              <Badge tone="bad">
                Failing since {momentWords(e.failing_since)}
                {e.last_failure ? `: ${plain(e.last_failure)}` : ''}
              </Badge>
            ) : (
              plain(e.state)
            )}
            {e.uncertain ? <Badge tone="warn">Uncertain</Badge> : null}
          </>,
          momentWords(e.done_at),
          <code class="small">{e.evidence ? JSON.stringify(e.evidence) : ''}</code>,
        ])}
      />
    </Part>
  );
}

/** The chain of this request. */
export function Ledger({ ledger, names }: DetailProps): VNode {
  return (
    <Part title="Ledger">
      <Table
        caption="Ledger entries"
        head={['No.', 'When', 'What', 'Content']}
        rows={ledger.map((entry) => [
          String(entry.seq),
          momentWords(new Date(entry.atMs)),
          plain(entry.kind),
          <code class="small">
            {Object.entries(entry.body)
              .filter(([, value]) => value !== null)
              .map(
                ([name, value]) =>
                  `${name} ${typeof value === 'string' ? (names.get(value) ?? value) : JSON.stringify(value)}`,
              )
              .join(' · ')}
          </code>,
        ])}
      />
    </Part>
  );
}

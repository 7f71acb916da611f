import type { VNode } from 'preact';
import { clocksFor } from '../../../rules/clocks';
import { Table } from '../../parts';
import { momentWords, plain } from '../../words';
import { type DetailProps, Part } from './part';

/** Every clock with its rule and cite. */
export function Clocks({ detail: { request, clocks } }: DetailProps): VNode {
  const rules = clocksFor(request.right, request.received_at.getTime(), request.rule_set);
  return (
    <Part title="Clocks">
      <Table
        caption="Clocks of this request"
        head={['Rule', 'Cite', 'What is due', 'Strict', 'Outer', 'Met']}
        rows={clocks.map((clock) => {
          const rule = rules.find((each) => each.rule === clock.rule);
          return [
            clock.rule,
            rule?.cite ?? '-',
            rule?.name ?? plain(clock.kind),
            clock.rule === request.due_clock && !request.answered_at ? (
              <strong>{clock.strict_on}</strong>
            ) : (
              clock.strict_on
            ),
            clock.outer_on,
            momentWords(clock.met_at),
          ];
        })}
      />
    </Part>
  );
}

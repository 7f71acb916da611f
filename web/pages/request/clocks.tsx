import type { VNode } from 'preact';
import type { ClockRow } from '../../../db/requests-read';
import type { Clock } from '../../../rules/clocks';
import { Table } from '../../parts';
import { momentWords, plain } from '../../words';
import { type DetailProps, Part } from './part';

/** Every clock with its rule and cite, both dates, and how they were counted. */
export function Clocks({ detail: { request, clocks }, explanation }: DetailProps): VNode {
  return (
    <Part title="Clocks">
      <Table
        caption="Clocks of this request"
        head={['Rule', 'Cite', 'What is due', 'Strict', 'Outer', 'Days skipped', 'How it was counted', 'Met']}
        rows={clocks.map((clock) => {
          const rule = explanation.clocks.find((each) => each.rule === clock.rule);
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
            counted(clock, rule)?.skipped.join(', ') ?? '-',
            counted(clock, rule)?.reason ?? '-',
            momentWords(clock.met_at),
          ];
        })}
      />
    </Part>
  );
}

/** The count behind a stored date; none where the date that stands is not what the rules would make of it now. */
function counted(row: ClockRow, rule: Clock | undefined): Clock | undefined {
  return rule && rule.strict === row.strict_on && rule.outer === row.outer_on ? rule : undefined;
}

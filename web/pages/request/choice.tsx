import type { VNode } from 'preact';
import type { RequestDetail } from '../../../db/requests-read';
import { choiceOf } from '../../../rules/preferences';
import { Facts, Table } from '../../parts';
import { momentWords, plain } from '../../words';
import { type DetailProps, Part } from './part';

function standsWords({ outcome, phase }: RequestDetail['request'], allows: boolean): string {
  if (outcome === 'denied') return 'No: taken back by a decision';
  if (outcome === 'not-confirmed') return 'No: it was not confirmed in time';
  if (!allows) return 'Yes, since it was received';
  return phase === 'received' ? 'Not yet: the consumer has to confirm it' : 'Yes, since it was confirmed';
}

/** What a choice is about, which systems were told, and what was found on the way. */
export function Choice({ detail: { request, plan, effects }, labels }: DetailProps): VNode {
  const choice = choiceOf(request.right);
  const said = effects.filter(({ step, round }) => step === 'prefer' && round === request.round);
  return (
    <Part title="Choice">
      <Facts
        rows={[
          ['About', choice ? plain(choice.purpose) : '-'],
          ['Stands', standsWords(request, choice?.allowed === true)],
        ]}
      />
      <Table
        caption="Systems that are told"
        head={['System', 'Table', 'Rows', 'Said']}
        rows={(plan?.summary.systems ?? []).flatMap(({ system, tables }) => {
          const done = said.find(({ target }) => target === system)?.done_at ?? null;
          const rows = tables.length > 0 ? tables : [{ table: '-', rows: 0 }];
          return rows.map(({ table, rows: held }) => [
            labels.get(system) ?? system,
            table,
            String(held),
            momentWords(done),
          ]);
        })}
      />
      <Table
        caption="What was met on the way"
        head={['System', 'Met']}
        rows={(plan?.summary.concerns ?? []).map((c) => [labels.get(c.system) ?? c.system, plain(c.code)])}
      />
    </Part>
  );
}

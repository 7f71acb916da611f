import type { DataMap } from '../../datamap/data-map';
import { flaggedValues, packageOf } from '../../db/copies';
import type { FactsInput } from '../../letters/facts';
import { NEVER_DISCLOSED } from '../../rules/know';
import { copyKeysOf, tableOf } from '../copy-plan';
import { common, type FactsSource, lateness, link } from '../letter-facts';

/** What the letter about a copy says: where it is, what it is from, and what is not in it. */
export async function copyAnswer(source: FactsSource, dataMap: DataMap): Promise<FactsInput<'copy-answer'>> {
  const { trx, vault, row } = source;
  const keys = await copyKeysOf({ vault }, trx, row);
  const made = await packageOf(trx, row.id);
  const reached = await trx('milestones')
    .where({ request_id: row.id })
    .select<{ name: string; detail: { never?: string[]; postedOn?: string } }[]>('name', 'detail');
  const named = (system: string): string => dataMap.systems.find(({ id }) => id === system)?.name ?? system;
  const supplied = reached.flatMap(({ name }) =>
    name.startsWith('supplied-') ? [name.slice('supplied-'.length)] : [],
  );
  const postedOn = reached.find(({ name }) => name === 'posted')?.detail.postedOn;
  const byHand = [...new Set([...keys.byHand, ...supplied])];
  return {
    ...common(source),
    statusUrl: await link(source, 'status'),
    period: keys.period,
    systems: Object.keys(keys.systems)
      .filter((system) => !byHand.includes(system))
      .map(named),
    ...(made ? { collectBy: made.collect_by } : {}),
    ...(postedOn ? { postedOn } : {}),
    neverDisclosed: dataMap.systems.flatMap((system) => {
      const held = reached.find(({ name }) => name === `gathered-${system.id}`)?.detail.never ?? [];
      return held.flatMap((place) => {
        const [table, column] = place.split('.', 2) as [string, string];
        const { never, particular } = tableOf(system, table)?.fields[column] ?? {};
        if (never === undefined) return [];
        return [particular ? `${NEVER_DISCLOSED[never]}, including ${particular}` : NEVER_DISCLOSED[never]];
      });
    }),
    othersLeftOut: (await flaggedValues(trx, row.id)).filter(({ withheld }) => withheld).length,
    severalPersons: keys.severalPersons.map(named),
    byHand: byHand.map(named),
    ...lateness(source),
  };
}

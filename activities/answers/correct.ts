import type { DataMap } from '../../datamap/data-map';
import { correctionOutcome, correctionsOf, type FieldWords } from '../../db/corrections';
import type { NoticeRow } from '../../db/notices';
import { readPlan } from '../../db/plans';
import type { FactsInput } from '../../letters/facts';
import { denialGround } from '../../rules/denials';
import { claimedPerson } from '../beginning';
import { common, type FactsSource, lateness, link } from '../letter-facts';

/** What the answer to a correction may say: of each field what was decided, of each system what is proven. */
export async function correctionAnswer(source: FactsSource, dataMap: DataMap): Promise<FactsInput<'correction'>> {
  const { trx, vault, row, business } = source;
  const outcome = await correctionOutcome(trx, row);
  const plan = await readPlan(trx, row.id, row.round);
  const done = await trx('milestones')
    .where({ request_id: row.id })
    .select<{ name: string; detail: { rows?: number } }[]>('name', 'detail');
  const named = (system: string): string => dataMap.systems.find(({ id }) => id === system)?.name ?? system;
  const changed = outcome === 'corrected' || outcome === 'corrected-in-part';
  const systems = changed ? (plan?.summary.systems ?? []).map(({ system }) => system) : [];
  const away = new Set(plan?.summary.concerns.map(({ system }) => system));
  const holds = systems.filter(
    (id) => away.has(id) || plan!.summary.systems.some(({ system, tables }) => system === id && tables.length > 0),
  );
  const byHand = holds.filter((id) => done.some(({ name }) => name === `supplied-${id}`));
  const proven = holds.filter((id) => done.some(({ name, detail }) => name === `corrected-${id}` && detail.rows));
  const settled = holds.filter((id) => done.some(({ name }) => name === `corrected-${id}`));
  const notices = await trx<NoticeRow>('notices').where({ request_id: row.id }).orderBy('recipient');
  return {
    ...common(source),
    outcome,
    statusUrl: await link(source, 'status'),
    newRequestUrl: `${business.baseUrl}/request?right=correct`,
    fields: await fieldFacts(source, dataMap),
    systems: proven.filter((id) => !byHand.includes(id)).map(named),
    byHand: byHand.map(named),
    outstanding: holds.filter((id) => !byHand.includes(id) && !settled.includes(id)).map(named),
    recipients: notices.map(({ recipient, role, state }) => {
      const known = dataMap.recipients.find(({ id }) => id === recipient);
      return { name: known?.name ?? recipient, role, kind: known?.kind ?? 'vendor', state };
    }),
    ...lateness(source),
  };

  async function fieldFacts({ trx: at }: FactsSource, map: DataMap): Promise<FactsInput<'correction'>['fields']> {
    const { corrections = [] } = await claimedPerson({ db: at, vault }, row.id);
    return Promise.all(
      (await correctionsOf(at, row.id)).map(async (each) => {
        const known = map.correctable.find(({ id }) => id === each.field);
        const name = known?.name ?? each.field;
        const words = await wordsOf(each.decision_id, each.field);
        switch (each.outcome) {
          case 'correct': {
            const value = corrections.find(({ field }) => field === each.field)?.value;
            return {
              outcome: 'corrected' as const,
              name,
              ...(known?.shown !== false && value !== undefined ? { value } : {}),
              ...(each.source === 'told' ? { source: 'told' as const } : {}),
              ...(each.source === 'named' && words.sourceName ? { source: { named: words.sourceName } } : {}),
            };
          }
          case 'delete':
            return { outcome: 'deleted' as const, name };
          case 'deny':
            return {
              outcome: 'denied' as const,
              name,
              code: each.ground!,
              cite: denialGround(each.ground!).cite,
              facts: words.facts ?? '',
              health: known?.health === true,
            };
          case 'not-held':
          case null:
            return { outcome: 'not-held' as const, name };
        }
      }),
    );
  }

  async function wordsOf(decisionId: string | null, field: string): Promise<FieldWords> {
    if (decisionId === null) return {};
    const decision = await trx('decisions').where({ id: decisionId }).first<{ facts_entry: string }>('facts_entry');
    const { fields = {} } = await vault.open<{ fields?: Record<string, FieldWords> }>(trx, decision.facts_entry);
    return fields[field] ?? {};
  }
}

import type { DataMap } from '../../datamap/data-map';
import type { NoticeRow } from '../../db/notices';
import { deletionOutcome } from '../../db/outcome';
import { type ExceptionRow, exceptionsOf, readPlan } from '../../db/plans';
import type { FactsInput } from '../../letters/facts';
import { EXCEPTIONS } from '../../rules/exceptions';
import { common, type FactsSource, lateness, link, optOutQuestion } from '../letter-facts';

/** What the answer may say: what is proven, and what is outstanding as outstanding (decisions.md A1). */
export async function deletionAnswer(source: FactsSource, dataMap: DataMap): Promise<FactsInput<'answer'>> {
  const { trx, row } = source;
  const plan = await readPlan(trx, row.id, row.round);
  const exceptions = await exceptionsOf(trx, row.id, row.round);
  const notices = await trx<NoticeRow>('notices').where({ request_id: row.id }).orderBy('recipient');
  const reached = await trx('milestones')
    .where({ request_id: row.id })
    .select<{ name: string; detail: { rows?: number } }[]>('name', 'detail');
  const outcome = await deletionOutcome(trx, row);
  const kept = exceptions.filter((e) => e.state === 'kept');
  const done = (system: string): { name: string; detail: { rows?: number } } | undefined =>
    reached.find((m) => m.name === `erased-${system}`) ?? reached.find((m) => m.name === `supplied-${system}`);
  const named = (system: string): string => dataMap.systems.find((s) => s.id === system)?.name ?? system;
  const systems = (plan?.summary.systems ?? []).map((s) => s.system);
  const byHand = systems.filter((s) => done(s)?.name === `supplied-${s}`);
  const erased = systems.filter((s) => done(s)?.name === `erased-${s}` && done(s)?.detail.rows);
  const outstanding = systems.filter((s) => !done(s));
  return {
    ...common(source),
    outcome,
    statusUrl: await link(source, 'status'),
    systems: outcome === 'nothing-held' ? [] : erased.map(named),
    byHand: outcome === 'nothing-held' ? [] : byHand.map(named),
    outstanding: outcome === 'nothing-held' ? [] : outstanding.map(named),
    kept: kept.flatMap((exception) => keptFacts(exception, dataMap)),
    archives: outcome === 'nothing-held' ? [] : archiveFacts(dataMap, plan?.summary.archives ?? []),
    recipients: notices.map((notice) => {
      const recipient = dataMap.recipients.find((r) => r.id === notice.recipient);
      return {
        name: recipient?.name ?? notice.recipient,
        role: notice.role,
        kind: recipient?.kind ?? 'vendor',
        state: notice.state,
        rule: notice.rule,
      };
    }),
    ...(outcome === 'deleted-in-part' ? optOutQuestion(source) : {}),
    ...lateness(source),
  };
}

/** What an exception keeps, one entry for each category that its table holds: a letter names all of them (DEL-07). */
function keptFacts(exception: ExceptionRow, dataMap: DataMap): NonNullable<FactsInput<'answer'>['kept']> {
  const tables: { name: string; categories: ExceptionRow['category'][] }[] =
    dataMap.systems.find(({ id }) => id === exception.system)?.tables ?? [];
  const { categories } = tables.find(({ name }) => name === exception.tbl) ?? { categories: [exception.category] };
  return categories.map((category) => ({
    category,
    code: exception.code,
    cite: EXCEPTIONS[exception.code].cite,
    reason: exception.reason,
    purpose: exception.purpose,
    ...(exception.ends_on ? { until: exception.ends_on } : {}),
  }));
}

function archiveFacts(
  dataMap: DataMap,
  archives: { archive: string; endsOn: string | null }[],
): { name: string; restorableUntil?: string }[] {
  return archives.map(({ archive, endsOn }) => ({
    name: dataMap.archives.find((a) => a.id === archive)?.name ?? archive,
    ...(endsOn ? { restorableUntil: endsOn } : {}),
  }));
}

import type { DataMap } from '../../datamap/data-map';
import type { NoticeRow } from '../../db/notices';
import { deletionOutcome } from '../../db/outcome';
import { heldParts, type HoldMatter, holdsAll, holdsOn } from '../../db/holds';
import { type ExceptionRow, exceptionsOf, type PlanSummary, readPlan } from '../../db/plans';
import { archiveDutiesOf, type StandingDuty } from '../../db/standing-orders';
import type { FactsInput } from '../../letters/facts';
import { receiptDay } from '../../rules/calendar';
import { EXCEPTIONS } from '../../rules/exceptions';
import { HOLD_GROUNDS } from '../../rules/holds';
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
    reached.find((m) => m.name === `erased-${system}` && m.detail.rows) ??
    reached.find((m) => m.name === `erased-${system}`) ??
    reached.find((m) => m.name === `supplied-${system}`);
  const named = (system: string): string => dataMap.systems.find((s) => s.id === system)?.name ?? system;
  const systems = (plan?.summary.systems ?? []).map((s) => s.system);
  const byHand = systems.filter((s) => done(s)?.name === `supplied-${s}`);
  const erased = systems.filter((s) => done(s)?.name === `erased-${s}` && done(s)?.detail.rows);
  const held = await heldFacts(source, plan?.summary);
  const duties = await archiveDutiesOf(trx, row.id);
  const outstanding = systems.filter((s) => held.unfinished.includes(s) || (!done(s) && !held.all));
  return {
    ...common(source),
    outcome,
    statusUrl: await link(source, 'status'),
    systems: outcome === 'nothing-held' ? [] : erased.filter((s) => !outstanding.includes(s)).map(named),
    byHand: outcome === 'nothing-held' ? [] : byHand.map(named),
    outstanding: outcome === 'nothing-held' ? [] : outstanding.map(named),
    kept: [...kept.flatMap((exception) => keptFacts(exception, dataMap)), ...held.kept],
    // nothing is deleted from an archive either while everything is held
    archives: outcome === 'nothing-held' || held.all ? [] : archiveFacts(dataMap, duties, outstanding),
    recipients: [...notices, ...held.keptBack(notices)].map(({ recipient: id, role, state, rule }) => {
      const recipient = dataMap.recipients.find((r) => r.id === id);
      return {
        name: recipient?.name ?? id,
        role: role ?? recipient?.role ?? 'service-provider',
        kind: recipient?.kind ?? 'vendor',
        state,
        rule,
      };
    }),
    ...(outcome === 'deleted-in-part' ? optOutQuestion(source) : {}),
    ...lateness(source),
  };
}

/** How the work ended that an earlier answer could only call not finished (CLK-13). */
export async function outcomeFacts(source: FactsSource, dataMap: DataMap): Promise<FactsInput<'outcome'>> {
  const answer = await deletionAnswer(source, dataMap);
  return { ...answer, answeredOn: receiptDay(source.row.answered_at!.getTime()) };
}

/** What a hold makes of the answer (decisions.md D4). */
interface HeldFacts {
  /** Everything of the person is held: nothing was done, and nothing is under way. */
  all: boolean;
  /** Told as kept: a partial denial with its reason. */
  kept: NonNullable<FactsInput<'answer'>['kept']>;
  /** Systems whose rows are held without being told: work that is not finished. */
  unfinished: string[];
  /** Recipients of the plan who are not instructed yet. */
  keptBack(told: { recipient: string }[]): Planned[];
}

/** An instruction that is still to go, as a letter names it. */
interface Planned {
  recipient: string;
  role: undefined;
  state: 'planned';
  rule: string;
}

async function heldFacts({ trx, vault, row }: FactsSource, plan: PlanSummary | undefined): Promise<HeldFacts> {
  const holds = await holdsOn(trx, row);
  if (holds.length === 0 || !plan) return { all: false, kept: [], unfinished: [], keptBack: () => [] };
  const all = holdsAll(holds);
  const parts = heldParts(holds, plan.systems);
  const kept: HeldFacts['kept'] = [];
  for (const hold of holds.filter(({ told }) => told)) {
    const categories = new Set(parts.filter((part) => part.hold.id === hold.id).flatMap((part) => part.categories));
    if (categories.size === 0) continue;
    const { told } = await vault.open<HoldMatter>(trx, hold.matter_entry);
    const { cite, purpose } = HOLD_GROUNDS[hold.code];
    for (const category of categories) kept.push({ category, code: hold.code, cite, reason: told ?? '', purpose });
  }
  const untold = parts.filter(({ hold }) => !hold.told).map(({ system }) => system);
  const away = all && !holds.some(({ scope, told }) => scope === 'person' && told) ? awayFrom(plan) : [];
  return {
    all,
    kept,
    unfinished: [...untold, ...away],
    keptBack: (told) =>
      plan.recipients
        .filter(({ recipient }) => !told.some((notice) => notice.recipient === recipient))
        .map(({ recipient, rule }) => ({ recipient, role: undefined, state: 'planned', rule })),
  };
}

/** Systems that did not answer when the plan was made: what they hold, nobody knows yet. */
const awayFrom = ({ concerns }: PlanSummary): string[] =>
  concerns.filter(({ code }) => code === 'system-down').map(({ system }) => system);

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

/** Until when each archive may bring the person back; not said of one whose systems are not all done (DEL-05). */
function archiveFacts(
  dataMap: DataMap,
  duties: StandingDuty[],
  outstanding: string[],
): { name: string; restorableUntil?: string }[] {
  return duties.map(({ archive, systems, ends_on }) => ({
    name: dataMap.archives.find((a) => a.id === archive)?.name ?? archive,
    ...(ends_on && !systems.some((system) => outstanding.includes(system)) ? { restorableUntil: ends_on } : {}),
  }));
}

import type { DataMap } from '../../datamap/data-map';
import type { Disclosure } from '../../db/disclosures';
import { hasReached, type RequestRow } from '../../db/procedure';
import type { FactsInput } from '../../letters/facts';
import { DAY_MS, receiptDay } from '../../rules/calendar';
import { CATEGORY_NAMES } from '../../rules/codes';
import { effectiveRole } from '../../rules/flowDown';
import {
  answerParts,
  type CategoriesAnswer,
  categoriesAnswer,
  disclosedInPeriod,
  type HeldCategory,
  heldInPeriod,
  knowScope,
  type RecipientCategory,
  recipientCategory,
} from '../../rules/know';
import type { LocatedPerson } from '../locating';
import { common, type FactsSource, lateness, link } from '../letter-facts';

/** Kind of the vault entry with what a know request is answered with, sealed when it was collected. */
export const KNOW_ANSWER = 'know-answer';

type KnowFacts = FactsInput<'know-answer'>;
/** What is collected; the rest of the letter is found when it is composed. */
export type KnowContent = Pick<
  KnowFacts,
  'period' | 'categories' | 'sources' | 'purposes' | 'thirdParties' | 'sold' | 'disclosed'
> & { severalPersons: string[]; byHand: string[] };

/**
 * The answer about one person: what systems hold of them, as the data map describes the tables in which it was found,
 * and what the disclosure records say of them, within the period asked for (KNW-07 to KNW-11). What stands for several
 * people is left out, and said (HH-02).
 */
export function knowAnswerContent(input: {
  row: Pick<RequestRow, 'right' | 'receipt_day'>;
  dataMap: DataMap;
  found: ReadonlyMap<string, LocatedPerson>;
  /** Systems that staff searched by hand, and found to hold nothing. */
  byHand: readonly string[];
  disclosures: readonly Disclosure[];
  asked: { from: string | null; to: string | null } | null;
}): KnowContent {
  const { row, dataMap, found, disclosures, asked } = input;
  const scope = knowScope({ receivedOn: row.receipt_day, asked, excuseDecided: false });
  const held: HeldCategory[] = [];
  const severalPersons: string[] = [];
  for (const { id, tables: described } of dataMap.systems) {
    const located = found.get(id);
    if (!located) continue;
    if (located.persons > 1 || located.shared.length > 0) severalPersons.push(id);
    if (located.persons > 1) continue;
    for (const { table, categories, cameAtMs } of located.tables) {
      if (!cameAtMs.some((ms) => heldInPeriod({ scope, asked, since: ms === null ? null : dayOf(ms) }))) continue;
      const tables: { name: string; sources: string[]; purposes: string[] }[] = described;
      const { sources, purposes } = tables.find(({ name }) => name === table)!;
      held.push(...categories.map((category) => ({ category, sources, purposes })));
    }
  }
  const answer = categoriesAnswer({
    held,
    disclosures: disclosures
      .filter(({ disclosedOn }) => disclosedInPeriod(scope, disclosedOn))
      .flatMap(({ recipient, basis, categories }) => {
        const described = dataMap.recipients.find(({ id }) => id === recipient);
        // one that the map no longer names is a stranger to us now: a third party
        const { role, kind } = described ?? { role: 'third-party' as const, kind: 'vendor' as const };
        const as = effectiveRole(role, basis);
        return categories.map((category) => ({
          category,
          basis,
          recipientCategory: recipientCategory({ role: as, kind }),
          toThirdParty: as === 'third-party',
        }));
      }),
  });
  const named = (system: string): string => dataMap.systems.find(({ id }) => id === system)?.name ?? system;
  const { from, to, empty } = scope;
  return {
    period: { from: empty ? (asked?.from ?? from) : from, to: empty ? (asked?.to ?? to) : to, empty },
    categories: answer['categories-collected'].map(({ category }) => category),
    ...(answerParts(row.right).includes('sources')
      ? {
          sources: answer.sources,
          purposes: answer.purposes,
          thirdParties: answer['third-parties-disclosed-to'] as RecipientCategory[],
        }
      : {}),
    sold: listed(answer['sold-or-shared-by-category']),
    disclosed: listed(answer['disclosed-for-business-purpose-by-category']),
    severalPersons: severalPersons.map(named),
    byHand: input.byHand.map(named),
  };
}

/** A date without a time is that day, wherever the clock that wrote it stood; a moment is its day in Los Angeles. */
export function dayOf(ms: number): string {
  return ms % DAY_MS === 0 ? new Date(ms).toISOString().slice(0, 10) : receiptDay(ms);
}

function listed(list: CategoriesAnswer['sold-or-shared-by-category']): KnowFacts['sold'] {
  return list.map(({ category, recipients }) => ({ category, recipients: recipients as RecipientCategory[] }));
}

/** The answer as it was collected. */
export async function knowAnswer(source: FactsSource): Promise<KnowFacts> {
  const { trx, vault, row } = source;
  const [entry] = await vault.find(trx, row.id, KNOW_ANSWER);
  const content = await vault.open<KnowContent>(trx, entry!);
  const downgraded = await hasReached(trx, row.id, 'downgraded');
  return {
    ...common(source),
    statusUrl: await link(source, 'status'),
    ...content,
    ...(downgraded ? { downgraded: true } : {}),
    ...lateness(source),
  };
}

/**
 * KNW-02: the information practices as the data map has them, about everybody and nobody in particular: the same for
 * all who ask, whether or not anything is held of them (decisions.md B6).
 */
export function informationPractices(dataMap: DataMap): NonNullable<FactsInput<'unverified'>['practices']> {
  const each = <T extends string>(values: readonly T[]): T[] => [...new Set(values)].sort();
  const tables: {
    person: string;
    categories: (typeof CATEGORY_NAMES)[number][];
    sources: string[];
    purposes: string[];
  }[] = dataMap.systems.flatMap((system) => system.tables).filter(({ person }) => person !== 'none');
  const categories = new Set(tables.flatMap((table) => table.categories));
  return {
    categories: CATEGORY_NAMES.filter((category) => categories.has(category)),
    sources: each(tables.flatMap((table) => table.sources)),
    purposes: each(tables.flatMap((table) => table.purposes)),
    recipients: each(dataMap.recipients.map(recipientCategory)),
  };
}

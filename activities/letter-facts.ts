import { CODE_LIFE_MS, createCode } from '../db/codes';
import type { Trx } from '../db/connect';
import { createLink, type LinkPurpose } from '../db/links';
import type { NoticeRow } from '../db/notices';
import { outcomeOf } from '../db/outcome';
import { type ExceptionRow, exceptionsOf, readPlan } from '../db/plans';
import type { ProcedureSettings, RequestRow } from '../db/procedure';
import type { DataMap } from '../datamap/data-map';
import type { FactsInput } from '../letters/facts';
import { addDays, endOfDayMs, receiptDay } from '../rules/calendar';
import { EXCEPTIONS } from '../rules/exceptions';
import type { LetterKind } from '../rules/letters';
import type { Vault } from '../vault/vault';
import type { BusinessSettings } from './dependencies';

/** What the facts of a letter are gathered from. */
export interface FactsSource {
  trx: Trx;
  vault: Vault;
  row: RequestRow;
  business: BusinessSettings;
  /** The address the letter goes to; for codes, whose contact is hashed. */
  to: string;
  nowMs: number;
  settings: ProcedureSettings;
  late?: boolean;
}

/** How long a link in a letter opens its page: the longest clock of a request, and the re-checks after it. */
const LINK_LIFE_DAYS = 180;

type Common = Pick<FactsInput<'acknowledgement'>, 'reference' | 'businessName' | 'contact'> & { receivedOn: string };

function common({ row, business }: FactsSource): Common {
  return {
    reference: row.reference,
    businessName: business.name,
    contact: { phone: business.contactPhone, email: business.contactEmail },
    receivedOn: row.receipt_day,
  };
}

async function link({ trx, row, business, nowMs }: FactsSource, purpose: LinkPurpose): Promise<string> {
  const expiresAtMs = endOfDayMs(addDays(receiptDay(nowMs), LINK_LIFE_DAYS));
  return `${business.baseUrl}/r/${await createLink(trx, { purpose, object: row.id, expiresAtMs })}`;
}

type SideLetter = Exclude<LetterKind, 'answer' | 'denial' | 'unverified' | 'withdrawn'>;

const SIDE_LETTERS: { [K in SideLetter]: (source: FactsSource) => Promise<FactsInput<K>> } = {
  async acknowledgement(source) {
    return { ...common(source), dueOn: source.row.due_on!, statusUrl: await link(source, 'status') };
  },
  async code(source) {
    const { receivedOn: _unused, ...facts } = common(source);
    const { trx, vault, row, to, nowMs } = source;
    const contactHash = vault.hash('contact', to);
    return {
      ...facts,
      code: await createCode(trx, { requestId: row.id, contactHash, held: false, nowMs }),
      validMinutes: CODE_LIFE_MS / 60_000,
      statusUrl: await link(source, 'status'),
    };
  },
  async 'in-your-name'(source) {
    return { ...common(source), notMeUrl: await link(source, 'not-me') };
  },
  async 'verification-reminder'(source) {
    const { row, settings } = source;
    return {
      ...common(source),
      missing: ['confirm-contact'],
      neededBy: addDays(row.due_on!, -settings.planDaysBefore),
      dueOn: row.due_on!,
      statusUrl: await link(source, 'status'),
    };
  },
  async extension(source) {
    const { trx, vault, row } = source;
    const decision = await trx('decisions')
      .where({ request_id: row.id, kind: 'extend', state: 'claimed' })
      .orderBy('marked_at', 'desc')
      .first<{ code: 'complexity' | 'number'; facts_entry: string }>('code', 'facts_entry');
    const first = await trx('clocks')
      .where({ request_id: row.id, rule: 'CLK-02' })
      .first<{ strict_on: string }>('strict_on');
    return {
      ...common(source),
      dueOn: first.strict_on,
      extendedTo: row.extended_on!,
      code: decision.code,
      facts: await factsText(vault, trx, decision.facts_entry),
      statusUrl: await link(source, 'status'),
    };
  },
  async disputed(source) {
    return { ...common(source), reportedOn: receiptDay(source.nowMs) };
  },
};

/** Facts of a letter beside the main line. */
export function factsFor<K extends SideLetter>(kind: K, source: FactsSource): Promise<FactsInput<K>> {
  return SIDE_LETTERS[kind](source);
}

/** The words in which staff gave the facts of a decision. */
async function factsText(vault: Vault, trx: Trx, entry: string): Promise<string> {
  return (await vault.open<{ facts: string }>(trx, entry)).facts;
}

function lateness({ row, nowMs, late }: FactsSource): { late?: { dueOn: string; sentOn: string } } {
  return late ? { late: { dueOn: row.due_on!, sentOn: receiptDay(nowMs) } } : {};
}

/** What the answer may say: what is proven, and what is outstanding as outstanding (decisions.md A1). */
export async function answerFacts(source: FactsSource, dataMap: DataMap): Promise<FactsInput<'answer'>> {
  const { trx, row, business } = source;
  const plan = await readPlan(trx, row.id, row.round);
  const exceptions = await exceptionsOf(trx, row.id, row.round);
  const notices = await trx<NoticeRow>('notices').where({ request_id: row.id }).orderBy('recipient');
  const reached = await trx('milestones')
    .where({ request_id: row.id })
    .select<{ name: string; detail: { rows?: number } }[]>('name', 'detail');
  const outcome = await outcomeOf(trx, row);
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
    ...(outcome === 'deleted-in-part'
      ? { optOut: { url: `${business.baseUrl}/opt-out`, noticeUrl: `${business.baseUrl}/opt-out` } }
      : {}),
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

/** A denial by a person: code, cite and plain facts (DEN-02, DEL-07). */
export async function denialFacts(source: FactsSource): Promise<FactsInput<'denial'>> {
  const { trx, vault, row, business } = source;
  const decision = await trx('decisions')
    .where({ request_id: row.id, kind: 'deny', state: 'claimed' })
    .orderBy('marked_at', 'desc')
    .first<{ code: FactsInput<'denial'>['code']; facts_entry: string }>('code', 'facts_entry');
  return {
    ...common(source),
    code: decision.code,
    cite: DENIAL_CITES[decision.code],
    facts: await factsText(vault, trx, decision.facts_entry),
    statusUrl: await link(source, 'status'),
    newRequestUrl: `${business.baseUrl}/request`,
    optOut: { url: `${business.baseUrl}/opt-out`, noticeUrl: `${business.baseUrl}/opt-out` },
    ...lateness(source),
  };
}

/** The provision that each ground of denial rests on (DEN-02, FEE-01, VER-09, VER-15). */
const DENIAL_CITES: Record<FactsInput<'denial'>['code'], string> = {
  'suspected-fraud': '11 CCR 7060(f), 7061(b)',
  'manifestly-unfounded': 'Civ 1798.145(h)(3)',
  'conflict-of-law': 'Civ 1798.145(a)',
  'not-a-consumer': 'Civ 1798.140(i)',
};

/** The same for everyone who makes the same claim (decisions.md B6); the question of DEL-09 is put to all. */
export function unverifiedFacts(source: FactsSource): FactsInput<'unverified'> {
  const { business } = source;
  return {
    ...common(source),
    newRequestUrl: `${business.baseUrl}/request`,
    optOut: { url: `${business.baseUrl}/opt-out`, noticeUrl: `${business.baseUrl}/opt-out` },
    ...lateness(source),
  };
}

/** Confirms a withdrawal. */
export function withdrawnFacts(source: FactsSource): FactsInput<'withdrawn'> {
  return {
    ...common(source),
    withdrawnOn: receiptDay(source.row.withdrawn_at?.getTime() ?? source.nowMs),
    newRequestUrl: `${source.business.baseUrl}/request`,
  };
}

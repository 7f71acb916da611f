import { agentStanding } from '../db/agents';
import { CODE_LIFE_MS, createCode } from '../db/codes';
import type { Trx } from '../db/connect';
import { createLink, type LinkPurpose } from '../db/links';
import type { ProcedureSettings, RequestRow } from '../db/procedure';
import type { FactsInput } from '../letters/facts';
import { addDays, endOfDayMs, receiptDay } from '../rules/calendar';
import { denialGround } from '../rules/denials';
import { LETTER_LINK_DAYS } from '../rules/schedule';
import { confirmBy } from '../rules/optOut';
import type { Vault } from '../vault/vault';
import { claimedPerson } from './beginning';
import type { BusinessSettings } from './dependencies';

/** What the facts of a letter are gathered from. */
export interface FactsSource {
  trx: Trx;
  vault: Vault;
  row: RequestRow;
  business: BusinessSettings;
  /** The address the letter goes to, for codes, whose contact is hashed; null where it goes nowhere. */
  to: string | null;
  nowMs: number;
  settings: ProcedureSettings;
  late?: boolean;
}

/** What every letter names. */
export type Common = Pick<FactsInput<'acknowledgement'>, 'reference' | 'businessName' | 'contact'> & {
  receivedOn: string;
};

/** What every letter names: whose it is, about which request, and how to reach the business. */
export function common({ row, business }: FactsSource): Common {
  return {
    reference: row.reference,
    businessName: business.name,
    contact: { phone: business.contactPhone, email: business.contactEmail },
    receivedOn: row.receipt_day,
  };
}

/** A link into the request's pages, made for this letter. */
export async function link(
  { trx, row, business, nowMs }: FactsSource,
  purpose: LinkPurpose,
  lastDay = addDays(receiptDay(nowMs), LETTER_LINK_DAYS),
): Promise<string> {
  const expiresAtMs = endOfDayMs(lastDay);
  return `${business.baseUrl}/r/${await createLink(trx, { purpose, object: row.id, expiresAtMs })}`;
}

/** Letters beside the main line; those that end a request are in answers/. */
export type SideLetter =
  | 'acknowledgement'
  | 'code'
  | 'in-your-name'
  | 'permission-confirmation'
  | 'verification-reminder'
  | 'extension'
  | 'disputed'
  | 'opt-in-confirm';

const SIDE_LETTERS: { [K in SideLetter]: (source: FactsSource) => Promise<FactsInput<K>> } = {
  async acknowledgement(source) {
    return {
      ...common(source),
      dueOn: source.row.due_on!,
      statusUrl: await link(source, 'status'),
      ...(source.row.channel === 'agent' ? { agentPaperBy: neededBy(source) } : {}),
    };
  },
  async code(source) {
    const { receivedOn: _unused, ...facts } = common(source);
    const { trx, vault, row, to, nowMs } = source;
    const contactHash = vault.hash('contact', to ?? '');
    return {
      ...facts,
      code: await createCode(trx, { requestId: row.id, contactHash, held: false, nowMs }),
      validMinutes: CODE_LIFE_MS / 60_000,
      statusUrl: await link(source, 'status'),
    };
  },
  async 'in-your-name'(source) {
    const byAgent = source.row.channel === 'agent' ? ({ byAgent: true } as const) : {};
    return { ...common(source), ...byAgent, notMeUrl: await link(source, 'not-me') };
  },
  async 'permission-confirmation'(source) {
    const { trx, vault, row } = source;
    const { agent } = await claimedPerson({ db: trx, vault }, row.id);
    const { step } = await agentStanding(trx, row.id);
    return {
      ...common(source),
      agentName: agent!.name,
      step: step!,
      neededBy: neededBy(source),
      answerUrl: await link(source, 'permission'),
    };
  },
  async 'verification-reminder'(source) {
    const { row } = source;
    const lacking = row.channel === 'agent' ? await paperLacking(source) : undefined;
    return {
      ...common(source),
      missing: [row.channel === 'agent' ? 'agent-permission' : 'confirm-contact'],
      ...(lacking ? { paperLacking: lacking } : {}),
      neededBy: neededBy(source),
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
  async 'opt-in-confirm'(source) {
    const by = confirmBy(source.row.receipt_day);
    return { ...common(source), confirmUrl: await link(source, 'confirm', by), confirmBy: by };
  },
  async disputed(source) {
    return { ...common(source), reportedOn: receiptDay(source.nowMs) };
  },
};

/** The day by which what is asked for is needed: the last on which a letter still leaves in time. */
function neededBy({ row, settings }: FactsSource): string {
  return addDays(row.due_on!, -settings.planDaysBefore);
}

/** What the verifier said of the last paper that does not do. */
async function paperLacking({ trx, vault, row }: FactsSource): Promise<string | undefined> {
  const decision = await trx('decisions')
    .where({ request_id: row.id, kind: 'refuse-paper', state: 'claimed' })
    .orderBy('marked_at', 'desc')
    .first<{ facts_entry: string } | undefined>('facts_entry');
  return decision && factsText(vault, trx, decision.facts_entry);
}

/** Facts of a letter beside the main line. */
export function factsFor<K extends SideLetter>(kind: K, source: FactsSource): Promise<FactsInput<K>> {
  return SIDE_LETTERS[kind](source);
}

/** The words in which staff gave the facts of a decision. */
export async function factsText(vault: Vault, trx: Trx, entry: string): Promise<string> {
  return (await vault.open<{ facts: string }>(trx, entry)).facts;
}

/** That a letter is late and since when; nothing where it is not. */
export function lateness({ row, nowMs, late }: FactsSource): { late?: { dueOn: string; sentOn: string } } {
  return late ? { late: { dueOn: row.due_on!, sentOn: receiptDay(nowMs) } } : {};
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
    cite: denialGround(decision.code).cite,
    facts: await factsText(vault, trx, decision.facts_entry),
    statusUrl: await link(source, 'status'),
    newRequestUrl: `${business.baseUrl}/request`,
    ...optOutQuestion(source),
    ...lateness(source),
  };
}

/** The same for everyone who makes the same claim (decisions.md B6); the question of DEL-09 is put to all. */
export async function unverifiedFacts(source: FactsSource): Promise<FactsInput<'unverified'>> {
  const { business, trx, row } = source;
  const agent = row.channel === 'agent' ? await agentStanding(trx, row.id) : undefined;
  return {
    ...(agent ? { agentLacking: agent.paper === null ? ('paper' as const) : ('consumer' as const) } : {}),
    ...common(source),
    newRequestUrl: `${business.baseUrl}/request`,
    ...optOutQuestion(source),
    ...lateness(source),
  };
}

/** DEL-09: a deletion that is refused, in whole or in part, asks whether to opt out; no other right does. */
export function optOutQuestion({ row, business }: FactsSource): { optOut?: { url: string; noticeUrl: string } } {
  if (row.right !== 'delete') return {};
  return { optOut: { url: `${business.baseUrl}/opt-out`, noticeUrl: `${business.baseUrl}/opt-out` } };
}

/** Confirms a withdrawal. */
export function withdrawnFacts(source: FactsSource): FactsInput<'withdrawn'> {
  return {
    ...common(source),
    withdrawnOn: receiptDay(source.row.withdrawn_at?.getTime() ?? source.nowMs),
    newRequestUrl: `${source.business.baseUrl}/request`,
  };
}

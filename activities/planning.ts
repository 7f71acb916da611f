import type { Identifier } from '../connectors/connector';
import { distinct, isSharedMailbox } from '../connectors/identifiers';
import type { DataMap } from '../datamap/data-map';
import type { Trx } from '../db/connect';
import type { Disclosure } from '../db/disclosures';
import {
  type ExceptionRow,
  planDigest,
  type PlanKeys,
  type PlanSummary,
  type ProposedException,
  writePlan,
} from '../db/plans';
import type { RequestRow } from '../db/procedure';
import { addDays, receiptDay } from '../rules/calendar';
import type { Vault } from '../vault/vault';
import type { Survey } from './locating';
import { recipientsToTell } from './telling';

/**
 * Makes the plan of a round from what the systems said: counts and kinds to show, row keys and identifiers sealed.
 * An exception that was decided in an earlier round stands on; everything else that only a person may judge is counted
 * as a proposal or a concern.
 */
export async function makePlan(
  trx: Trx,
  input: {
    vault: Vault;
    dataMap: DataMap;
    row: RequestRow;
    surveyed: Survey;
    disclosures: Disclosure[];
    earlier: ExceptionRow[];
    nowMs: number;
  },
): Promise<{ proposals: number; concerns: number; digest: string }> {
  const { row, surveyed, dataMap, nowMs } = input;
  const concerns: PlanSummary['concerns'] = [];
  const recipients = recipientsToTell({
    right: 'delete',
    instruction: 'delete',
    ruleSet: row.rule_set,
    dataMap,
    disclosures: input.disclosures,
    alsoByPromise: true,
  });
  const keys: PlanKeys = { start: surveyed.identifiers, shared: sharedIdentifiers(surveyed), systems: {}, recipients };
  const proposals: ProposedException[] = [];
  const systems: PlanSummary['systems'] = [];

  for (const { id: system } of dataMap.systems) {
    const located = surveyed.found.get(system);
    if (!located) {
      // it did not answer: erasure asks it when it is back, and nobody is kept waiting (decisions.md C5)
      concerns.push({ system, code: 'system-down' });
      systems.push({ system, persons: 0, tables: [] });
      continue;
    }
    if (located.persons > 1) concerns.push({ system, code: 'several-persons' });
    if (located.shared.length > 0) concerns.push({ system, code: 'shared-identifier' });
    const actsOn = located.persons <= 1 ? located.tables : [];
    systems.push({
      system,
      persons: located.persons,
      tables: actsOn.map(({ table, rows, categories }) => ({ table, rows: rows.length, categories })),
    });
    keys.systems[system] = {
      rows: actsOn.flatMap((table) => table.rows),
      kept: [],
      identifiers: distinct([...surveyed.identifiers, ...located.identifiers]).filter(
        (i) => !located.shared.some((s) => s.type === i.type && s.value === i.value),
      ),
    };
    for (const table of actsOn) {
      for (const proposal of table.proposals) {
        proposals.push({
          system,
          table: table.table,
          category: table.categories[0]!,
          code: proposal.code,
          reason: proposal.reason,
          purpose: proposal.purpose,
          rows: proposal.rows,
          endsOn: proposal.endsOn ?? null,
        });
      }
    }
  }

  const summary: PlanSummary = {
    systems,
    recipients: keys.recipients.map(({ recipient, instruction, rule, mandatory }) => ({
      recipient,
      instruction,
      rule,
      mandatory,
    })),
    archives: dataMap.archives.map(({ id, rotatesOutDays }) => ({
      archive: id,
      endsOn: rotatesOutDays === null ? null : addDays(receiptDay(nowMs), rotatesOutDays),
    })),
    concerns,
  };
  await writePlan(trx, input.vault, { requestId: row.id, round: row.round, summary, keys, proposals, atMs: nowMs });
  const settled = await carryDecisionsOver(trx, row, input.earlier);
  return {
    proposals: proposals.length - settled,
    // a system that is away is work for a person only if it stays away
    concerns: concerns.filter(({ code }) => code === 'several-persons').length,
    digest: planDigest(summary, proposals),
  };
}

/** What was asked for or met and leads to more than one person: a household's telephone, a mailbox that many read. */
function sharedIdentifiers({ found, identifiers }: Survey): Identifier[] {
  return distinct([
    ...[...found.values()].flatMap(({ shared }) => shared),
    ...identifiers.filter(({ type, value }) => type === 'email' && isSharedMailbox(value)),
  ]);
}

/** What a person decided of the same table and code in the round before holds in this one. Returns how many. */
async function carryDecisionsOver(trx: Trx, row: RequestRow, earlier: ExceptionRow[]): Promise<number> {
  let settled = 0;
  for (const { system, tbl, code, state } of earlier.filter((e) => e.state !== 'proposed')) {
    settled += await trx('exceptions')
      .where({ request_id: row.id, round: row.round, system, tbl, code, state: 'proposed' })
      .update({ state });
  }
  return settled;
}

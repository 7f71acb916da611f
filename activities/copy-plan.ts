import type { Identifier } from '../connectors/connector';
import type { System, Table } from '../datamap/data-map';
import type { Trx } from '../db/connect';
import { append } from '../db/ledger';
import { type PlanSummary, readPlan, writePlan } from '../db/plans';
import { reachMilestone, type RequestRow } from '../db/procedure';
import { closeTasks } from '../db/tasks';
import { knowScope } from '../rules/know';
import { settledEmails } from './contacts';
import type { ActivityDependencies } from './dependencies';
import type { LocatedPerson } from './locating';

/** What reading the systems for a copy goes by; sealed with the plan. */
export interface CopyKeys {
  /** By system: the identifiers that lead to this person alone. */
  systems: Record<string, Identifier[]>;
  /** Systems, by ID, in which something stands for several people. */
  severalPersons: string[];
  byHand: string[];
  asked: { from: string | null; to: string | null } | null;
  period: { from: string; to: string; empty: boolean };
}

/** Kind of the entry with what opens a copy: contacts and data points as they were held, under the copy's own key. */
export const COPY_FACTORS = 'copy-factors';

/** What a copy is opened with (decisions.md B4). */
export interface CopyFactors {
  /** Held e-mail addresses, one person's own, unchanged since before the request. */
  contacts: string[];
  /** Held values of reliable data points, by what they are asked for as. */
  points: Record<string, string[]>;
}

/**
 * Writes which systems are read for a copy. What stands for several people is left out, and said (HH-02).
 *
 * @returns how many systems hold something
 */
export async function planCopy(
  { vault, dataMap }: ActivityDependencies,
  trx: Trx,
  row: RequestRow,
  surveyed: {
    found: Map<string, LocatedPerson>;
    identifiers: Identifier[];
    byHand: string[];
    asked: CopyKeys['asked'];
  },
  nowMs: number,
): Promise<number> {
  const { found, byHand, asked } = surveyed;
  const scope = knowScope({ receivedOn: row.receipt_day, asked, excuseDecided: false });
  const { from, to, empty } = scope;
  const one = dataMap.systems.filter(({ id }) => found.get(id)?.persons === 1 && !empty);
  const several = dataMap.systems.filter(({ id }) => {
    const located = found.get(id);
    return located !== undefined && (located.persons > 1 || located.shared.length > 0);
  });
  const keys: CopyKeys = {
    systems: Object.fromEntries(one.map(({ id }) => [id, found.get(id)!.identifiers])),
    severalPersons: several.map(({ id }) => id),
    byHand,
    asked,
    period: { from: empty ? (asked?.from ?? from) : from, to: empty ? (asked?.to ?? to) : to, empty },
  };
  const summary: PlanSummary = {
    systems: one.map(({ id }) => ({
      system: id,
      persons: 1,
      tables: found.get(id)!.tables.map(({ table, rows, categories }) => ({ table, rows: rows.length, categories })),
    })),
    recipients: [],
    archives: [],
    concerns: several.map(({ id }) => ({ system: id, code: 'several-persons' })),
  };
  const written = await writePlan(trx, vault, {
    requestId: row.id,
    round: row.round,
    summary,
    keys: keys as never,
    proposals: [],
    atMs: nowMs,
  });
  if (written) {
    await vault.createKeys(trx, row.id, ['package'], nowMs);
    const value = factorsOf(
      one.map(({ id }) => found.get(id)!),
      row.receipt_day,
    );
    await vault.seal(trx, { owner: row.id, class: 'package', kind: COPY_FACTORS, value, atMs: nowMs });
  }
  await reachMilestone(trx, row, 'collected', nowMs, { held: one.length > 0 });
  await closeTasks(trx, row, { kind: 'system-down', by: 'engine', atMs: nowMs });
  await append(trx, {
    chain: row.id,
    kind: 'collected',
    atMs: nowMs,
    body: { systems: one.length, byHand, from, to },
    effectKey: `${row.id}/collect/-/${row.round}`,
  });
  return one.length;
}

function factorsOf(located: LocatedPerson[], receivedOn: string): CopyFactors {
  const points: Record<string, string[]> = {};
  for (const { asks, proof, value } of located.flatMap(({ fields }) => fields))
    if (asks !== undefined && proof === 'reliable') (points[asks] ??= []).push(value);
  return { contacts: [...new Set(located.flatMap(({ fields }) => settledEmails(fields, receivedOn)))], points };
}

/** The plan of a copy, opened. */
export async function copyKeysOf(
  { vault }: Pick<ActivityDependencies, 'vault'>,
  trx: Trx | ActivityDependencies['db'],
  row: Pick<RequestRow, 'id' | 'round'>,
): Promise<CopyKeys> {
  const plan = await readPlan(trx, row.id, row.round);
  return vault.open<CopyKeys>(trx, plan!.keys_entry);
}

/** A table of a system, whatever its kind. */
export function tableOf(system: System | undefined, name: string): Table | undefined {
  return system?.tables?.find((table) => table.name === name);
}

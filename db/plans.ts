import { createHash, randomUUID } from 'node:crypto';
import type { Category, ExceptionCode } from '../rules/codes';
import type { Identifier, RowKey } from '../connectors/connector';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import type { PlannedRecipient } from './notices';

/** What a plan shows: counts and kinds, never the data (design.md, A request's way, 4). */
export interface PlanSummary {
  systems: {
    system: string;
    /** Distinct people behind the identifiers; more than one is for a decider. */
    persons: number;
    tables: { table: string; rows: number; categories: Category[] }[];
  }[];
  recipients: { recipient: string; instruction: string; rule: string; mandatory: boolean }[];
  archives: { archive: string; endsOn: string | null }[];
  /** Codes of what only a person may judge, beside exceptions. */
  concerns: { system: string; code: string }[];
}

/** What erasure acts on: row keys and every identifier met. Sealed in the vault, until the last re-check. */
export interface PlanKeys {
  /** What the survey began with and met in every system. */
  start: Identifier[];
  /** Of those, what stands for more than this person: nobody else may be kept out or erased by it. */
  shared: Identifier[];
  systems: Record<string, { rows: RowKey[]; kept: RowKey[]; identifiers: Identifier[] }>;
  recipients: PlannedRecipient[];
}

/** An exception that the data map proposes and a person decides. */
export interface ProposedException {
  system: string;
  table: string;
  category: Category;
  code: ExceptionCode;
  reason: string;
  purpose: string;
  rows: RowKey[];
  endsOn: string | null;
}

/** An exception's row. */
export interface ExceptionRow {
  id: string;
  system: string;
  tbl: string;
  category: Category;
  code: ExceptionCode;
  purpose: string;
  reason: string;
  row_count: number;
  ends_on: string | null;
  state: 'proposed' | 'kept' | 'rejected';
}

/** The digest a decider's decision names: the same plan, the same digest; one row more, another. */
export function planDigest(summary: PlanSummary, proposals: ProposedException[]): string {
  const seen = {
    systems: summary.systems,
    recipients: summary.recipients,
    concerns: summary.concerns,
    proposals: proposals.map(({ system, table, code, rows }) => [system, table, code, rows.map((r) => r.key).sort()]),
  };
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 32);
}

/** Writes a plan with its keys and proposals; once for each round. Returns false where one stood. */
export async function writePlan(
  trx: Trx,
  vault: Vault,
  plan: {
    requestId: string;
    round: number;
    summary: PlanSummary;
    keys: PlanKeys;
    proposals: ProposedException[];
    atMs: number;
  },
): Promise<boolean> {
  const stands = await trx('plans').where({ request_id: plan.requestId, round: plan.round }).first('digest');
  if (stands) return false;
  const keysEntry = await vault.seal(trx, {
    owner: plan.requestId,
    class: 'case',
    kind: 'plan-keys',
    value: { ...plan.keys, proposals: plan.proposals },
    atMs: plan.atMs,
  });
  await trx('plans').insert({
    request_id: plan.requestId,
    round: plan.round,
    digest: planDigest(plan.summary, plan.proposals),
    summary: JSON.stringify(plan.summary),
    keys_entry: keysEntry,
    made_at: new Date(plan.atMs),
  });
  for (const p of plan.proposals) {
    await trx('exceptions').insert({
      id: randomUUID(),
      request_id: plan.requestId,
      round: plan.round,
      system: p.system,
      tbl: p.table,
      category: p.category,
      code: p.code,
      purpose: p.purpose,
      reason: p.reason,
      row_count: p.rows.length,
      ends_on: p.endsOn,
      state: 'proposed',
    });
  }
  return true;
}

/** A plan's row with what it shows. */
export async function readPlan(
  db: Db | Trx,
  requestId: string,
  round: number,
): Promise<{ digest: string; summary: PlanSummary; keys_entry: string } | undefined> {
  return db('plans').where({ request_id: requestId, round }).first('digest', 'summary', 'keys_entry');
}

/**
 * What a system's erasure acts on: the rows located, less the rows that a decided exception keeps.
 * Until an exception is decided its rows are kept, for a person has not said otherwise.
 */
export async function erasureOf(
  db: Db | Trx,
  vault: Vault,
  requestId: string,
  round: number,
  system: string,
): Promise<{ erase: RowKey[]; kept: RowKey[]; identifiers: Identifier[] }> {
  const plan = await readPlan(db, requestId, round);
  if (!plan) return { erase: [], kept: [], identifiers: [] };
  const sealed = await vault.open<PlanKeys & { proposals: ProposedException[] }>(db, plan.keys_entry);
  const rejected = await db('exceptions')
    .where({ request_id: requestId, round, system, state: 'rejected' })
    .select<{ tbl: string; code: string }[]>('tbl', 'code');
  const own = sealed.systems[system];
  if (!own) return { erase: [], kept: [], identifiers: [] };
  const kept = [
    ...own.kept,
    ...sealed.proposals
      .filter((p) => p.system === system && !rejected.some((r) => r.tbl === p.table && r.code === p.code))
      .flatMap((p) => p.rows),
  ];
  const keptIds = new Set(kept.map(rowId));
  return { erase: own.rows.filter((row) => !keptIds.has(rowId(row))), kept, identifiers: own.identifiers };
}

/** A row as one string, for sets. */
export function rowId({ table, key }: RowKey): string {
  return `${table}\u0000${key}`;
}

/** A request's exceptions of a round. */
export async function exceptionsOf(db: Db | Trx, requestId: string, round: number): Promise<ExceptionRow[]> {
  return db('exceptions').where({ request_id: requestId, round }).orderBy(['system', 'tbl', 'code']);
}

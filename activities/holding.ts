import type { Identifier, RowKey } from '../connectors/connector';
import type { DataMap } from '../datamap/data-map';
import type { Db } from '../db/connect';
import { holdOver, type HoldRow } from '../db/holds';
import { readPlan } from '../db/plans';
import type { RequestRow } from '../db/procedure';
import type { Category } from '../rules/codes';
import type { Vault } from '../vault/vault';
import { distinct } from '../connectors/identifiers';
import type { Survey } from './locating';

/** The hold that keeps a row; undefined where it may go (decisions.md D4). */
export type HoldOver = (row: RowKey) => HoldRow | undefined;

/** Which rows of a system are held, by their table's categories. */
export async function heldRows(
  { db, dataMap }: { db: Db; dataMap: DataMap },
  row: RequestRow,
  system: string,
  holds: HoldRow[],
): Promise<HoldOver> {
  if (holds.length === 0) return () => undefined;
  const plan = await readPlan(db, row.id, row.round);
  const planned = plan?.summary.systems.find((each) => each.system === system)?.tables ?? [];
  const mapped: { name: string; categories: Category[] }[] =
    dataMap.systems.find(({ id }) => id === system)?.tables ?? [];
  const categories = new Map<string, readonly Category[]>([
    ...planned.map((each): [string, Category[]] => [each.table, each.categories]),
    ...mapped.map((each): [string, Category[]] => [each.name, each.categories]),
  ]);
  return ({ table }) => holdOver(holds, { system, categories: categories.get(table) ?? [] });
}

/** What evidence says of held rows: how many, and by which holds. */
export function heldEvidence(rows: RowKey[], over: HoldOver): { held?: number; holds?: string[] } {
  if (rows.length === 0) return {};
  return { held: rows.length, holds: [...new Set(rows.flatMap((row) => over(row)?.id ?? []))].sort() };
}

/** Keyed hashes of whom a survey found: what one person's other requests and holds are known by. */
export function subjectsOf(surveyed: Survey, vault: Vault): Buffer[] {
  const key = ({ type, value }: Identifier): string => `${type}:${value}`;
  const shared = new Set([...surveyed.found.values()].flatMap((located) => located.shared.map(key)));
  const met = [...surveyed.identifiers, ...[...surveyed.found.values()].flatMap((located) => located.identifiers)];
  return distinct(met)
    .map(key)
    .filter((each) => !shared.has(each))
    .map((each) => vault.hash('subject', each));
}

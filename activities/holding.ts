import type { Identifier, RowKey } from '../connectors/connector';
import type { DataMap } from '../datamap/data-map';
import type { Db } from '../db/connect';
import { anyHold, holdOver, holdOverRecipient, type HoldRow, holdsOn, lockHolds } from '../db/holds';
import { unsentNotices } from '../db/notices';
import { type PlanKeys, readPlan } from '../db/plans';
import { lockRequest, reachMilestone, type RequestRow } from '../db/procedure';
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

/**
 * Takes the planned notices of held data back before they go: they are planned anew once the hold is released
 * (decisions.md D4). What has begun to be sent is not touched.
 */
export async function keepBackHeld(
  { db, vault }: { db: Db; vault: Vault },
  requestId: string,
  nowMs: number,
): Promise<void> {
  if (!(await anyHold(db))) return;
  await db.transaction(async (trx) => {
    const row = await lockRequest(trx, requestId);
    await lockHolds(trx, 'shared');
    const holds = await holdsOn(trx, row);
    const planned = holds.length === 0 ? [] : await unsentNotices(trx, row.id, row.round);
    if (planned.length === 0) return;
    const keys = await vault.open<PlanKeys>(trx, planned[0]!.content_entry);
    const by = new Set<string>();
    for (const notice of planned) {
      const categories = keys.recipients.find(({ recipient }) => recipient === notice.recipient)?.categories ?? [];
      const hold = holdOverRecipient(holds, categories);
      const begun = await trx('effects')
        .where({ request_id: row.id, step: 'notice', target: notice.recipient })
        .first('key');
      if (!hold || begun) continue;
      await trx('notices').where({ id: notice.id }).delete();
      by.add(hold.id);
    }
    if (by.size > 0) await reachMilestone(trx, row, 'notices-held', nowMs, { holds: [...by].sort() });
  });
}

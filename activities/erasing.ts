import {
  type CallContext,
  ConnectorFailure,
  type Identifier,
  type RowKey,
  type SystemConnector,
} from '../connectors/connector';
import { distinct } from '../connectors/identifiers';
import { erasureOf, type PlanKeys, readPlan, rowId } from '../db/plans';
import type { RequestRow } from '../db/procedure';
import type { ActivityDependencies } from './dependencies';
import type { HoldOver } from './holding';
import { locatePerson } from './locating';

/** Kind of the vault entry with the row keys of a system that was away when the plan was made. */
const LATE_KEYS = 'late-keys';

/** What erasing one system acts on. */
export interface Captured {
  erase: RowKey[];
  kept: RowKey[];
  identifiers: Identifier[];
}

interface LateKeys {
  system: string;
  round: number;
  rows: RowKey[];
  identifiers: Identifier[];
}

/**
 * What the plan captured of a system; of one that was away then, what it holds now. Where a person has to decide on
 * what is found now, the plan no longer fits.
 */
export async function captureLate(
  { db, vault }: ActivityDependencies,
  row: RequestRow,
  system: string,
  connector: SystemConnector,
  context: CallContext,
): Promise<Captured | 'differs'> {
  const plan = await readPlan(db, row.id, row.round);
  const away = plan?.summary.concerns.some((c) => c.system === system && c.code === 'system-down') ?? false;
  if (!away) return erasureOf(db, vault, row.id, row.round, system);

  for (const entry of await vault.find(db, row.id, LATE_KEYS)) {
    const late = await vault.open<LateKeys>(db, entry);
    if (late.system === system && late.round === row.round)
      return { erase: late.rows, kept: [], identifiers: late.identifiers };
  }
  const identifiers = await identifiersOf({ db, vault }, plan!.keys_entry);
  const located = await locatePerson(connector, identifiers, context);
  if (located.persons > 1 || located.tables.some((table) => table.proposals.length > 0)) return 'differs';
  const late: LateKeys = {
    system,
    round: row.round,
    rows: located.tables.flatMap((table) => table.rows),
    identifiers: located.identifiers,
  };
  await db.transaction((trx) =>
    vault.seal(trx, { owner: row.id, class: 'case', kind: LATE_KEYS, value: late, atMs: context.nowMs }),
  );
  return { erase: late.rows, kept: [], identifiers: late.identifiers };
}

/** Every identifier that a plan met, in whatever system. */
export async function identifiersOf(
  { db, vault }: Pick<ActivityDependencies, 'db' | 'vault'>,
  keysEntry: string,
): Promise<Identifier[]> {
  const { systems, start } = await vault.open<PlanKeys>(db, keysEntry);
  return distinct([...start, ...Object.values(systems).flatMap((system) => system.identifiers)]);
}

/** What became of a system's rows. */
export interface Erased {
  outcome: 'gone' | 'differs';
  erased: RowKey[];
  /** Kept by exceptions that a person decided. */
  kept: RowKey[];
  /** Kept by a hold. */
  held: RowKey[];
}

/**
 * Erases the captured rows and asks the system again, by the keys and by every identifier (decisions.md D3). Rows that
 * came since the plan are erased with them where nothing speaks for keeping them; else the plan no longer fits. Held
 * rows stay, whenever they came (decisions.md D4).
 *
 * @throws ConnectorFailure `still-found` where the system says it holds what it was told to erase
 */
export async function eraseOnce(
  connector: SystemConnector,
  { erase, kept, identifiers }: Captured,
  context: CallContext,
  over: HoldOver = () => undefined,
): Promise<Erased> {
  let rows = erase.filter((row) => !over(row));
  let held = erase.filter((row) => over(row));
  const keptIds = new Set(kept.map(rowId));
  const result = (outcome: Erased['outcome']): Erased => ({ outcome, erased: rows, kept, held });
  for (let pass = 0; pass < 2; pass += 1) {
    const stay = [...kept, ...held];
    const done = await erased(connector, rows, stay, context);
    const { rows: found } = await leftOver(connector, { erase: rows, kept: stay, identifiers }, context);
    const left = found.filter((row) => !over(row));
    const heldSince = found.filter((row) => over(row));
    held = [...held, ...heldSince];
    if (left.length === 0 && (done || heldSince.length === 0)) return result('gone');
    const known = new Set(rows.map(rowId));
    const arrived = left.filter((row) => !known.has(rowId(row)));
    const unexpected = arrived.length + heldSince.length;
    if (unexpected === 0 || (done && arrived.length < left.length)) throw new ConnectorFailure('still-found');
    if (arrived.length > 0) {
      const located = await locatePerson(connector, identifiers, context);
      const proposed = new Set(located.tables.flatMap((t) => t.proposals.flatMap((p) => p.rows)).map(rowId));
      if (arrived.some((row) => proposed.has(rowId(row)) && !keptIds.has(rowId(row)))) return result('differs');
    }
    rows = [...rows, ...arrived];
  }
  throw new ConnectorFailure('still-found');
}

/** False where nothing was erased, because rows that came since the plan refer to those that were to go. */
async function erased(
  connector: SystemConnector,
  rows: RowKey[],
  kept: RowKey[],
  context: CallContext,
): Promise<boolean> {
  if (rows.length === 0) return true;
  try {
    await connector.erase(rows, context, kept);
    return true;
  } catch (error) {
    if (error instanceof ConnectorFailure && error.code === 'still-found') return false;
    throw error;
  }
}

/** Rows that should be gone and are not: found by key or by identifier, and kept by no exception. */
async function leftOver(
  connector: SystemConnector,
  { erase, kept, identifiers }: Captured,
  context: CallContext,
): Promise<{ rows: RowKey[]; fresh: number }> {
  const { byKey, byIdentifier, fresh } = await connector.remaining(erase, identifiers, context);
  const keptIds = new Set(kept.map(rowId));
  const left = new Map([...byKey, ...byIdentifier].map((row) => [rowId(row), row]));
  return { rows: [...left.values()].filter((row) => !keptIds.has(rowId(row))), fresh };
}

/**
 * Asks a system, some days after erasure, whether anything of the person is there again. What the person gave afresh
 * after the request is theirs to give: it is counted and left (decisions.md J).
 */
export async function stillThere(
  deps: ActivityDependencies,
  row: RequestRow,
  system: string,
  connector: SystemConnector,
  context: CallContext,
  over: HoldOver,
): Promise<{ rows: RowKey[]; fresh: number }> {
  const captured = await captureLate(deps, row, system, connector, context);
  if (captured === 'differs') return { rows: [], fresh: 0 };
  const left = await leftOver(connector, captured, { ...context, olderThanMs: row.received_at.getTime() });
  return { ...left, rows: left.rows.filter((found) => !over(found)) };
}

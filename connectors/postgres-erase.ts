import { escapeIdentifier } from 'pg';
import { columnsOf, isReferenceFind, type PostgresSystem, type Table } from '../datamap/data-map';
import { meets } from './conditions';
import { ConnectorFailure, type CallContext, type RowKey } from './connector';
import type { Session } from './postgres-session';
import { asText, KEY, keyAsText, matchList, qualified, type Shapes } from './postgres-sql';

/** Keys per statement: few enough that a statement stays well inside its timeout, and a heartbeat lies between. */
const CHUNK = 500;

/** What an erasure works with. */
export interface Erasure {
  session: Session;
  system: PostgresSystem;
  shapes: Shapes;
  context: CallContext;
  kept: RowKey[] | undefined;
}

/**
 * Erases rows of one table by key, after their children: references of rows that stay are set to null first.
 *
 * @throws ConnectorFailure `still-found` where a row that came after the plan refers to one that is to go.
 */
export async function eraseFrom(erasure: Erasure, table: Table, keys: string[]): Promise<void> {
  const { session, system, shapes, context } = erasure;
  for (let start = 0; start < keys.length; start += CHUNK) {
    const chunk = keys.slice(start, start + CHUNK);
    for (const child of system.tables) {
      for (const { column, to } of child.unlink) {
        if (to.table === table.name) await unlink(erasure, child, column, column, chunk);
      }
      for (const { column, to } of child.find.filter(isReferenceFind)) {
        if (to.table === table.name) await unlinkKept(erasure, child, column, chunk);
      }
    }
    const match = matchList(table.key, shapes.get(table.name)!, chunk, 1);
    await session.query(`DELETE FROM ${qualified(system.schema, table.name)} WHERE ${match.sql}`, [match.values]);
    context.heartbeat();
  }
}

/**
 * Sets the reference of rows that stay to null. By now every child row of the plan is gone, so whatever still points
 * here either is kept by an exception or came after the plan; the latter must not be orphaned in silence.
 */
async function unlinkKept(erasure: Erasure, child: Table, column: string, parents: string[]): Promise<void> {
  const { session, system, shapes, context, kept } = erasure;
  const match = matchList(column, shapes.get(child.name)!, parents, 1);
  const left = await session.query<Record<string, string | null>>(
    `SELECT ${asText(columnsOf(child))}, ${keyAsText(child)} FROM ${qualified(system.schema, child.name)}
      WHERE ${match.sql} FOR UPDATE`,
    [match.values],
  );
  if (left.length === 0) return;
  const keptKeys = kept && new Set(kept.filter(({ table }) => table === child.name).map(({ key }) => key));
  const scope = { nowMs: context.nowMs, referring: () => [] };
  const stays = ({ [KEY]: key, ...values }: Record<string, string | null>) =>
    keptKeys?.has(key ?? '') ?? child.keep.some(({ when }) => meets(when, { key: key ?? '', values }, scope));
  if (!left.every(stays)) throw new ConnectorFailure('still-found');
  await unlink(
    erasure,
    child,
    column,
    child.key,
    left.map((row) => row[KEY] ?? ''),
  );
}

async function unlink(erasure: Erasure, child: Table, column: string, by: string, keys: string[]): Promise<void> {
  const { session, system, shapes } = erasure;
  const match = matchList(by, shapes.get(child.name)!, keys, 1);
  await session.query(
    `UPDATE ${qualified(system.schema, child.name)} SET ${escapeIdentifier(column)} = NULL WHERE ${match.sql}`,
    [match.values],
  );
}

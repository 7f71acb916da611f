import { z } from 'zod';
import { ConnectorFailure } from './connector';

const shape = z.strictObject({ table: z.int().min(0), after: z.string().nullable() });

/** Where an enumeration goes on: in which table, and after what in it (a row's key, or the address of a page). */
export type Position = z.infer<typeof shape>;

/** Reads a position; null is the beginning. @throws ConnectorFailure `internal` for what no connector wrote */
export function readPosition(text: string | null): Position {
  if (text === null) return { table: 0, after: null };
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw new ConnectorFailure('internal');
  }
}

/** Writes the position after a page; null where nothing is left. `after` null: the table was read to its end. */
export function nextPosition({ table }: Position, after: string | null, tables: number): string | null {
  if (after !== null) return JSON.stringify({ table, after } satisfies Position);
  return table + 1 < tables ? JSON.stringify({ table: table + 1, after: null } satisfies Position) : null;
}

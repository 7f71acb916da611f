import { shiftByPeriod } from '../datamap/periods';
import type { Condition } from '../datamap/schema';

/** A row as a connector found it: its key and the values of the columns that the data map names, as text. */
export interface FoundRow {
  key: string;
  values: Record<string, string | null>;
}

/** What a condition may look at beside the row itself. */
export interface ConditionScope {
  /** UTC milliseconds. */
  nowMs: number;
  /** Found rows of a table that refer to the row in question. */
  referring(table: string): FoundRow[];
}

/**
 * Says whether a row meets a data map condition. A moment that cannot be read meets no condition about age: a row is
 * never proposed for keeping because its date is broken.
 */
export function meets(condition: Condition, row: FoundRow, scope: ConditionScope): boolean {
  if ('all' in condition) return condition.all.every((each) => meets(each, row, scope));
  if ('any' in condition) return condition.any.some((each) => meets(each, row, scope));
  if ('referencedBy' in condition) {
    const { referencedBy, where } = condition;
    // One step only: a condition on a referring row sees that row and nothing further.
    const narrow = { nowMs: scope.nowMs, referring: () => [] };
    return scope.referring(referencedBy).some((child) => where === undefined || meets(where, child, narrow));
  }
  const value = row.values[condition.column] ?? null;
  if ('present' in condition) return (value !== null && value !== '') === condition.present;
  if (value === null) return false;
  if ('equals' in condition) return value === String(condition.equals);
  if ('in' in condition) return condition.in.some((each) => value === String(each));
  const at = momentOf(value);
  if (at === undefined) return false;
  return 'olderThan' in condition
    ? at < shiftByPeriod(scope.nowMs, condition.olderThan, -1)
    : at >= shiftByPeriod(scope.nowMs, condition.youngerThan, -1);
}

/** Reads a date or moment as systems write it (`2026-03-01`, `2026-03-01 10:00:00+00`, ISO 8601); no zone means UTC. */
export function momentOf(text: string): number | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/.exec(text);
  if (!match) return undefined;
  const [, day, time = '00:00', zone = 'Z'] = match;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const at = Date.parse(`${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}${offset}`);
  return Number.isNaN(at) ? undefined : at;
}

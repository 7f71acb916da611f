import { isVerifiable } from '../rules/rights';
import type { Db, Trx } from './connect';
import type { RequestRow } from './procedure';

/** The sibling requests of one filing that stand open, the request itself left out (decisions.md K2). */
export async function siblingsOf(
  db: Db | Trx,
  { id, filing }: Pick<RequestRow, 'id' | 'filing'>,
): Promise<Pick<RequestRow, 'id' | 'right' | 'reference' | 'phase' | 'leads'>[]> {
  if (filing === null) return [];
  return db('requests')
    .where({ filing })
    .whereNot({ id })
    .whereNull('closed_at')
    .orderBy('reference')
    .select<Pick<RequestRow, 'id' | 'right' | 'reference' | 'phase' | 'leads'>[]>(
      'id',
      'right',
      'reference',
      'phase',
      'leads',
    );
}

/** The request whose code and whose reminders serve a whole filing: the first that is verified; else the request itself. */
export async function leaderOf(db: Db | Trx, row: Pick<RequestRow, 'id' | 'filing' | 'leads'>): Promise<string> {
  if (row.filing === null || row.leads) return row.id;
  const leaders = await db('requests')
    .where({ filing: row.filing, leads: true })
    .orderBy('reference')
    .select<Pick<RequestRow, 'id' | 'right'>[]>('id', 'right');
  return leaders.find(({ right }) => isVerifiable(right))?.id ?? row.id;
}

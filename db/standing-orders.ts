import { randomUUID } from 'node:crypto';
import type { DataMap } from '../datamap/data-map';
import type { Identifier } from '../connectors/connector';
import { addDays, receiptDay } from '../rules/calendar';
import type { Vault } from '../vault/vault';
import type { Trx } from './connect';
import type { RequestRow } from './procedure';

/**
 * Suppressions that outlive the request (decisions.md J, DEL-05, DEL-12): keyed hashes of every identifier met, for
 * every system, until the last archive older than the erasure is gone; and one duty for each archive.
 */
export async function writeStandingOrders(
  trx: Trx,
  vault: Vault,
  dataMap: DataMap,
  row: RequestRow,
  identifiers: Identifier[],
  atMs: number,
): Promise<void> {
  const day = receiptDay(atMs);
  const ends = dataMap.archives.map((a) => (a.rotatesOutDays === null ? null : addDays(day, a.rotatesOutDays)));
  const last = ends.length === 0 || ends.includes(null) ? null : (ends as string[]).sort().at(-1)!;
  const unique = new Map(identifiers.map((i) => [`${i.type}:${i.value}`, i]));
  if (unique.size > 0) {
    await trx('standing_orders')
      .insert(
        [...unique.values()].map(({ type, value }) => ({
          id: randomUUID(),
          request_id: row.id,
          kind: 'suppression',
          system: '*',
          identifier_type: type,
          identifier_hash: vault.hash('standing-order', `${type}:${value}`),
          made_at: new Date(atMs),
          ends_on: last,
        })),
      )
      .onConflict(['request_id', 'kind', 'system', 'identifier_type', 'identifier_hash'])
      .ignore();
  }
  if (dataMap.archives.length > 0) {
    await trx('archive_duties')
      .insert(
        dataMap.archives.map((archive, i) => ({
          request_id: row.id,
          archive: archive.id,
          state: 'standing',
          made_at: new Date(atMs),
          ends_on: ends[i],
        })),
      )
      .onConflict(['request_id', 'archive'])
      .ignore();
  }
}

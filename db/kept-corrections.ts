import { randomUUID } from 'node:crypto';
import type { Identifier } from '../connectors/connector';
import { addDays, receiptDay } from '../rules/calendar';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';

/** A field that stays as it was corrected; null: it stays deleted. */
export interface KeptCorrection {
  field: string;
  value: string | null;
}

/**
 * Standing orders that keep corrected what imports and restores would overwrite (COR-03, COR-11; decisions.md J): keyed
 * hashes of the person's identifiers, and each value sealed under a key of its own, which ends with its last archive.
 */
export async function writeKeptCorrections(
  trx: Trx,
  vault: Vault,
  order: {
    requestId: string;
    identifiers: Identifier[];
    corrections: KeptCorrection[];
    archives: readonly { rotatesOutDays: number | null }[];
    atMs: number;
  },
): Promise<void> {
  const { requestId, identifiers, corrections, archives, atMs } = order;
  const day = receiptDay(atMs);
  const ends = archives.map(({ rotatesOutDays }) => (rotatesOutDays === null ? null : addDays(day, rotatesOutDays)));
  const last =
    ends.length === 0 || ends.includes(null)
      ? null
      : (ends
          .filter((each) => each !== null)
          .sort()
          .at(-1) ?? null);
  const unique = new Map(identifiers.map((i) => [`${i.type}:${i.value}`, i]));
  if (unique.size === 0 || corrections.length === 0) return;
  await trx('standing_orders')
    .insert(
      [...unique.values()].map(({ type, value }) => ({
        id: randomUUID(),
        request_id: requestId,
        kind: 'correction',
        system: '*',
        identifier_type: type,
        identifier_hash: vault.hash('standing-order', `${type}:${value}`),
        made_at: new Date(atMs),
        ends_on: last,
      })),
    )
    .onConflict(['request_id', 'kind', 'system', 'identifier_type', 'identifier_hash'])
    .ignore();
  for (const correction of corrections) {
    const { field } = correction;
    const stands = await trx('kept_corrections').where({ request_id: requestId, field }).first('id');
    if (stands) continue;
    const id = randomUUID();
    await vault.createKeys(trx, id, ['record'], atMs);
    const entry = await vault.seal(trx, {
      owner: id,
      class: 'record',
      kind: 'kept-correction',
      value: correction,
      atMs,
    });
    await trx('kept_corrections').insert({ id, request_id: requestId, field, entry, made_at: new Date(atMs) });
  }
}

/** What stays corrected of the person behind these identifiers, for whoever takes data in or restores them. */
export async function keptCorrectionsFor(
  db: Db | Trx,
  vault: Vault,
  identifiers: readonly Identifier[],
  today: string,
): Promise<KeptCorrection[]> {
  const hashes = identifiers.map(({ type, value }) => vault.hash('standing-order', `${type}:${value}`));
  const entries = await db('kept_corrections')
    .whereIn(
      'request_id',
      db('standing_orders')
        .where({ kind: 'correction' })
        .whereIn('identifier_hash', hashes)
        .andWhere((ends) => void ends.whereNull('ends_on').orWhere('ends_on', '>=', today))
        .select('request_id'),
    )
    .orderBy(['made_at', 'field'])
    .pluck<string[]>('entry');
  // of two corrections of one field the later one stands
  const kept = new Map<string, KeptCorrection>();
  for (const entry of entries) {
    const correction = await vault.open<KeptCorrection>(db, entry);
    kept.set(correction.field, correction);
  }
  return [...kept.values()];
}

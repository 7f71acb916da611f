import { randomUUID } from 'node:crypto';
import type { Identifier } from '../connectors/connector';
import { addDays, type LocalDate, receiptDay } from '../rules/calendar';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';
import type { SubjectHashes } from './preferences';

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

/** A kept correction, and the day since which it is kept. */
export type StandingCorrection = KeptCorrection & { since: LocalDate };

/**
 * What stays corrected of each of these people, for whoever takes data in or restores them: by their place, where there
 * is something. Of two corrections of one field the later one stands.
 */
export async function keptCorrectionsOf(
  db: Db | Trx,
  vault: Vault,
  people: readonly Pick<SubjectHashes, 'order'>[],
  today: LocalDate,
): Promise<Map<number, StandingCorrection[]>> {
  const found = await db('standing_orders as o')
    .join('kept_corrections as k', 'k.request_id', 'o.request_id')
    .where({ 'o.kind': 'correction' })
    .whereIn(
      'o.identifier_hash',
      people.flatMap(({ order }) => order),
    )
    .andWhere((ends) => void ends.whereNull('o.ends_on').orWhere('o.ends_on', '>=', today))
    .orderBy(['k.made_at', 'k.field'])
    .select<{ hash: Buffer; entry: string; made_at: Date }[]>({ hash: 'o.identifier_hash' }, 'k.entry', 'k.made_at');
  const kept = new Map<number, StandingCorrection[]>();
  if (found.length === 0) return kept;
  const opened = new Map<string, KeptCorrection>();
  for (const [place, { order }] of people.entries()) {
    const own = new Map<string, StandingCorrection>();
    for (const { hash, entry, made_at } of found) {
      if (!order.some((each) => each.equals(hash))) continue;
      const correction = opened.get(entry) ?? (await vault.open<KeptCorrection>(db, entry));
      opened.set(entry, correction);
      own.set(correction.field, { ...correction, since: receiptDay(made_at.getTime()) });
    }
    if (own.size > 0) kept.set(place, [...own.values()]);
  }
  return kept;
}

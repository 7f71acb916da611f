import { randomUUID } from 'node:crypto';
import type { Archive, DataMap } from '../datamap/data-map';
import type { Identifier } from '../connectors/connector';
import { addDays, type LocalDate, receiptDay } from '../rules/calendar';
import { restorableUntil, rotatedOutThrough } from '../rules/duties';
import type { Vault } from '../vault/vault';
import { archiveDuty } from './duty-ids';
import { append } from './ledger';
import type { Db, Trx } from './connect';
import type { RequestRow } from './procedure';

/** What a standing order is: `suppression`, what must not come back; other rights add their own. */
export type OrderKind = 'suppression' | 'opt-out';

/** What a standing order knows of an identifier: a keyed hash of its type and normalised value, nothing else. */
export function orderHash(vault: Vault, { type, value }: Identifier): Buffer {
  return vault.hash('standing-order', `${type}:${value}`);
}

/**
 * Suppressions that outlive the request (decisions.md J, DEL-05, DEL-12): keyed hashes of every identifier that leads
 * to this person alone, for every system; and one duty for each archive. Safe to repeat in a later round, which finds
 * more.
 */
export async function writeStandingOrders(
  trx: Trx,
  vault: Vault,
  dataMap: DataMap,
  row: Pick<RequestRow, 'id'>,
  identifiers: Identifier[],
  atMs: number,
): Promise<void> {
  const day = receiptDay(atMs);
  const unique = new Map(identifiers.map((i) => [`${i.type}:${i.value}`, i]));
  if (unique.size > 0) {
    await trx('standing_orders')
      .insert(
        [...unique.values()].map((identifier) => ({
          id: randomUUID(),
          request_id: row.id,
          kind: 'suppression' satisfies OrderKind,
          system: '*',
          identifier_type: identifier.type,
          identifier_hash: orderHash(vault, identifier),
          made_at: new Date(atMs),
          ends_on: keptOutUntil(dataMap, day),
        })),
      )
      .onConflict(['request_id', 'kind', 'system', 'identifier_type', 'identifier_hash'])
      .ignore();
  }
  for (const archive of dataMap.archives) await writeDuty(trx, row.id, archive, day, atMs);
}

/**
 * Until when a suppression stands by itself, whatever becomes of the archives: what the data map says of obtained data.
 * `infinity` where that never ends; null where it says nothing: then the order ends with the last archive, and without
 * archives never.
 */
function keptOutUntil({ obtained }: DataMap, day: LocalDate): string | null {
  if (!obtained) return null;
  return obtained.suppressDays === null ? 'infinity' : addDays(day, obtained.suppressDays);
}

async function writeDuty(trx: Trx, requestId: string, archive: Archive, day: LocalDate, atMs: number): Promise<void> {
  await trx.raw(
    `INSERT INTO archive_duties (request_id, archive, state, made_at, systems, rotates_out_days, held_until, ends_on)
     VALUES (?, ?, 'standing', ?, ?, ?, ?, ?)
     ON CONFLICT (request_id, archive) DO UPDATE SET
       state = 'standing', settled_at = NULL, systems = excluded.systems, rotates_out_days = excluded.rotates_out_days,
       held_until = excluded.held_until, ends_on = excluded.ends_on`,
    [
      requestId,
      archive.id,
      new Date(atMs),
      archive.systems,
      archive.rotatesOutDays,
      day,
      restorableUntil(day, archive.rotatesOutDays),
    ],
  );
}

/**
 * A system has let go of the person: its archives may hold copies up to this day, and no later ones. Until then each
 * new copy held the person too, so that the end of the duty moves with a system that was away.
 */
export async function stoodUntil(trx: Trx, requestId: string, system: string, atMs: number): Promise<void> {
  const day = receiptDay(atMs);
  const duties = await trx('archive_duties')
    .where({ request_id: requestId })
    .andWhereRaw('? = ANY(systems)', [system])
    .select<{ archive: string; rotates_out_days: number | null; held_until: LocalDate }[]>(
      'archive',
      'rotates_out_days',
      'held_until',
    );
  for (const { archive, rotates_out_days, held_until } of duties) {
    const heldUntil = held_until > day ? held_until : day;
    await trx('archive_duties')
      .where({ request_id: requestId, archive })
      .update({
        state: 'standing',
        settled_at: null,
        held_until: heldUntil,
        ends_on: restorableUntil(heldUntil, rotates_out_days),
      });
  }
}

/** A duty towards an archive, as it stands. */
export interface StandingDuty {
  archive: string;
  systems: string[];
  ends_on: LocalDate | null;
}

/** A request's duties towards archives, in the order in which the letter names them. */
export async function archiveDutiesOf(db: Db | Trx, requestId: string): Promise<StandingDuty[]> {
  return db('archive_duties')
    .where({ request_id: requestId, state: 'standing' })
    .orderBy('archive')
    .select<StandingDuty[]>('archive', 'systems', 'ends_on');
}

/**
 * SQL condition on `archive_duties d`: nothing of its day can be restored any more, and none of its systems is still
 * waited for, down or held: each new copy of it holds the person.
 */
const ROTATED_OUT = `d.state = 'standing' AND d.archive = :archive
  AND (d.ends_on <= CAST(:over AS date) OR d.held_until <=
    (SELECT rotated_through FROM duty_runs WHERE duty = 'archive/' || :archive))
  AND NOT EXISTS (SELECT FROM requests r
    JOIN plans p ON p.request_id = r.id AND p.round = r.round
    CROSS JOIN unnest(d.systems) AS held (system)
    WHERE r.id = d.request_id
      AND p.summary -> 'systems' @> jsonb_build_array(jsonb_build_object('system', held.system))
      AND NOT EXISTS (SELECT FROM milestones m WHERE m.request_id = r.id AND m.round = r.round
        AND m.name IN ('erased-' || held.system, 'supplied-' || held.system)))`;

/** Whether a duty of this archive is to be settled now, and the nearest last day that is still to come. */
export async function dutiesOf(
  trx: Trx,
  archive: string,
  today: LocalDate,
): Promise<{ due: boolean; nearest: LocalDate | null }> {
  const { rows } = await trx.raw<{ rows: [{ due: boolean; nearest: LocalDate | null }] }>(
    `SELECT EXISTS (SELECT FROM archive_duties d WHERE ${ROTATED_OUT}) AS due,
       (SELECT min(ends_on) FROM archive_duties
         WHERE archive = :archive AND state = 'standing' AND ends_on > CAST(:over AS date)) AS nearest`,
    { archive, over: rotatedOutThrough(today) },
  );
  return rows[0];
}

/**
 * Settles one page of the duties whose archive has rotated out, with the evidence on each request and in the archive's
 * own chain, and ends suppressions that no archive keeps up any more. What is settled is the cursor: a repeated page
 * finds the next ones.
 *
 * @returns how many duties were settled; none left where it is 0
 */
export async function settleRotatedOut(
  db: Db,
  { archive, today, atMs, page }: { archive: string; today: LocalDate; atMs: number; page: number },
): Promise<number> {
  return db.transaction(async (trx) => {
    const { rows: found } = await trx.raw<{ rows: { request_id: string }[] }>(
      `SELECT request_id FROM archive_duties d WHERE ${ROTATED_OUT} ORDER BY ends_on, request_id LIMIT :page`,
      { archive, over: rotatedOutThrough(today), page },
    );
    const due = found.map(({ request_id }) => request_id);
    if (due.length === 0) return 0;
    // the requests' rows first, as everywhere, in one order; then what is still due
    await trx('requests').whereIn('id', due).orderBy('id').forUpdate().select('id');
    const { rows: settled } = await trx.raw<{ rows: { request_id: string; ends_on: LocalDate | null }[] }>(
      `UPDATE archive_duties d SET state = 'rotated-out', settled_at = :at
        WHERE ${ROTATED_OUT} AND request_id = ANY(:due) RETURNING request_id, ends_on`,
      { archive, over: rotatedOutThrough(today), at: new Date(atMs), due },
    );
    for (const { request_id, ends_on } of settled)
      await append(trx, { chain: request_id, kind: 'archive-rotated-out', atMs, body: { archive, until: ends_on } });
    const ended = await endSuppressions(
      trx,
      settled.map(({ request_id }) => request_id),
      { today, atMs },
    );
    await append(trx, {
      chain: archiveDuty(archive),
      kind: 'rotated-out',
      atMs,
      body: { duties: settled.length, suppressionsEnded: ended, day: today },
    });
    return settled.length;
  });
}

/**
 * Ends the suppressions of these requests that no archive and no day of their own keep up: their hashes are removed,
 * since nothing needs them (decisions.md J). The caller holds the requests' rows.
 *
 * @returns of how many requests
 */
export async function endSuppressions(
  trx: Trx,
  requestIds: string[],
  { today, atMs }: { today: LocalDate; atMs: number },
): Promise<number> {
  const { rows } = await trx.raw<{ rows: { request_id: string; orders: number }[] }>(
    `WITH ended AS (
       DELETE FROM standing_orders o WHERE request_id = ANY(:ids) AND kind = 'suppression'
         AND (ends_on IS NULL OR ends_on <= CAST(:over AS date))
         AND NOT EXISTS (SELECT FROM archive_duties d WHERE d.request_id = o.request_id AND d.state = 'standing')
       RETURNING request_id)
     SELECT request_id, CAST(count(*) AS int) AS orders FROM ended GROUP BY request_id ORDER BY request_id`,
    { ids: requestIds, over: rotatedOutThrough(today) },
  );
  for (const { request_id, orders } of rows)
    await append(trx, { chain: request_id, kind: 'suppression-ended', atMs, body: { identifiers: orders } });
  return rows.length;
}

/** SQL condition on `standing_orders o`: it has outlived its own last day and every archive. */
const OUTLIVED = `o.kind = 'suppression' AND o.ends_on <= CAST(:over AS date) AND NOT EXISTS
  (SELECT FROM archive_duties d WHERE d.request_id = o.request_id AND d.state = 'standing')`;

/** Whether suppressions have outlived their own last day and every archive. */
export async function suppressionsOutlived(trx: Trx, today: LocalDate): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: [{ due: boolean }] }>(
    `SELECT EXISTS (SELECT FROM standing_orders o WHERE ${OUTLIVED}) AS due`,
    { over: rotatedOutThrough(today) },
  );
  return rows[0].due;
}

/** Ends the suppressions of one page of requests whose orders have outlived their day. @returns of how many requests */
export async function endOutlivedSuppressions(
  db: Db,
  { today, atMs, page }: { today: LocalDate; atMs: number; page: number },
): Promise<number> {
  return db.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { request_id: string }[] }>(
      `SELECT DISTINCT request_id FROM standing_orders o WHERE ${OUTLIVED} ORDER BY request_id LIMIT :page`,
      { over: rotatedOutThrough(today), page },
    );
    const ids = rows.map(({ request_id }) => request_id);
    if (ids.length === 0) return 0;
    await trx('requests').whereIn('id', ids).orderBy('id').forUpdate().select('id');
    return endSuppressions(trx, ids, { today, atMs });
  });
}

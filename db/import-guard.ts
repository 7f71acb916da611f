import type { Identifier } from '../connectors/connector';
import { receiptDay } from '../rules/calendar';
import { mayReimport } from '../rules/deletion';
import { barsDisclosure } from '../rules/disclosureGate';
import type { Vault } from '../vault/vault';
import type { Db } from './connect';
import { keptCorrectionsOf, type StandingCorrection } from './kept-corrections';
import { append } from './ledger';
import { countHit } from './limits';
import { hashesOf, type Preference, preferencesOf } from './preferences';

/** For what a caller takes data in: each key is for one purpose, and learns of no other (decisions.md J). */
export type ImportPurpose = 'acquire' | 'sell-or-share';

/** One person's row of data that come in: a bought list, a refresh by a vendor. */
export interface ImportRow {
  identifiers: Identifier[];
  /** `YYYY-MM-DD`: when the person gave these data to this business, where they did. */
  givenOn?: string | undefined;
}

/** What a page may be used for. */
export interface ImportAnswer {
  /** Places of the rows that may, from 0, in order. Of the others nothing is said. */
  may: number[];
  /** For `acquire`: what stays as it was corrected, whatever the row says; null: it stays deleted (COR-03). */
  corrections: { row: number; field: string; value: string | null }[];
}

/** Pages about one person that a key may ask for in an hour before somebody is told that it probes. */
export const SINGLES_AN_HOUR = 20;
const HOUR_MS = 3_600_000;
const PROBE_BUCKET = 'import-single:';

/**
 * Says which rows may be kept for own use, or sold and shared. A deleted person is dropped from what is acquired, an
 * opted-out one from what is sold or shared; an opt-out never blocks collection for own use. What the person gave afresh
 * after the request is outside a deletion and a correction, and lifts no opt-out (decisions.md J). Each page is in the
 * ledger of its key, in numbers; of the rows themselves nothing stays.
 */
export async function passImport(
  db: Db,
  vault: Vault,
  { apiKeyId, purpose, rows }: { apiKeyId: string; purpose: ImportPurpose; rows: readonly ImportRow[] },
  nowMs: number,
): Promise<ImportAnswer> {
  const people = rows.map(({ identifiers }) => hashesOf(vault, identifiers));
  const standing = await preferencesOf(db, people, nowMs);
  const may = rows.flatMap((row, place) => (standing[place]!.some((bar) => bars(purpose, bar, row)) ? [] : [place]));
  const kept: ReadonlyMap<number, StandingCorrection[]> =
    purpose === 'acquire' ? await keptCorrectionsOf(db, vault, people, receiptDay(nowMs)) : new Map();
  const corrections = may.flatMap((row) =>
    (kept.get(row) ?? [])
      .filter(({ since }) => !isAfresh(rows[row]!, since))
      .map(({ field, value }) => ({ row, field, value })),
  );
  await db.transaction((trx) =>
    append(trx, {
      chain: importChain(apiKeyId),
      kind: 'import-checked',
      atMs: nowMs,
      body: { purpose, rows: rows.length, dropped: rows.length - may.length, corrected: corrections.length },
    }),
  );
  return { may, corrections };
}

/** Ledger chain of the pages that a key asked about. */
export const importChain = (apiKeyId: string): string => `api-key/${apiKeyId}`;

const isAfresh = ({ givenOn }: ImportRow, since: string): boolean => givenOn !== undefined && givenOn > since;

function bars(purpose: ImportPurpose, { bar, sinceMs }: Preference, row: ImportRow): boolean {
  const since = receiptDay(sinceMs);
  const { givenOn } = row;
  if (purpose === 'sell-or-share')
    return barsDisclosure({ bar, basis: 'sold', categories: [], since, ...(givenOn ? { givenOn } : {}) }).bars;
  return !mayReimport({ suppressed: bar === 'deleted', givenAfreshByConsumer: isAfresh(row, since) }).may;
}

/**
 * Counts a page that is about one person alone: asked often, such pages are no import but a way to find out who was
 * deleted.
 *
 * @returns whether this one may still be answered
 */
export async function countSingle(db: Db, apiKeyId: string, nowMs: number): Promise<boolean> {
  return (await countHit(db, { bucket: `${PROBE_BUCKET}${apiKeyId}`, windowMs: HOUR_MS, nowMs })) <= SINGLES_AN_HOUR;
}

/** Keys that asked about single persons more often than an import does, in the last day. */
export async function probingKeys(db: Db, nowMs: number): Promise<{ apiKeyId: string; sinceMs: number }[]> {
  const rows = await db('limits')
    .where('bucket', 'like', `${PROBE_BUCKET}%`)
    .andWhere('hits', '>', SINGLES_AN_HOUR)
    .andWhere('window_start', '>=', new Date(nowMs - 24 * HOUR_MS))
    .groupBy('bucket')
    .select<{ bucket: string; since: Date }[]>('bucket', db.raw('min(window_start) AS since'));
  return rows.map(({ bucket, since }) => ({ apiKeyId: bucket.slice(PROBE_BUCKET.length), sinceMs: since.getTime() }));
}

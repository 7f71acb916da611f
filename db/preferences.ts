import type { Identifier } from '../connectors/connector';
import type { DisclosureBar } from '../rules/codes';
import { receiptDay } from '../rules/calendar';
import { hashedIdentifiers } from './preference-hash';
import type { Vault } from '../vault/vault';
import type { Db, Trx } from './connect';

/** Keyed hashes by which a person may be known here; the identifiers themselves stay with the caller. */
export interface SubjectHashes {
  subject: Buffer[];
  order: Buffer[];
  requester: Buffer[];
  preference: Buffer[];
}

/** Something that stands against disclosing a person's data. */
export interface Preference {
  bar: DisclosureBar;
  sinceMs: number;
  /** The request that it comes from; null for a hold that was placed on no request. */
  requestId: string | null;
}

/** The hashes of a person's identifiers, as the stores that know of persons keep them. */
export function hashesOf(vault: Vault, identifiers: readonly Identifier[]): SubjectHashes {
  const typed = identifiers.map(({ type, value }) => `${type}:${value.trim()}`);
  const lower = identifiers.map(({ type, value }) => `${type}:${value.trim().toLowerCase()}`);
  const emails = identifiers.filter(({ type }) => type === 'email').map(({ value }) => value.trim().toLowerCase());
  const both = [...new Set([...typed, ...lower])];
  return {
    subject: both.map((text) => vault.hash('subject', text)),
    order: both.map((text) => vault.hash('standing-order', text)),
    requester: emails.map((email) => vault.hash('requester', email)),
    preference: hashedIdentifiers(vault, identifiers).map(({ hash }) => hash),
  };
}

/** What each source of bars makes of its rows. A source that is added joins here. */
const SOURCES = `
  SELECT 'order' AS via, identifier_hash AS hash, made_at AS since, request_id,
         CASE kind WHEN 'opt-out' THEN 'opted-out' WHEN 'limit' THEN 'limited' ELSE 'deleted' END AS bar
    FROM standing_orders
   WHERE identifier_hash = ANY(:orders) AND kind IN ('suppression', 'opt-out', 'limit')
     AND (ends_on IS NULL OR ends_on >= :day)
  UNION ALL
  SELECT 'preference', identifier_hash, since, request_id,
         CASE purpose WHEN 'sale-or-sharing' THEN 'opted-out' ELSE 'limited' END
    FROM (SELECT DISTINCT ON (identifier_hash, purpose) *
            FROM preferences
           WHERE identifier_hash = ANY(:preferences) AND voided_at IS NULL
           ORDER BY identifier_hash, purpose, since DESC, allowed) AS latest
   WHERE NOT allowed
  UNION ALL
  SELECT 'requester', requester_hash, received_at, id, 'deletion'
    FROM requests
   WHERE requester_hash = ANY(:requesters) AND "right" = 'delete' AND closed_at IS NULL
     AND (outcome IS NULL OR outcome NOT IN ('unverified', 'denied', 'withdrawn'))
  UNION ALL
  SELECT 'subject', subject_hash, received_at, requests.id, 'deletion'
    FROM request_subjects JOIN requests ON requests.id = request_id
   WHERE subject_hash = ANY(:subjects) AND "right" = 'delete' AND closed_at IS NULL
     AND (outcome IS NULL OR outcome NOT IN ('unverified', 'denied', 'withdrawn'))
  UNION ALL
  SELECT 'subject', subject_hash, placed_at, request_id, 'held'
    FROM hold_subjects JOIN holds ON holds.id = hold_id
   WHERE subject_hash = ANY(:subjects) AND scope = 'person' AND released_at IS NULL`;

interface SourceRow {
  via: keyof typeof BY;
  hash: Buffer;
  since: Date;
  request_id: string | null;
  bar: DisclosureBar;
}

const BY = { order: 'order', requester: 'requester', preference: 'preference', subject: 'subject' } as const;

/**
 * What stands against disclosing the data of each of these persons: standing orders, requests in progress, holds. The
 * one place that the disclosure gate and the check of disclosure records ask.
 *
 * @param people in the order of the answer
 */
export async function preferencesOf(
  db: Db | Trx,
  people: readonly SubjectHashes[],
  nowMs: number,
): Promise<Preference[][]> {
  const all = (of: keyof SubjectHashes): Buffer[] => people.flatMap((person) => person[of]);
  const { rows } = await db.raw<{ rows: SourceRow[] }>(SOURCES, {
    orders: all('order'),
    requesters: all('requester'),
    preferences: all('preference'),
    subjects: all('subject'),
    day: receiptDay(nowMs),
  });
  const found = new Map<string, Preference[]>();
  for (const { via, hash, bar, since, request_id } of rows) {
    const key = `${via} ${hash.toString('hex')}`;
    found.set(key, [...(found.get(key) ?? []), { bar, sinceMs: since.getTime(), requestId: request_id }]);
  }
  return people.map((person) =>
    Object.values(BY).flatMap((via) =>
      person[via].flatMap((hash) => found.get(`${via} ${hash.toString('hex')}`) ?? []),
    ),
  );
}

import { randomUUID } from 'node:crypto';
import type { Identifier } from '../connectors/connector';
import { receiptDay } from '../rules/calendar';
import type { Basis, Category, DisclosureBar, IdentifierType } from '../rules/codes';
import { barsDisclosure } from '../rules/disclosureGate';
import type { Vault } from '../vault/vault';
import { databaseClock } from './clock';
import type { Db, Trx } from './connect';
import { append } from './ledger';
import { hashesOf, preferencesOf } from './preferences';
import { lockRequest } from './procedure';
import { openTask } from './tasks';

/** One fact that a consumer's categories went to a recipient, as a business hands it over (CSV, export, stream). */
export interface DisclosureRow {
  /** Address under which the business knows the person; null where it knows other identifiers only. */
  email: string | null;
  /** What the recipient was given to know the person by: a notice may name the person by nothing else (decisions.md I1). */
  identifiers: { type: IdentifierType; value: string }[];
  recipient: string;
  basis: Basis;
  categories: Category[];
  /** `YYYY-MM-DD`, Los Angeles. */
  disclosedOn: string;
}

/** A disclosure read back for a person. Holds identifiers: it stays in activities and the vault. */
export interface Disclosure {
  id: string;
  recipient: string;
  basis: Basis;
  categories: Category[];
  /** `YYYY-MM-DD`, Los Angeles. */
  disclosedOn: string;
  /** What the recipient was given. */
  identifiers: Identifier[];
}

/** Rows of one INSERT: seven values each stay well below Postgres' 65,535 parameters. */
const ROWS_AT_ONCE = 1_000;

/**
 * Adds disclosure records, each sealed under the engine's `record` key and found again only by the keyed hash of the
 * person's e-mail address, or of the first identifier where there is none. A sale or sharing that was made although
 * something stood against it is an incident at once (decisions.md I5).
 *
 * @returns how many were added
 * @throws RangeError for a row that names nobody: it could never be found again
 */
export async function importDisclosures(db: Db | Trx, vault: Vault, rows: readonly DisclosureRow[]): Promise<number> {
  const nowMs = await databaseClock(db).nowMs();
  await db.transaction(async (trx) => {
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
      const some = rows.slice(start, start + ROWS_AT_ONCE);
      await recordDisclosures(trx, vault, some);
      await openIncidents(trx, vault, some, nowMs);
    }
  });
  return rows.length;
}

/** Writes disclosure records, at most {@link ROWS_AT_ONCE} of them. @throws RangeError as {@link importDisclosures} */
export async function recordDisclosures(trx: Trx, vault: Vault, rows: readonly DisclosureRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sealed = [];
  for (const row of rows) sealed.push(await sealRow(trx, vault, row));
  await trx('disclosures').insert(sealed);
}

/**
 * Opens work for a decider on the request against which data were sold or shared. A disclosure of the same day may
 * have come first.
 */
async function openIncidents(trx: Trx, vault: Vault, rows: readonly DisclosureRow[], nowMs: number): Promise<void> {
  const sold = rows.filter(({ basis }) => basis === 'sold' || basis === 'shared');
  if (sold.length === 0) return;
  const people = sold.map(({ email, identifiers }) =>
    hashesOf(vault, [...(email ? [{ type: 'email' as const, value: email }] : []), ...identifiers]),
  );
  const standing = await preferencesOf(trx, people, nowMs);
  const incidents = new Map<string, { requestId: string; row: DisclosureRow; bar: DisclosureBar; rule: string }>();
  sold.forEach((row, index) => {
    for (const { bar, sinceMs, requestId } of standing[index]!) {
      const since = receiptDay(sinceMs);
      const { bars, rule } = barsDisclosure({ bar, basis: row.basis, categories: row.categories, since });
      if (!bars || requestId === null || row.disclosedOn <= since) continue;
      incidents.set(`${requestId} ${row.recipient} ${row.disclosedOn}`, { requestId, row, bar, rule });
    }
  });
  for (const [, { requestId, row, bar, rule }] of [...incidents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await openTask(trx, await lockRequest(trx, requestId), {
      kind: 'disclosure-incident',
      target: row.recipient,
      role: 'decider',
      code: bar,
      atMs: nowMs,
      level: 3,
    });
    await append(trx, {
      chain: requestId,
      kind: 'disclosure-incident',
      atMs: nowMs,
      body: { recipient: row.recipient, basis: row.basis, disclosedOn: row.disclosedOn, bar, rule },
      effectKey: `${requestId}/disclosure-incident/${row.recipient}/${row.disclosedOn}`,
    });
  }
}

/** Everything disclosed of the person behind these identifiers, oldest first. */
export async function disclosuresOf(
  db: Db | Trx,
  vault: Vault,
  identifiers: readonly Identifier[],
): Promise<Disclosure[]> {
  const hashes = identifiers.map((identifier) => subjectHash(vault, identifier));
  const rows = await db('disclosures')
    .whereIn('subject_hash', hashes)
    .orderBy(['disclosed_on', 'recipient', 'id'])
    .select<StoredRow[]>('id', 'recipient', 'basis', 'categories', 'disclosed_on', 'sealed', 'key_id');
  return Promise.all(
    rows.map(async ({ id, recipient, basis, categories, disclosed_on, sealed, key_id }) => {
      const content = await vault.openValue<{ identifiers: Identifier[] }>(db, key_id, sealed);
      return { id, recipient, basis, categories, disclosedOn: disclosed_on, identifiers: content.identifiers };
    }),
  );
}

/** The categories that went to these recipients in a period, of everybody together; a recipient who got none is not there. */
export async function disclosedBetween(
  db: Db | Trx,
  { recipients, from, to }: { recipients: string[]; from: string; to: string },
): Promise<Map<string, Category[]>> {
  const rows = await db('disclosures')
    .whereIn('recipient', recipients)
    .whereBetween('disclosed_on', [from, to])
    .distinct<{ recipient: string; category: Category }[]>('recipient', db.raw('unnest(categories) AS category'));
  const found = new Map<string, Category[]>();
  for (const { recipient, category } of rows) found.set(recipient, [...(found.get(recipient) ?? []), category]);
  return found;
}

/** True where there are no disclosure records at all, as before the first import. */
export async function noDisclosures(db: Db | Trx): Promise<boolean> {
  return (await db('disclosures').first('id')) === undefined;
}

interface StoredRow {
  id: string;
  recipient: string;
  basis: Basis;
  categories: Category[];
  disclosed_on: string;
  sealed: Buffer;
  key_id: string;
}

async function sealRow(trx: Trx, vault: Vault, row: DisclosureRow): Promise<StoredRow & { subject_hash: Buffer }> {
  const subject: Identifier | undefined = row.email ? { type: 'email', value: row.email } : row.identifiers[0];
  if (!subject || subject.value.trim() === '') throw new RangeError('a disclosure names no one');
  // One after another is quick: the vault has the key at hand after the first.
  const { keyId, sealed } = await vault.sealValue(trx, 'engine', 'record', { identifiers: row.identifiers });
  return {
    id: randomUUID(),
    recipient: row.recipient,
    basis: row.basis,
    categories: row.categories,
    disclosed_on: row.disclosedOn,
    subject_hash: subjectHash(vault, subject),
    sealed,
    key_id: keyId,
  };
}

/**
 * Keyed hash by which the disclosures of a person are found. A cookie's ID is case-sensitive to its maker; lower-casing
 * both sides only joins what was the same anyway.
 */
export function subjectHash(vault: Vault, { type, value }: Identifier): Buffer {
  return vault.hash('subject', `${type}:${value.trim().toLowerCase()}`);
}

import { randomUUID } from 'node:crypto';
import { type Channel, PREFERENCE_PURPOSES, type PreferencePurpose } from '../rules/codes';
import { allowedFor, latestChoice, type RecordedChoice } from '../rules/preferences';
import type { HashedIdentifier } from './preference-hash';
import type { Db, Trx } from './connect';

/**
 * The preference store: what a consumer chose about a purpose, by keyed hashes of their identifiers. It says what is
 * allowed and nothing else: no name, no reason, and to whoever asks not even that a request was made (RET-01).
 */

/** A choice as it stands for one identifier. */
export interface StandingChoice extends RecordedChoice {
  /** When it took effect, UTC milliseconds. */
  effectiveMs: number;
  /** Given in knowledge of the browser's signal (GPC-04). */
  despiteSignal: boolean;
}

/** What stands for one identifier, by purpose; a purpose about which nothing was ever said is absent. */
export type Standing = Partial<Record<PreferencePurpose, StandingChoice>>;

/** A choice to be written down. */
export interface NewChoice {
  /** Null where no request stands behind it: a browser's signal that names nobody. */
  requestId: string | null;
  purpose: PreferencePurpose;
  allowed: boolean;
  identifiers: readonly HashedIdentifier[];
  channel: Channel;
  /** Moment of the choice, UTC milliseconds. */
  sinceMs: number;
  /** Now: from here on it is in effect. */
  atMs: number;
  despiteSignal?: boolean;
}

/**
 * Writes a choice down for each identifier; once for each request. In the intake transaction for what the consumer named,
 * so that it is in effect before the answer leaves (decisions.md K3); later for what turned out to be the same person's.
 *
 * @returns for how many identifiers it was written now
 */
export async function recordChoice(trx: Trx, choice: NewChoice): Promise<number> {
  const { requestId, purpose, allowed, channel, sinceMs, atMs, despiteSignal = false } = choice;
  const byHash = new Map(choice.identifiers.map((identifier) => [identifier.hash.toString('hex'), identifier]));
  if (byHash.size === 0) return 0;
  const written = await trx('preferences')
    .insert(
      [...byHash.values()].map(({ type, hash }) => ({
        id: randomUUID(),
        identifier_hash: hash,
        identifier_type: type,
        purpose,
        allowed,
        since: new Date(sinceMs),
        effective_at: new Date(atMs),
        channel,
        request_id: requestId,
        despite_signal: despiteSignal,
      })),
    )
    .onConflict(['request_id', 'identifier_hash', 'purpose'])
    .ignore()
    .returning('id');
  return written.length;
}

/** Takes back what a request chose; what stood before it stands again (OPT-03, LIM-03). */
export async function voidChoices(trx: Trx, requestId: string, atMs: number): Promise<number> {
  return trx('preferences')
    .where({ request_id: requestId })
    .whereNull('voided_at')
    .update({ voided_at: new Date(atMs) });
}

/**
 * What stands for each of these hashes (vault/preference-hash.ts), by the hash in hexadecimal; one for which nothing was
 * ever said is absent. For lists: whatever their length, one question to the database.
 */
export async function standingOf(db: Db | Trx, hashes: readonly Buffer[]): Promise<Map<string, Standing>> {
  const rows = await db('preferences')
    .whereIn('identifier_hash', [...hashes])
    .whereNull('voided_at')
    .select<
      {
        identifier_hash: Buffer;
        purpose: PreferencePurpose;
        allowed: boolean;
        since: Date;
        effective_at: Date;
        despite_signal: boolean;
      }[]
    >('identifier_hash', 'purpose', 'allowed', 'since', 'effective_at', 'despite_signal');
  const all = new Map<string, Map<PreferencePurpose, StandingChoice[]>>();
  for (const row of rows) {
    const hash = row.identifier_hash.toString('hex');
    const purposes = all.get(hash) ?? new Map<PreferencePurpose, StandingChoice[]>();
    const choices = purposes.get(row.purpose) ?? [];
    choices.push({
      allowed: row.allowed,
      sinceMs: row.since.getTime(),
      effectiveMs: row.effective_at.getTime(),
      despiteSignal: row.despite_signal,
    });
    all.set(hash, purposes.set(row.purpose, choices));
  }
  return new Map(
    [...all].map(([hash, purposes]) => [
      hash,
      Object.fromEntries([...purposes].map(([purpose, choices]) => [purpose, latestChoice(choices)])) as Standing,
    ]),
  );
}

/** Which purposes are allowed for one person, known by all of these identifiers: each where none of them forbids it. */
export async function allowedPurposes(
  db: Db | Trx,
  hashes: readonly Buffer[],
): Promise<Record<PreferencePurpose, boolean>> {
  const standing = await standingOf(db, hashes);
  return Object.fromEntries(
    PREFERENCE_PURPOSES.map((purpose) => [purpose, allowedFor([...standing.values()].map((each) => each[purpose]))]),
  ) as Record<PreferencePurpose, boolean>;
}

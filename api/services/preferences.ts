import type { ApiKey } from '../../db/api-keys';
import { countHit } from '../../db/limits';
import { CHANGES_PAGE, preferenceChanges } from '../../db/preference-changes';
import { hashedIdentifiers } from '../../db/preference-hash';
import { type Standing, standingOf } from '../../db/preference-store';
import { receiptDay } from '../../rules/calendar';
import { type IdentifierType, PREFERENCE_PURPOSES, type PreferencePurpose } from '../../rules/codes';
import { mayAskAgain } from '../../rules/counters';
import { allowedFor } from '../../rules/preferences';
import { ruleSetFor } from '../../rules/versions';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';

const MINUTE_MS = 60_000;
/** Calls that one key may make in a minute: a system asks before it acts, a search tries many. */
const CALLS_A_MINUTE = 600;

/** What a system may do for one purpose. */
export interface Allowed {
  allowed: boolean;
  /** Whether the consumer may be asked to allow it (CLK-08); true where it is allowed or nothing was ever said. */
  mayAsk: boolean;
}

/** What the business's own systems read of the preference store. */
export interface PreferenceReads {
  /** What is allowed for one person, and under which keys each identifier is found among the changes. */
  read(
    program: ApiKey,
    identifiers: readonly { type: IdentifierType; value: string }[],
    nowMs: number,
  ): Promise<{ preferences: Record<PreferencePurpose, Allowed>; keys: { type: IdentifierType; key: string }[] }>;
  /** What changed after a cursor, by key; each with what stands now. */
  changes(
    program: ApiKey,
    page: { after?: string | undefined; limit?: number | undefined },
    nowMs: number,
  ): Promise<{ changes: ({ key: string; purpose: PreferencePurpose } & Allowed)[]; next: string }>;
}

/**
 * Says what is allowed and nothing else: not since when, not why, not how it was chosen, and of somebody who never chose
 * the same as of somebody who allowed it (RET-01).
 */
export function createPreferenceReads({ db, vault }: Pick<ServiceDeps, 'db' | 'vault'>): PreferenceReads {
  const within = async ({ id }: ApiKey, nowMs: number): Promise<void> => {
    const calls = await countHit(db, { bucket: `preferences:${id}`, windowMs: MINUTE_MS, nowMs });
    if (calls > CALLS_A_MINUTE)
      throw new Problem('too-many', undefined, [], Math.ceil((MINUTE_MS - (nowMs % MINUTE_MS)) / 1000));
  };

  /** An identifier as systems know it: keyed, so that nobody learns it from the list of changes. */
  const keyOf = (hash: Buffer): string =>
    vault.hash('token', `preference ${hash.toString('hex')}`).toString('base64url');

  const stands = (standing: readonly (Standing | undefined)[], purpose: PreferencePurpose, nowMs: number): Allowed => {
    const choices = standing.map((each) => each?.[purpose]);
    const today = receiptDay(nowMs);
    const ruleSet = ruleSetFor(today);
    const mayAsk = (sinceMs: number): boolean =>
      mayAskAgain({ since: receiptDay(sinceMs), today, transactionNeedsIt: false, ruleSet }).may;
    return {
      allowed: allowedFor(choices),
      mayAsk: choices.every((choice) => choice === undefined || choice.allowed || mayAsk(choice.effectiveMs)),
    };
  };

  return {
    async read(program, identifiers, nowMs) {
      await within(program, nowMs);
      const hashed = hashedIdentifiers(vault, identifiers);
      const standing = await standingOf(
        db,
        hashed.map(({ hash }) => hash),
      );
      const all = hashed.map(({ hash }) => standing.get(hash.toString('hex')));
      return {
        preferences: Object.fromEntries(
          PREFERENCE_PURPOSES.map((purpose) => [purpose, stands(all, purpose, nowMs)]),
        ) as Record<PreferencePurpose, Allowed>,
        keys: hashed.map(({ type, hash }) => ({ type, key: keyOf(hash) })),
      };
    },

    async changes(program, { after, limit = CHANGES_PAGE }, nowMs) {
      await within(program, nowMs);
      const { changes, next } = await preferenceChanges(db, { after, limit });
      const standing = await standingOf(
        db,
        changes.map(({ hash }) => hash),
      );
      const once = new Map(changes.map((change) => [`${change.hash.toString('hex')} ${change.purpose}`, change]));
      return {
        changes: [...once.values()].map(({ hash, purpose }) => ({
          key: keyOf(hash),
          purpose,
          ...stands([standing.get(hash.toString('hex'))], purpose, nowMs),
        })),
        next,
      };
    },
  };
}

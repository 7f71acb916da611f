import { hashedIdentifiers } from '../../db/preference-hash';
import { recordChoice, standingOf } from '../../db/preference-store';
import { countSignal } from '../../db/signals';
import { onSignal, optOutCovers } from '../../rules/optOut';
import { claimedIdentifiers } from '../../vault/person';
import type { ServiceDeps } from '../business';
import { choiceClaim, type SignalFields } from '../rights/choices';
import type { Intake } from './intake';

/** A preference signal as a site of the business saw it with a request of a browser. */
export interface SeenSignal extends SignalFields {
  /** The header `Sec-GPC` was `1`. */
  present: boolean;
  /** The consumer takes part in a programme that the opt-out conflicts with: what they said, where they were asked. */
  programme?: { answer: 'consents' | 'affirms-withdrawal' | 'none' | null } | undefined;
}

/** What became of a signal, for the site to show (GPC-03). */
export interface SignalAnswer {
  /** `consent-stands`: the consumer allowed it in knowledge of the signal (GPC-04). `no-signal`: none came (GPC-06). */
  status: 'honoured' | 'consent-stands' | 'no-signal';
  /** The words that the site shows; null where there is nothing to show. */
  show: string | null;
  /** Whether a programme goes on as before (GPC-05). */
  programmeKept: boolean;
}

/** Hears preference signals (11 CCR 7025). */
export interface Signals {
  receive(seen: SeenSignal, nowMs: number): Promise<SignalAnswer>;
}

const PURPOSE = 'sale-or-sharing';
const HONOURED = 'Opt-out request honored';

/**
 * A signal is an opt-out: of the browser alone while nobody is known by it, of the consumer as soon as somebody is, and
 * then carried out as every other one (GPC-01). One that comes with every page changes something once.
 */
export function createSignals({ db, vault, intake }: Pick<ServiceDeps, 'db' | 'vault'> & { intake: Intake }): Signals {
  return {
    async receive({ present, programme, ...fields }, nowMs) {
      const claim = choiceClaim(fields);
      const identifiers = claimedIdentifiers(claim);
      const hashed = hashedIdentifiers(vault, identifiers);
      const standing = await standingOf(
        db,
        hashed.map(({ hash }) => hash),
      );
      const choices = hashed.map(({ hash }) => standing.get(hash.toString('hex'))?.[PURPOSE]);
      const { optOut } = onSignal({
        present,
        conflict: choices.some((choice) => choice?.allowed) ? 'stored-consent' : 'none',
        answer: choices.some((choice) => choice?.allowed && choice.despiteSignal) ? 'consents' : null,
      });
      if (!present) return { status: 'no-signal', show: null, programmeKept: true };
      if (!optOut) return { status: 'consent-stands', show: null, programmeKept: true };
      const { programmeKept } = onSignal({
        present,
        conflict: programme ? 'incentive-programme' : 'none',
        answer: programme?.answer ?? null,
      });
      const honoured: SignalAnswer = { status: 'honoured', show: HONOURED, programmeKept };
      if (choices.every((choice) => choice?.allowed === false)) return honoured;
      const consumerKnown = identifiers.some(({ type }) => type !== 'visitor-id');
      if (optOutCovers({ channel: 'signal', consumerKnown }).covers.includes('consumer')) {
        await intake.receive({
          fields: { right: 'opt-out', ...fields },
          channel: 'signal',
          receivedAtMs: nowMs,
          nowMs,
        });
        await db.transaction((trx) => countSignal(trx, 'consumer', nowMs));
        return honoured;
      }
      await db.transaction(async (trx) => {
        await recordChoice(trx, {
          requestId: null,
          purpose: PURPOSE,
          allowed: false,
          identifiers: hashed,
          channel: 'signal',
          sinceMs: nowMs,
          atMs: nowMs,
        });
        await countSignal(trx, 'device', nowMs);
      });
      return honoured;
    },
  };
}

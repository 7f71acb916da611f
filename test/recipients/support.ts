import type { Recipient } from '../../datamap/data-map';
import { importDisclosures } from '../../db/disclosures';
import { reachMilestone } from '../../db/procedure';
import { type Engine, seedAda } from '../support/engine';

/** A recipient by webhook that takes several notices in one message. */
export function batchRecipient(id: string, more: Partial<Recipient> = {}): Recipient {
  return {
    id,
    name: `Recipient ${id}`,
    role: 'third-party',
    kind: 'content-sponsor',
    contact: { via: 'webhook', url: `${id}-url`, secret: `${id}-secret` },
    bases: ['sold'],
    batch: 2,
    receives: ['email'],
    ...more,
  };
}

/** Where {@link batchRecipient} takes its messages. */
export const addressOf = (id: string): string => `http://${id}.example/notices`;

/** People whose data went to some recipients, and their requests. */
export interface Requests {
  /** Files a deletion whose identity is vouched for, so that its notices go out at once. */
  file(email: string, recipients: string[]): Promise<string>;
  /** Files a deletion that waits for a verifier; `approve` brings it on its way. */
  fileWaiting(email: string, recipients: string[]): Promise<{ id: string; approve(): Promise<void> }>;
  untilPhase(id: string, phase: string): Promise<void>;
  untilNotice(id: string, recipient: string, state: string): Promise<void>;
  notice(id: string, recipient: string): Promise<{ state: string; sent_at: Date | null; reference: string }>;
}

/** Requests of an engine that runs with `graceMs: 0` and `standingApproval: 'vouched'`. */
export function requestsOf(engine: Engine): Requests {
  const { db } = engine.database;
  const seed = async (email: string, recipients: string[]): Promise<void> => {
    await engine.database.ownerDb('disclosures').delete();
    await seedAda(engine, { email });
    await engine.database.ownerDb('disclosures').delete();
    await importDisclosures(
      db,
      engine.vault,
      recipients.map((recipient) => ({
        email,
        identifiers: [{ type: 'email' as const, value: email }],
        recipient,
        basis: 'sold' as const,
        categories: ['identifiers' as const],
        disclosedOn: '2025-06-06',
      })),
    );
  };
  const notice: Requests['notice'] = (id, recipient) =>
    db('notices').where({ request_id: id, recipient }).orderBy('round', 'desc').first('state', 'sent_at', 'reference');
  const untilPhase: Requests['untilPhase'] = (id, phase) =>
    engine.until(`phase ${phase}`, async () => (await engine.row(id)).phase === phase);
  return {
    notice,
    untilPhase,
    untilNotice: (id, recipient, state) =>
      engine.until(`${recipient} ${state}`, async () => (await notice(id, recipient))?.state === state),
    async file(email, recipients) {
      await seed(email, recipients);
      const id = await engine.file({ email }, async (trx, requestId, nowMs) => {
        await reachMilestone(trx, { id: requestId, round: 1 }, 'vouched', nowMs);
      });
      await untilPhase(id, 'following-through');
      return id;
    },
    async fileWaiting(email, recipients) {
      await seed(email, recipients);
      const id = await engine.file({ email });
      const matched = async (): Promise<boolean> =>
        (await engine.ledger(id)).includes('matched') && (await engine.letters(id)).includes('code');
      await engine.until('matched', matched);
      const decide = async (kind: 'confirm-code' | 'approve-verification'): Promise<void> => {
        if ((await engine.decide(id, kind)) !== 'claimed') throw new Error(`${kind} was refused`);
      };
      await decide('confirm-code');
      return {
        id,
        async approve() {
          await seed(email, recipients);
          await decide('approve-verification');
          await untilPhase(id, 'following-through');
        },
      };
    },
  };
}

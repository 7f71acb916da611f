import { createLog, createReport } from '../../../worker/log';
import type { ActivityDependencies } from '../../../activities';
import type { SystemConnector } from '../../../connectors/connector';
import { importDisclosures } from '../../../db/disclosures';
import type { IdentifiedClaim } from '../../../vault/person';
import { batchRecipient } from '../../recipients/support';
import { type Engine, startEngine } from '../../support/engine';
import { type Exposed, marker, type Marks, markedClaim } from './marks';

/** A recipient that takes several notices in one message. */
export const QUEUED = 'panel';

/** An engine whose every part fails for chosen persons, in words that quote them. */
export interface MarkedEngine {
  engine: Engine;
  marks: Marks;
  /** For whom `crm`, the mail, a webhook, or a message of several notices fails: any word of their claim. */
  failing: { crm: Set<string>; mail: Set<string>; webhook: Set<string>; batch: Set<string> };
  /** What the worker's own log says. */
  log: Exposed;
  /** Files a request of a marked person whom both systems know, and of whom recipients were told. */
  file(seed: string, options?: { kept?: boolean; agent?: boolean; queued?: boolean }): Promise<Marked>;
}

/** A marked person and their request. */
export interface Marked {
  id: string;
  claim: IdentifiedClaim;
  mark: ReturnType<typeof marker>;
  rowKey: string;
}

/** @param leak changes the activities' parts after all else: a build that leaks on purpose */
export async function startMarkedEngine(
  context: Mocha.Context,
  leak: (own: ActivityDependencies, marks: Marks) => ActivityDependencies = (own) => own,
): Promise<MarkedEngine> {
  const marks: Marks = new Map();
  const failing: MarkedEngine['failing'] = { crm: new Set(), mail: new Set(), webhook: new Set(), batch: new Set() };
  const log: Exposed = { where: "the worker's log", content: '' };
  const ownLog = createLog({ write: (line) => void (log.content = `${String(log.content)}${line}`) });

  /** As a driver or a server says it: with the row, or the letter, in full. */
  const failFor = (part: keyof MarkedEngine['failing'], given: unknown): void => {
    const whole = JSON.stringify(given);
    for (const word of failing[part])
      if (whole.includes(word)) throw new Error(`${part} failed: Key (value)=(${whole}) violates ${word}`);
  };
  const wrapped = (own: ActivityDependencies): ActivityDependencies => {
    const crm = own.connectors.get('crm')!;
    const failingCrm: SystemConnector = {
      ...crm,
      locate: async (identifiers, context_) => (failFor('crm', identifiers), crm.locate(identifiers, context_)),
      erase: async (keys, context_) => (failFor('crm', keys), crm.erase(keys, context_)),
      remaining: async (keys, ids, context_) => (failFor('crm', [keys, ids]), crm.remaining(keys, ids, context_)),
    };
    return {
      ...own,
      report: createReport(ownLog),
      connectors: new Map(own.connectors).set('crm', failingCrm),
      mailer: { ...own.mailer, send: async (mail) => (failFor('mail', mail.to), own.mailer.send(mail)) },
      webhooks: {
        send: async (notice) => (failFor('webhook', notice.notice), own.webhooks.send(notice)),
        sendBatch: async (batch) => (failFor('batch', batch.notice), own.webhooks.sendBatch(batch)),
      },
    };
  };
  const engine = await startEngine(
    context,
    {},
    { recipients: [batchRecipient(QUEUED)], dependencies: (own) => leak(wrapped(own), marks) },
  );

  return {
    engine,
    marks,
    failing,
    log,
    async file(seed, { kept = false, agent = false, queued = false } = {}) {
      const mark = marker(marks, seed);
      const claim = markedClaim(mark, { agent });
      const rowKey = mark.word('row-key');
      engine.crm.rows.push(
        {
          table: 'contacts',
          key: rowKey,
          email: claim.email,
          phone: claim.phone!,
          fields: [
            { field: 'contacts.email', value: claim.email, proof: 'never', contact: 'email' },
            { field: 'contacts.second', value: mark.email('held-contact'), proof: 'never', contact: 'email' },
            {
              field: 'contacts.postal_code',
              asks: 'postal-code',
              value: claim.points['postal-code']!,
              proof: 'reliable',
            },
          ],
        },
        {
          table: 'invoices',
          key: `${rowKey}-invoice`,
          email: claim.email,
          ...(kept ? { keep: { code: 'D8', reason: 'Tax law.', purpose: 'tax records', endsOn: '2034-12-31' } } : {}),
        },
      );
      engine.events.rows.push({ table: 'attendees', key: `${rowKey}-attendee`, email: claim.email });
      const disclosed = { email: claim.email, categories: ['identifiers' as const], disclosedOn: '2025-05-05' };
      const identifiers = [{ type: 'email' as const, value: claim.email }];
      await importDisclosures(engine.database.db, engine.vault, [
        { ...disclosed, identifiers, recipient: 'mailer', basis: 'business-purpose' },
        { ...disclosed, identifiers, recipient: 'sponsor', basis: 'sold' },
        ...(queued ? [{ ...disclosed, identifiers, recipient: QUEUED, basis: 'sold' as const }] : []),
      ]);
      return { id: await engine.file(claim), claim, mark, rowKey };
    },
  };
}

import { createHash } from 'node:crypto';
import { ConnectorFailure } from '../connectors/connector';
import type { WebhookAnswer } from '../connectors/webhook';
import type { Recipient } from '../datamap/data-map';
import { queueTerms, queueTermsOf } from '../datamap/queues';
import type { Trx } from '../db/connect';
import { declined, failedAll, intendAll, type Intent } from '../db/effects';
import {
  type BatchRow,
  endBatch,
  FIRST_STEP,
  nextMessage,
  type NextMessage,
  openLateTasks,
  queuedLeft,
  type QueuedNotice,
  sameBytes,
  sealMail,
  takeBatch,
  tryLater,
} from '../db/notice-queue';
import { dropHeldReminders, keepBackQueued, takeBackHeld } from '../db/held-notices';
import { anyHold, lockHolds } from '../db/holds';
import { tellOfQueued, unheardOfBatch } from '../db/notices';
import type { PlanKeys } from '../db/plans';
import { lockRequest, type RequestRow } from '../db/procedure';
import { closeTasks, openTask } from '../db/tasks';
import { type ComposedMail, composeRecipientMail } from '../letters/recipient-mail';
import { attempt, callContext, failureCode } from './attempt';
import type { ActivityDependencies } from './dependencies';
import { attemptMs } from './moment';
import { messageIdOf, recordSent, type Sent } from './notice-sent';
import { instructionOf, pageLink, recipientNamed } from './recipient-message';

/** The next message of a queue, and how it is to be tried. */
export interface Delivery extends NextMessage {
  /** How long one attempt may take, milliseconds. */
  attemptMs: number;
  /** Waits between two attempts, milliseconds: the first, and the longest. */
  retryFirstMs: number;
  retryMaximumMs: number;
}

/** What came of a message. */
export interface Delivered {
  /** Requests that must hear that their recipients are settled, or that one refused. */
  tell: string[];
}

/**
 * What the workflow of a recipient's queue is made of (decisions.md I4). IDs, numbers and moments only: whom a notice
 * concerns is in the vault.
 */
export interface QueueSteps {
  /** Looks for the next message, and tells a person of notices that the queue will not let leave in time. */
  nextDelivery(input: { recipient: string; atMs: number }): Promise<Delivery | null>;
}

/** What the workflow of a queue does outside our own Postgres. */
export interface QueueEffects {
  /** Sends one message: its number makes it one, whoever tries it and however often. */
  deliver(input: { recipient: string; seq: number }): Promise<Delivered>;
}

/** Wait before the second attempt, where no rate asks for a longer one, milliseconds. */
const FIRST_WAIT_MS = 2_000;
/** Rows of one transaction: each takes the lock of its request, in their order. */
const ROWS_AT_ONCE = 50;
/** Vault entries opened at the same time. */
const OPENED_AT_ONCE = 10;

/** A message about to be sent. */
interface Begun {
  batch: BatchRow;
  items: QueuedNotice[];
  /** As the items. */
  intents: Intent[];
  recipient: Recipient;
}

/** The queues of recipients that take several notices at a time (SP-05; decisions.md E2, I4). */
export function createQueueActivities(deps: ActivityDependencies): QueueSteps & QueueEffects {
  const { db, vault, dataMap, settings } = deps;

  return {
    nextDelivery: ({ recipient: id, atMs }) =>
      attempt(
        () =>
          db.transaction(async (trx) => {
            const terms = queueTermsOf(dataMap, id);
            // taken out of the map with notices waiting: the watchdog tells a person
            if (!terms) return null;
            await openLateTasks(trx, terms, atMs);
            const next = await nextMessage(trx, terms, atMs);
            const spacing = terms.spacing === 'daily' ? 0 : terms.spacing;
            return (
              next && {
                ...next,
                attemptMs: settings.attemptMs,
                // a repeat is a message too: it keeps to the rate
                retryFirstMs: Math.max(FIRST_WAIT_MS, spacing),
                retryMaximumMs: Math.max(settings.retryMaximumMs, spacing),
              }
            );
          }),
        deps.report,
      ),

    deliver: ({ recipient: id, seq }) =>
      attempt(async () => {
        const recipient = recipientNamed(dataMap, id);
        await deps.fault?.('batch:before-intent');
        await keepBackQueued(db, vault, id, attemptMs());
        const taken = await db.transaction((trx) => takeBatch(trx, queueTerms(recipient), seq, attemptMs()));
        const begun = taken && (await db.transaction((trx) => begin(trx, recipient, taken)));
        if (begun) {
          await deps.fault?.('batch:after-intent');
          await send(begun);
          await deps.fault?.('batch:after-evidence');
        }
        return { tell: await unheardOfBatch(db, id, seq) };
      }, deps.report),
  };

  /** Writes the intents, under the locks that placing a hold takes: one placed later finds them (decisions.md D4). */
  async function begin(
    trx: Trx,
    recipient: Recipient,
    { batch, items }: { batch: BatchRow; items: QueuedNotice[] },
  ): Promise<Begun | undefined> {
    const nowMs = attemptMs();
    const requests = new Map<string, RequestRow>();
    // in their order: two queues that meet the same requests must not wait for each other
    for (const id of [...new Set(items.map(({ request_id }) => request_id))].sort())
      requests.set(id, await lockRequest(trx, id));
    await lockHolds(trx, 'shared');
    const held = new Set<string>();
    if (await anyHold(trx))
      for (const [id, row] of requests) {
        const own = items.filter(({ request_id }) => request_id === id);
        const first = own.filter(({ step }) => step === FIRST_STEP);
        const again = own.filter(({ step }) => step !== FIRST_STEP);
        for (const taken of await takeBackHeld(trx, vault, row, first, nowMs)) held.add(taken);
        for (const dropped of await dropHeldReminders(trx, vault, row, again)) held.add(dropped);
      }
    const going = items.filter(({ id }) => !held.has(id));
    if (going.length === 0) {
      await endBatch(trx, batch, nowMs);
      return undefined;
    }
    const ids = going.map(({ request_id, step, recipient: target, round }) => ({
      requestId: request_id,
      step,
      target,
      round,
    }));
    return { batch, items: going, recipient, intents: await intendAll(trx, ids, nowMs) };
  }

  async function send(begun: Begun): Promise<void> {
    let said: Map<string, Sent> | 'other-bytes';
    try {
      said = begun.recipient.contact.via === 'webhook' ? await callWebhook(begun) : await sendMail(begun);
      await deps.fault?.('batch:after-effect');
    } catch (error) {
      await recordFailure(begun, failureCode(error));
      throw error;
    }
    await record(begun, said);
  }

  /** @returns what was said of each notice, by reference; `other-bytes` where the data map changed since the first try */
  async function callWebhook({ batch, items, recipient }: Begun): Promise<Map<string, Sent> | 'other-bytes'> {
    if (recipient.contact.via !== 'webhook') throw new ConnectorFailure('internal');
    const instructions = [];
    for (let start = 0; start < items.length; start += OPENED_AT_ONCE) {
      const some = items.slice(start, start + OPENED_AT_ONCE);
      instructions.push(
        ...(await Promise.all(
          some.map(async (notice) =>
            instructionOf(recipient, notice, await vault.open<PlanKeys>(db, notice.content_entry)),
          ),
        )),
      );
    }
    // a recipient that takes one at a time is sent one as everywhere else
    const single = recipient.batch === 1 && instructions.length === 1;
    const notice = single ? instructions[0] : { notices: instructions };
    const digest = createHash('sha256').update(JSON.stringify(notice)).digest();
    if (!(await db.transaction((trx) => sameBytes(trx, batch, digest)))) return 'other-bytes';
    const { signal, nowMs } = callContext();
    const message = {
      // the start refuses a data map whose secrets are missing
      url: deps.secrets.get(recipient.contact.url)!,
      secret: deps.secrets.get(recipient.contact.secret)!,
      idempotencyKey: batch.idempotency_key,
      notice,
      signal,
      nowMs,
    };
    if (single) return new Map<string, WebhookAnswer>([[items[0]!.reference, await deps.webhooks.send(message)]]);
    return deps.webhooks.sendBatch({ ...message, references: items.map(({ reference }) => reference) });
  }

  /** A count and a link, no person (decisions.md I2). */
  async function sendMail({ batch, items, recipient }: Begun): Promise<Map<string, Sent>> {
    if (!('address' in recipient.contact)) throw new ConnectorFailure('internal');
    const mail = await db.transaction((trx) => mailOf(trx, batch, items, recipient));
    await deps.mailer.send({
      to: recipient.contact.address,
      ...mail,
      messageId: messageIdOf(batch.idempotency_key, deps.business.baseUrl),
      atMs: attemptMs(),
    });
    return new Map(items.map(({ reference }) => [reference, { state: 'sent' }]));
  }

  /** Composed and sealed at the first try; a repeat sends the same one, with the same link. */
  async function mailOf(trx: Trx, batch: BatchRow, items: QueuedNotice[], recipient: Recipient): Promise<ComposedMail> {
    if (batch.sealed && batch.key_id) return vault.openValue<ComposedMail>(trx, batch.key_id, batch.sealed);
    const fresh = items.filter(({ step }) => step === FIRST_STEP).length;
    const [one, another] = new Set(items.map(({ instruction }) => instruction));
    const mail = composeRecipientMail({
      instruction: another === undefined ? one! : 'several',
      businessName: deps.business.name,
      contactEmail: deps.business.contactEmail,
      recipientName: recipient.name,
      url: await pageLink(trx, vault, recipient, { baseUrl: deps.business.baseUrl, nowMs: attemptMs() }),
      ...(fresh === 0
        ? { count: items.length, reminder: true }
        : { count: fresh, unanswered: items.length - fresh, reminder: false }),
    });
    const { keyId, sealed } = await vault.sealValue(trx, 'engine', 'record', mail);
    await sealMail(trx, batch, { keyId, sealed });
    return mail;
  }

  /** Evidence for each notice of the message; those that were not taken wait for a later one. */
  async function record({ batch, items, intents }: Begun, said: Map<string, Sent> | 'other-bytes'): Promise<void> {
    const rows = items
      .map((notice, index) => ({ notice, intent: intents[index]! }))
      // one order for all queues: two that meet the same requests must not wait for each other
      .sort((a, b) => (a.notice.request_id < b.notice.request_id ? -1 : 1));
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
      await db.transaction(async (trx) => {
        for (const { notice, intent } of rows.slice(start, start + ROWS_AT_ONCE)) {
          // what an earlier attempt got as far as recording stands
          if (intent.done || said === 'other-bytes') continue;
          await recordOne(trx, notice, intent, said.get(notice.reference));
        }
      });
      callContext().heartbeat();
    }
    await db.transaction((trx) => endBatch(trx, batch, attemptMs()));
  }

  async function recordOne(trx: Trx, notice: QueuedNotice, intent: Intent, sent: Sent | undefined): Promise<void> {
    const nowMs = attemptMs();
    const row = await lockRequest(trx, notice.request_id);
    if (!sent) {
      await failedAll(trx, [intent], nowMs, 'recipient-refused');
      await declined(trx, intent);
      await tryLater(trx, notice, { nowMs, longestMs: settings.retryMaximumMs });
      return;
    }
    await recordSent(trx, row, { notice, intent, sent, reminder: notice.step !== FIRST_STEP });
    await queuedLeft(trx, notice, nowMs);
    if (notice.step === FIRST_STEP)
      for (const kind of ['recipient-silent', 'notice-late'] as const)
        await closeTasks(trx, row, { kind, target: notice.recipient, by: 'engine', atMs: nowMs });
    await tellOfQueued(trx, row, sent.state, nowMs);
  }

  /** Attempts go on by time; what fails for long is work for a person on every request that it holds up. */
  async function recordFailure({ items, intents, recipient }: Begun, code: ReturnType<typeof failureCode>) {
    const nowMs = attemptMs();
    const since = await failedAll(db, intents, nowMs, code);
    if (nowMs - since < settings.systemDownAfterMs) return;
    const requests = [...new Set(items.map(({ request_id }) => request_id))].sort();
    for (let start = 0; start < requests.length; start += ROWS_AT_ONCE)
      await db.transaction(async (trx) => {
        for (const id of requests.slice(start, start + ROWS_AT_ONCE))
          await openTask(trx, await lockRequest(trx, id), {
            kind: 'recipient-silent',
            target: recipient.id,
            role: 'intake',
            code,
            atMs: nowMs,
            level: 1,
          });
      });
  }
}

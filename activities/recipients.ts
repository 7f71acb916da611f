import { ConnectorFailure } from '../connectors/connector';
import type { Recipient } from '../datamap/data-map';
import { takingOf } from '../datamap/queues';
import type { Trx } from '../db/connect';
import { assertLeases, failed, intend, type Intent } from '../db/effects';
import { keepBackHeld, stoppedByHold } from '../db/held-notices';
import { lockHolds } from '../db/holds';
import { queueNotices } from '../db/notice-queue';
import { type NoticeRow, recipientsSettled, remindersDone, silentNotices, unsentNotices } from '../db/notices';
import type { PlanKeys } from '../db/plans';
import { lockRequest, reachMilestone, type RequestRow, snapshot } from '../db/procedure';
import { closeTasks, openTask } from '../db/tasks';
import { type ComposedMail, composeRecipientMail } from '../letters/recipient-mail';
import { attempt, callContext, failureCode } from './attempt';
import { batched } from './batched';
import type { ActivityDependencies } from './dependencies';
import type { Effects } from './effects';
import { attemptMs } from './moment';
import { messageIdOf, recordSent, type Sent, type SentNotice } from './notice-sent';
import { instructionOf, pageLink, recipientNamed } from './recipient-message';

/** Notices under way at the same time; one activity carries them all, with the rows as its cursor. */
const AT_ONCE = 10;

/** Whether a notice goes for the first time or again. */
interface Sending {
  step: string;
  reminder: boolean;
}
const FIRST: Sending = { step: 'notice', reminder: false };

/** A notice about to go. */
interface Begin {
  notice: NoticeRow;
  recipient: Recipient;
  sending: Sending;
}

/** Its intent, and the mail that was composed with it. */
interface Begun {
  intent: Intent;
  mail: ComposedMail | null;
}

/** A notice that did not leave, and since when it does not. */
interface Failure {
  since: number;
  error: unknown;
  recipient: string;
}

/** The instructions to recipients of a person's data (SP-05; DEL-03, DEL-04, DEL-11). */
export function createRecipientEffects(deps: ActivityDependencies): Pick<Effects, 'notify' | 'remind'> {
  const { db, vault, dataMap, settings } = deps;

  return {
    notify: ({ requestId, patience }) =>
      attempt(async () => {
        await keepBackHeld(db, vault, requestId, attemptMs());
        const row = await readRequest(requestId);
        const unsent = await outsideQueues(row, await unsentNotices(db, requestId, row.round), FIRST.step);
        const keys = unsent[0] ? await vault.open<PlanKeys>(db, unsent[0].content_entry) : undefined;
        const failures: Failure[] = [];
        const writes = batchedWrites(row);
        let held = false;
        for (let start = 0; start < unsent.length; start += AT_ONCE) {
          const results = await Promise.all(
            unsent.slice(start, start + AT_ONCE).map((notice) => sendOne(notice, keys!, FIRST, writes)),
          );
          failures.push(...results.filter((r) => r !== null && r !== 'held'));
          held ||= results.includes('held');
          callContext().heartbeat();
        }
        // a hold came between the look above and the intents
        if (held) await keepBackHeld(db, vault, requestId, attemptMs());
        const now = attemptMs();
        const worth = failures.filter((f) => now - f.since < settings.systemDownAfterMs);
        if (worth.length > 0 || (patience === 'endless' && failures.length > 0)) throw failures[0]!.error;
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, requestId);
          for (const { recipient, error } of failures)
            await openTask(trx, locked, {
              kind: 'recipient-silent',
              target: recipient,
              role: 'intake',
              code: failureCode(error),
              atMs: now,
              level: 1,
            });
          await reachMilestone(trx, locked, 'recipients-told', now);
          if (failures.length === 0) {
            await reachMilestone(trx, locked, 'recipients-all-told', now);
            for (const { recipient } of unsent)
              await closeTasks(trx, locked, { kind: 'recipient-silent', target: recipient, by: 'engine', atMs: now });
            await recipientsSettled(trx, locked, now);
          }
          return snapshot(trx, locked, settings);
        });
      }, deps.report),

    remind: ({ requestId }) =>
      attempt(async () => {
        const row = await readRequest(requestId);
        const number = 1 + (await remindersDone(db, row));
        const step = `reminder-${number}`;
        const silent = await outsideQueues(row, await unheld(row, await silentNotices(db, requestId), step), step);
        const writes = batchedWrites(row);
        for (const notice of silent) {
          const keys = await vault.open<PlanKeys>(db, notice.content_entry);
          // what fails here is tried again with the next reminder; a task for a person stands meanwhile
          await sendOne(notice, keys, { step, reminder: true }, writes);
          callContext().heartbeat();
        }
        return db.transaction(async (trx) => {
          const locked = await lockRequest(trx, requestId);
          const now = attemptMs();
          await reachMilestone(trx, locked, `recipients-reminded-${number}`, now);
          await recipientsSettled(trx, locked, now);
          return snapshot(trx, locked, settings);
        });
      }, deps.report),
  };

  /** A plain read: what is written later takes the lock and looks again. */
  async function readRequest(requestId: string): Promise<RequestRow> {
    return db('requests').where({ id: requestId }).first<RequestRow>();
  }

  /** Those of which no hold forbids to say more. */
  async function unheld(row: RequestRow, notices: NoticeRow[], step: string): Promise<NoticeRow[]> {
    return db.transaction(async (trx) => {
      await lockHolds(trx, 'shared');
      const stopped = await stoppedByHold(trx, vault, row, notices, step);
      return notices.filter(({ id }) => !stopped.has(id));
    });
  }

  /**
   * Puts those into their queues whose recipients take several at a time, and returns the others. A reminder of a notice
   * that has not left yet would be its first message.
   */
  async function outsideQueues(row: RequestRow, notices: NoticeRow[], step: string): Promise<NoticeRow[]> {
    const taking = (notice: NoticeRow) => takingOf(recipientNamed(dataMap, notice.recipient));
    const queued = notices.filter(
      (notice) =>
        taking(notice) !== 'single' && (step === FIRST.step || notice.state !== 'queued' || taking(notice) === 'pull'),
    );
    if (queued.length > 0) {
      const atMs = attemptMs();
      const woken = await db.transaction(async (trx) =>
        queueNotices(trx, await lockRequest(trx, row.id), { notices: queued, step, atMs }),
      );
      // the rows stand: what cannot be woken now, the sweeper wakes
      for (const recipient of woken) await deps.wakeQueue(recipient).catch(deps.report);
    }
    return notices.filter((notice) => taking(notice) === 'single' && notice.state !== 'queued');
  }

  /** Intents and evidence of notices that are under way together: a few transactions for all of them. */
  function batchedWrites(row: RequestRow) {
    return {
      // under the lock that placing a hold takes alone: one placed later finds these intents (decisions.md D4)
      begin: batched((asked: Begin[]) =>
        db.transaction(async (trx) => {
          await lockHolds(trx, 'shared');
          const notices = asked.map(({ notice }) => notice);
          const stopped = await stoppedByHold(trx, vault, row, notices, asked[0]!.sending.step);
          const begun: (Begun | 'held')[] = [];
          for (const one of asked) begun.push(stopped.has(one.notice.id) ? 'held' : await begin(trx, one));
          return begun;
        }),
      ),
      assertOurs: batched(async (intents: Intent[]) => {
        await assertLeases(db, intents);
        return intents;
      }),
      record: batched((sent: SentNotice[]) =>
        db.transaction(async (trx) => {
          const locked = await lockRequest(trx, row.id);
          for (const one of sent) await recordSent(trx, locked, one);
          return sent;
        }),
      ),
    };
  }

  async function begin(trx: Trx, { notice, recipient, sending }: Begin): Promise<Begun> {
    const { step, reminder } = sending;
    const nowMs = attemptMs();
    const id = { requestId: notice.request_id, step, target: notice.recipient, round: notice.round };
    const made = await intend(trx, id, nowMs);
    if (made.done || recipient.contact.via !== 'email') return { intent: made, mail: null };
    const kind = `${step}-mail-${notice.id}`;
    const [stored] = await vault.find(trx, notice.request_id, kind);
    if (stored) return { intent: made, mail: await vault.open<ComposedMail>(trx, stored) };
    const composed = composeRecipientMail({
      businessName: deps.business.name,
      contactEmail: deps.business.contactEmail,
      recipientName: recipient.name,
      count: 1,
      url: await pageLink(trx, vault, recipient, { baseUrl: deps.business.baseUrl, nowMs }),
      instruction: notice.instruction,
      reference: notice.reference,
      reminder,
    });
    await vault.seal(trx, { owner: notice.request_id, class: 'record', kind, value: composed, atMs: nowMs });
    return { intent: made, mail: composed };
  }

  async function sendOne(
    notice: NoticeRow,
    keys: PlanKeys,
    sending: Sending,
    writes: ReturnType<typeof batchedWrites>,
  ): Promise<Failure | 'held' | null> {
    const { step, reminder } = sending;
    await deps.fault?.(`${step}:before-intent`);
    const recipient = recipientNamed(dataMap, notice.recipient);
    const begun = await writes.begin({ notice, recipient, sending });
    if (begun === 'held') return 'held';
    const { intent, mail } = begun;
    if (intent.done) return null;
    await deps.fault?.(`${step}:after-intent`);
    try {
      await writes.assertOurs(intent);
      const sent = mail ? await sendMail(recipient, intent, mail) : await callWebhook(recipient, notice, keys);
      await deps.fault?.(`${step}:after-effect`);
      await writes.record({ notice, intent, sent, reminder });
      await deps.fault?.(`${step}:after-evidence`);
      return null;
    } catch (error) {
      const since = await failed(db, intent, attemptMs(), failureCode(error));
      return { since, error, recipient: notice.recipient };
    }
  }

  async function sendMail(recipient: Recipient, intent: Intent, mail: ComposedMail): Promise<Sent> {
    if (recipient.contact.via !== 'email') throw new ConnectorFailure('internal');
    await deps.mailer.send({
      to: recipient.contact.address,
      ...mail,
      messageId: messageIdOf(intent.key, deps.business.baseUrl),
      atMs: attemptMs(),
    });
    return { state: 'sent' };
  }

  async function callWebhook(recipient: Recipient, notice: NoticeRow, keys: PlanKeys): Promise<Sent> {
    if (recipient.contact.via !== 'webhook') throw new ConnectorFailure('internal');
    const context = callContext();
    return deps.webhooks.send({
      // the start refuses a data map whose secrets are missing
      url: deps.secrets.get(recipient.contact.url)!,
      secret: deps.secrets.get(recipient.contact.secret)!,
      idempotencyKey: notice.idempotency_key,
      notice: instructionOf(recipient, notice, keys),
      signal: context.signal,
      nowMs: context.nowMs,
    });
  }
}

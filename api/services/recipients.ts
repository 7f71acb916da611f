import { createHmac, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import type { Identifier } from '../../connectors/connector';
import { signWebhook } from '../../connectors/webhook';
import type { Recipient } from '../../datamap/data-map';
import { toldTo, type ToldIdentifier } from '../../datamap/hashed';
import { CODE_LIFE_MS, CODE_TRIES, CODES_A_DAY, type CodeAnswer } from '../../db/codes';
import type { Trx } from '../../db/connect';
import { keepBackQueued } from '../../db/held-notices';
import { countHit } from '../../db/limits';
import { contactHashOf } from '../../db/links';
import {
  answerNotice,
  itemsOf,
  type NoticeAnswer,
  type NoticeRefusal,
  openItemCount,
  recipientOfReference,
} from '../../db/notices-answer';
import { endSession, lockSession, openSession, extendSession } from '../../db/sessions';
import { composeRecipientCode } from '../../letters/recipient-mail';
import { KeyShredded } from '../../vault/vault';
import type { ServiceDeps } from '../business';
import type { Instruction } from '../../rules/codes';
import { Problem } from '../problems';
import type { LiveSession } from '../route';

const DAY_MS = 86_400_000;
const SESSION_MS = 3_600_000;
/** How far a signature's moment may lie from ours, milliseconds. */
const SIGNATURE_AGE_MS = 5 * 60_000;

/** An item as its recipient sees it behind the code: whom it concerns, by identifiers that this recipient received. */
export interface VisibleItem {
  reference: string;
  instruction: Instruction;
  state: string;
  sentAtMs: number | null;
  identifiers: ToldIdentifier[];
  answerable: boolean;
}

/** What recipients do, by the link of a mail or by their own system. */
export interface Recipients {
  /**
   * Writes a recipient's answer, and tells the request where it must hear.
   * @returns undefined where this recipient has no such notice; whether the answer changed anything
   */
  record(input: Parameters<typeof answerNotice>[1]): Promise<{ changed: boolean } | undefined>;
  /** Whom a notice concerns, by what this recipient received; nobody where that was destroyed by now. */
  identifiersOf(recipientId: string, contentEntry: string): Promise<ToldIdentifier[]>;
  named(session: LiveSession): Recipient;
  count(session: LiveSession): Promise<number>;
  items(session: LiveSession, nowMs: number): Promise<VisibleItem[]>;
  /** Sends a code to the registered contact, unless the day's codes are used up. Says neither. */
  sendCode(session: LiveSession, nowMs: number): Promise<void>;
  enterCode(
    session: LiveSession,
    code: string,
    nowMs: number,
  ): Promise<{ answer: CodeAnswer; renewed?: { token: string; csrf: string } }>;
  /** @throws Problem `not-found` where this recipient has no such notice */
  answer(
    session: LiveSession,
    input: { reference: string; answer: NoticeAnswer; code?: NoticeRefusal },
    nowMs: number,
  ): Promise<void>;
  /**
   * An answer by the recipient's system, signed as our notices are.
   * @throws Problem `wrong-signature`, whatever was wrong: reference, recipient, key, moment or bytes
   */
  answerSigned(
    input: { reference: string; body: Buffer; header(name: string): string | undefined },
    parse: (value: unknown) => { state: NoticeAnswer; code?: NoticeRefusal | undefined },
    nowMs: number,
  ): Promise<{ changed: boolean }>;
}

interface CodeInSession {
  hash: string;
  expiresAtMs: number;
  tries: number;
}

/** Mail to a recipient holds a count and a link; persons stand behind a code to its registered contact (decisions.md I2). */
export function createRecipients(deps: ServiceDeps): Recipients {
  const { db, vault, dataMap, mailer, business, background, gateway, secrets } = deps;

  const named = (session: LiveSession): Recipient => {
    const recipient = dataMap.recipients.find(({ id }) => id === session.subject);
    // a session ends with the contact that its link was sent to
    const contact = recipient && contactHashOf(vault, recipient)?.toString('hex');
    if (!recipient || contact === undefined || contact !== session.content['contact']) throw new Problem('not-found');
    return recipient;
  };

  const record: Recipients['record'] = async (input) => {
    const done = await db.transaction((trx) => answerNotice(trx, input));
    // the row stands; should this message be lost, the sweeper repeats it
    if (done?.tell) background.run(() => gateway.recipientsSettled(done.requestId));
    return done;
  };
  const recordOrNone = async (input: Parameters<typeof answerNotice>[1]): Promise<{ changed: boolean }> => {
    const done = await record(input);
    if (!done) throw new Problem('not-found');
    return done;
  };
  const identifiersOf: Recipients['identifiersOf'] = async (recipientId, contentEntry) => {
    // one sealed entry holds what each recipient of the request received: nobody sees but their own part
    const sealed = await vault
      .open<{ recipients?: { recipient: string; identifiers: Identifier[] }[] }>(db, contentEntry)
      .catch((error: unknown) => {
        if (error instanceof KeyShredded) return { recipients: [] };
        throw error;
      });
    const received = sealed.recipients?.find((each) => each.recipient === recipientId)?.identifiers ?? [];
    const recipient = dataMap.recipients.find(({ id }) => id === recipientId);
    return recipient ? toldTo(recipient, received) : [];
  };

  return {
    record,
    identifiersOf,
    named,
    count: (session) => openItemCount(db, named(session).id),

    async items(session, nowMs) {
      const recipient = named(session);
      await keepBackQueued(db, vault, recipient.id, nowMs);
      const items = await itemsOf(db, recipient.id);
      return Promise.all(
        items.map(async ({ reference, instruction, state, sentAt, contentEntry }) => ({
          reference,
          instruction,
          state,
          sentAtMs: sentAt?.getTime() ?? null,
          identifiers: await identifiersOf(recipient.id, contentEntry),
          answerable: ['queued', 'sent', 'received', 'overdue'].includes(state),
        })),
      );
    },

    async sendCode(session, nowMs) {
      const recipient = named(session);
      const { contact } = recipient;
      if (!('address' in contact)) return;
      const sent = await countHit(db, { bucket: `recipient-code:${recipient.id}`, windowMs: DAY_MS, nowMs });
      if (sent > CODES_A_DAY) return;
      const code = Array.from({ length: 8 }, () => randomInt(10)).join('');
      const held: CodeInSession = {
        hash: await hashOf(session.token, code),
        expiresAtMs: nowMs + CODE_LIFE_MS,
        tries: 0,
      };
      await extendSession(db, session.token, { code: held });
      const mail = composeRecipientCode({
        businessName: business.name,
        contactEmail: business.contactEmail,
        contactPhone: business.contactPhone,
        recipientName: recipient.name,
        code,
        validMinutes: CODE_LIFE_MS / 60_000,
      });
      const id = createHmac('sha256', session.token).update(String(nowMs)).digest('hex').slice(0, 32);
      background.run(() =>
        mailer.send({
          to: contact.address,
          ...mail,
          messageId: `<${id}@${new URL(business.baseUrl).hostname}>`,
          atMs: nowMs,
        }),
      );
    },

    enterCode: (session, code, nowMs) =>
      db.transaction(async (trx) => {
        const answer = await tryCode(trx, session, code, nowMs);
        if (answer !== 'right') return { answer };
        await endSession(trx, session.token);
        const renewed = await openSession(trx, {
          audience: 'recipient',
          subject: session.subject,
          content: { purpose: 'recipient', contact: session.content['contact'], verified: true },
          nowMs,
          lifeMs: SESSION_MS,
        });
        return { answer, renewed };
      }),

    async answer(session, input, nowMs) {
      await recordOrNone({ ...input, recipient: named(session).id, via: 'link', nowMs });
    },

    async answerSigned({ reference, body, header }, parse, nowMs) {
      const recipientId = await recipientOfReference(db, reference);
      const recipient = dataMap.recipients.find(({ id }) => id === recipientId);
      const secret = recipient?.contact.via === 'webhook' ? secrets.get(recipient.contact.secret) : undefined;
      const id = header('webhook-id') ?? '';
      const timestamp = header('webhook-timestamp') ?? '';
      const given = header('webhook-signature') ?? '';
      const text = body.toString('utf8');
      // a signature is computed in any case, so that a reference that exists takes no longer
      const expected = signWebhook(secret ?? 'no such recipient', id, timestamp, text);
      const fresh = /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - nowMs) <= SIGNATURE_AGE_MS;
      const right = given.split(' ').some((one) => sameText(one, expected));
      if (!secret || !recipient || !right || !fresh || id === '') throw new Problem('wrong-signature');
      let sent: unknown;
      try {
        sent = JSON.parse(text);
      } catch {
        throw new Problem('malformed', 'The body is not JSON.');
      }
      const { state, code } = parse(sent);
      const { changed } = await recordOrNone({
        recipient: recipient.id,
        reference,
        answer: state,
        code,
        via: 'webhook',
        nowMs,
      });
      return { changed };
    },
  };
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

async function tryCode(trx: Trx, session: LiveSession, code: string, nowMs: number): Promise<CodeAnswer> {
  const content = await lockSession(trx, session.token);
  const held = content?.['code'] as CodeInSession | undefined;
  if (!held || held.expiresAtMs <= nowMs) return 'expired';
  if (held.tries >= CODE_TRIES) return 'locked';
  const tries = held.tries + 1;
  await extendSession(trx, session.token, { code: { ...held, tries } });
  if (sameText(await hashOf(session.token, code.replace(/[\s-]/g, '')), held.hash)) return 'right';
  return tries >= CODE_TRIES ? 'locked' : 'wrong';
}

/** Slow on purpose, as for every code that is short; bound to the session that asked for it. */
function hashOf(token: string, code: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(code, token, 32, { N: 4096, r: 8, p: 1 }, (error, key) =>
      error ? reject(error) : resolve(key.toString('base64url')),
    );
  });
}

import { createHash, randomUUID } from 'node:crypto';
import { composeLetter, type Letter, localeOf } from '../letters/compose';
import type { LetterKind } from '../rules/letters';
import type { AgentNote, FactsInput } from '../letters/facts';
import { PERMISSION_DAYS } from '../rules/agents';
import { addDays, endOfDayMs } from '../rules/calendar';
import { choiceOf } from '../rules/preferences';
import { courseOf } from '../rules/rights';
import { agentGetsAnswer, agentStanding, papersCame, waitsForAgent } from '../db/agents';
import { CODES_A_DAY, codesLastDay } from '../db/codes';
import { append } from '../db/ledger';
import type { Trx } from '../db/connect';
import { assertLeases, evidence, effectKey, intend, isDone, miss, type EffectId } from '../db/effects';
import {
  firstDueDay,
  lockRequest,
  type OwedLetter,
  reachMilestone,
  type RequestRow,
  snapshot,
  type Snapshot,
  updateRequest,
} from '../db/procedure';
import { answered, outcomeTold } from '../db/answering';
import { oweOutcome } from '../db/holds';
import { openTask } from '../db/tasks';
import { attempt, failureCode } from './attempt';
import { claimedPerson } from './beginning';
import { OTHER_CONTACTS } from './contacts';
import type { ActivityDependencies } from './dependencies';
import type { Effects } from './effects';
import { answerOf } from './answers';
import { outcomeFacts } from './answers/delete';
import { factsFor, link, type SideLetter } from './letter-facts';
import { attemptMs } from './moment';

/** A letter as it is sealed with its intent: a retry sends these bytes and no others (decisions.md E2). */
export interface SealedLetter {
  /** Null where the requester gave no address: the letter is filed, and the status is looked up (OPT-06). */
  to: string | null;
  mail: Letter;
  /** For answers and extensions: what is read behind the code and posted on paper (decisions.md B4). */
  full?: Letter;
}

/** What came of a letter: sent now or before, and the state where it was sent now. */
interface Delivery {
  sent: boolean;
  state?: Snapshot;
}

/** Every message to the consumer (CLK-01 to CLK-04, DEL-06 to DEL-09). */
export function createLetterEffects(
  deps: ActivityDependencies,
): Pick<Effects, 'acknowledge' | 'confirm' | 'sendLetter' | 'answer'> {
  const { db, vault, mailer, settings, business } = deps;

  /** Where letters go: to the agent where one asks (decisions.md B5), else to the consumer; null where nobody said. */
  const addressee = async (trx: Trx, requestId: string): Promise<string | null> => {
    const claim = await claimedPerson({ db: trx, vault }, requestId);
    return claim.agent?.email ?? claim.email ?? null;
  };

  /** Where the answer goes: a copy that an agent's paper does not cover goes to the consumer. */
  const answersTo = async (trx: Trx, row: RequestRow): Promise<string | null> => {
    const { agent, email } = await claimedPerson({ db: trx, vault }, row.id);
    // the site shows that a signal is honoured (GPC-03) and gave no occasion to write; that it is not is always told
    if (row.channel === 'signal' && row.outcome !== 'denied') return null;
    return agent && row.outcome === null && !(await agentGetsAnswer(trx, row))
      ? (email ?? agent.email)
      : (agent?.email ?? email ?? null);
  };

  /** The address of the consumer that the agent gave. */
  const consumerAddress = async (trx: Trx, row: RequestRow): Promise<string | null> =>
    (await claimedPerson({ db: trx, vault }, row.id)).email ?? null;

  /** What stands before a letter that goes to an agent; nothing before any other. */
  const agentNote = async (
    trx: Trx,
    row: RequestRow,
    to: string | null,
    nowMs: number,
  ): Promise<{ agent?: AgentNote }> => {
    if (row.channel !== 'agent' || (await claimedPerson({ db: trx, vault }, row.id)).agent?.email !== to) return {};
    // the permission for a choice is asked for once, with its date, where it is not here (AGT-03)
    if (!choiceOf(row.right) || row.outcome === 'denied' || (await papersCame(trx, row.id))) return { agent: {} };
    const source = { trx, vault, row, business, to, nowMs, settings };
    return {
      agent: { permissionBy: addDays(row.receipt_day, PERMISSION_DAYS), statusUrl: await link(source, 'status') },
    };
  };

  /**
   * Sends one letter: composed and sealed with the intent, sent, then recorded with all that follows from it.
   * Not sent where `compose` finds that it must not be now, nor after its day: what was composed for that day would
   * then say what is no longer true (decisions.md F).
   */
  const deliver = async (
    id: Omit<EffectId, 'round'>,
    compose: (trx: Trx, row: RequestRow, nowMs: number) => Promise<SealedLetter | null>,
    after: (trx: Trx, row: RequestRow, nowMs: number) => Promise<void>,
    {
      notAfter,
      refused,
    }: {
      notAfter?: (trx: Trx, row: RequestRow) => Promise<string | null> | string | null;
      /** Where an address that refuses mail for good ends the matter: the status is looked up instead (OPT-06). */
      refused?: (trx: Trx, row: RequestRow, nowMs: number) => Promise<void>;
    } = {},
  ): Promise<Delivery> => {
    await deps.fault?.(`${id.step}:before-intent`);
    const begun = await db.transaction(async (trx) => {
      const row = await lockRequest(trx, id.requestId);
      const nowMs = attemptMs();
      const key = effectKey({ ...id, round: 0 });
      const composed = await trx('letters').where({ effect_key: key }).first('id', 'content_entry', 'message_id');
      const stored = composed as { id: string; content_entry: string; message_id: string } | undefined;
      const lastDay = (await notAfter?.(trx, row)) ?? null;
      if (lastDay !== null && nowMs > endOfDayMs(lastDay) && !(await isDone(trx, key))) {
        // an attempt may have sent it all the same: the ledger says so
        if (await miss(trx, key))
          await append(trx, {
            chain: row.id,
            kind: 'letter-missed',
            atMs: nowMs,
            body: { letter: stored?.id ?? null, notAfter: lastDay, uncertain: true },
            effectKey: `${key}/missed`,
          });
        return null;
      }
      const sealed = stored ? null : await compose(trx, row, nowMs);
      if (!stored && !sealed) return null;
      const intent = await intend(trx, { ...id, round: 0 }, nowMs);
      if (intent.done) return { intent, messageId: '', letter: null, letterId: '' };
      if (stored)
        return {
          intent,
          messageId: stored.message_id,
          letterId: stored.id,
          letter: await vault.open<SealedLetter>(trx, stored.content_entry),
        };
      const letterId = randomUUID();
      const messageId = `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${new URL(business.baseUrl).hostname}>`;
      const entry = await vault.seal(trx, {
        owner: row.id,
        class: 'record',
        kind: `letter-${sealed!.mail.kind}`,
        value: sealed,
        atMs: nowMs,
      });
      await trx('letters').insert({
        id: letterId,
        request_id: row.id,
        kind: sealed!.mail.kind,
        effect_key: key,
        message_id: messageId,
        statements: JSON.stringify(
          (sealed!.full ?? sealed!.mail).statements.map(({ id: statement, rules }) => ({ id: statement, rules })),
        ),
        content_entry: entry,
        composed_at: new Date(nowMs),
      });
      return { intent, messageId, letterId, letter: sealed };
    });
    if (!begun) return { sent: false };
    if (!begun.letter) return { sent: true };
    await deps.fault?.(`${id.step}:after-intent`);
    await assertLeases(db, [begun.intent]);
    const { to, mail } = begun.letter;
    const { kind } = mail;
    try {
      if (to !== null)
        await mailer.send({
          to,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: begun.messageId,
          atMs: attemptMs(),
        });
    } catch (error) {
      // refused for good: somebody has to find another way, by the same date (decisions.md K4)
      const isRefused = failureCode(error) === 'recipient-refused';
      if (isRefused) await undelivered(id.requestId, kind);
      if (!isRefused || !refused) throw error;
      const state = await db.transaction(async (trx) => {
        const row = await lockRequest(trx, id.requestId);
        const nowMs = attemptMs();
        await evidence(trx, begun.intent, nowMs, { letter: begun.letterId, refused: true });
        await append(trx, {
          chain: row.id,
          kind: 'letter-refused',
          atMs: nowMs,
          body: { letter: begun.letterId, is: kind },
          effectKey: begun.intent.key,
        });
        await refused(trx, row, nowMs);
        return snapshot(trx, row, settings);
      });
      return { sent: false, state };
    }
    await deps.fault?.(`${id.step}:after-effect`);
    const state = await db.transaction(async (trx) => {
      const row = await lockRequest(trx, id.requestId);
      const nowMs = attemptMs();
      await evidence(trx, begun.intent, nowMs, { letter: begun.letterId });
      await trx('letters')
        .where({ id: begun.letterId })
        .update({ sent_at: new Date(nowMs) });
      await append(trx, {
        chain: row.id,
        kind: to === null ? 'letter-filed' : 'letter-sent',
        atMs: nowMs,
        body: { letter: begun.letterId, is: kind, ...(begun.intent.uncertain ? { uncertain: true } : {}) },
        effectKey: begun.intent.key,
      });
      await after(trx, row, nowMs);
      return snapshot(trx, row, settings);
    });
    await deps.fault?.(`${id.step}:after-evidence`);
    return { sent: true, state };
  };

  const undelivered = (requestId: string, kind: LetterKind): Promise<void> =>
    db.transaction(async (trx) => {
      const row = await lockRequest(trx, requestId);
      await openTask(trx, row, {
        kind: 'letter-undelivered',
        target: kind,
        role: 'intake',
        atMs: attemptMs(),
        level: 1,
      });
    });

  const state = (requestId: string): Promise<Snapshot> =>
    db.transaction(async (trx) => snapshot(trx, await lockRequest(trx, requestId), settings));

  /**
   * Whether a numbered letter is owed. Asked after its number was found, so that an attempt whose result was lost is
   * not followed by one that sends the next number (decisions.md E1).
   */
  const stillOwed = async (requestId: string, letter: OwedLetter): Promise<boolean> =>
    (await state(requestId)).owed.includes(letter);

  /** A letter with what stands before it where an agent reads it, in these renderings. */
  const sealedLetter = async <K extends LetterKind>(
    trx: Trx,
    row: RequestRow,
    to: string | null,
    nowMs: number,
    { full, ...letter }: { kind: K; facts: FactsInput<K>; full: boolean },
  ): Promise<SealedLetter> => {
    const common = { right: row.right, locale: localeOf(row.locale), ruleSet: row.rule_set };
    const agent = await agentNote(trx, row, to, nowMs);
    const compose = (rendering: 'mail' | 'full'): Letter =>
      composeLetter({ ...letter, ...common, ...agent, rendering });
    return { to, mail: compose('mail'), ...(full ? { full: compose('full') } : {}) };
  };

  const letterOf = async (
    trx: Trx,
    row: RequestRow,
    kind: SideLetter,
    to: string | null,
    nowMs: number,
  ): Promise<SealedLetter> => {
    const facts = await factsFor(kind, { trx, vault, row, business, to, nowMs, settings });
    return sealedLetter(trx, row, to, nowMs, { kind, facts, full: kind === 'extension' });
  };

  /**
   * A code: each one owed is a letter of its own, whose target is its number. Over the day's limit of an address it is
   * withheld, and so no longer owed: the page says the same either way (decisions.md B6, K5).
   */
  const sendCode = async (requestId: string): Promise<void> => {
    const sent = await db('letters')
      .where({ request_id: requestId, kind: 'code' })
      .whereNotNull('sent_at')
      .count<{ n: number }[]>({ n: '*' });
    const withheld = await db('milestones')
      .where({ request_id: requestId })
      .andWhereLike('name', 'code-withheld-%')
      .count<{ n: number }[]>({ n: '*' });
    const number = (sent[0]?.n ?? 0) + (withheld[0]?.n ?? 0);
    if (!(await stillOwed(requestId, 'code'))) return;
    const delivered = await deliver(
      { requestId, step: 'letter-code', target: String(number) },
      async (trx, row, nowMs) => {
        const email = await addressee(trx, row.id);
        // no address, nowhere to send it
        if (email === null) return null;
        const lately = await codesLastDay(trx, vault.hash('contact', email), nowMs);
        return lately >= CODES_A_DAY ? null : letterOf(trx, row, 'code', email, nowMs);
      },
      async () => {},
    );
    if (delivered.sent) return;
    await db.transaction(async (trx) => {
      await reachMilestone(trx, await lockRequest(trx, requestId), `code-withheld-${number}`, attemptMs());
    });
  };

  /** The letter that ends a request, or that a choice is honoured: what it says is found under the lock. */
  const letterOfAnswer = async (trx: Trx, row: RequestRow, nowMs: number, late = false): Promise<SealedLetter> => {
    const to = await answersTo(trx, row);
    const { kind, facts } = await answerOf({ trx, vault, row, business, to, nowMs, settings, late }, deps.dataMap);
    return sealedLetter(trx, row, to, nowMs, { kind, facts, full: true });
  };

  /** A letter about a choice: sent once, and not for ever tried at an address that refuses it. */
  const sendAboutChoice = async (
    requestId: string,
    step: 'letter-confirmation' | 'letter-denial',
    told: 'told' | 'denial-told',
    isDue: (row: RequestRow) => boolean,
  ): Promise<Snapshot> => {
    const isTold = async (trx: Trx, row: RequestRow, nowMs: number): Promise<void> =>
      void (await reachMilestone(trx, row, told, nowMs));
    const delivered = await deliver(
      { requestId, step, target: '-' },
      (trx, row, nowMs) => (isDue(row) ? letterOfAnswer(trx, row, nowMs) : Promise.resolve(null)),
      isTold,
      { refused: isTold },
    );
    return delivered.state ?? state(requestId);
  };

  const OWED: Record<Exclude<OwedLetter, 'recipient-reminder'>, (requestId: string) => Promise<void>> = {
    code: sendCode,

    async 'in-your-name'(requestId) {
      const [entry] = await vault.find(db, requestId, OTHER_CONTACTS);
      const contacts = await vault.open<string[]>(db, entry!);
      for (const [index, contact] of contacts.entries()) {
        try {
          await deliver(
            { requestId, step: 'letter-in-your-name', target: String(index) },
            (trx, row, nowMs) => letterOf(trx, row, 'in-your-name', contact, nowMs),
            async () => {},
          );
        } catch (error) {
          // a held address that is dead warns nobody; the task stands, and the request is not kept waiting for it
          if (failureCode(error) !== 'recipient-refused') throw error;
        }
      }
      await db.transaction(async (trx) => {
        await reachMilestone(trx, await lockRequest(trx, requestId), 'other-contacts-told', attemptMs());
      });
    },

    async 'verification-reminder'(requestId) {
      const told = await db('milestones')
        .where({ request_id: requestId })
        .andWhereLike('name', 'reminded-%')
        .count<{ n: number }[]>({ n: '*' });
      const number = (told[0]?.n ?? 0) + 1;
      if (!(await stillOwed(requestId, 'verification-reminder'))) return;
      await deliver(
        { requestId, step: 'letter-verification-reminder', target: String(number) },
        async (trx, row, nowMs) => {
          // what an agent's request waits for once its paper was accepted is the consumer's answer
          const asked = row.channel === 'agent' && (await agentStanding(trx, row.id)).paper !== null;
          if (asked) return letterOf(trx, row, 'permission-confirmation', await consumerAddress(trx, row), nowMs);
          return letterOf(trx, row, 'verification-reminder', await addressee(trx, row.id), nowMs);
        },
        async (trx, row, nowMs) => void (await reachMilestone(trx, row, `reminded-${number}`, nowMs)),
      );
    },

    async permission(requestId) {
      const asked = async (trx: Trx, row: RequestRow, nowMs: number): Promise<void> =>
        void (await reachMilestone(trx, row, 'permission-asked', nowMs));
      await deliver(
        { requestId, step: 'letter-permission-confirmation', target: '-' },
        async (trx, row, nowMs) =>
          letterOf(trx, row, 'permission-confirmation', await consumerAddress(trx, row), nowMs),
        asked,
        // an address that takes no mail answers nothing: the clocks and the verifier go on without it
        { refused: asked },
      );
    },

    async 'paper-refused'(requestId) {
      const told = await db('milestones')
        .where({ request_id: requestId })
        .andWhereLike('name', 'paper-refusal-told-%')
        .count<{ n: number }[]>({ n: '*' });
      const number = Number(told[0]?.n ?? 0) + 1;
      if (!(await stillOwed(requestId, 'paper-refused'))) return;
      await deliver(
        { requestId, step: 'letter-paper-refused', target: String(number) },
        async (trx, row, nowMs) => letterOf(trx, row, 'verification-reminder', await addressee(trx, row.id), nowMs),
        async (trx, row, nowMs) => void (await reachMilestone(trx, row, `paper-refusal-told-${number}`, nowMs)),
      );
    },

    async extension(requestId) {
      const { sent } = await deliver(
        { requestId, step: 'letter-extension', target: '-' },
        async (trx, row, nowMs) => letterOf(trx, row, 'extension', await addressee(trx, row.id), nowMs),
        async (trx, row, nowMs) => void (await reachMilestone(trx, row, 'extension-told', nowMs)),
        // the notice leaves before the first 45 days end, or there is no extension (CLK-03)
        { notAfter: firstDueDay },
      );
      if (sent) return;
      await db.transaction(async (trx) => {
        const row = await lockRequest(trx, requestId);
        await updateRequest(trx, row, {
          extended_on: null,
          due_on: await firstDueDay(trx, row),
          due_clock: 'CLK-02',
          overdue: true,
          escalated: true,
        });
        await append(trx, {
          chain: row.id,
          kind: 'extension-void',
          atMs: attemptMs(),
          body: { rule: 'CLK-03' },
          effectKey: `${row.id}/extension-void/-/0`,
        });
      });
    },

    async outcome(requestId) {
      await deliver(
        { requestId, step: 'letter-outcome', target: '-' },
        async (trx, row, nowMs) => {
          const to = await addressee(trx, row.id);
          const facts = await outcomeFacts({ trx, vault, row, business, to, nowMs, settings }, deps.dataMap);
          return sealedLetter(trx, row, to, nowMs, { kind: 'outcome', facts, full: true });
        },
        outcomeTold,
      );
    },

    async disputed(requestId) {
      await deliver(
        { requestId, step: 'letter-disputed', target: '-' },
        async (trx, row, nowMs) => letterOf(trx, row, 'disputed', await addressee(trx, row.id), nowMs),
        async () => {},
      );
    },

    async 'opt-in-confirm'(requestId) {
      const asked = async (trx: Trx, row: RequestRow, nowMs: number): Promise<void> => {
        await reachMilestone(trx, row, 'confirm-asked', nowMs);
      };
      await deliver(
        { requestId, step: 'letter-opt-in-confirm', target: '-' },
        async (trx, row, nowMs) => letterOf(trx, row, 'opt-in-confirm', await addressee(trx, row.id), nowMs),
        async (trx, row, nowMs) => {
          await asked(trx, row, nowMs);
          if (row.phase === 'received') await updateRequest(trx, row, { waits_for: 'consumer-code' });
        },
        { refused: asked },
      );
    },

    async denial(requestId) {
      await sendAboutChoice(requestId, 'letter-denial', 'denial-told', ({ outcome }) => outcome === 'denied');
    },
  };

  return {
    acknowledge: ({ requestId }) =>
      attempt(async () => {
        const delivered = await deliver(
          { requestId, step: 'letter-acknowledgement', target: '-' },
          async (trx, row, nowMs) => letterOf(trx, row, 'acknowledgement', await addressee(trx, row.id), nowMs),
          async (trx, row, nowMs) => {
            await reachMilestone(trx, row, 'acknowledged', nowMs);
            await trx('clocks')
              .where({ request_id: row.id, rule: 'CLK-01' })
              .update({ met_at: new Date(nowMs) });
            if (row.phase === 'received' && courseOf(row.right).verifiable)
              await updateRequest(trx, row, { phase: 'verifying', waits_for: await waitsForAgent(trx, row) });
          },
        );
        const now = delivered.state ?? (await state(requestId));
        if (!now.owed.includes('code')) return now;
        // with the first letter, so that a request spends no further activity on it
        await sendCode(requestId);
        return state(requestId);
      }, deps.report),

    confirm: ({ requestId }) =>
      // taken back before it was told: the denial tells
      attempt(
        () => sendAboutChoice(requestId, 'letter-confirmation', 'told', ({ outcome }) => outcome !== 'denied'),
        deps.report,
      ),

    sendLetter: ({ requestId, letter }) =>
      attempt(async () => {
        await OWED[letter](requestId);
        return state(requestId);
      }, deps.report),

    answer: ({ requestId, late }) =>
      attempt(async () => {
        const delivered = await deliver(
          // every ending has one letter, and one key: what it says is found under the lock
          { requestId, step: 'letter-answer', target: late ? 'late' : '-' },
          async (trx, row, nowMs) => {
            // no law sets a day for some answers: they cannot be late
            const past = row.due_on !== null && nowMs > endOfDayMs(row.due_on);
            if (row.outcome === null) await oweOutcome(trx, row, nowMs);
            return letterOfAnswer(trx, row, nowMs, late && past);
          },
          (trx, row, nowMs) => answered(trx, row, nowMs),
          { notAfter: (_trx, row) => (late ? null : row.due_on) },
        );
        return delivered.state ?? state(requestId);
      }, deps.report),
  };
}

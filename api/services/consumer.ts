import { randomUUID } from 'node:crypto';
import { addDays, endOfDayMs, receiptDay } from '../../rules/calendar';
import type { ConsumerStep } from '../../rules/agents';
import { isAgentPaper } from '../../rules/documents';
import { phasesFor } from '../../rules/decisions';
import type { DocumentPurpose, Phase, Right, WaitsFor } from '../../rules/codes';
import { courseOf, isVerifiable } from '../../rules/rights';
import { agentGetsAnswer, agentStanding } from '../../db/agents';
import { type CodeAnswer, CODE_LIFE_MS, CODES_A_DAY, codesLastDay, createCode, tryCode } from '../../db/codes';
import type { Trx } from '../../db/connect';
import { append } from '../../db/ledger';
import { createLink } from '../../db/links';
import type { RequestRow } from '../../db/procedure';
import { findRequestById, lettersOf } from '../../db/requests-read';
import { leaderOf, siblingsOf } from '../../db/siblings';
import { endSession, openSession } from '../../db/sessions';
import { composeLetter, localeOf } from '../../letters/compose';
import { PERSON_KIND, type PersonClaim } from '../../vault/person';
import { KeyShredded } from '../../vault/vault';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';
import type { LiveSession } from '../route';
import { type ChoiceStanding, choiceStanding } from './choices';
import type { Copies } from './copies';
import type { DecisionAnswer, Decisions } from './decisions';
import type { Documents } from './documents';

const HOUR_MS = 3_600_000;
const SESSION_MS = HOUR_MS;
const CODE_LINK_DAYS = 7;

/** How a request stands, as its consumer may know it: the same for everyone who makes the same claim (decisions.md B6). */
export interface ConsumerStatus {
  reference: string;
  right: Right;
  stage: ConsumerStage;
  waitsFor: 'you' | 'us' | 'others' | 'nobody';
  receiptDay: string;
  dueOn: string | null;
  extended: boolean;
  /** The code was entered in this session. */
  confirmed: boolean;
  mayWithdraw: boolean;
  letters: { id: string; kind: string; sentOn: string }[];
  /** For a choice, which holds from its receipt: how it stands; null for every other right. */
  choice: ChoiceStanding | null;
  documents: ConsumerDocuments;
  /** An agent asks. */
  agent: boolean;
  /** A copy can be collected. */
  copy: boolean;
}

/** What can be handed in now, and what was; nothing of either before the code was entered. */
export interface ConsumerDocuments {
  taken: DocumentPurpose[];
  sent: { purpose: DocumentPurpose; type: string; bytes: number; addedOn: string }[];
}

/** Phases as a consumer is told of them. */
export const CONSUMER_STAGES = ['received', 'checking', 'working', 'answering', 'following-through', 'closed'] as const;
/** Phase as a consumer is told of it. */
export type ConsumerStage = (typeof CONSUMER_STAGES)[number];

const STAGE: Record<Phase, ConsumerStage> = {
  received: 'checking',
  verifying: 'checking',
  planning: 'working',
  deciding: 'working',
  grace: 'working',
  'carrying-out': 'working',
  answering: 'answering',
  'following-through': 'following-through',
  closed: 'closed',
};

const WAITS: Record<WaitsFor, ConsumerStatus['waitsFor']> = {
  nothing: 'nobody',
  'consumer-code': 'you',
  verifier: 'us',
  decider: 'us',
  system: 'us',
  recipients: 'others',
  recheck: 'others',
};

/** What a consumer can do through the link of a letter. */
export interface Consumers {
  request(session: LiveSession): Promise<RequestRow>;
  status(session: LiveSession): Promise<ConsumerStatus>;
  /** Tries the code; the right one comes with a new session that may see letters. */
  enterCode(
    session: LiveSession,
    code: string,
    nowMs: number,
  ): Promise<{ answer: CodeAnswer; renewed?: { token: string; csrf: string } }>;
  /** Sends a new code to the address given with the request, unless the day's codes are used up. Says neither. */
  sendCode(session: LiveSession, nowMs: number): Promise<void>;
  decide(
    session: LiveSession,
    kind: 'withdraw' | 'this-was-not-me' | 'confirm-permission' | 'confirm-opt-in',
    nowMs: number,
  ): Promise<DecisionAnswer>;
  /** What the consumer is asked for, where an agent asks for them. @throws Problem `not-found` where nothing is */
  permission(session: LiveSession): Promise<{ reference: string; right: Right; step: ConsumerStep }>;
  /** A sent letter of this request. @throws Problem `not-found` */
  letter(session: LiveSession, letterId: string): Promise<{ subject: string; text: string }>;
  /** @throws Problem as {@link Documents.add} */
  addDocuments(
    session: LiveSession,
    sent: { purpose: DocumentPurpose; files: readonly Buffer[]; nowMs: number },
  ): Promise<{ added: number }>;
  leave(session: LiveSession): Promise<void>;
}

/** A letter as activities seal it: what was mailed, and what is read behind the code. */
interface SealedLetter {
  mail: { subject: string; text: string };
  full?: { subject: string; text: string };
}

/** What the pages and the API of consumers do. */
export function createConsumers(
  deps: ServiceDeps,
  { decisions, documents, copies }: { decisions: Decisions; documents: Documents; copies: Pick<Copies, 'status'> },
): Consumers {
  const { db, vault, mailer, business, background } = deps;

  const request = async (session: LiveSession): Promise<RequestRow> => {
    const row = await findRequestById(db, session.subject);
    if (!row) throw new Problem('not-found');
    return row;
  };

  /** Whoever follows the request: the agent where one asks. */
  const senderOf = ({ channel }: RequestRow) => (channel === 'agent' ? 'agent' : 'consumer');

  const claimOf = async (requestId: string): Promise<PersonClaim | undefined> => {
    const [entry] = await vault.find(db, requestId, PERSON_KIND);
    if (!entry) return undefined;
    return vault.open<PersonClaim>(db, entry).catch((error: unknown) => {
      // 30 days after closed nobody knows any more where a code would go
      if (error instanceof KeyShredded) return undefined;
      throw error;
    });
  };

  const letterCode = async (trx: Trx, row: RequestRow, contactHash: Buffer, nowMs: number) => {
    const id = randomUUID();
    const token = await createLink(trx, {
      purpose: 'status',
      object: row.id,
      expiresAtMs: endOfDayMs(addDays(receiptDay(nowMs), CODE_LINK_DAYS)),
    });
    const code = await createCode(trx, { requestId: row.id, contactHash, held: false, nowMs });
    await append(trx, { chain: row.id, kind: 'code-asked-for', atMs: nowMs, body: { message: id } });
    const { subject, text, html } = composeLetter({
      kind: 'code',
      right: row.right,
      locale: localeOf(row.locale),
      ruleSet: row.rule_set,
      facts: {
        reference: row.reference,
        businessName: business.name,
        contact: { phone: business.contactPhone, email: business.contactEmail },
        code,
        validMinutes: CODE_LIFE_MS / 60_000,
        statusUrl: `${business.baseUrl}/r/${token}`,
      },
    });
    return { subject, text, html, messageId: `<${id}@${new URL(business.baseUrl).hostname}>` };
  };

  /** One code confirms the address for every request of a filing (decisions.md K2). */
  const confirmEach = async (
    trx: Trx,
    row: RequestRow,
    nowMs: number,
  ): Promise<{ requestId: string; decisionId: string }[]> => {
    const confirmed: { requestId: string; decisionId: string }[] = [];
    for (const requestId of [row.id, ...(await siblingsOf(trx, row)).map(({ id }) => id)].sort()) {
      const actor = { kind: 'consumer' } as const;
      const decided = await decisions.recordWithin(trx, { requestId, kind: 'confirm-code', actor, nowMs });
      if (decided.mark === 'recorded') confirmed.push({ requestId, decisionId: decided.decisionId });
    }
    return confirmed;
  };

  return {
    request,

    async status(session) {
      const row = await request(session);
      const confirmed = session.content['verified'] === true;
      const letters = confirmed ? await lettersOf(db, row.id) : [];
      return {
        reference: row.reference,
        right: row.right,
        stage: STAGE[row.phase],
        waitsFor: WAITS[row.waits_for],
        receiptDay: row.receipt_day,
        dueOn: row.due_on,
        extended: row.extended_on !== null,
        confirmed,
        mayWithdraw:
          phasesFor('withdraw', row.right).includes(row.phase) &&
          courseOf(row.right).withdrawable &&
          row.outcome === null,
        choice: await choiceStanding(db, row),
        letters: letters
          .filter(({ sent_at, kind }) => sent_at !== null && kind !== 'code' && kind !== 'in-your-name')
          .map(({ id, kind, sent_at }) => ({ id, kind, sentOn: receiptDay(sent_at!.getTime()) })),
        documents:
          confirmed || row.channel === 'agent'
            ? {
                taken: documents.taken(row, senderOf(row)),
                sent: (confirmed ? await documents.list(row) : []).map(({ addedAt, ...each }) => ({
                  ...each,
                  addedOn: receiptDay(addedAt.getTime()),
                })),
              }
            : { taken: [], sent: [] },
        agent: row.channel === 'agent',
        copy: confirmed && (await copies.status(session)) !== undefined,
      };
    },

    async enterCode(session, code, nowMs) {
      const requestId = session.subject;
      const row = await request(session);
      const tried = await db.transaction(async (trx) => {
        const answer = await tryCode(trx, { requestId: await leaderOf(trx, row), code, nowMs });
        // a code proves control of an address in any phase; the decision matters while verification waits for it
        const decided = answer === 'right' ? await confirmEach(trx, row, nowMs) : [];
        if (answer !== 'right') return { answer, decided };
        // a session that may see more is a new session: one planted before the code gains nothing
        await endSession(trx, session.token);
        const renewed = await openSession(trx, {
          audience: 'consumer',
          subject: requestId,
          content: { ...session.content, verified: true },
          nowMs,
          lifeMs: SESSION_MS,
        });
        return { answer, decided, renewed };
      });
      for (const { requestId: of, decisionId } of tried.decided)
        await decisions.deliver({ requestId: of, kind: 'confirm-code', decisionId, nowMs });
      return { answer: tried.answer, renewed: tried.renewed };
    },

    async sendCode(session, nowMs) {
      const own = await request(session);
      const row = (await findRequestById(db, await leaderOf(db, own))) ?? own;
      // a right that nobody verifies has no code, and nothing that one would open
      if (!isVerifiable(row.right)) return;
      const claim = await claimOf(row.id);
      // once a copy is ready that the agent's paper does not cover, its letters are the consumer's (B5)
      const agents = row.channel === 'agent' && (row.answered_at === null || (await agentGetsAnswer(db, row)));
      const to = agents ? claim?.agent?.email : claim?.email;
      if (to === undefined) return;
      const contactHash = vault.hash('contact', to);
      // over the day's limit nothing is sent, and the page says what it always says
      if ((await codesLastDay(db, contactHash, nowMs)) >= CODES_A_DAY) return;
      const asked = await decisions.record({
        requestId: row.id,
        kind: 'request-code',
        actor: { kind: 'consumer' },
        nowMs,
      });
      if (asked.mark === 'recorded') {
        const { decisionId } = asked;
        background.run(async () => {
          await decisions.deliver({ requestId: row.id, kind: 'request-code', decisionId, nowMs });
        });
        return;
      }
      // past verification the procedure waits for no code: it opens the letters, nothing else
      const mail = await db.transaction((trx) => letterCode(trx, row, contactHash, nowMs));
      background.run(() => mailer.send({ to, ...mail, atMs: nowMs }));
    },

    decide: (session, kind, nowMs) =>
      decisions.make({ requestId: session.subject, kind, actor: { kind: 'consumer' }, nowMs }),

    async letter(session, letterId) {
      const letter = (await lettersOf(db, session.subject)).find(({ id }) => id === letterId);
      if (!letter?.sent_at || letter.kind === 'code' || letter.kind === 'in-your-name') throw new Problem('not-found');
      const sealed = await vault.open<SealedLetter>(db, letter.content_entry);
      const { subject, text } = sealed.full ?? sealed.mail;
      return { subject, text };
    },

    async addDocuments(session, sent) {
      const row = await request(session);
      const by = senderOf(row);
      const isPaper = by === 'agent' && isAgentPaper(sent.purpose);
      // a paper shows nothing to whoever hands it in; everything else stands behind the code
      if (session.content['verified'] !== true && !isPaper)
        throw new Problem('not-allowed', 'Enter the code that we sent you first.');
      return documents.add(row, { ...sent, by });
    },

    async permission(session) {
      const { id, reference, right } = await request(session);
      const { step } = await agentStanding(db, id);
      if (step === null) throw new Problem('not-found');
      return { reference, right, step };
    },

    leave: (session) => endSession(db, session.token),
  };
}

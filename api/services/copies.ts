import { randomUUID } from 'node:crypto';
import { agrees } from '../../rules/contacts';
import { addDays, DAY_MS, endOfDayMs, receiptDay } from '../../rules/calendar';
import { agentGetsAnswer } from '../../db/agents';
import { CODE_LIFE_MS, CODES_A_DAY, codesLastDay, createCode, tryCode } from '../../db/codes';
import { collected, openFlagged, packageChunks, packageOf, type PackageRow } from '../../db/copies';
import { append } from '../../db/ledger';
import { countHit } from '../../db/limits';
import { createLink } from '../../db/links';
import { lockRequest, type RequestRow } from '../../db/procedure';
import { findRequestById } from '../../db/requests-read';
import type { Staff } from '../../db/staff';
import { composeLetter, localeOf } from '../../letters/compose';
import { PERSON_KIND, type PersonClaim } from '../../vault/person';
import { KeyShredded } from '../../vault/vault';
import type { ServiceDeps } from '../business';
import { Problem } from '../problems';
import type { LiveSession } from '../route';

/** What opens a copy, as it was sealed when the systems were read (activities/copy-plan.ts). */
interface CopyFactors {
  contacts: string[];
  points: Record<string, string[]>;
}

/** Tries at the second proof in a day. */
const TRIES_A_DAY = 5;
const CODE_LINK_DAYS = 7;

/** How a copy stands, for its consumer. */
export interface CopyStatus {
  /** `post`: nothing that is held opens it here; staff post it. */
  state: 'ready' | 'expired' | 'post';
  collectBy: string;
  /** A code must be sent to a contact that was held before: the one of this session was not. */
  needsCode: boolean;
  /** What is asked for afresh, by its name in the data map. */
  point: string;
}

/** A copy on its way out. */
export interface CopyStream {
  chunks: AsyncIterable<Buffer>;
  name: string;
}

/** Copies of specific pieces: for their consumer behind two factors (decisions.md B4), and for staff who review or post. */
export interface Copies {
  /** Undefined where there is none, or there is none any more. */
  status(session: LiveSession): Promise<CopyStatus | undefined>;
  /** Sends a code to a held contact, unless the day's codes are used up. Says neither. */
  sendCode(session: LiveSession, nowMs: number): Promise<void>;
  /** @throws Problem `invalid` whichever of the two proofs is wrong, `too-many` over the day's tries */
  collect(session: LiveSession, proof: { code?: string; answer: string }, nowMs: number): Promise<CopyStream>;
  /** Values that a decider looks at; the entry in the ledger precedes the sight. */
  flagged(
    row: RequestRow,
    staff: Staff,
    nowMs: number,
  ): Promise<{ id: string; system: string; table: string; column: string; value: string }[]>;
  /** The copy for a member of staff who posts it; the entry in the ledger precedes it. @throws Problem `not-found` */
  print(row: RequestRow, staff: Staff, nowMs: number): Promise<CopyStream>;
  /** That a copy was posted, and on which day. @throws Problem `not-found` */
  posted(row: RequestRow, postedOn: string, staff: Staff, nowMs: number): Promise<void>;
}

/** Makes the service. */
export function createCopies(deps: ServiceDeps): Copies {
  const { db, vault, mailer, business, background } = deps;

  /** The factors, while their key stands. */
  const factorsOf = async (requestId: string): Promise<CopyFactors | undefined> => {
    const [entry] = await vault.find(db, requestId, 'copy-factors');
    if (!entry) return undefined;
    return vault.open<CopyFactors>(db, entry).catch((error: unknown) => {
      if (error instanceof KeyShredded) return undefined;
      throw error;
    });
  };

  const claimedEmail = async (requestId: string): Promise<string | undefined> => {
    const [entry] = await vault.find(db, requestId, PERSON_KIND);
    if (!entry) return undefined;
    const claim = await vault.open<PersonClaim>(db, entry).catch((error: unknown) => {
      if (error instanceof KeyShredded) return undefined;
      throw error;
    });
    return claim?.email;
  };

  /** The package, where it may be given out now. */
  const open = async (
    requestId: string,
  ): Promise<{ row: RequestRow; made: PackageRow; factors: CopyFactors } | undefined> => {
    const row = await findRequestById(db, requestId);
    const made = await packageOf(db, requestId);
    // before the answer left it is nobody's to know of; while it is disputed it is nobody's to have (B3)
    if (!row?.answered_at || row.disputed || !made || made.destroyed_at) return undefined;
    const factors = await factorsOf(requestId);
    return factors && { row, made, factors };
  };

  const statusOf = async (
    { row, made, factors }: { row: RequestRow; made: PackageRow; factors: CopyFactors },
    requestId: string,
  ): Promise<CopyStatus> => {
    const [point = ''] = Object.keys(factors.points).sort();
    const email = await claimedEmail(requestId);
    const [contact] = factors.contacts;
    const nowMs = await deps.clock.nowMs();
    return {
      state: nowMs > endOfDayMs(made.collect_by) ? 'expired' : contact === undefined || point === '' ? 'post' : 'ready',
      collectBy: made.collect_by,
      // the code of this session went to the address given with the request: it counts where that was held before, or
      // where it is an agent's whose accepted paper covers receipt
      needsCode: !(await agentGetsAnswer(db, row)) && (email === undefined || !factors.contacts.includes(email)),
      point,
    };
  };

  const nameOf = ({ reference }: RequestRow): string => `${reference}.zip`;

  return {
    async status(session) {
      const found = await open(session.subject);
      return found && statusOf(found, session.subject);
    },

    async sendCode(session, nowMs) {
      const found = await open(session.subject);
      const [to] = found?.factors.contacts ?? [];
      if (!found || to === undefined) return;
      const { row } = found;
      const contactHash = vault.hash('contact', to);
      if ((await codesLastDay(db, contactHash, nowMs)) >= CODES_A_DAY) return;
      const id = randomUUID();
      const letter = await db.transaction(async (trx) => {
        await lockRequest(trx, row.id);
        const token = await createLink(trx, {
          purpose: 'status',
          object: row.id,
          expiresAtMs: endOfDayMs(addDays(receiptDay(nowMs), CODE_LINK_DAYS)),
        });
        const code = await createCode(trx, { requestId: row.id, contactHash, held: true, nowMs });
        await append(trx, { chain: row.id, kind: 'code-asked-for', atMs: nowMs, body: { message: id, held: true } });
        return composeLetter({
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
      });
      const { subject, text, html } = letter;
      const messageId = `<${id}@${new URL(business.baseUrl).hostname}>`;
      background.run(() => mailer.send({ to, subject, text, html, messageId, atMs: nowMs }));
    },

    async collect(session, { code, answer }, nowMs) {
      const requestId = session.subject;
      const found = await open(requestId);
      if (!found) throw new Problem('not-found');
      const { state, needsCode, point } = await statusOf(found, requestId);
      if (state !== 'ready') throw new Problem('not-found', 'This copy cannot be collected here.');
      const tries = await countHit(db, { bucket: `copy:${requestId}`, windowMs: DAY_MS, nowMs });
      if (tries > TRIES_A_DAY) throw new Problem('too-many', 'Try again tomorrow, or call us.', [], DAY_MS / 1_000);
      const given = await db.transaction(async (trx) => {
        await lockRequest(trx, requestId);
        const codeRight =
          !needsCode || (await tryCode(trx, { requestId, code: code ?? '', nowMs, heldOnly: true })) === 'right';
        // both are looked at, and which of them is wrong is not told
        const right = found.factors.points[point]!.some((held) => agrees(answer, held)) && codeRight;
        if (right) await collected(trx, found.row, nowMs);
        else await append(trx, { chain: requestId, kind: 'copy-refused', atMs: nowMs, body: { tries } });
        return right;
      });
      if (!given) throw new Problem('invalid', undefined, [{ field: 'answer', reason: 'does not open the copy' }]);
      return { chunks: packageChunks(db, vault, found.made), name: nameOf(found.row) };
    },

    async flagged(row, staff, nowMs) {
      await db.transaction((trx) =>
        append(trx, { chain: row.id, kind: 'copy-values-viewed', atMs: nowMs, body: { staff: staff.id } }),
      );
      return (await openFlagged(db, vault, row.id))
        .filter(({ withheld }) => withheld === null)
        .map(({ id, system, tbl, col, value }) => ({ id, system, table: tbl, column: col, value: value ?? '' }));
    },

    async print(row, staff, nowMs) {
      // what goes by post is printed before the answer leaves, which says that it was posted
      const made = await packageOf(db, row.id);
      if (!made || made.destroyed_at || row.disputed) throw new Problem('not-found');
      await db.transaction((trx) =>
        append(trx, { chain: row.id, kind: 'copy-printed', atMs: nowMs, body: { staff: staff.id } }),
      );
      return { chunks: packageChunks(db, vault, made), name: nameOf(row) };
    },

    async posted(row, postedOn, staff, nowMs) {
      if (!(await open(row.id))) throw new Problem('not-found');
      if (postedOn > receiptDay(nowMs) || postedOn < row.receipt_day)
        throw new Problem('invalid', undefined, [
          { field: 'postedOn', reason: 'is not a day on which it can have left' },
        ]);
      await db.transaction(async (trx) => {
        await lockRequest(trx, row.id);
        await append(trx, { chain: row.id, kind: 'copy-posted', atMs: nowMs, body: { staff: staff.id, postedOn } });
        await collected(trx, row, nowMs);
      });
    },
  };
}

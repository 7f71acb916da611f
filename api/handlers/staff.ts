import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { atHourMs, isLocalDate } from '../../rules/calendar';
import type { Db } from '../../db/connect';
import { readChain } from '../../db/ledger';
import type { RequestRow } from '../../db/procedure';
import { findRequest, overdueCount, queuePage, type QueueFilter, requestDetail } from '../../db/requests-read';
import { openSession } from '../../db/sessions';
import { type Staff, staffNames } from '../../db/staff';
import type { DataMap } from '../../datamap/data-map';
import { LetterPage } from '../../web/pages/consumer';
import { ReceiptPage, RequestFormPage } from '../../web/pages/public';
import { DetailPage } from '../../web/pages/request-detail';
import {
  AccountsPage,
  PasswordPage,
  QueueListPage,
  SignInPage,
  type SignedIn,
  ValuesPage,
} from '../../web/pages/staff';
import { EMPTY_FORM } from '../../web/parts';
import { DECISION_WORDS, plain } from '../../web/words';
import { noCookie, sessionCookie } from '../cookies';
import { Problem } from '../problems';
import { json, page, redirect } from '../reply';
import type { LiveSession } from '../route';
import type { Handlers, Refills } from '../routes';
import type { DecisionAnswer, Decisions } from '../services/decisions';
import type { Intake } from '../services/intake';
import type { StaffAccounts } from '../services/staff';
import type { Viewing } from '../services/viewing';
import { markStatus } from './marks';
import type { decisionBody } from '../schemas';

type StaffHandlers = Pick<
  Handlers,
  | 'sign-in-page'
  | 'sign-in'
  | 'sign-out'
  | 'password-page'
  | 'password'
  | 'queue'
  | 'phone-form'
  | 'phone-send'
  | 'detail'
  | 'decide'
  | 'second'
  | 'view-person'
  | 'view-letter'
  | 'view-facts'
  | 'accounts'
  | 'account-create'
  | 'account-change'
  | 'codec-session'
  | 'api-sign-in'
  | 'api-queue'
  | 'api-detail'
  | 'api-decide'
  | 'api-second'
>;

/** What the routes of staff are made of. */
export interface StaffParts {
  db: Db;
  dataMap: DataMap;
  accounts: StaffAccounts;
  decisions: Decisions;
  intake: Intake;
  viewing: Viewing;
  /** Page of a request's workflow in the Temporal Web UI. */
  temporalUrl(requestId: string): string;
}

/** How long Temporal's payloads stay open, milliseconds (decisions.md L2). */
const CODEC_SESSION_MS = 30 * 60_000;
/** How old a call may be when it is entered, milliseconds. */
const OLDEST_CALL_MS = 366 * 86_400_000;

/** Routes of staff. */
export function staffHandlers(parts: StaffParts): StaffHandlers {
  const { db, dataMap, accounts, decisions, intake, viewing } = parts;
  const labels = new Map([...dataMap.systems, ...dataMap.recipients].map(({ id, name }) => [id, name]));
  const signedIn = ({ staff, session }: { staff: Staff; session: LiveSession }): SignedIn => ({
    staff,
    csrf: session.csrf,
  });
  const requestOf = async (reference: string): Promise<RequestRow> => {
    const row = await findRequest(db, reference);
    if (!row) throw new Problem('not-found');
    return row;
  };
  const actorOf = (staff: Staff) => ({ kind: 'staff', id: staff.id, roles: staff.roles }) as const;

  const decide = async (
    { reference }: { reference: string },
    body: z.output<typeof decisionBody>,
    staff: Staff,
    nowMs: number,
  ): Promise<DecisionAnswer> => {
    const row = await requestOf(reference);
    return decisions.make({
      requestId: row.id,
      kind: body.kind,
      actor: actorOf(staff),
      code: body.code,
      facts: body.facts,
      planDigest: body.planDigest,
      content: {
        ...(body.kind === 'decide-exceptions' ? { keep: body.keep ?? [] } : {}),
        ...(body.system ? { system: systemOf(body.system) } : {}),
        ...(body.reviewOn ? { reviewOn: body.reviewOn } : {}),
        ...(body.equivalent && body.kind === 'approve-verification' ? { equivalent: true } : {}),
      },
      nowMs,
    });
  };
  const systemOf = (id: string): string => {
    if (dataMap.systems.some((system) => system.id === id)) return id;
    throw new Problem('invalid', undefined, [{ field: 'system', reason: 'is not a system of the data map' }]);
  };
  const second = async (
    { reference, id }: { reference: string; id: string },
    staff: Staff,
    nowMs: number,
  ): Promise<DecisionAnswer> => {
    const row = await requestOf(reference);
    const answer = await decisions.second({ requestId: row.id, decisionId: id, actor: actorOf(staff), nowMs });
    if (answer.mark === 'refused' && answer.refusal === 'unknown-decision') throw new Problem('not-found');
    return answer;
  };
  const told = (reference: string, answer: DecisionAnswer) =>
    redirect(
      `/staff/requests/${reference}?told=${answer.mark}${answer.mark === 'refused' ? `&refusal=${answer.refusal}` : ''}`,
    );
  const filterOf = (query: Partial<QueueFilter>): QueueFilter => ({ ...query, state: query.state ?? 'open' });

  return {
    'sign-in-page': () => page('Staff sign-in', SignInPage({})),
    async 'sign-in'({ body, network, nowMs }) {
      const { staff, token } = await accounts.signIn({ ...body, network, nowMs });
      return redirect(staff.mustChange ? '/staff/password' : '/staff', [sessionCookie('staff', token)]);
    },
    async 'sign-out'({ session }) {
      await accounts.signOut(session);
      return redirect('/staff/sign-in', [noCookie('staff'), noCookie('codec')]);
    },
    'password-page': (context) =>
      page('Password', PasswordPage({ signedIn: signedIn(context), mustChange: context.staff.mustChange })),
    async password({ staff, body, nowMs }) {
      await accounts.changePassword(staff, body, nowMs);
      return redirect('/staff/sign-in', [noCookie('staff')]);
    },

    async queue(context) {
      const { after, ...query } = context.query;
      const filter = filterOf(query);
      const [found, overdue] = await Promise.all([queuePage(db, filter, after), overdueCount(db)]);
      return page('Requests', QueueListPage({ signedIn: signedIn(context), page: found, filter, overdue }));
    },

    'phone-form': (context) =>
      page(
        'Enter a call',
        RequestFormPage({
          form: EMPTY_FORM,
          formToken: randomUUID(),
          action: '/staff/requests',
          csrf: context.session.csrf,
          byPhone: true,
        }),
      ),
    async 'phone-send'({ body, staff, nowMs }) {
      const { calledAt, ...fields } = body;
      const receivedAtMs = losAngelesMs(calledAt);
      if (receivedAtMs > nowMs)
        throw new Problem('invalid', undefined, [{ field: 'calledAt', reason: 'lies in the future' }]);
      if (receivedAtMs < nowMs - OLDEST_CALL_MS)
        throw new Problem('invalid', undefined, [{ field: 'calledAt', reason: 'lies more than a year back' }]);
      const receipt = await intake.receive({ fields, channel: 'phone', receivedAtMs, nowMs, enteredBy: staff.id });
      return page('Receipt', ReceiptPage({ ...receipt, back: '/staff' }), { status: 202 });
    },

    async detail(context) {
      const row = await requestOf(context.params.reference);
      const [detail, ledger] = await Promise.all([requestDetail(db, row), readChain(db, row.id)]);
      const names = await staffNames(db, staffIdsOf(detail.decisions, ledger));
      const { told: mark, refusal } = context.query;
      return page(
        row.reference,
        DetailPage({
          signedIn: signedIn(context),
          detail,
          ledger,
          names,
          labels,
          temporalUrl: parts.temporalUrl(row.id),
          told: mark ? { mark, refusal } : undefined,
        }),
      );
    },
    decide: async ({ params, body, staff, nowMs }) => told(params.reference, await decide(params, body, staff, nowMs)),
    second: async ({ params, staff, nowMs }) => told(params.reference, await second(params, staff, nowMs)),

    async 'view-person'(context) {
      const { params, staff, nowMs } = context;
      const claim = await viewing.person(await requestOf(params.reference), staff, nowMs);
      const values: [string, string][] = [
        ['Name', claim.name],
        ['E-mail', claim.email],
        ...(claim.phone ? [['Telephone', claim.phone] as [string, string]] : []),
        ...Object.entries(claim.points).map(([name, value]): [string, string] => [plain(name), value]),
        ...(claim.message ? [['Message', claim.message] as [string, string]] : []),
      ];
      return page(
        'Stated',
        ValuesPage({
          signedIn: signedIn(context),
          title: 'What the requester stated',
          values,
          reference: params.reference,
        }),
      );
    },
    async 'view-letter'({ params, staff, nowMs }) {
      const letter = await viewing.letter(await requestOf(params.reference), params.id, staff, nowMs);
      const back = { href: `/staff/requests/${params.reference}`, label: `Back to ${params.reference}` };
      return page(letter.subject, LetterPage({ ...letter, back }));
    },
    async 'view-facts'(context) {
      const { params, staff, nowMs } = context;
      const { kind, facts } = await viewing.facts(await requestOf(params.reference), params.id, staff, nowMs);
      return page(
        'Facts',
        ValuesPage({
          signedIn: signedIn(context),
          title: 'Facts of a decision',
          values: [[DECISION_WORDS[kind], facts]],
          reference: params.reference,
        }),
      );
    },

    accounts: async (context) =>
      page('Accounts', AccountsPage({ signedIn: signedIn(context), accounts: await accounts.list() })),
    async 'account-create'(context) {
      const { body, staff, nowMs } = context;
      const { password } = await accounts.create(body, staff.id, nowMs);
      const shown = { email: body.email, password };
      return page('Accounts', AccountsPage({ signedIn: signedIn(context), accounts: await accounts.list(), shown }), {
        status: 201,
      });
    },
    async 'account-change'(context) {
      const { params, body, staff, nowMs } = context;
      const { password } = await accounts.change(params.id, body, staff.id, nowMs);
      const list = await accounts.list();
      const email = list.find(({ id }) => id === params.id)?.email ?? '';
      const shown = password ? { email, password } : undefined;
      return page('Accounts', AccountsPage({ signedIn: signedIn(context), accounts: list, shown }));
    },

    async 'codec-session'({ staff, body, nowMs }) {
      const session = await openSession(db, {
        audience: 'codec',
        subject: staff.id,
        content: { sessionId: randomUUID(), reason: body.reason },
        nowMs,
        lifeMs: CODEC_SESSION_MS,
      });
      const back = body.reference ? `/staff/requests/${body.reference}` : '/staff';
      return redirect(back, [sessionCookie('codec', session.token)]);
    },

    async 'api-sign-in'({ body, network, nowMs }) {
      const { token, csrf } = await accounts.signIn({ ...body, network, nowMs });
      return json({ csrf }, { status: 201, cookies: [sessionCookie('staff', token)] });
    },
    async 'api-queue'({ query: { after, ...query } }) {
      return json(await queuePage(db, filterOf(query), after));
    },
    'api-detail': async ({ params }) => json(await requestDetail(db, await requestOf(params.reference))),
    async 'api-decide'({ params, body, staff, nowMs }) {
      const answer = await decide(params, body, staff, nowMs);
      return json(answer, { status: markStatus(answer) });
    },
    async 'api-second'({ params, staff, nowMs }) {
      const answer = await second(params, staff, nowMs);
      return json(answer, { status: markStatus(answer) });
    },
  };
}

/** Forms of staff again, with what is wrong. A password is never sent back. */
export function staffRefills({ accounts }: { accounts: StaffAccounts }): Refills {
  return {
    'sign-in': (_context, sent, problem) =>
      page(
        'Staff sign-in',
        SignInPage({
          form: { values: { email: sent['email'] }, problems: problem.fields },
          wrong:
            problem.type === 'wrong-credentials'
              ? 'E-mail address or password is not right.'
              : problem.type === 'too-many'
                ? 'Too many attempts. Wait a quarter of an hour and try again.'
                : undefined,
        }),
        { status: problem.status },
      ),
    password: ({ staff, session }, _sent, problem) =>
      page(
        'Password',
        PasswordPage({
          signedIn: { staff, csrf: session.csrf },
          form: { values: {}, problems: problem.fields },
          mustChange: staff.mustChange,
        }),
        { status: problem.status },
      ),
    'phone-send': ({ session }, sent, problem) => {
      if (problem.fields.length === 0) throw problem;
      return page(
        'Enter a call',
        RequestFormPage({
          form: { values: sent, problems: problem.fields },
          formToken: typeof sent['formToken'] === 'string' ? sent['formToken'] : randomUUID(),
          action: '/staff/requests',
          csrf: session.csrf,
          byPhone: true,
        }),
        { status: problem.status },
      );
    },
    'account-create': async ({ staff, session }, sent, problem) => {
      if (problem.fields.length === 0) throw problem;
      return page(
        'Accounts',
        AccountsPage({
          signedIn: { staff, csrf: session.csrf },
          accounts: await accounts.list(),
          form: { values: sent, problems: problem.fields },
        }),
        { status: problem.status },
      );
    },
  };
}

/** A wall-clock moment in Los Angeles as UTC milliseconds, by the offset that its noon has. */
function losAngelesMs(local: string): number {
  const asIfUtc = Date.parse(`${local.length === 16 ? `${local}:00` : local}Z`);
  const day = local.slice(0, 10);
  if (Number.isNaN(asIfUtc) || !isLocalDate(day))
    throw new Problem('invalid', undefined, [{ field: 'calledAt', reason: 'is not a date and time' }]);
  return asIfUtc + atHourMs(day, 12) - Date.parse(`${day}T12:00:00Z`);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function staffIdsOf(decisions: { actor: string }[], ledger: { body: Record<string, unknown> }[]): string[] {
  const ids = new Set(decisions.map(({ actor }) => actor));
  for (const { body } of ledger)
    for (const name of ['staff', 'actor', 'enteredBy']) if (typeof body[name] === 'string') ids.add(body[name]);
  return [...ids].filter((id) => UUID.test(id));
}

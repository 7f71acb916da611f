import { randomUUID } from 'node:crypto';
import { openSession } from '../../../db/sessions';
import { PasswordPage, SignInPage } from '../../../web/pages/staff';
import { noCookie, sessionCookie } from '../../cookies';
import { json, page, redirect } from '../../reply';
import type { Handlers, Refills } from '../../routes';
import { signedIn, type StaffParts } from './parts';

type SessionHandlers = Pick<
  Handlers,
  'sign-in-page' | 'sign-in' | 'sign-out' | 'password-page' | 'password' | 'codec-session' | 'api-sign-in'
>;

/** How long Temporal's payloads stay open, milliseconds (decisions.md L2). */
const CODEC_SESSION_MS = 30 * 60_000;

/** Signing in and out, one's own password, and the session that opens Temporal's payloads. */
export function sessionHandlers({ db, accounts }: Pick<StaffParts, 'db' | 'accounts'>): SessionHandlers {
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
  };
}

/** Their forms again, with what is wrong. A password is never sent back. */
export const sessionRefills: Refills = {
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
};

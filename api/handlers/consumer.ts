import {
  ConfirmPage,
  DecidedPage,
  LetterPage,
  NotMePage,
  type StatusMessage,
  StatusPage,
  WithdrawPage,
} from '../../web/pages/consumer';
import { PermissionPage } from '../../web/pages/permission';
import { CopyPage } from '../../web/pages/copy';
import { EMPTY_FORM, type FormState } from '../../web/parts';
import { CODE_WORDS } from '../../web/words';
import { noCookie, sessionCookie } from '../cookies';
import { Problem } from '../problems';
import { json, page, redirect, type Reply, stream } from '../reply';
import type { LiveSession } from '../route';
import type { Handlers, Refills } from '../routes';
import type { Consumers } from '../services/consumer';
import type { Copies } from '../services/copies';
import type { DecisionAnswer } from '../services/decisions';
import { markStatus } from './marks';

type ConsumerHandlers = Pick<
  Handlers,
  | 'status'
  | 'status-code'
  | 'status-new-code'
  | 'withdraw-page'
  | 'withdraw'
  | 'status-letter'
  | 'status-documents'
  | 'copy-page'
  | 'copy-code'
  | 'copy-collect'
  | 'status-leave'
  | 'not-me-page'
  | 'not-me'
  | 'permission-page'
  | 'permission'
  | 'confirm-page'
  | 'confirm'
  | 'api-status'
  | 'api-code'
  | 'api-new-code'
  | 'api-withdraw'
  | 'api-documents'
  | 'api-not-me'
  | 'api-confirm'
>;

/** Routes of a consumer who followed a link: one request each, the session's own. */
export function consumerHandlers({ consumers, copies }: { consumers: Consumers; copies: Copies }): ConsumerHandlers {
  /** A reference that is not the session's is answered like one that nobody has. */
  const own = async (session: LiveSession, reference: string): Promise<void> => {
    if ((await consumers.request(session)).reference !== reference) throw new Problem('not-found');
  };

  const told = (message: StatusMessage) => `/status?told=${message}`;

  /** What became of a consumer's decision. */
  const decidedPage = (name: string, answer: DecisionAnswer, { title, done }: { title: string; done: string }): Reply =>
    page(
      name,
      DecidedPage({ title, done, mark: answer.mark, refusal: answer.mark === 'refused' ? answer.refusal : undefined }),
      { status: markStatus(answer) },
    );

  return {
    async status({ session, query }) {
      const status = await consumers.status(session);
      return page('Your request', StatusPage({ status, csrf: session.csrf, message: query.told }));
    },

    async 'status-code'({ session, body, nowMs }) {
      const { answer, renewed } = await consumers.enterCode(session, body.code, nowMs);
      if (answer === 'right')
        return redirect(told('code-right'), renewed ? [sessionCookie('consumer', renewed.token)] : undefined);
      const form = { values: body, problems: [{ field: 'code', reason: CODE_WORDS[answer] }] };
      const status = await consumers.status(session);
      return page('Your request', StatusPage({ status, csrf: session.csrf, form }), { status: 422 });
    },

    async 'status-new-code'({ session, nowMs }) {
      await consumers.sendCode(session, nowMs);
      return redirect(told('code-sent'));
    },

    async 'withdraw-page'({ session }) {
      const { reference, mayWithdraw } = await consumers.status(session);
      if (!mayWithdraw) return redirect('/status');
      return page('Withdraw', WithdrawPage({ reference, csrf: session.csrf }));
    },

    async withdraw({ session, nowMs }) {
      const answer = await consumers.decide(session, 'withdraw', nowMs);
      return decidedPage('Withdraw', answer, {
        title: 'Withdraw the request',
        done: 'Your request is withdrawn. We confirm it in a message.',
      });
    },

    async 'status-letter'({ session, params }) {
      const letter = await consumers.letter(session, params.id);
      return page(letter.subject, LetterPage({ ...letter, back: { href: '/status', label: 'Back to your request' } }));
    },

    async 'status-documents'({ session, body, files, nowMs }) {
      await consumers.addDocuments(session, { purpose: body.purpose, files, nowMs });
      return redirect(told('documents-added'));
    },

    async 'copy-page'({ session }) {
      return copyPage(copies, session);
    },

    async 'copy-code'({ session, nowMs }) {
      await copies.sendCode(session, nowMs);
      return copyPage(copies, session, { sent: true });
    },

    async 'copy-collect'({ session, body, nowMs }) {
      const { chunks, name } = await copies.collect(session, body, nowMs);
      return stream(chunks, { mediaType: 'application/zip', name });
    },

    async 'status-leave'({ session }) {
      await consumers.leave(session);
      return redirect('/', [noCookie('consumer')]);
    },

    async 'not-me-page'({ session }) {
      const { reference, right } = await consumers.request(session);
      return page('Was this you?', NotMePage({ reference, right, csrf: session.csrf }));
    },

    async 'not-me'({ session, nowMs }) {
      const answer = await consumers.decide(session, 'this-was-not-me', nowMs);
      return decidedPage('Was this you?', answer, {
        title: 'Thank you for telling us',
        done: 'Nothing is done or given out until one of us has looked into it.',
      });
    },

    async 'permission-page'({ session }) {
      const asked = await consumers.permission(session);
      return page('Did you allow this?', PermissionPage({ ...asked, csrf: session.csrf }));
    },

    async permission({ session, body, nowMs }) {
      const answer = await consumers.decide(
        session,
        body.answer === 'yes' ? 'confirm-permission' : 'this-was-not-me',
        nowMs,
      );
      return decidedPage('Did you allow this?', answer, {
        title: 'Thank you for telling us',
        done:
          body.answer === 'yes'
            ? 'We go on with the request.'
            : 'Nothing is done or given out until one of us has looked into it.',
      });
    },

    async 'confirm-page'({ session }) {
      const { reference } = await consumers.request(session);
      return page('One more step', ConfirmPage({ reference, csrf: session.csrf }));
    },

    async confirm({ session, nowMs }) {
      const answer = await consumers.decide(session, 'confirm-opt-in', nowMs);
      return decidedPage('One more step', answer, {
        title: 'Allow sale and sharing again',
        done: 'Thank you. Sale and sharing are allowed again. We confirm it in a message.',
      });
    },

    async 'api-confirm'({ session, params, nowMs }) {
      await own(session, params.reference);
      const answer = await consumers.decide(session, 'confirm-opt-in', nowMs);
      return json(answer, { status: markStatus(answer) });
    },

    async 'api-status'({ session, params }) {
      await own(session, params.reference);
      return json(await consumers.status(session));
    },

    async 'api-code'({ session, params, body, nowMs }) {
      await own(session, params.reference);
      const { answer, renewed } = await consumers.enterCode(session, body.code, nowMs);
      return json(
        { answer, ...(renewed ? { csrf: renewed.csrf } : {}) },
        { cookies: renewed ? [sessionCookie('consumer', renewed.token)] : undefined },
      );
    },

    async 'api-new-code'({ session, params, nowMs }) {
      await own(session, params.reference);
      await consumers.sendCode(session, nowMs);
      return json({ status: 'accepted' }, { status: 202 });
    },

    async 'api-withdraw'({ session, params, nowMs }) {
      await own(session, params.reference);
      const answer = await consumers.decide(session, 'withdraw', nowMs);
      return json(answer, { status: markStatus(answer) });
    },

    async 'api-documents'({ session, params, body, files, nowMs }) {
      await own(session, params.reference);
      return json(await consumers.addDocuments(session, { purpose: body.purpose, files, nowMs }), { status: 201 });
    },

    async 'api-not-me'({ session, params, nowMs }) {
      await own(session, params.reference);
      const answer = await consumers.decide(session, 'this-was-not-me', nowMs);
      return json(answer, { status: markStatus(answer) });
    },
  };
}

/** How a copy is collected; for who has none, nothing is here. */
async function copyPage(
  copies: Copies,
  session: LiveSession,
  { sent = false, form = EMPTY_FORM, status = 200 }: { sent?: boolean; form?: FormState; status?: number } = {},
): Promise<Reply> {
  const copy = await copies.status(session);
  if (!copy) throw new Problem('not-found');
  return page('Your copy', CopyPage({ copy, csrf: session.csrf, sent, form }), { status });
}

/** The status page again where the code could not be read, or a document not taken. */
export function consumerRefills({ consumers, copies }: { consumers: Consumers; copies: Copies }): Refills {
  const again = async (session: LiveSession, sent: Record<string, unknown>, problem: Problem): Promise<Reply> => {
    if (problem.fields.length === 0) throw problem;
    const status = await consumers.status(session);
    const form = { values: sent, problems: problem.fields };
    return page('Your request', StatusPage({ status, csrf: session.csrf, form }), { status: problem.status });
  };
  return {
    'status-code': ({ session }, sent, problem) => again(session, sent, problem),
    'copy-collect': async ({ session }, _sent, problem) => {
      if (problem.fields.length === 0) throw problem;
      return copyPage(copies, session, { form: { values: {}, problems: problem.fields }, status: problem.status });
    },
    'status-documents': ({ session }, sent, problem) => again(session, sent, problem),
  };
}

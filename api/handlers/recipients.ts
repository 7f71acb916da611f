import { RecipientCodePage, RecipientItemsPage } from '../../web/pages/recipient';
import type { FormState } from '../../web/parts';
import { CODE_WORDS } from '../../web/words';
import { read } from '../border';
import { sessionCookie } from '../cookies';
import { json, page, redirect } from '../reply';
import type { LiveSession } from '../route';
import type { Handlers, Refills } from '../routes';
import { noticeAnswerBody } from '../schemas';
import type { Pull } from '../services/pull';
import type { Recipients } from '../services/recipients';

type RecipientHandlers = Pick<
  Handlers,
  | 'recipient'
  | 'recipient-send-code'
  | 'recipient-code'
  | 'recipient-answer'
  | 'api-notice-answer'
  | 'api-notices'
  | 'api-notices-answer'
>;

/** Routes of recipients: a count by link, their own items behind a code, answers by their own system (decisions.md I). */
export function recipientHandlers({ recipients, pull }: { recipients: Recipients; pull: Pull }): RecipientHandlers {
  const itemsPage = async (session: LiveSession, nowMs: number, answered?: string) =>
    page(
      'Instructions',
      RecipientItemsPage({
        name: recipients.named(session).name,
        items: await recipients.items(session, nowMs),
        csrf: session.csrf,
        answered,
      }),
    );

  return {
    recipient: ({ session, query, nowMs }) =>
      session.content['verified'] === true
        ? itemsPage(session, nowMs, query.answered)
        : codePage(recipients, session, { sent: query.told === 'code-sent' }),

    async 'recipient-send-code'({ session, nowMs }) {
      await recipients.sendCode(session, nowMs);
      return redirect('/recipient?told=code-sent');
    },

    async 'recipient-code'({ session, body, nowMs }) {
      const { answer, renewed } = await recipients.enterCode(session, body.code, nowMs);
      if (answer === 'right')
        return redirect('/recipient', renewed ? [sessionCookie('recipient', renewed.token)] : undefined);
      const form = { values: body, problems: [{ field: 'code', reason: CODE_WORDS[answer] }] };
      return codePage(recipients, session, { form, status: 422 });
    },

    async 'recipient-answer'({ session, params, body, nowMs }) {
      await recipients.answer(
        session,
        { reference: params.notice, answer: body.answer, code: body.answer === 'refused' ? body.code : undefined },
        nowMs,
      );
      return redirect(`/recipient?answered=${params.notice}`);
    },

    async 'api-notice-answer'({ params, raw, nowMs }) {
      const { changed } = await recipients.answerSigned(
        { reference: params.notice, ...raw },
        (value) => read(noticeAnswerBody, value),
        nowMs,
      );
      return json({ status: changed ? 'recorded' : 'settled-before' });
    },

    async 'api-notices'({ program, query, nowMs }) {
      return json(await pull.list(program, query, nowMs));
    },

    async 'api-notices-answer'({ program, body, nowMs }) {
      return json({ results: await pull.answer(program, body.answers, nowMs) });
    },
  };
}

/** The page before the code. */
async function codePage(
  recipients: Recipients,
  session: LiveSession,
  { sent, form, status }: { sent?: boolean; form?: FormState; status?: number },
) {
  const { name } = recipients.named(session);
  const count = await recipients.count(session);
  return page('Instructions', RecipientCodePage({ name, count, csrf: session.csrf, sent, form }), { status });
}

/** The page of the code again where it could not be read. */
export function recipientRefills({ recipients }: { recipients: Recipients }): Refills {
  return {
    'recipient-code': async ({ session }, sent, problem) => {
      if (problem.fields.length === 0) throw problem;
      return codePage(recipients, session, {
        form: { values: sent, problems: problem.fields },
        status: problem.status,
      });
    },
  };
}

import { RecipientCodePage, RecipientItemsPage } from '../../web/pages/recipient';
import { read } from '../border';
import { sessionCookie } from '../cookies';
import { json, page } from '../reply';
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
  const codePage = async (
    session: LiveSession,
    message?: 'code-sent' | 'code-wrong' | 'code-expired' | 'code-locked',
  ) =>
    page(
      'Instructions',
      RecipientCodePage({
        name: recipients.named(session).name,
        count: await recipients.count(session),
        csrf: session.csrf,
        message,
      }),
      { status: message && message !== 'code-sent' ? 422 : 200 },
    );
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
    recipient: ({ session, nowMs }) =>
      session.content['verified'] === true ? itemsPage(session, nowMs) : codePage(session),

    async 'recipient-send-code'({ session, nowMs }) {
      await recipients.sendCode(session, nowMs);
      return codePage(session, 'code-sent');
    },

    async 'recipient-code'({ session, body, nowMs }) {
      const { answer, renewed } = await recipients.enterCode(session, body.code, nowMs);
      if (answer !== 'right' || !renewed) return codePage(session, answer === 'right' ? undefined : `code-${answer}`);
      const reply = await itemsPage({ ...session, ...renewed }, nowMs);
      return { ...reply, cookies: [sessionCookie('recipient', renewed.token)] };
    },

    async 'recipient-answer'({ session, params, body, nowMs }) {
      await recipients.answer(
        session,
        { reference: params.notice, answer: body.answer, code: body.answer === 'refused' ? body.code : undefined },
        nowMs,
      );
      return itemsPage(session, nowMs, params.notice);
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

/** The page of the code again where it could not be read. */
export function recipientRefills({ recipients }: { recipients: Recipients }): Refills {
  return {
    'recipient-code': async ({ session }, sent, problem) => {
      if (problem.fields.length === 0) throw problem;
      return page(
        'Instructions',
        RecipientCodePage({
          name: recipients.named(session).name,
          count: await recipients.count(session),
          csrf: session.csrf,
          form: { values: sent, problems: problem.fields },
        }),
        { status: problem.status },
      );
    },
  };
}

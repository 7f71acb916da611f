import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { receiptDay } from '../../rules/calendar';
import type { Right } from '../../rules/codes';
import { ruleSetFor } from '../../rules/versions';
import {
  ChooseRightPage,
  ExpiredLinkPage,
  HomePage,
  LinkPage,
  ReceiptPage,
  RenewedLinkPage,
  RequestFormPage,
} from '../../web/pages/public';
import { EMPTY_FORM } from '../../web/parts';
import { pagedRight } from '../../web/rights';
import type { Correctable } from '../../web/rights/right-pages';
import { RIGHT_WORDS } from '../../web/words';
import type { Business } from '../business';
import { sessionCookie } from '../cookies';
import { Problem } from '../problems';
import { json, page, redirect, type Reply, text } from '../reply';
import type { Handlers, Refills } from '../routes';
import { newFormToken } from './form-token';
import { receiveFiling } from '../services/filings';
import type { Intake, Receipt } from '../services/intake';
import { type Links, OPENS_NOTHING } from '../services/links';

/** Where a session leads. */
export const SESSION_HOME = {
  status: '/status',
  'not-me': '/not-me',
  permission: '/permission',
  confirm: '/confirm',
  recipient: '/recipient',
} as const;

type PublicHandlers = Pick<
  Handlers,
  | 'home'
  | 'styles'
  | 'opt-out'
  | 'limit'
  | 'opt-in'
  | 'request-form'
  | 'request-send'
  | 'link-page'
  | 'link-open'
  | 'link-renew'
  | 'api-intake'
  | 'api-link'
>;

const STYLES = readFileSync(path.join(__dirname, '../../web/styles.css'), 'utf8');
/** Routes for anyone: asking, and exchanging a link. They answer the same whoever is known (decisions.md B6). */
export function publicHandlers(parts: {
  business: Business;
  correctable: readonly Correctable[];
  intake: Intake;
  links: Links;
  /** Whether the header `Authorization` is that of the integration that vouches for identity. */
  vouchedFor(authorization: string | undefined): boolean;
}): PublicHandlers {
  const { business, correctable, intake, links } = parts;
  const vouchedFor = (authorization: string | undefined): boolean => parts.vouchedFor(authorization);
  const contact = { email: business.contactEmail, phone: business.contactPhone };
  const form = (right: Right): Reply =>
    page(
      RIGHT_WORDS[right],
      RequestFormPage({ business: business.name, right, form: EMPTY_FORM, formToken: newFormToken(), correctable }),
    );
  return {
    home: ({ nowMs }) =>
      page('Privacy requests', HomePage({ business: business.name, contact, ruleSet: ruleSetFor(receiptDay(nowMs)) })),
    styles: () => text(STYLES, 'text/css', { 'Cache-Control': 'public, max-age=3600' }),
    'opt-out': () => form('opt-out'),
    limit: () => form('limit'),
    'opt-in': () => form('opt-in'),
    'request-form': ({ query }) => {
      const right = pagedRight(query.right);
      return right ? form(right) : page('Make a request', ChooseRightPage({ path: '/request' }));
    },

    async 'request-send'({ body, nowMs, network }) {
      const how = { channel: 'form', receivedAtMs: nowMs, nowMs, network } as const;
      const receipt = await receiveFiling(intake, body, how);
      return page('Receipt', ReceiptPage(receipt), { status: 202 });
    },

    async 'api-intake'({ body, nowMs, network, raw }) {
      const arrived = { channel: 'api', receivedAtMs: nowMs, nowMs } as const;
      // an integration is one network, however many people stand behind it
      const receipt = await receiveFiling(
        intake,
        body,
        vouchedFor(raw.header('authorization')) ? { ...arrived, vouched: true } : { ...arrived, network },
      );
      const told = ({ reference, right, receiptDay, dueOn }: Receipt) => ({ reference, right, receiptDay, dueOn });
      return json({ ...told(receipt), siblings: receipt.siblings.map(told) }, { status: 202 });
    },

    async 'link-page'({ params: { token }, nowMs }) {
      const purpose = await links.peek(token, nowMs);
      if (!purpose) throw new Problem('not-found', OPENS_NOTHING);
      if (purpose === 'expired') return page('Expired', ExpiredLinkPage({ token }), { status: 410 });
      return page('Continue', LinkPage({ token, purpose }));
    },

    async 'link-renew'({ params: { token }, nowMs }) {
      await links.renew(token, nowMs);
      return page('A new link', RenewedLinkPage(), { status: 202 });
    },

    async 'link-open'({ params: { token }, nowMs }) {
      const { purpose, token: session } = await links.open(token, nowMs);
      const audience = purpose === 'recipient' ? 'recipient' : 'consumer';
      return redirect(SESSION_HOME[purpose], [sessionCookie(audience, session)]);
    },

    async 'api-link'({ body, nowMs }) {
      const { purpose, token, csrf } = await links.open(body.token, nowMs);
      const audience = purpose === 'recipient' ? 'recipient' : 'consumer';
      return json({ csrf, purpose }, { status: 201, cookies: [sessionCookie(audience, token)] });
    },
  };
}

/** The form again, with what was sent and what is wrong with it; its token stays, so that it is still one request. */
export const publicRefills = ({
  business,
  correctable,
}: {
  business: Business;
  correctable: readonly Correctable[];
}): Refills => ({
  'request-send': (_context, sent, problem) => {
    const right = pagedRight(sent['right']);
    if (problem.fields.length === 0 || !right) throw problem;
    const token = typeof sent['formToken'] === 'string' ? sent['formToken'] : newFormToken();
    return page(
      RIGHT_WORDS[right],
      RequestFormPage({
        business: business.name,
        right,
        form: { values: sent, problems: problem.fields },
        formToken: token,
        correctable,
      }),
      { status: problem.status },
    );
  },
});

import type { Route } from '../route';
import * as s from '../schemas';

/** Routes of the business's own systems, each by an API key for its scope. */
export const PROGRAM_ROUTES = [
  {
    id: 'api-disclose',
    method: 'POST',
    path: '/api/v1/disclosures',
    audience: 'program',
    scope: 'disclose',
    api: true,
    // a full page of rows with all their identifiers
    limit: 2 * 1024 * 1024,
    body: s.gateBody,
    answers: s.gateShape,
    summary: 'Which rows of a list may go to a recipient; records their disclosure',
  },
  {
    id: 'api-import-acquire',
    method: 'POST',
    path: '/api/v1/imports/acquire',
    audience: 'program',
    scope: 'acquire',
    api: true,
    limit: 2 * 1024 * 1024,
    body: s.importBody,
    answers: s.importShape,
    summary: 'Which rows of obtained data may be kept, and what stays corrected in them',
  },
  {
    id: 'api-import-sell',
    method: 'POST',
    path: '/api/v1/imports/sell-or-share',
    audience: 'program',
    scope: 'sell-or-share',
    api: true,
    limit: 2 * 1024 * 1024,
    body: s.importBody,
    answers: s.importShape,
    summary: 'Which rows of obtained data may be sold or shared',
  },
  {
    id: 'api-signal',
    method: 'POST',
    path: '/api/v1/signals',
    audience: 'program',
    scope: 'signals',
    api: true,
    body: s.signalBody,
    answers: s.signalShape,
    summary: 'Passes on the header Sec-GPC that a browser sent to a site of the business, and says what to show',
  },
] as const satisfies readonly Route[];

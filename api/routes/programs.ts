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
] as const satisfies readonly Route[];

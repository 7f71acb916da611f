import type { Route } from '../route';
import * as s from '../schemas';

/** Routes that anyone may call. */
export const PUBLIC_ROUTES = [
  { id: 'home', method: 'GET', path: '/', audience: 'public', summary: 'What can be asked here' },
  { id: 'styles', method: 'GET', path: '/styles.css', audience: 'public', summary: 'Style sheet' },
  {
    id: 'request-form',
    method: 'GET',
    path: '/request',
    audience: 'public',
    query: s.formQuery,
    summary: 'Form to make a request',
  },
  { id: 'opt-out', method: 'GET', path: '/opt-out', audience: 'public', summary: 'How to opt out of sale and sharing' },
  {
    id: 'request-send',
    method: 'POST',
    path: '/request',
    audience: 'public',
    body: s.intakeBody,
    summary: 'Makes a request',
  },
  {
    id: 'link-page',
    method: 'GET',
    path: '/r/:token',
    audience: 'public',
    params: s.byToken,
    summary: 'What a link from a letter opens; changes nothing',
  },
  {
    id: 'link-open',
    method: 'POST',
    path: '/r/:token',
    audience: 'public',
    params: s.byToken,
    body: s.emptyBody,
    summary: 'Exchanges a link for a session',
  },
  {
    id: 'api-intake',
    method: 'POST',
    path: '/api/v1/requests',
    audience: 'public',
    api: true,
    body: s.intakeBody,
    answers: s.receiptShape,
    summary: 'Makes a request',
  },
  {
    id: 'api-link',
    method: 'POST',
    path: '/api/v1/links',
    audience: 'public',
    api: true,
    body: s.linkBody,
    answers: s.sessionShape,
    summary: 'Exchanges a link for a session',
  },
] as const satisfies readonly Route[];

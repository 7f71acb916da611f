import type { Route } from '../route';
import * as s from '../schemas';

/** Routes of recipients, by the link of a mail and a code; or, for their systems, by signature. */
export const RECIPIENT_ROUTES = [
  {
    id: 'recipient',
    method: 'GET',
    path: '/recipient',
    audience: 'recipient',
    summary: 'How many notices wait; with the code, which',
  },
  {
    id: 'recipient-send-code',
    method: 'POST',
    path: '/recipient/send-code',
    audience: 'recipient',
    body: s.emptyBody,
    summary: 'Sends a code to the registered contact',
  },
  {
    id: 'recipient-code',
    method: 'POST',
    path: '/recipient/code',
    audience: 'recipient',
    body: s.codeBody,
    summary: 'Enters the code',
  },
  {
    id: 'recipient-answer',
    method: 'POST',
    path: '/recipient/items/:notice',
    audience: 'recipient',
    verified: true,
    object: 'notice',
    params: s.byNotice,
    body: s.itemAnswerBody,
    summary: 'Attests or refuses one notice',
  },
  {
    id: 'api-notice-answer',
    method: 'POST',
    path: '/api/v1/recipients/notices/:notice',
    audience: 'signed',
    object: 'notice',
    api: true,
    params: s.byNotice,
    body: s.noticeAnswerBody,
    answers: s.stateShape,
    summary: "A recipient's system answers a notice",
  },
] as const satisfies readonly Route[];

import { createHash } from 'node:crypto';
import { renderPostal } from '../../../letters/postal';
import { receiptDay } from '../../../rules/calendar';
import { json, redirect, text } from '../../reply';
import type { Handlers } from '../../routes';
import { requestOf, type StaffParts } from './parts';

type PostHandlers = Pick<
  Handlers,
  'print-letter' | 'letter-posted' | 'letter-returned' | 'api-letter-posted' | 'api-letter-returned'
>;

/** Letters on paper, and letters that came back (decisions.md K4). */
export function postHandlers({ db, viewing, post }: Pick<StaffParts, 'db' | 'viewing' | 'post'>): PostHandlers {
  return {
    async 'print-letter'({ params, body, staff, nowMs }) {
      const letter = await viewing.letter(await requestOf(db, params.reference), params.id, staff, nowMs);
      const addressLines = body.address
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter(Boolean);
      const html = renderPostal(letter, { addressLines, postedOn: receiptDay(nowMs) });
      return text(html, 'text/html; charset=utf-8', { 'Content-Security-Policy': onlyItsStyle(html) });
    },

    async 'letter-posted'({ params, body, staff, nowMs }) {
      await post.posted(await requestOf(db, params.reference), params.id, body.postedOn, staff, nowMs);
      return redirect(`/staff/requests/${params.reference}`);
    },
    async 'letter-returned'({ params, staff, nowMs }) {
      await post.returned(await requestOf(db, params.reference), params.id, staff, nowMs);
      return redirect(`/staff/requests/${params.reference}`);
    },

    async 'api-letter-posted'({ params, body, staff, nowMs }) {
      await post.posted(await requestOf(db, params.reference), params.id, body.postedOn, staff, nowMs);
      return json({ recorded: true });
    },
    async 'api-letter-returned'({ params, staff, nowMs }) {
      await post.returned(await requestOf(db, params.reference), params.id, staff, nowMs);
      return json({ recorded: true });
    },
  };
}

/** The policy of a page to print: nothing but the style that stands in it, by its hash. */
function onlyItsStyle(html: string): string {
  const style = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'`;
}

import { LetterPage } from '../../../web/pages/consumer';
import { ValuesPage } from '../../../web/pages/staff';
import { DECISION_WORDS, plain } from '../../../web/words';
import { page } from '../../reply';
import type { Handlers } from '../../routes';
import { requestOf, signedIn, type StaffParts } from './parts';

type ViewingHandlers = Pick<Handlers, 'view-person' | 'view-letter' | 'view-facts'>;

/** Where the view of a request's values is recorded, and where its page leads back to. */
const ofRequest = (reference: string) => ({
  of: 'the request',
  back: { href: `/staff/requests/${reference}`, label: `Back to ${reference}` },
});

/** What is sealed, opened on purpose; each view is in the ledger (decisions.md B2). */
export function viewingHandlers({ db, viewing }: Pick<StaffParts, 'db' | 'viewing'>): ViewingHandlers {
  return {
    async 'view-person'(context) {
      const { params, staff, nowMs } = context;
      const claim = await viewing.person(await requestOf(db, params.reference), staff, nowMs);
      const values: [string, string][] = [
        ...(claim.name ? [['Name', claim.name] as [string, string]] : []),
        ...(claim.email ? [['E-mail', claim.email] as [string, string]] : []),
        ...(claim.phone ? [['Telephone', claim.phone] as [string, string]] : []),
        ...(claim.identifiers ?? []).map(({ type, value }): [string, string] => [plain(type), value]),
        ...Object.entries(claim.points).map(([name, value]): [string, string] => [plain(name), value]),
        ...(claim.corrections ?? []).map(({ field, value }): [string, string] => [
          `${plain(field)}, said to be right`,
          value,
        ]),
        ...(claim.post ? [['By post to', claim.post] as [string, string]] : []),
        ...(claim.declaration
          ? [['Declares under penalty of perjury', claim.declaration.signed] as [string, string]]
          : []),
        ...(claim.message ? [['Message', claim.message] as [string, string]] : []),
      ];
      return page(
        'Stated',
        ValuesPage({
          signedIn: signedIn(context),
          title: 'What the requester stated',
          values,
          ...ofRequest(params.reference),
        }),
      );
    },
    async 'view-letter'({ params, staff, nowMs }) {
      const letter = await viewing.letter(await requestOf(db, params.reference), params.id, staff, nowMs);
      return page(letter.subject, LetterPage({ ...letter, back: ofRequest(params.reference).back }));
    },
    async 'view-facts'(context) {
      const { params, staff, nowMs } = context;
      const { kind, facts } = await viewing.facts(await requestOf(db, params.reference), params.id, staff, nowMs);
      return page(
        'Facts',
        ValuesPage({
          signedIn: signedIn(context),
          title: 'Facts of a decision',
          values: [[DECISION_WORDS[kind], facts]],
          ...ofRequest(params.reference),
        }),
      );
    },
  };
}

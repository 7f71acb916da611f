import { HoldsPage } from '../../../web/pages/holds';
import { ValuesPage } from '../../../web/pages/staff';
import { plain } from '../../../web/words';
import { json, page, redirect } from '../../reply';
import type { Handlers, Refills } from '../../routes';
import type { HoldLine } from '../../services/holds';
import { signedIn, type StaffParts } from './parts';

type HoldHandlers = Pick<Handlers, 'holds' | 'hold-decide' | 'view-hold' | 'api-holds' | 'api-hold-decide'>;

const namesOf = ({ dataMap }: Pick<StaffParts, 'dataMap'>) => ({
  systems: dataMap.systems.map(({ id, name }) => ({ id, name })),
  labels: new Map(dataMap.systems.map(({ id, name }) => [id, name])),
});

/** Holds on a person as such, and for everyone (decisions.md D4). */
export function holdHandlers(parts: Pick<StaffParts, 'holds' | 'dataMap'>): HoldHandlers {
  const { holds } = parts;
  return {
    async holds(context) {
      const { told: mark, refusal } = context.query;
      const told = mark ? { mark, refusal } : undefined;
      return page(
        'Holds',
        HoldsPage({
          signedIn: signedIn(context),
          holds: await holds.list(),
          today: context.nowMs,
          ...namesOf(parts),
          told,
        }),
      );
    },

    async 'hold-decide'({ body, staff, nowMs }) {
      const answer = await holds.make(body, staff, nowMs);
      return redirect(
        `/staff/holds?told=${answer.mark}${answer.mark === 'refused' ? `&refusal=${answer.refusal}` : ''}`,
      );
    },

    async 'view-hold'(context) {
      const { params, staff, nowMs } = context;
      const { facts, told, identifiers } = await holds.matter(params.id, staff, nowMs);
      const values: [string, string][] = [
        ...identifiers.map(({ type, value }): [string, string] => [plain(type), value]),
        ['Matter', facts],
        ...(told ? [['What the consumer is told', told] as [string, string]] : []),
      ];
      return page(
        'Matter',
        ValuesPage({
          signedIn: signedIn(context),
          title: 'Matter of a hold',
          values,
          of: 'the hold',
          back: { href: '/staff/holds', label: 'Back to the holds' },
        }),
      );
    },

    'api-holds': async () => json({ holds: (await holds.list()).map(lineOf) }),

    async 'api-hold-decide'({ body, staff, nowMs }) {
      const answer = await holds.make(body, staff, nowMs);
      return json(answer, { status: answer.mark === 'claimed' ? 200 : 409 });
    },
  };
}

const lineOf = (hold: HoldLine) => ({
  id: hold.id,
  scope: hold.scope,
  system: hold.system,
  category: hold.category,
  code: hold.code,
  reference: hold.reference,
  told: hold.told,
  placedAt: hold.placed_at.toISOString(),
  reviewOn: hold.review_on,
  renewals: hold.renewals,
});

/** The page again, with what is wrong. What was typed of a person is not sent back. */
export const holdRefills = (parts: Pick<StaffParts, 'holds' | 'dataMap'>): Refills => ({
  'hold-decide': async ({ staff, session, nowMs }, _sent, problem) =>
    page(
      'Holds',
      HoldsPage({
        signedIn: { staff, csrf: session.csrf },
        holds: await parts.holds.list(),
        today: nowMs,
        ...namesOf(parts),
        problems: problem.fields,
      }),
      { status: problem.status },
    ),
});

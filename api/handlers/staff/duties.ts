import { DutiesPage } from '../../../web/pages/duties';
import { json, page, redirect } from '../../reply';
import type { Handlers, Refills } from '../../routes';
import { markStatus } from '../marks';
import { signedIn, type StaffParts } from './parts';

type DutyHandlers = Pick<Handlers, 'duties' | 'duty-decide' | 'api-duties' | 'api-duty-decide'>;

const namesOf = ({ dataMap }: Pick<StaffParts, 'dataMap'>) => ({
  systems: dataMap.systems.map(({ id, name }) => ({ id, name })),
  labels: new Map([...dataMap.systems, ...dataMap.archives].map(({ id, name }) => [id, name])),
});

/** Archives, and exceptions that end (decisions.md D5, J). */
export function dutyHandlers(parts: Pick<StaffParts, 'duties' | 'dataMap'>): DutyHandlers {
  const { duties } = parts;
  return {
    async duties(context) {
      const { told: mark, refusal } = context.query;
      const told = mark ? { mark, refusal } : undefined;
      return page(
        'Archives and exceptions',
        DutiesPage({ signedIn: signedIn(context), overview: await duties.overview(), ...namesOf(parts), told }),
      );
    },

    async 'duty-decide'(context) {
      const { body, staff, nowMs } = context;
      const answer = await duties.make(body, staff, nowMs);
      if (answer.mark !== 'refused') return redirect(`/staff/duties?told=${answer.mark}`);
      return page(
        'Archives and exceptions',
        DutiesPage({
          signedIn: signedIn(context),
          overview: await duties.overview(),
          ...namesOf(parts),
          told: answer,
          form: { values: body, problems: [] },
        }),
        { status: markStatus(answer) },
      );
    },

    'api-duties': async () => json(await duties.overview()),

    async 'api-duty-decide'({ body, staff, nowMs }) {
      const answer = await duties.make(body, staff, nowMs);
      return json(answer, { status: markStatus(answer) });
    },
  };
}

/** The page again, with what is wrong. */
export const dutyRefills = (parts: Pick<StaffParts, 'duties' | 'dataMap'>): Refills => ({
  'duty-decide': async ({ staff, session }, sent, problem) => {
    return page(
      'Archives and exceptions',
      DutiesPage({
        signedIn: { staff, csrf: session.csrf },
        overview: await parts.duties.overview(),
        ...namesOf(parts),
        form: { values: sent, problems: problem.fields },
      }),
      { status: problem.status },
    );
  },
});

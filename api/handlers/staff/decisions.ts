import type { z } from 'zod';
import type { Staff } from '../../../db/staff';
import { Problem } from '../../problems';
import { json, redirect } from '../../reply';
import type { Handlers, Refills } from '../../routes';
import type { decisionBody } from '../../schemas';
import { contentOf, fieldWordsOf } from '../../services/decision-content';
import type { DecisionAnswer } from '../../services/decisions';
import { markStatus } from '../marks';
import { createDetail } from './detail';
import { requestOf, type StaffParts } from './parts';

type DecisionHandlers = Pick<Handlers, 'decide' | 'second' | 'api-decide' | 'api-second'>;

/** Decisions by staff (decisions.md C). */
export function decisionHandlers(
  parts: Pick<StaffParts, 'db' | 'dataMap' | 'decisions' | 'temporalUrl' | 'codecUrl'>,
): DecisionHandlers {
  const { db, dataMap, decisions } = parts;
  const showDetail = createDetail(parts);
  const actorOf = (staff: Staff) => ({ kind: 'staff', id: staff.id, roles: staff.roles }) as const;

  const decide = async (
    { reference }: { reference: string },
    body: z.output<typeof decisionBody>,
    staff: Staff,
    nowMs: number,
  ): Promise<DecisionAnswer> => {
    const row = await requestOf(db, reference);
    return decisions.make({
      requestId: row.id,
      kind: body.kind,
      actor: actorOf(staff),
      code: body.code,
      facts: body.facts,
      planDigest: body.planDigest,
      told: body.told,
      content: contentOf(body, dataMap),
      fields: fieldWordsOf(body),
      nowMs,
    });
  };
  const second = async (
    { reference, id }: { reference: string; id: string },
    staff: Staff,
    nowMs: number,
  ): Promise<DecisionAnswer> => {
    const row = await requestOf(db, reference);
    const answer = await decisions.second({ requestId: row.id, decisionId: id, actor: actorOf(staff), nowMs });
    if (answer.mark === 'refused' && answer.refusal === 'unknown-decision') throw new Problem('not-found');
    return answer;
  };
  const told = (reference: string, answer: DecisionAnswer) =>
    redirect(
      `/staff/requests/${reference}?told=${answer.mark}${answer.mark === 'refused' ? `&refusal=${answer.refusal}` : ''}`,
    );

  return {
    async decide({ params, body, staff, session, nowMs }) {
      const answer = await decide(params, body, staff, nowMs);
      if (answer.mark !== 'refused') return told(params.reference, answer);
      const { refusal } = answer;
      return showDetail({ staff, session }, params.reference, {
        told: { mark: 'refused', refusal },
        sent: { values: body, problems: [], refusal },
        status: markStatus(answer),
      });
    },
    second: async ({ params, staff, nowMs }) => told(params.reference, await second(params, staff, nowMs)),

    async 'api-decide'({ params, body, staff, nowMs }) {
      const answer = await decide(params, body, staff, nowMs);
      return json(answer, { status: markStatus(answer) });
    },
    async 'api-second'({ params, staff, nowMs }) {
      const answer = await second(params, staff, nowMs);
      return json(answer, { status: markStatus(answer) });
    },
  };
}

/** The request's page again, with the decision that could not be read in its form. */
export function decisionRefills(parts: Pick<StaffParts, 'db' | 'dataMap' | 'temporalUrl' | 'codecUrl'>): Refills {
  const showDetail = createDetail(parts);
  return {
    decide: ({ staff, session, params }, sent, problem) => {
      if (problem.fields.length === 0) throw problem;
      return showDetail({ staff, session }, params.reference, {
        sent: { values: sent, problems: problem.fields },
        status: problem.status,
      });
    },
  };
}

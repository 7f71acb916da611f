import { readChain } from '../../../db/ledger';
import { type RequestDetail, requestDetail } from '../../../db/requests-read';
import { type Staff, staffNames } from '../../../db/staff';
import type { SentDecision } from '../../../web/pages/request/decision-forms';
import { explanationOf } from '../../../web/pages/request/explanation';
import { DetailPage } from '../../../web/pages/request/page';
import type { DetailProps } from '../../../web/pages/request/part';
import { page, type Reply } from '../../reply';
import type { LiveSession } from '../../route';
import { requestOf, signedIn, type StaffParts } from './parts';

/** Makes the page of one request for whoever is signed in; @throws Problem `not-found` */
export type ShowDetail = (
  who: { staff: Staff; session: LiveSession },
  reference: string,
  more?: {
    told?: DetailProps['told'];
    /** A decision that did not stand, as it was sent: it is shown again in its form. */
    sent?: SentDecision;
    status?: number;
  },
) => Promise<Reply>;

/** What makes the page of one request: for looking at it, and for a decision that did not stand. */
export function createDetail({
  db,
  dataMap,
  temporalUrl,
  codecUrl,
}: Pick<StaffParts, 'db' | 'dataMap' | 'temporalUrl' | 'codecUrl'>): ShowDetail {
  const labels = new Map([...dataMap.systems, ...dataMap.recipients].map(({ id, name }) => [id, name]));
  const systems = dataMap.systems.map(({ id, name }) => ({ id, name }));
  return async (who, reference, { told, sent, status } = {}) => {
    const row = await requestOf(db, reference);
    const [detail, ledger] = await Promise.all([requestDetail(db, row), readChain(db, row.id)]);
    const names = await staffNames(db, staffIdsOf(detail, ledger));
    return page(
      row.reference,
      DetailPage({
        signedIn: signedIn(who),
        detail,
        explanation: explanationOf(detail),
        ledger,
        names,
        labels,
        systems,
        temporalUrl: temporalUrl(row.id),
        codecUrl,
        told,
        sent,
      }),
      { status },
    );
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function staffIdsOf(
  { decisions, documents }: Pick<RequestDetail, 'decisions' | 'documents'>,
  ledger: { body: Record<string, unknown> }[],
): string[] {
  const ids = new Set([...decisions.map(({ actor }) => actor), ...documents.map(({ added_by }) => added_by)]);
  for (const { body } of ledger)
    for (const name of ['staff', 'actor', 'enteredBy', 'by']) if (typeof body[name] === 'string') ids.add(body[name]);
  return [...ids].filter((id) => UUID.test(id));
}

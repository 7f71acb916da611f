import { readChain } from '../../../db/ledger';
import { overdueCount, parkedCount, type QueueFilter, queuePage } from '../../../db/queue';
import { type RequestDetail, requestDetail } from '../../../db/requests-read';
import { staffNames } from '../../../db/staff';
import { explanationOf } from '../../../web/pages/request/explanation';
import { DetailPage } from '../../../web/pages/request/page';
import { QueueListPage } from '../../../web/pages/staff';
import { json, page } from '../../reply';
import type { Handlers } from '../../routes';
import { requestOf, signedIn, type StaffParts } from './parts';

type RequestHandlers = Pick<Handlers, 'queue' | 'detail' | 'api-queue' | 'api-detail'>;

/** The queue, and the page of one request. */
export function requestHandlers({ db, dataMap, temporalUrl, codecUrl }: StaffParts): RequestHandlers {
  const labels = new Map([...dataMap.systems, ...dataMap.recipients].map(({ id, name }) => [id, name]));
  const filterOf = (query: Partial<QueueFilter>): QueueFilter => ({ ...query, state: query.state ?? 'open' });

  return {
    async queue(context) {
      const { after, ...query } = context.query;
      const filter = filterOf(query);
      const [found, overdue, parked] = await Promise.all([
        queuePage(db, filter, after),
        overdueCount(db),
        parkedCount(db),
      ]);
      return page('Requests', QueueListPage({ signedIn: signedIn(context), page: found, filter, overdue, parked }));
    },

    async detail(context) {
      const row = await requestOf(db, context.params.reference);
      const [detail, ledger] = await Promise.all([requestDetail(db, row), readChain(db, row.id)]);
      const names = await staffNames(db, staffIdsOf(detail, ledger));
      const { told: mark, refusal } = context.query;
      return page(
        row.reference,
        DetailPage({
          signedIn: signedIn(context),
          detail,
          explanation: explanationOf(detail),
          ledger,
          names,
          labels,
          systems: dataMap.systems.map(({ id, name }) => ({ id, name })),
          temporalUrl: temporalUrl(row.id),
          codecUrl,
          told: mark ? { mark, refusal } : undefined,
        }),
      );
    },

    async 'api-queue'({ query: { after, ...query } }) {
      return json(await queuePage(db, filterOf(query), after));
    },
    'api-detail': async ({ params }) => json(await requestDetail(db, await requestOf(db, params.reference))),
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

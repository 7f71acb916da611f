import { overdueCount, parkedCount, type QueueFilter, queuePage } from '../../../db/queue';
import { requestDetail } from '../../../db/requests-read';
import { QueueListPage } from '../../../web/pages/staff';
import { json, page } from '../../reply';
import type { Handlers } from '../../routes';
import { createDetail } from './detail';
import { requestOf, signedIn, type StaffParts } from './parts';

type RequestHandlers = Pick<Handlers, 'queue' | 'detail' | 'api-queue' | 'api-detail'>;

/** The queue, and the page of one request. */
export function requestHandlers(parts: StaffParts): RequestHandlers {
  const { db } = parts;
  const showDetail = createDetail(parts);
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

    detail({ staff, session, params, query: { told: mark, refusal } }) {
      return showDetail({ staff, session }, params.reference, { told: mark ? { mark, refusal } : undefined });
    },

    async 'api-queue'({ query: { after, ...query } }) {
      return json(await queuePage(db, filterOf(query), after));
    },
    'api-detail': async ({ params }) => json(await requestDetail(db, await requestOf(db, params.reference))),
  };
}

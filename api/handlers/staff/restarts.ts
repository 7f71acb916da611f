import { json, redirect } from '../../reply';
import type { Handlers } from '../../routes';
import { requestOf, type StaffParts } from './parts';

/** A request that stands still, started anew. */
export function restartHandlers({
  db,
  restarts,
}: Pick<StaffParts, 'db' | 'restarts'>): Pick<Handlers, 'restart' | 'api-restart'> {
  return {
    async restart({ params, staff, nowMs }) {
      await restarts.restart(await requestOf(db, params.reference), staff, nowMs);
      return redirect(`/staff/requests/${params.reference}?told=restarted`);
    },
    async 'api-restart'({ params, staff, nowMs }) {
      await restarts.restart(await requestOf(db, params.reference), staff, nowMs);
      return json({ restarted: true });
    },
  };
}

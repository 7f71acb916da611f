import { ReviewCopyPage } from '../../../web/pages/copy';
import { page, redirect, stream } from '../../reply';
import type { Handlers } from '../../routes';
import { requestOf, signedIn, type StaffParts } from './parts';

/** A copy as staff have to do with it: what may name others is looked at; what is posted is printed, and its day kept. */
export function copyHandlers({
  db,
  dataMap,
  copies,
}: Pick<StaffParts, 'db' | 'dataMap' | 'copies'>): Pick<Handlers, 'copy-review' | 'copy-print' | 'copy-posted'> {
  const labels = new Map(dataMap.systems.map(({ id, name }) => [id, name]));
  return {
    async 'copy-review'(context) {
      const { params, staff, nowMs } = context;
      const values = await copies.flagged(await requestOf(db, params.reference), staff, nowMs);
      return page(
        'Review a copy',
        ReviewCopyPage({ signedIn: signedIn(context), reference: params.reference, values, labels }),
      );
    },
    async 'copy-print'({ params, staff, nowMs }) {
      const { chunks, name } = await copies.print(await requestOf(db, params.reference), staff, nowMs);
      return stream(chunks, { mediaType: 'application/zip', name });
    },
    async 'copy-posted'({ params, body, staff, nowMs }) {
      await copies.posted(await requestOf(db, params.reference), body.postedOn, staff, nowMs);
      return redirect(`/staff/requests/${params.reference}`);
    },
  };
}

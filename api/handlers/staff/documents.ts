import { file, redirect } from '../../reply';
import type { Handlers } from '../../routes';
import { requestOf, type StaffParts } from './parts';

type DocumentHandlers = Pick<Handlers, 'staff-documents' | 'view-document'>;

/** Documents that staff add and open. */
export function documentHandlers({ db, documents }: Pick<StaffParts, 'db' | 'documents'>): DocumentHandlers {
  return {
    async 'staff-documents'({ params, body, files, staff, nowMs }) {
      const row = await requestOf(db, params.reference);
      await documents.add(row, { purpose: body.purpose, by: 'staff', staffId: staff.id, files, nowMs });
      return redirect(`/staff/requests/${params.reference}#documents`);
    },
    async 'view-document'({ params, staff, nowMs }) {
      const { bytes, mediaType, name } = await documents.view(
        await requestOf(db, params.reference),
        params.id,
        staff,
        nowMs,
      );
      return file(bytes, { mediaType, name });
    },
  };
}

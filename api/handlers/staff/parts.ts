import type { DataMap } from '../../../datamap/data-map';
import type { Db } from '../../../db/connect';
import type { RequestRow } from '../../../db/procedure';
import { findRequest } from '../../../db/requests-read';
import type { Staff } from '../../../db/staff';
import type { SignedIn } from '../../../web/pages/staff';
import { Problem } from '../../problems';
import type { LiveSession } from '../../route';
import type { Copies } from '../../services/copies';
import type { Decisions } from '../../services/decisions';
import type { Documents } from '../../services/documents';
import type { Duties } from '../../services/duties';
import type { Holds } from '../../services/holds';
import type { Intake } from '../../services/intake';
import type { Post } from '../../services/post';
import type { Restarts } from '../../services/restarts';
import type { StaffAccounts } from '../../services/staff';
import type { Viewing } from '../../services/viewing';

/** What the routes of staff are made of. */
export interface StaffParts {
  db: Db;
  dataMap: DataMap;
  accounts: StaffAccounts;
  copies: Copies;
  decisions: Decisions;
  documents: Documents;
  duties: Duties;
  holds: Holds;
  intake: Intake;
  post: Post;
  restarts: Restarts;
  viewing: Viewing;
  /** Page of a request's workflow in the Temporal Web UI. */
  temporalUrl(requestId: string): string;
  /** Address of the codec endpoint. */
  codecUrl: string;
}

/** Who is signed in, as the pages need it. */
export const signedIn = ({ staff, session }: { staff: Staff; session: LiveSession }): SignedIn => ({
  staff,
  csrf: session.csrf,
});

/** A request by its reference. @throws Problem `not-found` */
export async function requestOf(db: Db, reference: string): Promise<RequestRow> {
  const row = await findRequest(db, reference);
  if (!row) throw new Problem('not-found');
  return row;
}

import type { Refills } from '../../routes';
import { accountHandlers, accountRefills } from './accounts';
import { copyHandlers } from './copies';
import { decisionHandlers, decisionRefills } from './decisions';
import { documentHandlers } from './documents';
import { dutyHandlers, dutyRefills } from './duties';
import { entryHandlers, entryRefills } from './entry';
import type { StaffParts } from './parts';
import { holdHandlers, holdRefills } from './holds';
import { postHandlers } from './post';
import { requestHandlers } from './requests';
import { restartHandlers } from './restarts';
import { sessionHandlers, sessionRefills } from './session';
import { viewingHandlers } from './viewing';

type StaffHandlers = ReturnType<typeof sessionHandlers> &
  ReturnType<typeof requestHandlers> &
  ReturnType<typeof entryHandlers> &
  ReturnType<typeof decisionHandlers> &
  ReturnType<typeof viewingHandlers> &
  ReturnType<typeof documentHandlers> &
  ReturnType<typeof copyHandlers> &
  ReturnType<typeof accountHandlers> &
  ReturnType<typeof restartHandlers> &
  ReturnType<typeof postHandlers> &
  ReturnType<typeof holdHandlers> &
  ReturnType<typeof dutyHandlers>;

/** Routes of staff. */
export const staffHandlers = (parts: StaffParts): StaffHandlers => ({
  ...sessionHandlers(parts),
  ...requestHandlers(parts),
  ...entryHandlers(parts),
  ...decisionHandlers(parts),
  ...viewingHandlers(parts),
  ...documentHandlers(parts),
  ...copyHandlers(parts),
  ...accountHandlers(parts),
  ...restartHandlers(parts),
  ...postHandlers(parts),
  ...holdHandlers(parts),
  ...dutyHandlers(parts),
});

/** Forms of staff again, with what is wrong. */
export const staffRefills = (
  parts: Pick<StaffParts, 'accounts' | 'dataMap' | 'duties' | 'holds' | 'db' | 'temporalUrl' | 'codecUrl'>,
): Refills => ({
  ...decisionRefills(parts),
  ...sessionRefills,
  ...entryRefills(parts),
  ...accountRefills(parts),
  ...dutyRefills(parts),
  ...holdRefills(parts),
});

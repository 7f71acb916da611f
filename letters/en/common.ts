import type { CommonWording } from '../wording';
import { acknowledgement } from './acknowledgement';
import { permissionConfirmation } from './agent';
import type { Ask } from './asks';
import { denial, extension, withdrawn } from './course';
import { code, disputed, inYourName, unverified, verificationReminder } from './verification';

/** The letters that are alike for every right that rests on a verifiable request: all but its answer. */
export function commonLetters(ask: Ask): CommonWording {
  return {
    acknowledgement: acknowledgement(ask),
    code,
    'in-your-name': inYourName(ask),
    'permission-confirmation': permissionConfirmation(ask),
    'verification-reminder': verificationReminder,
    extension,
    denial: denial(ask),
    unverified: unverified(ask),
    withdrawn: withdrawn(ask),
    disputed,
  };
}

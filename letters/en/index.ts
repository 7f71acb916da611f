import type { Language } from '../wording';
import { acknowledgement, spokenAcknowledgement } from './acknowledgement';
import { answer } from './answer';
import { denial, extension, withdrawn } from './course';
import { code, disputed, inYourName, unverified, verificationReminder } from './verification';
import { date } from './words';

/** English. */
export const ENGLISH: Language = {
  tag: 'en',
  about: (reference) => `Reference ${reference}`,
  date,
  letters: {
    delete: {
      acknowledgement,
      code,
      'in-your-name': inYourName,
      'verification-reminder': verificationReminder,
      extension,
      answer,
      denial,
      unverified,
      withdrawn,
      disputed,
    },
  },
  spoken: { delete: spokenAcknowledgement },
};

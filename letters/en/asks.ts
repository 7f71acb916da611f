import type { Right } from '../../rules/codes';

/** What a right asks for, in the turns of phrase that its common letters need. */
export interface Ask {
  /** After "your request" or "you asked us". */
  yours: string;
  /** The same where the reader may be somebody else: tells nothing of what is held. */
  theirs: string;
  /** Until when it can be taken back; after "You can take your request back". */
  until: string;
  /** What did not happen to a request that was taken back. */
  notDone: string;
}

/** Every right, in English. */
export const ASKS: Record<Right, Ask> = {
  delete: {
    yours: 'to delete your personal information',
    theirs: 'to delete personal information',
    until: 'until we begin to delete',
    notDone: 'Nothing was deleted because of it.',
  },
  'know-specific': {
    yours: 'for a copy of your personal information',
    theirs: 'for a copy of personal information',
    until: 'until the copy is ready',
    notDone: 'No copy was given to anybody because of it.',
  },
  'know-categories': {
    yours: 'to tell you which kinds of personal information we have about you',
    theirs: 'to tell which kinds of personal information we have',
    until: 'until we begin to gather our answer',
    notDone: 'Nothing was told to anybody because of it.',
  },
  'know-sold': {
    yours: 'to tell you what personal information about you we sold, shared or disclosed',
    theirs: 'to tell what personal information we sold, shared or disclosed',
    until: 'until we begin to gather our answer',
    notDone: 'Nothing was told to anybody because of it.',
  },
  correct: {
    yours: 'to correct your personal information',
    theirs: 'to correct personal information',
    until: 'until we begin to correct',
    notDone: 'Nothing was changed because of it.',
  },
  'opt-out': {
    yours: 'not to sell or share your personal information',
    theirs: 'not to sell or share personal information',
    until: 'at any time',
    notDone: 'Nothing was changed because of it.',
  },
  'opt-in': {
    yours: 'to allow the sale and sharing of your personal information again',
    theirs: 'to allow the sale and sharing of personal information again',
    until: 'until you have confirmed it',
    notDone: 'Nothing was changed because of it.',
  },
  limit: {
    yours: 'to limit the use of your sensitive personal information',
    theirs: 'to limit the use of sensitive personal information',
    until: 'at any time',
    notDone: 'Nothing was changed because of it.',
  },
  'shine-the-light': {
    yours: 'to know to whom we disclosed personal information for direct marketing',
    theirs: 'to know to whom we disclosed personal information for direct marketing',
    until: 'until we have answered it',
    notDone: 'Nothing was told to anybody because of it.',
  },
};

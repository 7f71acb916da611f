import { type Block, list, say, type Statement } from '../document';
import type { Facts } from '../facts';
import { CATEGORY, RECIPIENT_CATEGORY } from './words';

/** A list of one part, or that there is none: none is stated as none. */
export function listOr(intro: string, items: readonly string[], none: string): (string | Block)[] {
  return items.length === 0 ? [none] : [intro, list([...items])];
}

/** KNW-02: what the business does with personal information in general, to whoever could not be verified. */
export function informationPractices(facts: Facts<'unverified'>): Statement | undefined {
  const { practices } = facts;
  if (practices === undefined) return undefined;
  return say(
    'information-practices',
    'What follows is true of our business in general and says nothing about any one person. We collect personal information of these categories:',
    list(practices.categories.map((category) => CATEGORY[category])),
    ...listOr('It comes from these sources:', practices.sources, 'We name no sources.'),
    ...listOr('We use it for these purposes:', practices.purposes, 'We name no purposes.'),
    ...listOr(
      'It may go to recipients of these categories:',
      practices.recipients.map((recipient) => RECIPIENT_CATEGORY[recipient]),
      'It goes to nobody else.',
    ),
  );
}

import { type Draft, say, section, sections } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers, Wording } from '../wording';
import type { Ask } from './asks';
import { choiceDenial, choiceStatus, goodToKnow } from './choices';
import { date } from './words';

/** The opt-out is honoured: the same for everyone (decisions.md B6). */
function optedOut(facts: Facts<'opted-out'>, _rendering: unknown, numbers: LetterNumbers): Draft {
  return {
    subject: `Your request ${facts.reference} is honored`,
    title: 'Opt-out request honored',
    sections: [
      ...sections(
        section(
          undefined,
          say(
            'opt-out-honoured',
            `On ${date(facts.receivedOn)} we received your request not to sell or share your personal information. It is honored. It took effect as soon as we had it, and it holds for every way in which information could be sold or shared: on our sites, in our lists, and offline.`,
          ),
          choiceStatus(facts),
        ),
        section(
          'What else happens',
          say(
            'opt-out-reaches',
            `If we know you by other addresses or numbers too, your request holds for those as well. If anybody bought information about you or had it shared with them after you asked us and before all of our systems had stopped, we tell them to comply with your request and to pass it on. All of this is done by ${date(facts.doneBy)} at the latest.`,
          ),
          say(
            'opt-out-lasts',
            `Your request holds until you yourself allow us again to sell or share, which takes two steps. We will not ask you for that, and the law forbids us to before ${date(facts.quietUntil)} has passed.`,
          ),
        ),
      ),
      ...goodToKnow(facts, numbers),
    ],
  };
}

/** Letters about an opt-out. */
export function optOutLetters(ask: Ask): Pick<Wording, 'opted-out' | 'denial'> {
  return { 'opted-out': optedOut, denial: choiceDenial(ask) };
}

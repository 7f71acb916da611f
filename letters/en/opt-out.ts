import { type Draft, link, say, section, sections, type Statement } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers, Wording } from '../wording';
import type { Ask } from './asks';
import { askAgain, complaintRoute, noRetaliation, reachUs } from './shared';
import { date, DENIAL } from './words';

/** OPT-09: what was given for a choice serves nothing else. */
export function choiceData(): Statement {
  return say('choice-data', 'We use what you gave us with this request to carry it out, and for nothing else.');
}

/** REC-01: the record of a choice and of the answer to it. */
export function choiceRecord({ recordMonths }: LetterNumbers): Statement {
  return say(
    'choice-record',
    `As the law requires, we keep a record of your request and of our answer. We keep it for ${recordMonths} months after the request is closed and use it only to show and to improve how we handle such requests.`,
  );
}

/** OPT-06, LIM-05: where the status stands at any time. */
export function choiceStatus(facts: { reference: string; statusUrl: string; lookUpUrl: string }): Statement {
  return say(
    'choice-status',
    'You can see at any time that your request is honored. Follow the first link, or enter the reference on the page of the second.',
    link('See the status of your request', facts.statusUrl),
    link(`Look up the reference ${facts.reference}`, facts.lookUpUrl),
  );
}

/** OPT-03, LIM-03: a person's decision not to comply, with what it rests on. */
export const choiceDenial =
  (ask: Ask) =>
  (facts: Facts<'denial'>, _rendering: unknown, numbers: LetterNumbers): Draft => ({
    subject: `Our answer to request ${facts.reference}`,
    title: 'Our answer to your request',
    sections: sections(
      section(
        undefined,
        say(
          'outcome',
          `On ${date(facts.receivedOn)} you asked us ${ask.yours}. We have decided not to carry out this request. If it was carried out in part before we decided, we have taken that back.`,
        ),
      ),
      section(
        'Why',
        say('denial-reason', `${DENIAL[facts.code]} (${facts.cite}; our code: ${facts.code}).`),
        say('denial-facts', facts.facts),
      ),
      section(
        'What you can still do',
        askAgain(facts.newRequestUrl),
        complaintRoute(),
        noRetaliation(),
        reachUs(facts),
      ),
      section('Our record', choiceRecord(numbers)),
    ),
  });

/** The opt-out is honoured: the same for everyone (decisions.md B6). */
function optedOut(facts: Facts<'opted-out'>, _rendering: unknown, numbers: LetterNumbers): Draft {
  return {
    subject: `Your request ${facts.reference} is honored`,
    title: 'Opt-out request honored',
    sections: sections(
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
      section('Good to know', choiceData(), noRetaliation(), reachUs(facts)),
      section('Our record', choiceRecord(numbers)),
    ),
  };
}

/** Letters about an opt-out. */
export function optOutLetters(ask: Ask): Pick<Wording, 'opted-out' | 'denial'> {
  return { 'opted-out': optedOut, denial: choiceDenial(ask) };
}

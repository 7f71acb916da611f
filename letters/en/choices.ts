import { type Draft, link, say, section, sections, type Statement } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers } from '../wording';
import type { Ask } from './asks';
import { askAgain, complaintRoute, noRetaliation, reachUs } from './shared';
import { date, DENIAL } from './words';

/** What the letters about every choice have in common. */

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
export function choiceStatus(
  facts: { reference: string; statusUrl: string; lookUpUrl: string },
  that = 'that your request is honored',
): Statement {
  return say(
    'choice-status',
    `You can see at any time ${that}. Follow the first link, or enter the reference on the page of the second.`,
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

/** The last sections of every letter that a choice is honoured. */
export function goodToKnow(facts: Parameters<typeof reachUs>[0], numbers: LetterNumbers): ReturnType<typeof sections> {
  return sections(
    section('Good to know', choiceData(), noRetaliation(), reachUs(facts)),
    section('Our record', choiceRecord(numbers)),
  );
}

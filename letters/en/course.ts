import type { Rendering } from '../../rules/letters';
import { type Draft, link, say, section, sections } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers } from '../wording';
import type { Ask } from './asks';
import {
  appealOffer,
  askAgain,
  complaintRoute,
  detailsLink,
  late,
  noRetaliation,
  optOutQuestion,
  reachUs,
  recordKept,
} from './shared';
import { date, DENIAL } from './words';

const EXTENSION: Record<Facts<'extension'>['code'], string> = {
  complexity: 'The reason is the complexity of your request.',
  number: 'The reason is the number of requests.',
};

/** The one extension, told before the first date has passed (CLK-03). */
export function extension(facts: Facts<'extension'>, rendering: Rendering): Draft {
  return {
    subject: `We need more time for request ${facts.reference}`,
    title: 'We need more time',
    sections: sections(
      section(
        undefined,
        say(
          'extended-to',
          `Our answer to your request of ${date(facts.receivedOn)} was due by ${date(facts.dueOn)}. We need longer. You will have it by ${date(facts.extendedTo)}. The law allows such an extension once; we cannot extend again.`,
        ),
      ),
      section(
        'Why',
        say('extension-reason', EXTENSION[facts.code]),
        rendering === 'full' ? say('extension-facts', facts.facts) : undefined,
        rendering === 'mail'
          ? say(
              'details-link',
              'You can read more about the reason on the page of your request; we will send you a code to open it.',
              link('Open the page of your request', facts.statusUrl),
            )
          : undefined,
        reachUs(facts),
      ),
    ),
  };
}

/** A person's decision not to carry out the request, with its reason and facts (DEN-02). */
export const denial =
  (ask: Ask) =>
  (facts: Facts<'denial'>, rendering: Rendering, numbers: LetterNumbers): Draft => {
    const full = rendering === 'full';
    return {
      subject: `Our answer to request ${facts.reference}`,
      title: 'Our answer to your request',
      sections: sections(
        section(
          undefined,
          late(facts),
          say(
            'outcome',
            `On ${date(facts.receivedOn)} you asked us ${ask.yours}. We have decided not to carry out this request.`,
          ),
          full ? undefined : detailsLink(facts.statusUrl),
        ),
        full
          ? section(
              'Why',
              say('denial-reason', `${DENIAL[facts.code]} (${facts.cite}; our code: ${facts.code}).`),
              say('denial-facts', facts.facts),
            )
          : undefined,
        facts.optOut === undefined ? undefined : section('A question to you', optOutQuestion(facts.optOut)),
        full
          ? section(
              'What you can still do',
              appealOffer(facts.appealUrl),
              askAgain(facts.newRequestUrl),
              complaintRoute(),
              noRetaliation(),
              reachUs(facts),
            )
          : undefined,
        section('Our record', recordKept(numbers), full ? undefined : reachUs(facts)),
      ),
    };
  };

/** The consumer took the request back. */
export const withdrawn =
  (ask: Ask) =>
  (facts: Facts<'withdrawn'>, _rendering: Rendering, numbers: LetterNumbers): Draft => {
    return {
      subject: `Request ${facts.reference} is withdrawn`,
      title: 'Your request is withdrawn',
      sections: sections(
        section(
          undefined,
          say(
            'withdrawal-confirmed',
            `On ${date(facts.withdrawnOn)} the request of ${date(facts.receivedOn)} was taken back. ${ask.notDone}`,
          ),
          askAgain(facts.newRequestUrl),
          reachUs(facts),
        ),
        section('Our record', recordKept(numbers)),
      ),
    };
  };

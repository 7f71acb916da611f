import type { Right } from '../../rules/codes';
import { KNOW_FLOOR } from '../../rules/know';
import type { Rendering } from '../../rules/letters';
import { type Draft, list, say, section, sections, type Statement } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers, Wording } from '../wording';
import { type Ask, ASKS } from './asks';
import { commonLetters } from './common';
import { listOr } from './practices';
import { complaintRoute, detailsLink, late, noRetaliation, reachUs, recordKept } from './shared';
import { CATEGORY, date, RECIPIENT_CATEGORY } from './words';

type Know = Facts<'know-answer'>;

/** An answer about categories, sales and disclosures: that it is ready by mail, the rest behind the code or by post. */
const answer =
  (ask: Ask) =>
  (facts: Know, rendering: Rendering, numbers: LetterNumbers): Draft => {
    const head = { subject: `Our answer to request ${facts.reference}`, title: 'Our answer to your request' };
    const outcome = say('know-outcome', `On ${date(facts.receivedOn)} you asked us ${ask.yours}. Here is our answer.`);
    if (rendering === 'mail')
      return {
        ...head,
        sections: sections(
          section(undefined, late(facts), outcome, detailsLink(facts.statusUrl)),
          section('Our record', recordKept(numbers), reachUs(facts)),
        ),
      };
    return {
      ...head,
      sections: sections(
        section(undefined, late(facts), outcome, period(facts.period)),
        section('What we collected', ...collected(facts)),
        section('What we sold or shared', sold(facts)),
        section('What we disclosed for a business purpose', disclosed(facts)),
        section('What we left out', ...leftOut(facts)),
        section('Our record', recordKept(numbers)),
        section('What you can still do', complaintRoute(), noRetaliation(), reachUs(facts)),
      ),
    };
  };

function period({ from, to, empty }: Know['period']): Statement {
  if (empty)
    return say(
      'know-period',
      `You asked about the time from ${date(from)} to ${date(to)}. The law has us tell you what we collected and disclosed from ${date(KNOW_FLOOR)} to the day of your request; of the time that you asked about it leaves no day. You may ask again about another time.`,
    );
  return say(
    'know-period',
    from === KNOW_FLOOR
      ? `This answer covers everything from ${date(from)} to ${date(to)}.`
      : `This answer covers the time from ${date(from)} to ${date(to)}, as you asked.`,
  );
}

function collected(facts: Know): (Statement | undefined)[] {
  const { sources, purposes, thirdParties } = facts;
  return [
    say(
      'know-collected',
      ...listOr(
        'We collected personal information about you of these categories:',
        facts.categories.map((category) => CATEGORY[category]),
        'We hold no personal information about you from this time.',
      ),
    ),
    sources &&
      say('know-sources', ...listOr('It came from these sources:', sources, 'So there is no source of it to name.')),
    purposes &&
      say(
        'know-purposes',
        ...listOr(
          'We collect, sell or share it for these purposes:',
          purposes,
          'So there is no purpose of it to name.',
        ),
      ),
    thirdParties &&
      say(
        'know-third-parties',
        ...listOr(
          'We disclosed personal information about you to third parties of these categories:',
          thirdParties.map((third) => RECIPIENT_CATEGORY[third]),
          'We disclosed no personal information about you to third parties.',
        ),
      ),
  ];
}

/** One category of information and, after it, those who received it. */
function line({ category, recipients }: Know['sold'][number]): string {
  return `${CATEGORY[category]}: to ${recipients.map((recipient) => RECIPIENT_CATEGORY[recipient]).join('; ')}`;
}

function sold(facts: Know): Statement {
  return say(
    'know-sold-or-shared',
    ...listOr(
      'We sold or shared these categories of personal information about you, each to third parties of these categories:',
      facts.sold.map(line),
      'We neither sold nor shared personal information about you.',
    ),
  );
}

function disclosed(facts: Know): Statement {
  return say(
    'know-business-purpose',
    ...listOr(
      'We disclosed these categories of personal information about you for a business purpose, each to recipients of these categories:',
      facts.disclosed.map(line),
      'We disclosed no personal information about you for a business purpose.',
    ),
  );
}

function leftOut(facts: Know): (Statement | undefined)[] {
  return [
    facts.severalPersons.length === 0
      ? undefined
      : say(
          'know-several-persons',
          'In these systems, something of what we found by what you gave us stands for more than one person. Your right does not reach what belongs to others, so we left that out:',
          list(facts.severalPersons),
        ),
    facts.byHand.length === 0
      ? undefined
      : say(
          'know-by-hand',
          'A member of our staff looked in these systems by hand and found nothing about you:',
          list(facts.byHand),
        ),
  ];
}

/** The letters of a request about categories, or about sales and disclosures. */
export function knowLetters(right: Extract<Right, 'know-categories' | 'know-sold'>): Wording {
  return { ...commonLetters(ASKS[right]), 'know-answer': answer(ASKS[right]) };
}

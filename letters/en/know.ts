import type { Right } from '../../rules/codes';
import { KNOW_FLOOR } from '../../rules/know';
import type { Rendering } from '../../rules/letters';
import { type Draft, link, list, say, section, sections, type Statement } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers, Wording } from '../wording';
import { type Ask, ASKS } from './asks';
import { commonLetters } from './common';
import { listOr } from './practices';
import { complaintRoute, detailsLink, late, noRetaliation, reachUs, recordKept } from './shared';
import { CATEGORY, date, RECIPIENT_CATEGORY } from './words';

type Know = Facts<'know-answer'>;
type KnowAnswer = Know | Facts<'copy-answer'>;

const head = ({ reference }: KnowAnswer): { subject: string; title: string } => ({
  subject: `Our answer to request ${reference}`,
  title: 'Our answer to your request',
});

const answers = (ask: Ask, { receivedOn }: KnowAnswer): Statement =>
  say('know-outcome', `On ${date(receivedOn)} you asked us ${ask.yours}. Here is our answer.`);

/** That there is an answer: the rest is read behind the code (decisions.md B4). */
const byMail = (facts: KnowAnswer, outcome: Statement, numbers: LetterNumbers): Draft => ({
  ...head(facts),
  sections: sections(
    section(undefined, late(facts), outcome, detailsLink(facts.statusUrl)),
    section('Our record', recordKept(numbers), reachUs(facts)),
  ),
});

/** An answer about categories, sales and disclosures: that it is ready by mail, the rest behind the code or by post. */
const answer =
  (ask: Ask) =>
  (facts: Know, rendering: Rendering, numbers: LetterNumbers): Draft => {
    const outcome = answers(ask, facts);
    if (rendering === 'mail') return byMail(facts, outcome, numbers);
    return {
      ...head(facts),
      sections: sections(
        section(undefined, late(facts), notVerified(facts), outcome, period(facts.period)),
        section('What we collected', ...collected(facts)),
        section('What we sold or shared', sold(facts)),
        section('What we disclosed for a business purpose', disclosed(facts)),
        section('What we left out', ...leftOut(facts)),
        section('Our record', recordKept(numbers)),
        section('What you can still do', complaintRoute(), noRetaliation(), reachUs(facts)),
      ),
    };
  };

function notVerified(facts: Know): Statement | undefined {
  if (!facts.downgraded) return undefined;
  return say(
    'copy-not-verified',
    'You asked us for a copy of your personal information. We give a copy only where we are very sure who is asking, and what we have from you does not make us so. So we give you no copy. As the law provides, we answer you instead as if you had asked which kinds of personal information we have about you.',
  );
}

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

function leftOut(facts: Pick<Know, 'severalPersons' | 'byHand'>): (Statement | undefined)[] {
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

/** That the copy is ready, by mail; where it is collected and what is not in it, behind the code or by post. */
function copy(facts: Facts<'copy-answer'>, rendering: Rendering, numbers: LetterNumbers): Draft {
  const outcome = answers(ASKS['know-specific'], facts);
  if (rendering === 'mail') return byMail(facts, outcome, numbers);
  return {
    ...head(facts),
    sections: sections(
      section(undefined, late(facts), outcome, period(facts.period)),
      section('Your copy', ...ready(facts)),
      section('What is not in it', ...notInIt(facts), ...leftOut(facts)),
      section('Our record', recordKept(numbers)),
      section('What you can still do', complaintRoute(), noRetaliation(), reachUs(facts)),
    ),
  };
}

/** Where the copy is collected, until when, and what opens it. */
function collectAt(collectBy: string, statusUrl: string): Statement {
  return say(
    'copy-ready',
    `Your copy is ready. You can collect it on the page of your request until ${date(collectBy)}. To protect you, we ask for two things there: a code that we send to an address which we have had for some time, and something that we hold about you. Some time after that day, or after you collected it, we destroy it.`,
    link('Collect the copy', statusUrl),
  );
}

function ready({ collectBy, postedOn, systems, statusUrl }: Facts<'copy-answer'>): (Statement | undefined)[] {
  if (collectBy === undefined)
    return [say('copy-nothing', 'We found no personal information about you from this time. So there is no copy.')];
  return [
    postedOn === undefined
      ? collectAt(collectBy, statusUrl)
      : say('copy-posted', `We posted your copy on ${date(postedOn)} to the address that you gave us.`),
    say(
      'copy-contents',
      postedOn === undefined
        ? 'It has what we hold about you in these systems, to read in a browser, as tables for a spreadsheet (CSV), and as JSON to take to another service:'
        : 'It has what we hold about you in these systems. If you want it as a file as well, to take to another service, please ask us:',
      list(systems),
    ),
  ];
}

function notInIt({ neverDisclosed, othersLeftOut }: Facts<'copy-answer'>): (Statement | undefined)[] {
  return [
    neverDisclosed.length === 0
      ? undefined
      : say(
          'copy-never-disclosed',
          'We hold the following about you. The law forbids us to send it to anybody, so its values are not in the copy:',
          list(neverDisclosed),
        ),
    othersLeftOut === 0
      ? undefined
      : say(
          'copy-others',
          `We left out ${othersLeftOut === 1 ? 'one single value because it belongs' : `${othersLeftOut} single values because they belong`} to other people; your right does not reach that.`,
        ),
  ];
}

/** The letters of a request for a copy. */
export const KNOW_SPECIFIC: Wording = { ...commonLetters(ASKS['know-specific']), 'copy-answer': copy };

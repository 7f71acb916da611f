import type { Rendering } from '../../rules/letters';
import { type Draft, link, list, say, section, sections } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers, Wording } from '../wording';
import { ASKS } from './asks';
import { denial, withdrawn } from './course';
import { complaintRoute, late, noRetaliation, reachUs, recordKept } from './shared';
import { code } from './verification';
import { CATEGORY, date } from './words';

/** The answer under Civ 1798.83 (STL-02, STL-04): it holds nothing of anybody, and so is whole in ordinary mail. */
function answer(facts: Facts<'shine-answer'>, _rendering: Rendering, numbers: LetterNumbers): Draft {
  return {
    subject: `Our answer to request ${facts.reference}`,
    title: 'Disclosures for direct marketing',
    sections: sections(
      section(undefined, late(facts)),
      facts.choice === undefined ? disclosures(facts) : choice(facts.choice.url, facts.receivedOn),
      section(
        'Good to know',
        say('shine-once-a-year', 'You may ask this once in each calendar year, free of charge.'),
        noRetaliation(),
        complaintRoute(),
        reachUs(facts),
      ),
      section('Our record', recordKept(numbers)),
    ),
  };
}

function disclosures(facts: Facts<'shine-answer'>) {
  const asked = `On ${date(facts.receivedOn)} you asked to whom we disclosed personal information of our customers for direct marketing by others. This answer covers the year ${facts.year} and is the same for every customer.`;
  if (facts.thirdParties.length === 0)
    return section(
      'Our answer',
      say('shine-year', asked),
      say('shine-none', `In ${facts.year} we disclosed none to third parties for their direct marketing.`),
    );
  return section(
    'Our answer',
    say('shine-year', asked),
    say(
      'shine-categories',
      'We disclosed personal information of these categories:',
      list(facts.categories.map((category) => CATEGORY[category])),
    ),
    say(
      'shine-third-parties',
      'We disclosed it to these third parties, who may have used it for their direct marketing:',
      list(
        facts.thirdParties.map(({ name, address, offers }) =>
          [name, address, ...(offers === undefined ? [] : [`Offers: ${offers}`])].join('\n'),
        ),
      ),
    ),
  );
}

function choice(url: string, receivedOn: string) {
  return section(
    'Your choice',
    say(
      'shine-choice',
      `On ${date(receivedOn)} you asked about disclosures for direct marketing by others. Our policy is that you choose: you may tell us at any time not to disclose your personal information to third parties for their direct marketing. It costs you nothing.`,
      link('Make your choice', url),
    ),
  );
}

/** The letters of Shine the Light. */
export const SHINE_THE_LIGHT: Wording = {
  code,
  denial: denial(ASKS['shine-the-light']),
  withdrawn: withdrawn(ASKS['shine-the-light']),
  'shine-answer': answer,
};

import type { Draft, Statement } from '../document';
import { link, list, say, section, sections } from '../document';
import type { Facts } from '../facts';
import { agentProcess } from './agent';
import type { Ask } from './asks';
import { clockRuns, reachUs } from './shared';
import { date } from './words';

/** The acknowledgement of a verifiable request: the same for everyone who makes the same claim (decisions.md B6). */
export const acknowledgement =
  (ask: Ask) =>
  (facts: Facts<'acknowledgement'>): Draft => ({
    subject: `We received your request ${facts.reference}`,
    title: 'We received your request',
    sections: sections(
      section(
        undefined,
        say(
          'received',
          `On ${date(facts.receivedOn)} we received your request ${ask.yours}. Its reference is ${facts.reference}.`,
        ),
      ),
      section(
        'What happens now',
        facts.agentPaperBy === undefined ? process() : agentProcess(facts.agentPaperBy),
        say('status-link', link('Open the page of your request', facts.statusUrl)),
      ),
      section(
        'When you will hear from us',
        say(
          'answer-expected',
          `You will have our answer by ${date(facts.dueOn)}. If your request is so complex that we need longer, we may extend this once, and will tell you so, with the reason and the new date, before that day ends.`,
        ),
        clockRuns(),
      ),
      section(
        'Good to know',
        say('no-fee', 'Your request costs you nothing.'),
        facts.withdrawUrl === undefined
          ? undefined
          : say(
              'withdraw-offer',
              `You can take your request back ${ask.until}.`,
              link('Take the request back', facts.withdrawUrl),
            ),
        reachUs(facts),
      ),
    ),
  });

/** What a member of staff reads out where the request was made by telephone (CLK-01: by the same channel). */
export function spokenAcknowledgement(ask: Ask, facts: Facts<'acknowledgement'>): string {
  const spelled = [...facts.reference].map((each) => (each === '-' ? 'dash' : each.toUpperCase())).join(', ');
  return [
    `This is ${facts.businessName}. On ${date(facts.receivedOn)} we received your request ${ask.yours}.`,
    `Your reference is: ${spelled}. Please write it down. I can say it again.`,
    'Before we act, we check that the request comes from the person it names. We send a code to the address or number you gave; you tell it to us, or enter it on our website together with your reference. We compare what you told us with what we may hold, and a member of our staff looks at the result. If something is missing, we ask you for it.',
    `You will have our answer by ${date(facts.dueOn)}. That time does not stop while we check. If your request is so complex that we need longer, we may extend it once, and will tell you so, with the reason and the new date, before that day ends.`,
    `Your request costs you nothing. You can take it back ${ask.until}. To reach us, call ${facts.contact.phone}.`,
  ].join('\n\n');
}

/** How verification goes, for a consumer who asks. */
function process(): Statement {
  return say(
    'verification-process',
    'Before we act, we check that the request comes from the person it names. This goes the same way for everyone:',
    list([
      'You open the page of your request and enter a code that we send to the address you gave.',
      'We compare what you told us with what we may hold.',
      'A member of our staff looks at the result. If something is missing, we ask you for it.',
    ]),
  );
}

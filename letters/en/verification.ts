import type { Rendering } from '../../rules/letters';
import { type Draft, link, list, say, section, sections } from '../document';
import type { LetterNumbers } from '../wording';
import type { Facts, MISSING_PROOFS } from '../facts';
import { agentLacking } from './agent';
import type { Ask } from './asks';
import { informationPractices } from './practices';
import { askAgain, clockRuns, complaintRoute, late, optOutQuestion, reachUs, recordKept } from './shared';
import { date } from './words';

/** A code, to a contact that was given or is held; the same words for both (decisions.md B6). */
export function code(facts: Facts<'code'>): Draft {
  return {
    subject: `A code for request ${facts.reference}`,
    title: 'Your code',
    sections: sections(
      section(
        undefined,
        say(
          'code',
          'Enter this code on the page of your request:',
          { type: 'code', text: facts.code },
          `It is valid for ${facts.validMinutes} ${facts.validMinutes === 1 ? 'minute' : 'minutes'}.`,
          link('Open the page of your request', facts.statusUrl),
        ),
        say(
          'code-warning',
          'If you did not ask for a code, you need do nothing. Give it to nobody; we never ask for it by phone unless you called us.',
        ),
        reachUs(facts),
      ),
    ),
  };
}

/** To every other contact held for the person, before anything is disclosed or irreversible (decisions.md B3). */
export const inYourName =
  (ask: Ask) =>
  (facts: Facts<'in-your-name'>): Draft => {
    return {
      subject: `A privacy request was made in your name (${facts.reference})`,
      title: 'A request was made in your name',
      sections: sections(
        section(
          undefined,
          say(
            'request-in-your-name',
            `On ${date(facts.receivedOn)} we received a request ${ask.theirs}. ${
              facts.byAgent
                ? 'Whoever made it says that the person it is about has allowed them to'
                : 'Whoever made it says that it is theirs'
            }, and this address is among those connected with it.`,
          ),
          say(
            'not-me',
            'Was it you? Then you need do nothing. If it was not you, please tell us now. We will stop, and a person will look into it.',
            link('This was not me', facts.notMeUrl),
          ),
          reachUs(facts),
        ),
      ),
    };
  };

const MISSING: Record<(typeof MISSING_PROOFS)[number], string> = {
  'confirm-contact': 'Enter the code that we send to the address you gave. You can have a new one sent on the page.',
  'more-details':
    'Tell us more that only you would know, for instance the postal code you gave us, or a registration or order number.',
  declaration: 'Sign, under penalty of perjury, that you are the person whose information this is about.',
  'agent-permission':
    'Hand in the permission that the person for whom you act has signed, or a power of attorney under the California Probate Code.',
};

/** What is missing and by when: the same for everyone who makes the same claim (decisions.md B6). */
export function verificationReminder(facts: Facts<'verification-reminder'>): Draft {
  return {
    subject: `Something is missing for request ${facts.reference}`,
    title: 'We need something more from you',
    sections: sections(
      section(
        undefined,
        say(
          'missing-proof',
          `Your request of ${date(facts.receivedOn)} waits for something from you. Please do this by ${date(facts.neededBy)}:`,
          list(facts.missing.map((missing) => MISSING[missing])),
        ),
        facts.paperLacking === undefined
          ? undefined
          : say('paper-lacking', `What you handed in does not do: ${facts.paperLacking}`),
        say('status-link', link('Open the page of your request', facts.statusUrl)),
      ),
      section(
        'Why this date matters',
        clockRuns(),
        say(
          'if-not-verified',
          `If we cannot verify your identity in time, we cannot carry out the request, and will tell you so by ${date(facts.dueOn)}.`,
        ),
      ),
      section(
        'What we do with it',
        say(
          'proof-use',
          'What you send us to prove who you are serves that purpose only. We delete it as soon as we have looked at it, save what the law has us keep.',
        ),
        reachUs(facts),
      ),
    ),
  };
}

/** Identity could not be verified: the same for everyone who makes the same claim (decisions.md B6). */
export const unverified =
  (ask: Ask) =>
  (facts: Facts<'unverified'>, _rendering: Rendering, numbers: LetterNumbers): Draft => {
    return {
      subject: `Our answer to request ${facts.reference}`,
      title: 'We could not verify your identity',
      sections: sections(
        section(
          undefined,
          late(facts),
          say(
            'not-verified',
            `On ${date(facts.receivedOn)} you asked us ${ask.theirs}. We could not verify that ${
              facts.agentLacking === undefined
                ? 'you are the person it is about'
                : 'the person it is about allowed this'
            }. So we have not carried out the request. This letter says nothing about whether we hold information about you.`,
          ),
          facts.agentLacking === undefined ? undefined : agentLacking(facts.agentLacking),
          facts.noReasonableMethod === undefined
            ? undefined
            : say(
                'no-method',
                'For a request such as yours there is no reasonable method of verification: what it gives us (a device or a cookie alone) does not point to one person.',
              ),
        ),
        facts.optOut === undefined ? undefined : section('A question to you', optOutQuestion(facts.optOut)),
        section('What we do with personal information', informationPractices(facts)),
        section('What you can still do', askAgain(facts.newRequestUrl), complaintRoute(), reachUs(facts)),
        section('Our record', recordKept(numbers)),
      ),
    };
  };

/**
 * To whoever made the request, after a contact held for the person said "this was not me" (VER-09). It says that more
 * proof is needed, not who said what.
 */
export function disputed(facts: Facts<'disputed'>): Draft {
  return {
    subject: `About your request ${facts.reference}`,
    title: 'We need more proof before we go on',
    sections: sections(
      section(
        undefined,
        say(
          'dispute-noted',
          `On ${date(facts.reportedOn)} we stopped carrying out the request of ${date(facts.receivedOn)}. We go on only when it is certain that the person it names made it.`,
        ),
        say(
          'dispute-next',
          'A member of our staff looks into this and may ask you for more proof. The law has us do so where we have doubts.',
        ),
        clockRuns(),
        reachUs(facts),
      ),
    ),
  };
}

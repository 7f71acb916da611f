// Statements that several letters make in the same words.

import { link, list, say, type Statement } from '../document';
import type { LetterNumbers } from '../wording';
import { date } from './words';

/** How to reach the business about this request. */
export function reachUs(facts: { contact: { phone: string; email: string }; reference: string }): Statement {
  return say(
    'reach-us',
    `Questions? Call ${facts.contact.phone} or write to ${facts.contact.email}, and give the reference ${facts.reference}.`,
  );
}

/** CLK-02: the time to answer runs on. */
export function clockRuns(): Statement {
  return say('clock-runs', 'The time we have to answer you does not stop while we check that the request is yours.');
}

/** DEL-06, REC-01: the record, how long and for what alone. */
export function recordKept({ recordMonths }: LetterNumbers): Statement {
  return say(
    'record-kept',
    `As the law requires, we keep a record of your request and of our answer. We keep it for ${recordMonths} months after the request is closed and use it only to show and to improve how we handle such requests.`,
  );
}

/** That the letter is late and since when; nothing where it is not. */
export function late(facts: { late?: { dueOn: string; sentOn: string } }): Statement | undefined {
  if (facts.late === undefined) return undefined;
  return say(
    'late',
    `This letter is late. It was due on ${date(facts.late.dueOn)} and leaves on ${date(facts.late.sentOn)}. We apologize.`,
  );
}

/** DEL-09: the question, with the notice; nothing is done unasked. */
export function optOutQuestion(optOut: { url: string; noticeUrl: string }): Statement {
  return say(
    'opt-out-question',
    'We sell or share personal information. Would you like to opt out of the sale and sharing of your personal information? You need not prove who you are for this, and nothing changes unless you say yes.',
    link('Yes, opt me out', optOut.url),
    link('Read about your right to opt out', optOut.noticeUrl),
  );
}

/** B4: ordinary mail carries outcome and reference, the page behind the code the rest. */
export function detailsLink(statusUrl: string): Statement {
  return say(
    'details-link',
    'To protect your privacy, this message leaves out the details. Read the whole answer on the page of your request; we will send you a code to open it. You can also ask us to post it to you.',
    link('Read the whole answer', statusUrl),
  );
}

/** DEN-01: to whom a complaint can go. An authority's route, never called an appeal. */
export function complaintRoute(): Statement {
  return say(
    'complaint-route',
    'If you think that we have not handled your request as the law requires, you may complain to either of these:',
    list([
      'California Privacy Protection Agency (CalPrivacy): https://cppa.ca.gov/webapplications/complaint',
      'California Attorney General: https://oag.ca.gov/report',
    ]),
  );
}

/** DEN-01: a second look by the business itself, only where it offers one. */
export function appealOffer(appealUrl: string | undefined): Statement | undefined {
  if (appealUrl === undefined) return undefined;
  return say(
    'appeal-offer',
    'You may ask us to look at this decision again. Somebody who had no part in it will do so.',
    link('Ask us to look again', appealUrl),
  );
}

/** RET-01. */
export function noRetaliation(): Statement {
  return say('no-retaliation', 'We will not treat you worse because you made this request.');
}

/** That a new request can be made, and where. */
export function askAgain(url: string): Statement {
  return say('ask-again', 'You may make a new request at any time.', link('Make a new request', url));
}

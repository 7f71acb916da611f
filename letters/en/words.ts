import type { BASES, Category, RecipientKind, RecipientRole } from '../../rules/codes';
import type { WholeDenial } from '../../rules/denials';
import type { RecipientCategory } from '../../rules/know';
import type { KEPT_CODES } from '../facts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `2027-01-07` as "January 7, 2027", whatever the host's language and zone. */
export function date(day: string): string {
  const [year, month, dayOfMonth] = day.split('-').map(Number) as [number, number, number];
  return `${MONTHS[month - 1]} ${dayOfMonth}, ${year}`;
}

/** Statutory categories (KNW-11) in words a consumer understands. */
export const CATEGORY: Record<Category, string> = {
  identifiers: 'Identifiers (such as name, e-mail address, phone number)',
  'customer-records': 'Customer records (such as contact, account or payment details)',
  'protected-classifications': 'Characteristics of protected classifications',
  'commercial-information': 'Commercial information (such as orders, purchases and registrations)',
  'biometric-information': 'Biometric information',
  'internet-activity': 'Internet or other electronic network activity',
  'geolocation-data': 'Geolocation data',
  'sensory-data': 'Audio, electronic, visual or similar information',
  'professional-information': 'Professional or employment-related information',
  'education-information': 'Education information',
  inferences: 'Inferences drawn from other information',
  'sensitive-personal-information': 'Sensitive personal information',
};

/** Kinds of recipients as an answer to a know request names them (KNW-09, KNW-10). */
export const RECIPIENT_CATEGORY: Record<RecipientCategory, string> = {
  'service-provider': 'service providers that work for us',
  contractor: 'contractors',
  'event-sponsor': 'sponsors of our events',
  'content-sponsor': 'sponsors of our content',
  attendee: 'other people at our events',
  'other-business': 'other businesses',
};

/** What each code for keeping something stands for. */
export const KEPT: Record<(typeof KEPT_CODES)[number], string> = {
  D1: 'to complete a transaction, provide what you asked for, or perform a contract with you',
  D2: 'to help ensure security and integrity',
  D3: 'to find and repair errors',
  D4: 'to protect free speech or another right provided by law',
  D5: 'to comply with the California Electronic Communications Privacy Act',
  D6: 'for research in the public interest to which you gave informed consent',
  D7: 'for internal uses only, in line with what you can expect and with why you gave it to us',
  D8: 'to comply with a legal obligation',
  'legal-claim': 'to exercise or defend legal claims',
  'law-enforcement': 'because a law enforcement agency directed us to keep it',
};

/** What each ground of a denial stands for (DEN-02). */
export const DENIAL: Record<WholeDenial, string> = {
  'conflict-of-law': 'Another law does not allow us to carry out this request',
  'suspected-fraud': 'We believe, in good faith and on documented grounds, that this request is fraudulent',
  'fraudulent-opt-out': 'We believe, in good faith and on documented grounds, that this request is fraudulent',
  'fraudulent-limit': 'We believe, in good faith and on documented grounds, that this request is fraudulent',
  'fraudulent-or-abusive-correction':
    'We believe, in good faith and on documented grounds, that this request is fraudulent or abusive',
  'accurate-as-held':
    'Having weighed everything that we and you know about it, we find it more likely than not that what we hold is accurate',
  'inadequate-documents': 'The documents that we have seen do not outweigh those that we hold',
  'repeated-correction':
    'We decided on the same request for correction not long ago, and nothing new came with this one',
  'more-than-twice':
    'We have already answered as many such requests of yours within the last year as the law asks of us',
  'manifestly-unfounded': 'This request is manifestly unfounded or excessive',
  'agent-without-permission': 'We have not seen the signed permission of the person for whom this request was made',
  'agent-opting-without-permission':
    'We have not seen the signed permission of the person for whom this request was made',
  'not-a-consumer': 'The law under which this request was made does not apply to it',
  'held-for-another-business':
    'We hold this information as a service provider of another business, which is the one to answer you',
  'nothing-to-limit': 'We do not use sensitive personal information in a way that this request could limit',
  'shine-does-not-apply':
    'Last year we gave nobody personal information of our customers for direct marketing of their own',
  'shine-answered-this-year': 'We have answered the same question of yours in this calendar year',
};

const ROLE: Record<RecipientRole, string> = {
  'service-provider': 'service provider',
  contractor: 'contractor',
  'third-party': 'third party',
};
const KIND: Record<RecipientKind, string | undefined> = {
  vendor: undefined,
  'event-sponsor': 'event sponsor',
  'content-sponsor': 'content sponsor',
  attendee: 'event attendees',
};
const BASIS: Record<(typeof BASES)[number], string> = {
  sold: 'we sold your information to it',
  shared: 'we shared your information with it for advertising',
  'business-purpose': 'it worked with your information for us',
  'consumer-directed': 'you had us pass your information on to it',
};

/** Who a recipient is: its name where that is told, its kind, and on what basis it received something. */
export function recipientName(recipient: {
  name?: string;
  role: RecipientRole;
  kind: RecipientKind;
  basis?: (typeof BASES)[number];
}): string {
  const what = KIND[recipient.kind] ?? ROLE[recipient.role];
  const name = recipient.name === undefined ? `A recipient (${what})` : `${recipient.name} (${what})`;
  return recipient.basis === undefined ? name : `${name}, because ${BASIS[recipient.basis]}`;
}

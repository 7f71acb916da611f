import type { BASES, Category, RecipientKind, RecipientRole } from '../../rules/codes';
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

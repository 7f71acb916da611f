import type { Right } from '../rules/codes';
import type { DemoAsking, DemoPerson, NamedPerson, PersonKind } from './person';

/** What is fixed about a named person; the rest is as for everybody. */
export interface NamedCase extends NamedPerson {
  kind: PersonKind;
  /** False for the one whom no system holds. */
  held: boolean;
  fixed: Partial<Omit<DemoPerson, 'number' | 'kind' | 'name' | 'email' | 'phone' | 'postalCode' | 'customerNumber'>> & {
    /** Days before now at which the e-mail address was last changed. */
    emailChangedDaysAgo?: number;
    /** Where the person works, where that must be the same for two. */
    employer?: { name: string; domain: string; city: string };
  };
}

const NOTHING_KEPT = { openOrders: 0, fulfilledOrders: 0, incident: false, downloads: 0, advertised: false };
const SMALL_PRESS = { name: 'Tidewater Press', domain: 'tidewaterpress.example.org', city: 'Santa Cruz' };
const STUDIO = { name: 'Lindqvist Studio', domain: 'lindqvist.example.com', city: 'Oakland' };

/**
 * The people whom the docs name. They come first in the list, so that their keys never move; their telephone numbers
 * and customer numbers are fixed, because a reader types them into the form.
 */
export const NAMED_CASES: readonly NamedCase[] = [
  {
    key: 'delegate',
    name: 'Dana Whitfield',
    email: 'dana.whitfield@harborfoods.example.com',
    phone: '+12135550101',
    postalCode: '90012',
    eventAttended: 'Data Leaders Summit',
    shows: 'A plain delegate: everything is erased, and all three event sponsors are told.',
    outcome: 'deleted',
    kind: 'delegate',
    held: true,
    fixed: { ...NOTHING_KEPT, events: ['DLS', 'MTD'], advertised: true },
  },
  {
    key: 'open-order',
    name: 'Marcus Oyelaran',
    email: 'marcus.oyelaran@cedarretail.example.com',
    phone: '+15625550102',
    postalCode: '90802',
    customerNumber: 'MLM-000102',
    eventAttended: 'Customer Engagement West',
    shows: 'A customer with an open order and invoices: a person decides what is kept, the rest is erased.',
    outcome: 'deleted-in-part',
    kind: 'delegate',
    held: true,
    fixed: { ...NOTHING_KEPT, events: ['CEW', 'PPF'], openOrders: 1, fulfilledOrders: 2 },
  },
  {
    key: 'incident',
    name: 'Priya Raman',
    email: 'priya.raman@lanternhealth.example.com',
    phone: '+14155550103',
    postalCode: '94110',
    eventAttended: 'Data Leaders Summit',
    shows: 'Named in a security incident on file: the exception is proposed and never standing.',
    outcome: 'deleted-in-part',
    kind: 'attendee',
    held: true,
    fixed: { ...NOTHING_KEPT, events: ['DLS'], incident: true },
  },
  {
    key: 'shared-mailbox',
    name: 'Tom Becker',
    email: 'info@tidewaterpress.example.org',
    phone: '+18315550104',
    postalCode: '95060',
    eventAttended: 'Retail Operations Exchange',
    shows: 'A shared mailbox proves nothing, and a colleague is registered under it too: staff must look.',
    outcome: 'unverified',
    kind: 'attendee',
    held: true,
    fixed: { ...NOTHING_KEPT, emailShared: true, events: ['ROX'], employer: SMALL_PRESS },
  },
  {
    key: 'shared-mailbox-colleague',
    name: 'Lena Hofer',
    email: 'info@tidewaterpress.example.org',
    phone: '+18315550105',
    postalCode: '95062',
    shows: 'The colleague behind the same mailbox, whose data must stay.',
    outcome: 'unverified',
    kind: 'subscriber',
    held: true,
    fixed: { ...NOTHING_KEPT, emailShared: true, events: [], employer: SMALL_PRESS },
  },
  {
    key: 'changed-email',
    name: 'Sofia Marchetti',
    email: 'sofia.marchetti@mesalogistics.example.net',
    phone: '+16195550106',
    postalCode: '92101',
    eventAttended: 'Customer Engagement West',
    shows:
      'Changed her e-mail address last week in crm: a code to the new one proves nothing; events and recipients know the former.',
    outcome: 'deleted',
    kind: 'delegate',
    held: true,
    fixed: {
      ...NOTHING_KEPT,
      events: ['CEW'],
      formerEmail: 'sofia.marchetti@copperhotels.example.com',
      emailChangedDaysAgo: 6,
    },
  },
  {
    key: 'visitor',
    name: 'Jules Archer',
    email: 'jules.archer@example.org',
    postalCode: '93003',
    shows: 'Never registered; once typed an address into a form. Control of it and one point are enough.',
    outcome: 'deleted',
    kind: 'visitor',
    held: true,
    fixed: { ...NOTHING_KEPT, events: [], advertised: true },
  },
  {
    key: 'shared-phone',
    name: 'Grace Lindqvist',
    email: 'grace@lindqvist.example.com',
    phone: '+15105550107',
    postalCode: '94607',
    eventAttended: 'Marketing Technology Days',
    shows: 'Shares a telephone with Owen: ask with e-mail and telephone and two people stand behind them.',
    outcome: 'deleted',
    kind: 'attendee',
    held: true,
    fixed: { ...NOTHING_KEPT, events: ['MTD'], employer: STUDIO },
  },
  {
    key: 'shared-phone-other',
    name: 'Owen Lindqvist',
    email: 'owen@lindqvist.example.com',
    phone: '+15105550107',
    postalCode: '94610',
    shows: 'The other one at that telephone, whose data must stay.',
    outcome: 'deleted',
    kind: 'subscriber',
    held: true,
    fixed: { ...NOTHING_KEPT, events: [], employer: STUDIO },
  },
  {
    key: 'speaker',
    name: 'Amara Nwosu',
    email: 'amara.nwosu@redwoodanalytics.example.com',
    phone: '+16505550108',
    postalCode: '94401',
    eventAttended: 'Data Leaders Summit',
    shows: 'A speaker: sessions in events, and no sale to sponsors.',
    outcome: 'deleted',
    kind: 'speaker',
    held: true,
    fixed: { ...NOTHING_KEPT, events: ['DLS'] },
  },
  {
    key: 'subscriber',
    name: 'Henry Castellano',
    email: 'henry.castellano@example.net',
    phone: '+19165550109',
    postalCode: '95814',
    customerNumber: 'MLM-000111',
    shows: 'A subscriber whose only orders are delivered: the invoices stay by law, everything else goes.',
    outcome: 'deleted-in-part',
    kind: 'subscriber',
    held: true,
    fixed: { ...NOTHING_KEPT, events: [], fulfilledOrders: 1 },
  },
  {
    key: 'downloader',
    name: 'Mei Tanaka',
    email: 'mei.tanaka@granitesystems.example.com',
    phone: '+14085550110',
    postalCode: '95113',
    shows: 'Downloaded sponsored content: its sponsors are told, one of them in a daily digest.',
    outcome: 'deleted',
    kind: 'downloader',
    held: true,
    fixed: { ...NOTHING_KEPT, events: [], downloads: 3, advertised: true },
  },
  {
    key: 'stranger',
    name: 'Robin Vale',
    email: 'robin.vale@example.net',
    postalCode: '94016',
    shows: 'Nobody holds anything: to whoever watches, the request looks like every other one.',
    outcome: 'unverified',
    kind: 'visitor',
    held: false,
    fixed: {},
  },
];

/** What the docs, the portal and `npm run demo:verify` say about the named people. */
export const DEMO_PEOPLE: readonly NamedPerson[] = NAMED_CASES.map(
  ({ key, name, email, phone, postalCode, customerNumber, eventAttended, shows, outcome }) => ({
    key,
    name,
    email,
    phone,
    postalCode,
    customerNumber,
    eventAttended,
    shows,
    outcome,
  }),
);

/** Whom to be for each right, and what shows there. */
const ASKING: Record<Right, Omit<DemoAsking, 'right'>> = {
  delete: {
    key: 'open-order',
    shows: 'A verifier approves; a decider keeps an open order and the invoices. The rest goes, everywhere.',
  },
  'know-specific': {
    key: 'subscriber',
    shows:
      'Give postal code and customer number, and sign the declaration. A verifier approves, a decider looks at what may name others, and the copy is collected on the status page.',
  },
  'know-categories': {
    key: 'incident',
    shows: 'A verifier approves; the answer lists kinds, sources, purposes and who gets them.',
  },
  'know-sold': {
    key: 'delegate',
    shows: 'A verifier approves; the answer lists what event sponsors bought, and what service providers got.',
  },
  correct: {
    key: 'speaker',
    shows: 'Give a new job title. A verifier approves, a decider decides, and both systems have it.',
  },
  'opt-out': {
    key: 'downloader',
    shows: 'Nobody verifies or decides: it holds at once, and who bought in the days before is told to stop.',
  },
  'opt-in': { key: 'downloader', shows: 'After an opt-out: asked in two steps, and it holds from the second on.' },
  limit: {
    key: 'visitor',
    shows: 'Nobody verifies or decides: it holds at once, and who works for the business is told.',
  },
  'shine-the-light': {
    key: 'subscriber',
    shows: 'Nothing is verified: the list is the same for every customer, and is mailed at once.',
  },
};

/** Whom to be for this right. */
export const demoAsking = (right: Right): DemoAsking => ({ right, ...ASKING[right] });

/** The named person with this key. @throws RangeError where there is none */
export function demoPerson(key: string): NamedPerson {
  const found = DEMO_PEOPLE.find((person) => person.key === key);
  if (!found) throw new RangeError(`no demo person '${key}'`);
  return found;
}

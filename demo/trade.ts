import type { Basis, RecipientKind, RecipientRole } from '../rules/codes';

/** The fictional business. */
export const BUSINESS = { name: 'Meridian Lane Media', privacyAddress: 'privacy@meridianlane.example.com' };

/** Length of a day in milliseconds. */
export const DAY_MS = 86_400_000;

/** A party to whom the demo business disclosed personal information. */
export interface DemoRecipient {
  /** As in the data map. */
  id: string;
  name: string;
  role: RecipientRole;
  kind: RecipientKind;
  basis: Basis;
  via: 'webhook' | 'email';
  /** Registered contact of a recipient who is told by e-mail. */
  address?: string;
}

/** Who got data: three by webhook (demo/recipients), five sponsors by e-mail with a link to attest; one a digest. */
export const DEMO_RECIPIENTS: readonly DemoRecipient[] = [
  {
    id: 'lettermill',
    name: 'Lettermill (mail service)',
    role: 'service-provider',
    kind: 'vendor',
    basis: 'business-purpose',
    via: 'webhook',
  },
  {
    id: 'tallyhouse',
    name: 'Tallyhouse (web analytics)',
    role: 'contractor',
    kind: 'vendor',
    basis: 'business-purpose',
    via: 'webhook',
  },
  {
    id: 'adverge',
    name: 'Adverge (advertising)',
    role: 'third-party',
    kind: 'vendor',
    basis: 'shared',
    via: 'webhook',
  },
  {
    id: 'northgate',
    name: 'Northgate Software',
    role: 'third-party',
    kind: 'event-sponsor',
    basis: 'sold',
    via: 'email',
    address: 'privacy@northgate.example.net',
  },
  {
    id: 'corvid',
    name: 'Corvid Cloud',
    role: 'third-party',
    kind: 'event-sponsor',
    basis: 'sold',
    via: 'email',
    address: 'privacy@corvid.example.net',
  },
  {
    id: 'bluepeak',
    name: 'Bluepeak Payments',
    role: 'third-party',
    kind: 'event-sponsor',
    basis: 'sold',
    via: 'email',
    address: 'privacy@bluepeak.example.net',
  },
  {
    id: 'quillstone',
    name: 'Quillstone Research',
    role: 'third-party',
    kind: 'content-sponsor',
    basis: 'sold',
    via: 'email',
    address: 'privacy@quillstone.example.net',
  },
  {
    id: 'harrowpike',
    name: 'Harrow & Pike Benchmarks',
    role: 'third-party',
    kind: 'content-sponsor',
    basis: 'sold',
    via: 'email',
    address: 'privacy@harrowpike.example.net',
  },
];

/** An event that the business held, or will hold where `daysAgo` is negative. */
export interface DemoEvent {
  code: string;
  name: string;
  place: string;
  daysAgo: number;
  /** Recipients who bought the list of delegates and attendees. */
  sponsors: readonly string[];
}

/** Newest last; the one to come has sold nothing yet. */
export const DEMO_EVENTS: readonly DemoEvent[] = [
  { code: 'ROX', name: 'Retail Operations Exchange', place: 'Anaheim', daysAgo: 250, sponsors: ['corvid', 'bluepeak'] },
  {
    code: 'CEW',
    name: 'Customer Engagement West',
    place: 'Long Beach',
    daysAgo: 160,
    sponsors: ['northgate', 'bluepeak'],
  },
  { code: 'DLS', name: 'Data Leaders Summit', place: 'San Diego', daysAgo: 75, sponsors: ['northgate', 'corvid'] },
  {
    code: 'MTD',
    name: 'Marketing Technology Days',
    place: 'online',
    daysAgo: 30,
    sponsors: ['northgate', 'corvid', 'bluepeak'],
  },
  { code: 'PPF', name: 'Publishing and Print Forum', place: 'San Francisco', daysAgo: -60, sponsors: [] },
];

/** Content that people download; all of it is paid for by one content sponsor. */
export const DOWNLOADS = [
  'State of Retail Media',
  'Contact Centers After Chat',
  'The First-Party Data Workbook',
  'Benchmarks for Loyalty Programs',
];
/** Who paid for {@link DOWNLOADS}. */
export const CONTENT_SPONSOR = 'quillstone';
/** Who bought the addresses of those who download a lot, and takes its notices as a daily digest. */
export const BENCHMARK_SPONSOR = { id: 'harrowpike', fromDownloads: 3 };

import type { Basis, Category, IdentifierType } from '../rules/codes';
import { daysBefore, isoDay } from './moments';
import type { DemoPerson } from './person';
import { createRandom } from './random';
import { BENCHMARK_SPONSOR, CONTENT_SPONSOR, DEMO_EVENTS, DEMO_RECIPIENTS } from './trade';

/** One fact that a person's categories went to a recipient, as {@link import('../db/disclosures').DisclosureRow}. */
export interface DemoDisclosure {
  /** Address under which the business knew the person then; null where it knew a cookie only. */
  email: string | null;
  /** What the recipient was given to know the person by. */
  identifiers: { type: IdentifierType; value: string }[];
  recipient: string;
  basis: Basis;
  categories: Category[];
  /** `YYYY-MM-DD`. */
  disclosedOn: string;
}

const GIVEN: Record<string, Category[]> = {
  lettermill: ['identifiers'],
  tallyhouse: ['internet-activity', 'geolocation-data'],
  adverge: ['identifiers', 'internet-activity'],
  sponsor: ['identifiers', 'professional-information'],
  [CONTENT_SPONSOR]: ['identifiers', 'professional-information'],
};

/**
 * Which recipient got which categories of whom, when and on what basis, after the business's notice: delegates and
 * attendees are sold to event sponsors, subscribers and downloaders to content sponsors; visits are shared with the ad
 * partner; the mail service and the analytics contractor work for the business.
 */
export function demoDisclosures(people: readonly DemoPerson[], nowMs: number): DemoDisclosure[] {
  return people.flatMap((person) => disclosuresOfPerson(person, nowMs));
}

function disclosuresOfPerson(person: DemoPerson, nowMs: number): DemoDisclosure[] {
  const random = createRandom(500_000 + person.number);
  const email = person.formerEmail ?? person.email;
  const byEmail = email ? [{ type: 'email' as const, value: email }] : [];
  const byPhone = person.phone ? [{ type: 'phone' as const, value: person.phone }] : [];
  const byVisitor = person.visitorId ? [{ type: 'visitor-id' as const, value: person.visitorId }] : [];
  const rows: DemoDisclosure[] = [];
  const add = (recipient: string, identifiers: DemoDisclosure['identifiers'], daysAgo: number): void => {
    if (identifiers.length === 0) return;
    rows.push({
      // The records are kept under the address that the business knows now.
      email: person.email,
      identifiers,
      recipient,
      basis: DEMO_RECIPIENTS.find(({ id }) => id === recipient)!.basis,
      categories: GIVEN[recipient] ?? GIVEN.sponsor!,
      disclosedOn: isoDay(daysBefore(nowMs, daysAgo)),
    });
  };

  if (person.contactId !== null) add('lettermill', byEmail, random.between(5, 200));
  add('tallyhouse', byVisitor, random.between(2, 90));
  if (person.advertised)
    add('adverge', [...(person.contactId === null ? [] : byEmail), ...byVisitor], random.between(2, 120));
  if (person.kind === 'delegate' || person.kind === 'attendee') {
    for (const [sponsor, daysAgo] of latestSales(person.events)) add(sponsor, [...byEmail, ...byPhone], daysAgo);
  }
  if (person.kind === 'downloader' || person.kind === 'subscriber')
    add(CONTENT_SPONSOR, byEmail, random.between(10, 180));
  if (person.kind === 'downloader' && person.downloads >= BENCHMARK_SPONSOR.fromDownloads)
    // and the year before, which is what an answer under Civ 1798.83 covers
    for (const daysAgo of [random.between(10, 180), 365]) add(BENCHMARK_SPONSOR.id, byEmail, daysAgo);
  return rows;
}

/** Each sponsor buys a list a few days before the event; the latest sale stands for all. */
function latestSales(codes: readonly string[]): Map<string, number> {
  const sales = new Map<string, number>();
  for (const { code, sponsors, daysAgo } of DEMO_EVENTS) {
    if (codes.includes(code)) for (const sponsor of sponsors) sales.set(sponsor, daysAgo + 5);
  }
  return sales;
}

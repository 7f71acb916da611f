import { NAMED_CASES, type NamedCase } from './named';
import type { DemoCompany, DemoPerson, PersonKind } from './person';
import { createRandom, type Random } from './random';
import { DAY_MS, DEMO_EVENTS } from './trade';
import { COMPANY_HEADS, COMPANY_TAILS, FAMILY_NAMES, GIVEN_NAMES, JOB_TITLES, PLACES } from './words';

export { DEMO_PEOPLE, demoPerson } from './named';
export type { DemoPerson, NamedPerson } from './person';

/** How the crowd is made up: shares of the people who are not named. */
const KIND_SHARES: readonly [PersonKind, number][] = [
  ['delegate', 0.26],
  ['attendee', 0.2],
  ['speaker', 0.03],
  ['subscriber', 0.21],
  ['downloader', 0.15],
  ['visitor', 0.15],
];

const PAST_EVENTS = DEMO_EVENTS.filter(({ daysAgo }) => daysAgo > 0);

/**
 * Invents the people of the demo business: the named ones first, then a crowd. The same seed gives the same people;
 * only their dates move with `nowMs` (UTC milliseconds).
 */
export function generatePeople({ nowMs, count = 2_000, seed = 45 }: PeopleOptions): DemoPerson[] {
  const random = createRandom(seed);
  const companies = inventCompanies(random);
  const named = NAMED_CASES.filter(({ held }) => held).map((one, index) =>
    inventNamed(one, index + 1, companies, nowMs),
  );
  const employers = named.map(({ company }) => company).filter(({ id }) => id > companies.length);
  const people = [...named];
  const taken = new Set(named.map(({ email }) => email));
  while (people.length < count) people.push(invent(random, people.length + 1, companies, taken, nowMs));
  // Two named people of one small company share its row.
  for (const person of people) {
    person.company = employers.find(({ domain }) => domain === person.company.domain) ?? person.company;
  }
  return people.slice(0, count);
}

/** What {@link generatePeople} takes. */
export interface PeopleOptions {
  nowMs: number;
  count?: number;
  seed?: number;
}

function inventCompanies(random: Random): DemoCompany[] {
  return COMPANY_HEADS.flatMap((head) => COMPANY_TAILS.map((tail) => ({ head, tail }))).map(
    ({ head, tail }, index) => ({
      id: index + 1,
      name: `${head} ${tail}`,
      domain:
        `${head}${tail}`.toLowerCase() + random.pick(['.example.com', '.example.com', '.example.org', '.example.net']),
      city: random.pick(PLACES).city,
    }),
  );
}

function inventNamed(one: NamedCase, number: number, companies: DemoCompany[], nowMs: number): DemoPerson {
  const random = createRandom(7_000 + number);
  const { emailChangedDaysAgo, employer, ...fixed } = one.fixed;
  const base = traits(random, { number, kind: one.kind, nowMs, company: random.pick(companies) });
  return {
    ...base,
    name: one.name,
    email: one.email,
    phone: one.phone ?? null,
    phoneChangedAtMs: one.phone ? base.registeredAtMs : null,
    postalCode: one.postalCode ?? base.postalCode,
    ...fixed,
    customerNumber: one.customerNumber ?? null,
    company: employer ? { id: companies.length + number, ...employer } : employerOf(one.email, companies, base.company),
    emailChangedAtMs: emailChangedDaysAgo ? nowMs - emailChangedDaysAgo * DAY_MS : base.registeredAtMs,
    attendeeId: fixed.events?.length ? attendeeId(number) : null,
  };
}

/** The invented company whose name is in the address, with that address's domain. */
function employerOf(email: string, companies: DemoCompany[], otherwise: DemoCompany): DemoCompany {
  const domain = email.split('@')[1]!;
  const company = companies.find((one) => one.domain.split('.')[0] === domain.split('.')[0]);
  return company ? { ...company, domain } : otherwise;
}

function invent(random: Random, number: number, companies: DemoCompany[], taken: Set<string | null>, nowMs: number) {
  const company = random.pick(companies);
  const person = traits(random, { number, kind: kindOf(random), nowMs, company });
  const given = random.pick(GIVEN_NAMES);
  const family = random.pick(FAMILY_NAMES);
  person.name = `${given} ${family}`;
  // A visitor leaves an address only where a form was filled in.
  if (person.kind !== 'visitor' || random.chance(0.25)) {
    const domain =
      person.kind === 'visitor' ? random.pick(['example.com', 'example.org', 'example.net']) : company.domain;
    const local = `${given}.${family}`.toLowerCase();
    person.email = taken.has(`${local}@${domain}`) ? `${local}${number}@${domain}` : `${local}@${domain}`;
    taken.add(person.email);
  }
  return person;
}

function kindOf(random: Random): PersonKind {
  let left = random.next();
  for (const [kind, share] of KIND_SHARES) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'visitor';
}

/** Everything about a person that follows from number, kind and chance; name and address come after. */
function traits(
  random: Random,
  { number, kind, nowMs, company }: { number: number; kind: PersonKind; nowMs: number; company: DemoCompany },
): DemoPerson {
  const place = PLACES[number % PLACES.length]!;
  const registered = kind !== 'visitor';
  const registeredAtMs = nowMs - random.between(270, 1_400) * DAY_MS - random.between(0, DAY_MS / 1_000) * 1_000;
  const buys = random.chance(
    { delegate: 0.5, subscriber: 0.6, attendee: 0.1, speaker: 0, downloader: 0, visitor: 0 }[kind],
  );
  const events = eventsOf(random, kind);
  return {
    number,
    kind,
    name: '',
    email: null,
    emailChangedAtMs: random.chance(0.03) ? nowMs - random.between(2, 200) * DAY_MS : registeredAtMs,
    formerEmail: null,
    emailShared: false,
    phone: registered ? fictionalPhone(place.area, Math.floor(number / PLACES.length)) : null,
    phoneChangedAtMs: registered ? registeredAtMs : null,
    jobTitle: random.pick(JOB_TITLES),
    company,
    postalCode: `${place.postal}${String(random.between(1, 99)).padStart(2, '0')}`,
    customerNumber: buys ? `MLM-${String(number + 1_000).padStart(6, '0')}` : null,
    source: random.pick(sourcesOf(kind)),
    registeredAtMs,
    contactId: registered ? 1_000 + number : null,
    attendeeId: events.length > 0 ? attendeeId(number) : null,
    visitorId: registered && random.chance(0.2) ? null : visitorId(number),
    events,
    openOrders: buys && random.chance(0.12) ? 1 : 0,
    fulfilledOrders: buys ? random.between(1, 3) : 0,
    incident: random.chance(0.004),
    downloads: kind === 'downloader' ? random.between(1, 4) : 0,
    advertised: random.chance(registered ? 0.35 : 0.6),
  };
}

/** 555-0100 to 555-0199 are kept free for fiction in every area code; the first eleven belong to the named people. */
const fictionalPhone = (area: string, place: number): string =>
  `+1${area}55501${String(11 + (place % 89)).padStart(2, '0')}`;

function eventsOf(random: Random, kind: PersonKind): string[] {
  if (kind !== 'delegate' && kind !== 'attendee' && kind !== 'speaker') return [];
  const went = PAST_EVENTS.filter(() => random.chance(0.4));
  return (went.length > 0 ? went : [random.pick(PAST_EVENTS)]).map(({ code }) => code);
}

function sourcesOf(kind: PersonKind): string[] {
  if (kind === 'downloader') return ['download', 'download', 'data-provider'];
  return ['registration', 'registration', 'registration', 'phone', 'data-provider'];
}

const attendeeId = (number: number): string => `att-${String(number).padStart(5, '0')}`;
// No hash of the person: a cookie is a random value that happens to be repeatable here.
const visitorId = (number: number): string =>
  `v-${createRandom(31_337 + number)
    .between(0, 2 ** 31)
    .toString(36)}${String(number).padStart(5, '0')}`;

import { daysBefore, isoDay, isoMoment } from '../moments';
import type { DemoCompany, DemoPerson } from '../person';
import { createRandom, type Random } from '../random';
import { BROWSERS, PAGES } from '../words';

type Value = string | number | boolean | null;
/** Rows by column, for one table of schema.sql. */
export type Row = Record<string, Value>;
/** Tables in the order in which their references allow them to be filled. */
export const CRM_TABLES = ['companies', 'contacts', 'orders', 'invoices', 'interactions', 'web_visits'] as const;
/** Name of a table of schema.sql. */
export type CrmTable = (typeof CRM_TABLES)[number];

const YEARS_INVOICES_ARE_KEPT = 7;
const PRODUCTS = ['Delegate pass', 'Yearbook, print edition', 'Research subscription, 12 months', 'Team pass'];
const SUMMARIES: Record<string, string[]> = {
  email: ['Asked for the agenda', 'Wants an invoice copy', 'Thanked for the tickets', 'Asked about group prices'],
  call: ['Asked about parking', 'Wants to change a dietary note', 'Enquired about sponsorship'],
  download: ['Downloaded a white paper', 'Downloaded the program'],
};

/** What `crm` holds about these people, table by table. Pure: the same people and moment give the same rows. */
export function crmRows(people: readonly DemoPerson[], nowMs: number): Record<CrmTable, Row[]> {
  const tables: Record<CrmTable, Row[]> = {
    companies: [],
    contacts: [],
    orders: [],
    invoices: [],
    interactions: [],
    web_visits: [],
  };
  const companies = new Map<number, DemoCompany>();
  for (const person of people) {
    const random = createRandom(100_000 + person.number);
    if (person.contactId !== null) {
      companies.set(person.company.id, person.company);
      tables.contacts.push(contactRow(person));
      addTrade(tables, person, nowMs, random);
    }
    addInteractions(tables, person, nowMs, random);
    addVisits(tables, person, nowMs, random);
  }
  tables.companies = [...companies.values()].sort((a, b) => a.id - b.id).map(companyRow);
  return tables;
}

function companyRow({ id, name, domain, city }: DemoCompany): Row {
  return { id, name, domain, city, postal_address: `${100 + id} Market Street, ${city}, CA` };
}

function contactRow(person: DemoPerson): Row {
  return {
    id: person.contactId,
    company_id: person.company.id,
    name: person.name,
    email: person.email,
    email_changed_at: isoMoment(person.emailChangedAtMs),
    email_shared: person.emailShared,
    phone: person.phone,
    phone_changed_at: person.phoneChangedAtMs === null ? null : isoMoment(person.phoneChangedAtMs),
    job_title: person.jobTitle,
    postal_code: person.postalCode,
    customer_number: person.customerNumber,
    source: person.source,
    kind: person.kind,
    no_sale: false,
    registered_on: isoDay(person.registeredAtMs),
  };
}

/** Orders, and an invoice for each: a business that sells in advance. */
function addTrade(tables: Record<CrmTable, Row[]>, person: DemoPerson, nowMs: number, random: Random): void {
  const statuses = [
    ...Array.from({ length: person.fulfilledOrders }, () => 'fulfilled'),
    ...Array.from({ length: person.openOrders }, () => 'open'),
  ];
  for (const status of statuses) {
    const id = tables.orders.length + 1;
    const placedAtMs = daysBefore(nowMs, status === 'open' ? random.between(5, 40) : random.between(60, 260));
    const amount = random.between(9, 240) * 1_000;
    tables.orders.push({
      id,
      number: `O-${String(20_000 + id)}`,
      contact_id: person.contactId,
      company_id: person.company.id,
      product: status === 'open' ? 'Delegate pass, Publishing and Print Forum' : random.pick(PRODUCTS),
      amount_cents: amount,
      status,
      deliver_to_name: person.name,
      deliver_to_email: person.email,
      placed_on: isoDay(placedAtMs),
    });
    tables.invoices.push({
      id,
      number: `INV-${String(70_000 + id)}`,
      order_id: id,
      contact_id: person.contactId,
      billing_name: person.name,
      billing_email: person.email,
      billing_address: `${100 + person.company.id} Market Street, ${person.company.city}, CA ${person.postalCode}`,
      card_last_four: random.chance(0.6) ? String(random.between(1_000, 9_999)) : null,
      amount_cents: amount,
      issued_on: isoDay(placedAtMs),
      keep_until: yearsAfter(placedAtMs, YEARS_INVOICES_ARE_KEPT),
    });
  }
}

function yearsAfter(ms: number, years: number): string {
  const day = isoDay(ms);
  return `${Number(day.slice(0, 4)) + years}${day.slice(4).replace('-02-29', '-02-28')}`;
}

function addInteractions(tables: Record<CrmTable, Row[]>, person: DemoPerson, nowMs: number, random: Random): void {
  if (person.email === null) return;
  const registered = person.contactId !== null;
  const count = registered ? random.between(1, 4) : 1;
  for (let nth = 0; nth < count; nth += 1) {
    const kind = random.pick(person.downloads > 0 ? ['email', 'download'] : ['email', 'call']);
    // The first message of some people came before they registered: it has an address and no contact.
    const linked = registered && !(nth === 0 && random.chance(0.15));
    tables.interactions.push({
      id: tables.interactions.length + 1,
      contact_id: linked ? person.contactId : null,
      from_email: kind === 'email' || !linked ? person.email : null,
      kind,
      security_incident: false,
      summary: random.pick(SUMMARIES[kind]!),
      happened_at: isoMoment(daysBefore(nowMs, random.between(3, 260))),
    });
  }
  if (person.incident) {
    tables.interactions.push({
      id: tables.interactions.length + 1,
      contact_id: person.contactId,
      from_email: person.email,
      kind: 'security-incident',
      security_incident: true,
      summary: 'Account used from a stolen session; log kept for the investigation',
      happened_at: isoMoment(daysBefore(nowMs, random.between(10, 60))),
    });
  }
}

function addVisits(tables: Record<CrmTable, Row[]>, person: DemoPerson, nowMs: number, random: Random): void {
  if (person.visitorId === null) return;
  const registered = person.contactId !== null;
  const count = random.between(1, 8);
  for (let nth = 0; nth < count; nth += 1) {
    const filledForm = !registered && person.email !== null && nth === 0;
    tables.web_visits.push({
      id: tables.web_visits.length + 1,
      visitor_id: person.visitorId,
      // the later half of a registered person's visits is logged in
      contact_id: registered && nth >= count / 2 ? person.contactId : null,
      form_email: filledForm ? person.email : null,
      form_postal_code: filledForm ? person.postalCode : null,
      ip_address: `198.51.100.${random.between(1, 254)}`,
      user_agent: random.pick(BROWSERS),
      url: filledForm
        ? 'https://meridianlane.example.com/quote'
        : `https://meridianlane.example.com${random.pick(PAGES)}`,
      // an address typed this long ago may be sent a code
      visited_at: isoMoment(daysBefore(nowMs, filledForm ? random.between(45, 200) : random.between(1, 250))),
    });
  }
}

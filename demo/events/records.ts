import { daysBefore, isoDay, isoMoment } from '../moments';
import type { DemoPerson } from '../person';
import { createRandom, type Random } from '../random';
import { CONTENT_SPONSOR, DEMO_EVENTS, DEMO_RECIPIENTS, DOWNLOADS, type DemoEvent } from '../trade';

/** Collections of the service, as README.md describes them, with the fields that each may be searched by. */
export const COLLECTIONS = {
  attendees: ['email', 'phone', 'contact_id', 'id'],
  registrations: ['attendee_id', 'event_code', 'id'],
  'badge-scans': ['attendee_id', 'sponsor', 'id'],
  sessions: ['attendee_id', 'id'],
  downloads: ['attendee_id', 'email', 'content_sponsor', 'id'],
} as const;
/** Name of a collection. */
export type Collection = keyof typeof COLLECTIONS;
/** Every collection, in README.md's order. */
export const COLLECTION_NAMES = Object.keys(COLLECTIONS) as Collection[];
/** One item: strings or null. */
export type Item = { id: string } & Record<string, string | null>;
/** All items, by collection. */
export type Items = Record<Collection, Item[]>;

/** What `events` holds about these people. Pure. */
export function eventItems(people: readonly DemoPerson[], nowMs: number): Items {
  const items: Items = { attendees: [], registrations: [], 'badge-scans': [], sessions: [], downloads: [] };
  for (const person of people) {
    const random = createRandom(900_000 + person.number);
    const { attendeeId } = person;
    if (attendeeId !== null) {
      items.attendees.push(attendee(person, attendeeId));
      for (const code of person.events) {
        const event = DEMO_EVENTS.find((one) => one.code === code)!;
        addParticipation(items, person, { attendeeId, event, nowMs, random });
      }
    }
    for (let nth = 0; nth < person.downloads; nth += 1) {
      items.downloads.push({
        id: nextId(items, 'downloads', 'dl'),
        attendee_id: attendeeId,
        email: person.email,
        title: DOWNLOADS[nth % DOWNLOADS.length]!,
        content_sponsor: CONTENT_SPONSOR,
        downloaded_at: isoMoment(daysBefore(nowMs, random.between(12, 200))),
      });
    }
  }
  return items;
}

function attendee(person: DemoPerson, id: string): Item {
  return {
    id,
    // The platform was not told of a change in crm: systems never agree.
    email: person.formerEmail ?? person.email,
    email_changed_at: isoMoment(person.registeredAtMs),
    phone: person.phone,
    phone_changed_at: person.phoneChangedAtMs === null ? null : isoMoment(person.phoneChangedAtMs),
    name: person.name,
    job_title: person.jobTitle,
    company: person.company.name,
    postal_code: person.postalCode,
    // which lists the person may stand on: sponsors, or none
    lists: 'sponsors',
    contact_id: person.contactId === null ? null : String(person.contactId),
  };
}

function addParticipation(
  items: Items,
  person: DemoPerson,
  { attendeeId, event, nowMs, random }: { attendeeId: string; event: DemoEvent; nowMs: number; random: Random },
): void {
  const heldAtMs = daysBefore(nowMs, event.daysAgo);
  items.registrations.push({
    id: nextId(items, 'registrations', 'reg'),
    attendee_id: attendeeId,
    event: event.name,
    event_code: event.code,
    ticket: `${event.code}-${String(random.between(100_000, 999_999))}`,
    role: person.kind === 'speaker' || person.kind === 'attendee' ? person.kind : 'delegate',
    registered_on: isoDay(daysBefore(Math.min(heldAtMs, nowMs), random.between(6, 20))),
  });
  if (event.daysAgo < 0) return;
  if (person.kind === 'speaker') {
    items.sessions.push({
      id: nextId(items, 'sessions', 'ses'),
      attendee_id: attendeeId,
      event: event.name,
      title: `${random.pick(['Lessons from', 'Rethinking', 'The economics of'])} ${random.pick(['loyalty', 'print', 'chat', 'search'])}`,
      held_on: isoDay(heldAtMs),
    });
  }
  if (event.place === 'online') return;
  for (const sponsor of event.sponsors) {
    if (!random.chance(0.7)) continue;
    items['badge-scans'].push({
      id: nextId(items, 'badge-scans', 'scan'),
      attendee_id: attendeeId,
      sponsor: DEMO_RECIPIENTS.find(({ id }) => id === sponsor)!.name,
      booth: `B${random.between(1, 40)}`,
      location: `${event.place}, hall ${random.between(1, 4)}`,
      scanned_at: isoMoment(heldAtMs + random.between(1, 7) * 3_600_000),
    });
  }
}

const nextId = (items: Items, collection: Collection, prefix: string): string =>
  `${prefix}-${String(items[collection].length + 1).padStart(6, '0')}`;

import { crmHolds } from './crm/seed';
import { demoDisclosures } from './disclosures';
import { COLLECTION_NAMES, type Item } from './events/records';
import type { EventStore } from './events/store';
import type { DemoPerson } from './person';
import type { RecipientStore } from './recipients/store';
import { DEMO_RECIPIENTS } from './trade';

type Rows = Record<string, unknown>[];

/** What everybody holds of one person at this moment. */
export interface Holdings {
  crm: Record<string, Rows>;
  events: Record<string, Rows>;
  recipients: RecipientHolding[];
}

/** What one recipient was given, and whether it still has it as far as the demo can see. */
export interface RecipientHolding {
  recipient: string;
  name: string;
  basis: string;
  disclosedOn: string;
  categories: string[];
  /** `told-by-mail`: only the recipient knows; its attestation says so. */
  state: 'holds' | 'erased' | 'told-by-mail';
  address?: string;
}

/** What {@link holdingsOf} looks into. */
export interface HoldingSources {
  crmUrl: string;
  events: EventStore;
  recipients: RecipientStore;
  /** True where mail went to this address. */
  mailed(address: string): boolean;
  /** Moment of the seeding, UTC milliseconds. */
  seededAtMs: number;
}

/** Looks a person up everywhere, by every identifier that the seeding gave. */
export async function holdingsOf(person: DemoPerson, sources: HoldingSources): Promise<Holdings> {
  return {
    crm: await crmHolds(sources.crmUrl, person),
    events: eventHoldings(person, sources.events),
    recipients: recipientHoldings(person, sources),
  };
}

/** How many rows the systems hold, recipients aside. */
export function rowsHeld({ crm, events }: Pick<Holdings, 'crm' | 'events'>): number {
  return [...Object.values(crm), ...Object.values(events)].reduce((sum, rows) => sum + rows.length, 0);
}

function eventHoldings(person: DemoPerson, store: EventStore): Record<string, Item[]> {
  const addresses = [person.email, person.formerEmail].filter((email) => email !== null);
  return Object.fromEntries(
    COLLECTION_NAMES.map((collection) => {
      const filters: Record<string, string>[] = [];
      if (person.attendeeId !== null) {
        filters.push(collection === 'attendees' ? { id: person.attendeeId } : { attendee_id: person.attendeeId });
      }
      if (collection === 'downloads') filters.push(...addresses.map((email) => ({ email })));
      const found = filters.flatMap((filter) => store.search(collection, filter));
      return [collection, [...new Map(found.map((item) => [item.id, item])).values()]];
    }),
  );
}

function recipientHoldings(person: DemoPerson, sources: HoldingSources): RecipientHolding[] {
  return demoDisclosures([person], sources.seededAtMs).map(
    ({ recipient, identifiers, basis, disclosedOn, categories }) => {
      const { name, via, address } = DEMO_RECIPIENTS.find(({ id }) => id === recipient)!;
      const toldByMail = via === 'email' && sources.mailed(address!);
      const erased = via === 'webhook' && sources.recipients.erased(recipient, identifiers);
      const state = erased ? 'erased' : toldByMail ? 'told-by-mail' : 'holds';
      return { recipient, name, basis, disclosedOn, categories, state, address };
    },
  );
}

import type { Right } from '../rules/codes';

/** How a person came to be known to the business. */
export const PERSON_KINDS = ['delegate', 'attendee', 'speaker', 'subscriber', 'downloader', 'visitor'] as const;
/** One of {@link PERSON_KINDS}; a `visitor` never registered. */
export type PersonKind = (typeof PERSON_KINDS)[number];

/** A company of the demo. */
export interface DemoCompany {
  id: number;
  name: string;
  domain: string;
  city: string;
}

/** One invented person, from whom all rows of all demo systems are derived. Moments are UTC milliseconds. */
export interface DemoPerson {
  /** 1-based place in the list; keys and chance are derived from it. */
  number: number;
  kind: PersonKind;
  name: string;
  /** Lower case; null for a visitor who never typed one. */
  email: string | null;
  emailChangedAtMs: number;
  /** What recipients were given before the change, where the address changed since. */
  formerEmail: string | null;
  emailShared: boolean;
  /** E.164. */
  phone: string | null;
  phoneChangedAtMs: number | null;
  jobTitle: string;
  company: DemoCompany;
  postalCode: string;
  customerNumber: string | null;
  /** registration, download, phone, data-provider. */
  source: string;
  registeredAtMs: number;
  /** `contacts.id` in crm; null for visitors. */
  contactId: number | null;
  /** Key in events; null where they never registered for one. */
  attendeeId: string | null;
  /** First-party cookie. */
  visitorId: string | null;
  /** Codes of the events, oldest first. */
  events: string[];
  openOrders: number;
  fulfilledOrders: number;
  /** True where a security incident on file names the person. */
  incident: boolean;
  downloads: number;
  /** Shared with the ad partner. */
  advertised: boolean;
}

/** Whom to be for a right. */
export interface DemoAsking {
  right: Right;
  /** Of a {@link NamedPerson}. */
  key: string;
  /** What to do beside asking, and what one then sees. */
  shows: string;
}

/** A person of the docs: what to type into the form, and what one then sees. */
export interface NamedPerson {
  /** Short name that docs and tests use. */
  key: string;
  name: string;
  email: string;
  phone?: string;
  postalCode?: string;
  customerNumber?: string;
  /** Name of an event that the person was registered for. */
  eventAttended?: string;
  /** What a request by this person shows. */
  shows: string;
  /** How their deletion ends when everything goes well. */
  outcome: 'deleted' | 'deleted-in-part' | 'nothing-held' | 'unverified';
}

import { createHash } from 'node:crypto';
import type { DemoPerson } from '../../demo/person';
import { DAY_MS } from '../../demo/trade';

/**
 * People of the demo business whose deletion goes through without a question of identity: one of each kind in turn, so
 * that every few of them hold everything that a cell should meet (orders to keep, events, cookies, sponsors).
 */
export function cast(people: readonly DemoPerson[], count: number, from = 0): DemoPerson[] {
  const plain = people.filter(isPlain);
  const of = (holds: (person: DemoPerson) => boolean): DemoPerson[] => plain.filter(holds);
  const groups = [
    of(({ openOrders }) => openOrders > 0),
    of(({ kind, fulfilledOrders }) => kind === 'delegate' && fulfilledOrders === 0),
    of(({ kind }) => kind === 'visitor'),
    of(({ kind, openOrders, fulfilledOrders }) => kind === 'subscriber' && openOrders === 0 && fulfilledOrders > 0),
    of(({ kind }) => kind === 'attendee'),
    of(({ kind }) => kind === 'downloader'),
    of(({ incident, openOrders }) => incident && openOrders === 0),
    of(({ kind }) => kind === 'speaker'),
  ];
  const chosen = new Set<DemoPerson>();
  for (let turn = 0; chosen.size < from + count; turn += 1) {
    const before = chosen.size;
    for (const group of groups) {
      const next = group.find((person) => !chosen.has(person));
      if (next && chosen.size < from + count) chosen.add(next);
    }
    if (chosen.size === before) throw new RangeError(`there are only ${before} such people`);
  }
  return [...chosen].slice(from);
}

/** Reached at an address of their own that has not changed lately. */
function isPlain({ email, emailShared, formerEmail, emailChangedAtMs }: DemoPerson): boolean {
  return email !== null && !emailShared && formerEmail === null && emailChangedAtMs < Date.now() - 60 * DAY_MS;
}

const SPONSORS_OF_EVENT: Record<string, string[]> = {
  ROX: ['corvid', 'bluepeak'],
  CEW: ['northgate', 'bluepeak'],
  DLS: ['northgate', 'corvid'],
  MTD: ['northgate', 'corvid', 'bluepeak'],
  // has not been held: nothing was sold
  PPF: [],
};

/**
 * Who has to be told of a person's deletion, and by which identifiers: written by hand after the business's notice,
 * without a look at the disclosure records or at the plan.
 */
export function toBeTold(person: DemoPerson): Map<string, { type: string; value: string }[]> {
  const email = { type: 'email', value: person.email! };
  const visitor = person.visitorId ? [{ type: 'visitor-id', value: person.visitorId }] : [];
  const phone = person.phone ? [{ type: 'phone', value: person.phone }] : [];
  const told = new Map<string, { type: string; value: string }[]>();
  if (person.kind !== 'visitor') told.set('lettermill', [email]);
  if (visitor.length > 0) told.set('tallyhouse', visitor);
  if (person.advertised) {
    const known = person.kind === 'visitor' ? visitor : [email, ...visitor];
    // it accepts hashes, and is told nothing in plain
    const hashed = known.map(({ type, value }) => ({ type, value: createHash('sha256').update(value).digest('hex') }));
    if (known.length > 0) told.set('adverge', hashed);
  }
  if (person.kind === 'delegate' || person.kind === 'attendee')
    for (const event of person.events)
      for (const sponsor of SPONSORS_OF_EVENT[event]!) told.set(sponsor, [email, ...phone]);
  if (person.kind === 'downloader' || person.kind === 'subscriber') told.set('quillstone', [email]);
  if (person.kind === 'downloader' && person.downloads >= 3) told.set('harrowpike', [email]);
  return told;
}

/** Where the sponsors, who are told by mail, read it. */
export const SPONSOR_ADDRESSES: Record<string, string> = {
  northgate: 'privacy@northgate.example.net',
  corvid: 'privacy@corvid.example.net',
  bluepeak: 'privacy@bluepeak.example.net',
  quillstone: 'privacy@quillstone.example.net',
  harrowpike: 'privacy@harrowpike.example.net',
};

/** The sponsor that is mailed a count once a day at most: what comes later that day waits in its queue. */
export const DIGEST_SPONSOR = 'harrowpike';

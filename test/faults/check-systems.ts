import type { Item } from '../../demo/events/records';
import type { DemoPerson } from '../../demo/person';
import { CRM_TABLES, type CrmContent, crmContent, type CrmRow, type CrmTable, type Evidence } from './evidence';

/** (c) In the systems the people who asked are gone but for what is kept, and everyone else is as before. */
export async function checkSystems(evidence: Evidence): Promise<string[]> {
  const after = await crmContent(evidence.crmUrl);
  return [...checkCrm(evidence, after), ...checkEvents(evidence)];
}

type RowsOf = Record<CrmTable, Set<number>>;

/**
 * The rows of a person, found as a clerk of the business would: by number and by address, then by the cookies of those
 * rows. A cookie that no row ties to the person is a stranger's to the clerk.
 */
export function rowsOf(before: CrmContent, { email }: DemoPerson): RowsOf {
  const ids = (table: CrmTable, mine: (row: CrmRow) => boolean): Set<number> =>
    new Set(before[table].filter(mine).map(({ id }) => id));
  const contacts = ids('contacts', (row) => row.email === email);
  const ofContact = (row: CrmRow): boolean => contacts.has(row.contact_id as number);
  const orders = ids('orders', (row) => ofContact(row) || row.deliver_to_email === email);
  const tied = (row: CrmRow): boolean => ofContact(row) || row.form_email === email;
  const cookies = new Set(before.web_visits.filter(tied).map((row) => row.visitor_id));
  return {
    companies: new Set(),
    contacts,
    orders,
    invoices: ids(
      'invoices',
      (row) => ofContact(row) || row.billing_email === email || orders.has(row.order_id as number),
    ),
    interactions: ids('interactions', (row) => ofContact(row) || row.from_email === email),
    web_visits: ids('web_visits', (row) => tied(row) || cookies.has(row.visitor_id)),
  };
}

/** What the business keeps: open orders, invoices by law, an incident on file (the notice, section on retention). */
export function isKept(table: CrmTable, row: CrmRow): boolean {
  if (table === 'orders') return row.status === 'open';
  if (table === 'invoices') return true;
  return table === 'interactions' && row.security_incident === true;
}

function checkCrm({ before, asked }: Evidence, after: CrmContent): string[] {
  const wrong: string[] = [];
  const theirs = asked.map((person) => rowsOf(before.crm, person));
  const of = (table: CrmTable, id: number): boolean => theirs.some((rows) => rows[table].has(id));
  const gone = Object.fromEntries(
    CRM_TABLES.map((table) => [
      table,
      new Set(before.crm[table].filter((row) => of(table, row.id) && !isKept(table, row)).map(({ id }) => id)),
    ]),
  ) as RowsOf;
  for (const table of CRM_TABLES) {
    const now = new Map(after[table].map((row) => [row.id, row]));
    for (const row of before.crm[table]) {
      const left = now.get(row.id);
      now.delete(row.id);
      if (gone[table].has(row.id)) {
        if (left) wrong.push(`crm: ${table} ${row.id} of a person who asked is still there`);
      } else if (!left) {
        wrong.push(`crm: ${table} ${row.id} ${of(table, row.id) ? 'had to be kept' : 'is a neighbour'} and is gone`);
      } else if (JSON.stringify(left) !== JSON.stringify(unlinked(row, gone))) {
        wrong.push(`crm: ${table} ${row.id} was changed`);
      }
    }
    for (const id of now.keys()) wrong.push(`crm: ${table} ${id} was not there before`);
  }
  const text = JSON.stringify(CRM_TABLES.map((table) => after[table].filter((row) => !of(table, row.id))));
  for (const { number, email } of asked)
    if (text.includes(`"${email}"`)) wrong.push(`crm: person ${number} is still named somewhere`);
  return wrong;
}

/** A row that stays loses its references to what has gone. */
function unlinked(row: CrmRow, gone: RowsOf): CrmRow {
  const other = { ...row };
  if (gone.contacts.has(row.contact_id as number)) other.contact_id = null;
  if (gone.orders.has(row.order_id as number)) other.order_id = null;
  return other;
}

function checkEvents({ before, events, asked, removals }: Evidence): string[] {
  const wrong: string[] = [];
  const after = events();
  const people = new Set(asked.map(({ email }) => email));
  const attendees = new Set(before.events['attendees']!.filter(({ email }) => people.has(email!)).map(({ id }) => id));
  const mine = (collection: string, item: Item): boolean =>
    collection === 'attendees'
      ? attendees.has(item.id)
      : attendees.has(item['attendee_id'] ?? '') || people.has(item['email'] ?? '');
  for (const [collection, items] of Object.entries(before.events)) {
    const now = new Map(after[collection as keyof typeof after].map((item) => [item.id, JSON.stringify(item)]));
    for (const item of items) {
      const left = now.get(item.id);
      now.delete(item.id);
      if (mine(collection, item)) {
        if (left) wrong.push(`events: ${collection} ${item.id} of a person who asked is still there`);
      } else if (left !== JSON.stringify(item)) {
        wrong.push(`events: ${collection} ${item.id} is a neighbour's and ${left ? 'was changed' : 'is gone'}`);
      }
    }
    for (const id of now.keys()) wrong.push(`events: ${collection} ${id} was not there before`);
  }
  // (d) one key, one effect, and one key for one item
  const keys = new Map<string, Set<string>>();
  const applied = new Map<string, number>();
  for (const { collection, id, key, how } of removals) {
    const item = `${collection}/${id}`;
    keys.set(item, (keys.get(item) ?? new Set()).add(key));
    if (how === 'deleted') applied.set(item, (applied.get(item) ?? 0) + 1);
    if (how === 'key-reused') wrong.push(`events: the key of ${item} came with another item`);
  }
  for (const [item, used] of keys) if (used.size > 1) wrong.push(`events: ${item} was deleted under ${used.size} keys`);
  for (const [item, times] of applied) if (times > 1) wrong.push(`events: ${item} was deleted ${times} times`);
  return wrong;
}

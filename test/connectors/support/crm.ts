import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Client } from 'pg';
import fc from 'fast-check';

const ROOT = path.resolve(__dirname, '../../..');
export const CRM_SCHEMA = readFileSync(path.join(ROOT, 'demo/crm/schema.sql'), 'utf8');
export const DATA_MAP_FILE = path.join(ROOT, 'demo/data-map.yaml');

type Value = string | number | boolean | null;
/** A row and the number of the person it is about; 0 is nobody. */
export interface OwnedRow {
  owner: number;
  row: Record<string, Value>;
}
export const TABLES = ['companies', 'contacts', 'orders', 'invoices', 'interactions', 'web_visits'] as const;
export type TableName = (typeof TABLES)[number];
/** A small crm in which it is known of every row whom it is about, because it was made that way. */
export type World = Record<TableName, OwnedRow[]>;

const personArbitrary = fc.record({
  company: fc.integer({ min: 1, max: 2 }),
  phone: fc.constantFrom('own', 'switchboard', 'none'),
  orders: fc.array(
    fc.record({
      open: fc.boolean(),
      invoice: fc.option(
        fc.record({
          year: fc.integer({ min: 2012, max: 2026 }),
          linked: fc.boolean(),
          billTo: fc.constantFrom('own', 'accounts'),
        }),
        { nil: null },
      ),
    }),
    { maxLength: 3 },
  ),
  interactions: fc.array(fc.record({ via: fc.constantFrom('contact', 'email', 'both'), incident: fc.boolean() }), {
    maxLength: 3,
  }),
  visits: fc.array(fc.record({ loggedIn: fc.boolean() }), { maxLength: 4 }),
});

/** Two to five people who share two companies, and perhaps a switchboard. */
export const worldArbitrary: fc.Arbitrary<World> = fc
  .array(personArbitrary, { minLength: 2, maxLength: 5 })
  .map((people) => {
    const world: World = { companies: [], contacts: [], orders: [], invoices: [], interactions: [], web_visits: [] };
    const add = (table: TableName, owner: number, row: Record<string, Value>): number => {
      const id = world[table].length + 1;
      world[table].push({ owner, row: { id, ...row } });
      return id;
    };
    for (const id of [1, 2]) {
      add('companies', 0, {
        name: `Company ${id}`,
        domain: `c${id}.example.org`,
        city: 'Fresno',
        postal_address: 'Main St',
      });
    }
    people.forEach((person, index) => {
      const owner = index + 1;
      const email = `person${owner}@c${person.company}.example.org`;
      const phones = { own: `+1213555010${owner}`, switchboard: '+12135550199', none: null };
      const contact = add('contacts', owner, {
        company_id: person.company,
        name: `Person ${owner}`,
        email,
        email_changed_at: '2025-01-01T00:00:00Z',
        email_shared: false,
        phone: phones[person.phone],
        phone_changed_at: null,
        job_title: 'Buyer',
        postal_code: `9000${owner}`,
        customer_number: `MLM-00000${owner}`,
        source: 'registration',
        kind: 'delegate',
        no_sale: false,
        registered_on: '2025-01-01',
      });
      for (const { open, invoice } of person.orders) {
        const order = add('orders', owner, {
          number: `O-${world.orders.length + 1}`,
          contact_id: contact,
          company_id: person.company,
          product: 'Pass',
          amount_cents: 100,
          status: open ? 'open' : 'fulfilled',
          deliver_to_name: `Person ${owner}`,
          deliver_to_email: email,
          placed_on: '2026-10-01',
        });
        if (invoice === null) continue;
        add('invoices', owner, {
          number: `I-${world.invoices.length + 1}`,
          order_id: order,
          contact_id: invoice.linked ? contact : null,
          billing_name: `Person ${owner}`,
          billing_email: invoice.billTo === 'own' ? email : `accounts@c${person.company}.example.org`,
          billing_address: 'Main St',
          card_last_four: null,
          amount_cents: 100,
          issued_on: `${invoice.year}-03-01`,
          keep_until: `${invoice.year + 7}-03-01`,
        });
      }
      for (const { via, incident } of person.interactions) {
        add('interactions', owner, {
          contact_id: via === 'email' ? null : contact,
          from_email: via === 'contact' ? null : email,
          kind: 'email',
          security_incident: incident,
          summary: 'Asked',
          happened_at: '2026-06-01T00:00:00Z',
        });
      }
      // A cookie leads to the person only where one of its visits was logged in.
      const known = person.visits.some(({ loggedIn }) => loggedIn);
      for (const { loggedIn } of person.visits) {
        add('web_visits', known ? owner : 0, {
          visitor_id: `v-${owner}`,
          contact_id: loggedIn ? contact : null,
          form_email: null,
          form_postal_code: null,
          ip_address: '198.51.100.1',
          user_agent: 'x',
          url: 'https://example.org/',
          visited_at: '2026-06-01T00:00:00Z',
        });
      }
    });
    return world;
  });

/** Replaces what the database holds by a world. */
export async function fill(client: Client, world: World): Promise<void> {
  await client.query(`TRUNCATE ${TABLES.join(', ')}`);
  for (const table of TABLES) {
    const rows = world[table].map(({ row }) => row);
    await client.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
      JSON.stringify(rows),
    ]);
  }
}

/** Every row of the database as text, by `table/id`. */
export async function snapshot(client: Client): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const table of TABLES) {
    const { rows } = await client.query<{ id: number; text: string }>(`SELECT id, t::text AS text FROM ${table} t`);
    rows.forEach(({ id, text }) => all.set(`${table}/${id}`, text));
  }
  return all;
}

/** `table/id` of every row about one person. */
export function rowsOf(world: World, owner: number): string[] {
  return TABLES.flatMap((table) =>
    world[table].filter((each) => each.owner === owner).map(({ row }) => `${table}/${String(row.id)}`),
  ).sort();
}

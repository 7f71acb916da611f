import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { ROOT } from '../demo/environment';
import type { DisclosureRow } from '../db/disclosures';
import { withClient } from '../db/roles';

/** Recipients of every person's data, told in one batch. */
export const RECIPIENTS = ['one', 'two', 'three', 'four', 'five'] as const;
/** Rows of one person in the tables of `crm`, as many as the peer was measured with (56). */
export const ROWS = { contacts: 1, orders: 3, invoices: 3, interactions: 9, web_visits: 40 } as const;

/** A person who asks: `path` and number tell them apart. */
export interface Subject {
  email: string;
  name: string;
  postalCode: string;
}

/** The person of a number, from 1. */
export function subject(number: number): Subject {
  return { email: `person-${number}@example.org`, name: `Person ${number}`, postalCode: '94107' };
}

/** Makes the six tables of the demo's `crm` and fills them: nothing in them is kept by an exception. */
export async function seedCrm(url: string, people: number): Promise<void> {
  const schema = await readFile(path.join(ROOT, 'demo/crm/schema.sql'), 'utf8');
  await withClient(url, async (client) => {
    await client.query(schema);
    await client.query(`INSERT INTO companies VALUES (1, 'A Company', 'example.com', 'Oakland', '1 Market Street')`);
    const each = (table: keyof typeof ROWS, columns: string): Promise<unknown> =>
      client.query(
        `INSERT INTO ${table}
         SELECT (p - 1) * ${ROWS[table]} + r, ${columns}
         FROM generate_series(1, $1::int) p, generate_series(1, ${ROWS[table]}) r`,
        [people],
      );
    await each(
      'contacts',
      `1, 'Person ' || p, 'person-' || p || '@example.org', '2020-01-01', false, NULL, NULL, 'Editor', '94107', NULL,
       'registration', 'delegate', '2020-01-01'`,
    );
    await each(
      'orders',
      `'O-' || p || '-' || r, p, 1, 'Delegate pass', 100, 'fulfilled', 'Person ' || p,
       'person-' || p || '@example.org', '2016-01-01'`,
    );
    await each(
      'invoices',
      `'I-' || p || '-' || r, (p - 1) * 3 + r, p, 'Person ' || p, 'person-' || p || '@example.org', '1 Market Street',
       NULL, 100, '2016-01-01', '2023-01-01'`,
    );
    await each('interactions', `p, 'person-' || p || '@example.org', 'email', false, 'Asked for the agenda', now()`);
    await each('web_visits', `'visitor-' || p, p, NULL, NULL, '192.0.2.1', 'a browser', '/agenda', now()`);
    await client.query('VACUUM ANALYZE');
  });
}

/** The demo's data map with `crm` alone and five recipients by webhook. */
export async function benchDataMap(): Promise<string> {
  const map = parse(await readFile(path.join(ROOT, 'demo/data-map.yaml'), 'utf8')) as {
    systems: Record<string, unknown>;
    recipients: Record<string, unknown>;
  };
  map.systems = { crm: map.systems['crm'] };
  map.recipients = Object.fromEntries(
    RECIPIENTS.map((id) => [
      id,
      {
        name: `Recipient ${id}`,
        role: 'service-provider',
        kind: 'vendor',
        bases: ['business-purpose'],
        contact: { via: 'webhook', url: `${id}-url`, secret: `${id}-key` },
        receives: ['email'],
      },
    ]),
  );
  return stringify(map);
}

/** What went to the five recipients about everybody. */
export function benchDisclosures(people: number): DisclosureRow[] {
  return Array.from({ length: people }, (_, index) => subject(index + 1).email).flatMap((email) =>
    RECIPIENTS.map((recipient): DisclosureRow => ({
      email,
      identifiers: [{ type: 'email', value: email }],
      recipient,
      basis: 'business-purpose',
      categories: ['identifiers'],
      disclosedOn: '2025-05-05',
    })),
  );
}

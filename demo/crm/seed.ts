import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { Client } from 'pg';
import type { DemoPerson } from '../person';
import { CRM_TABLES, crmRows } from './rows';

const SCHEMA = path.join(__dirname, 'schema.sql');

/**
 * Makes the six tables and fills them, in one transaction, unless they are there already.
 *
 * @param url role that may create tables in the database of `crm`
 * @returns rows written, 0 where the database was filled before
 */
export async function seedCrm(url: string, people: readonly DemoPerson[], nowMs: number): Promise<number> {
  return withCrm(url, async (client) => {
    if (await isFilled(client)) return 0;
    const tables = crmRows(people, nowMs);
    let written = 0;
    await client.query('BEGIN');
    await client.query(await readFile(SCHEMA, 'utf8'));
    for (const table of CRM_TABLES) {
      // One statement a table: 20,000 rows in about a second.
      await client.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
        JSON.stringify(tables[table]),
      ]);
      written += tables[table].length;
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return written;
  });
}

/** What a person can be found by in `crm`, whatever of it is still there. */
export interface CrmKeys {
  email: string | null;
  contactId: number | null;
  visitorId: string | null;
}

/** What the portal shows of a person: rows by table, found by each identifier in each table. */
export async function crmHolds(url: string, keys: CrmKeys): Promise<Record<string, Record<string, unknown>[]>> {
  return withCrm(url, async (client) => {
    const { email, contactId, visitorId } = keys;
    const select = async (sql: string, ...values: (string | number | null)[]) =>
      (await client.query<Record<string, unknown>>(sql, values)).rows;
    return {
      contacts: await select(
        'SELECT id, name, email, phone, job_title, registered_on::text FROM contacts WHERE id = $1',
        contactId,
      ),
      orders: await select(
        'SELECT number, product, status, deliver_to_email FROM orders WHERE contact_id = $1 OR deliver_to_email = $2',
        contactId,
        email,
      ),
      invoices: await select(
        `SELECT number, billing_name, issued_on::text, keep_until::text FROM invoices
         WHERE contact_id = $1 OR billing_email = $2`,
        contactId,
        email,
      ),
      interactions: await select(
        'SELECT kind, summary, happened_at FROM interactions WHERE contact_id = $1 OR from_email = $2',
        contactId,
        email,
      ),
      web_visits: await select(
        `SELECT visitor_id, url, visited_at FROM web_visits WHERE contact_id = $1 OR form_email = $2 OR visitor_id = $3`,
        contactId,
        email,
        visitorId,
      ),
    };
  });
}

async function isFilled(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('public.contacts') IS NOT NULL AS there`);
  return rows[0]!.there;
}

async function withCrm<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'demo-crm' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

import pg from 'pg';
import type { Item, Items } from '../../demo/events/records';
import type { StoredMessage } from '../../demo/mailbox/store';
import type { DemoPerson } from '../../demo/person';

/** Tables of the demo business's `crm`. */
export const CRM_TABLES = ['companies', 'contacts', 'orders', 'invoices', 'interactions', 'web_visits'] as const;
/** Name of one of {@link CRM_TABLES}. */
export type CrmTable = (typeof CRM_TABLES)[number];
/** A row as JSON has it; dates are text. */
export type CrmRow = { id: number } & Record<string, unknown>;
/** Every row of `crm`, by table, in order of ID. */
export type CrmContent = Record<CrmTable, CrmRow[]>;

/** What a requester was told. */
export interface Receipt {
  reference: string;
  receiptDay: string;
  dueOn: string;
}

/** A deletion as the event platform met it. */
export interface Removal {
  collection: string;
  id: string;
  key: string;
  how: 'deleted' | 'repeated' | 'missing' | 'key-reused';
}

/** A notice as a recipient met it. */
export interface Hook {
  recipient: string;
  key: string;
  /** SHA-256 of its bytes. */
  digest: string;
  how: 'first' | 'repeated' | 'key-reused';
  notice: { reference: string; instruction: string; identifiers: { type: string; value: string }[] };
}

/** All that the checker judges by: databases to be read, and what the outside saw itself. */
export interface Evidence {
  /** The engine's own database, as a superuser. */
  engineUrl: string;
  crmUrl: string;
  before: { crm: CrmContent; events: Record<string, Item[]> };
  events(): Items;
  removals: Removal[];
  hooks: Hook[];
  /** Oldest first. */
  mail(): StoredMessage[];
  receipts: (Receipt & { email: string })[];
  /** People who asked, each once. */
  asked: DemoPerson[];
}

/** Runs one question; the client is the checker's own. */
export async function query<T>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as T[];
  } finally {
    await client.end();
  }
}

/** Reads all of `crm`. */
export async function crmContent(url: string): Promise<CrmContent> {
  const content = {} as CrmContent;
  for (const table of CRM_TABLES) {
    const rows = await query<{ row: CrmRow }>(url, `SELECT row_to_json(t) AS row FROM ${table} t ORDER BY id`);
    content[table] = rows.map(({ row }) => row);
  }
  return content;
}

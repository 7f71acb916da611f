import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Client } from 'pg';
import type { Identifier, Located, RowKey, SystemConnector } from '../../connectors/connector';
import type { FaultPoints } from '../../connectors/faults';
import { createPostgresConnector } from '../../connectors/postgres';
import type { PostgresSystem } from '../../datamap/data-map';
import { loadDataMap } from '../../datamap/load';
import { testDatabase, type TestDatabase } from '../support/database';
import { context, failsWith, NOW_MS } from './support/context';
import { CRM_SCHEMA, DATA_MAP_FILE, fill, rowsOf, snapshot, worldArbitrary, type World } from './support/crm';

const nameOf = ({ table, key }: RowKey) => `${table}/${key}`;
const rowsIn = (located: Located) => located.tables.flatMap(({ rows }) => rows);
const emailOf = (value: string): Identifier => ({ type: 'email', value });

/** What the map proposes to keep, said a second time by hand: open orders, invoices of seven years, incidents. */
function keptByHand(world: World, owner: number): string[] {
  const sevenYearsAgo = new Date(NOW_MS);
  sevenYearsAgo.setUTCFullYear(sevenYearsAgo.getUTCFullYear() - 7);
  const kept = [
    ...world.orders.filter(({ row }) => row.status === 'open').map((each) => ({ table: 'orders', ...each })),
    ...world.invoices
      .filter(({ row }) => Date.parse(String(row.issued_on)) >= sevenYearsAgo.getTime())
      .map((each) => ({ table: 'invoices', ...each })),
    ...world.interactions
      .filter(({ row }) => row.security_incident === true)
      .map((each) => ({ table: 'interactions', ...each })),
  ];
  return kept
    .filter((each) => each.owner === owner)
    .map(({ table, row }) => `${table}/${String(row.id)}`)
    .sort();
}

describe('postgres connector', () => {
  const system = loadDataMap(DATA_MAP_FILE).systems.find(({ id }) => id === 'crm') as PostgresSystem;
  let database: TestDatabase;
  let client: Client;
  let crm: SystemConnector;
  const open: SystemConnector[] = [];
  const make = (changed: Partial<PostgresSystem> = {}, faults?: FaultPoints) => {
    const made = createPostgresConnector({
      // one account serves for both here; that a reading one is held against its rights is tested below
      system: { ...system, connection: { write: 'crm-url' }, ...changed },
      urls: { readUrl: database.ownerUrl, writeUrl: database.ownerUrl },
      ...(faults ? { faults } : {}),
      lineOf: () => 7,
    });
    open.push(made);
    return made;
  };

  before(async function () {
    this.timeout(120_000);
    database = await testDatabase();
    client = new Client({ connectionString: database.ownerUrl });
    await client.connect();
    await client.query(CRM_SCHEMA);
    crm = make();
  });
  after(async () => {
    await Promise.all(open.map((each) => each.close()));
    await client.end();
    await database.drop();
  });

  /** One world that every plain test starts from: two people, each with a row of every kind. */
  const [example] = fc.sample(worldArbitrary.filter(hasEverything), { numRuns: 1, seed: 45 });
  const world = example!;
  const person = emailOf(String(world.contacts[0]!.row.email));
  beforeEach(() => fill(client, world));

  describe('on every crm that could be', () => {
    it('finds exactly the rows about the person, erases them but for those kept, and touches nobody else', async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(worldArbitrary, fc.boolean(), async (each, tellsKept) => {
          await fill(client, each);
          const before = await snapshot(client);
          const own = rowsOf(each, 1);
          const located = await crm.locate([emailOf(String(each.contacts[0]!.row.email))], context());
          assert.equal(located.persons, 1);
          assert.deepEqual(rowsIn(located).map(nameOf).sort(), own);

          const kept = located.tables.flatMap(({ proposals }) => proposals.flatMap(({ rows }) => rows));
          assert.deepEqual(kept.map(nameOf).sort(), keptByHand(each, 1));
          const keptNames = new Set(kept.map(nameOf));
          const doomed = rowsIn(located).filter((row) => !keptNames.has(nameOf(row)));
          await crm.erase(doomed, context(), tellsKept ? kept : undefined);

          const afterwards = await snapshot(client);
          for (const [name, text] of before) {
            if (own.includes(name)) assert.equal(afterwards.has(name), keptNames.has(name), name);
            else assert.equal(afterwards.get(name), text, name);
          }
          const left = await crm.remaining(rowsIn(located), located.identifiers, context());
          assert.deepEqual(left.byKey.map(nameOf).sort(), [...keptNames].sort());
          assert.ok(left.byIdentifier.every((row) => keptNames.has(nameOf(row))));
        }),
        { numRuns: 40, seed: 45 },
      );
    });

    it('reads every row about the person, whole, and nobody else’s, page by page', async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(worldArbitrary, async (each) => {
          await fill(client, each);
          const { identifiers } = await crm.locate([emailOf(String(each.contacts[0]!.row.email))], context());
          const read: RowKey[] = [];
          for (let position: string | null = null, first = true; first || position !== null; first = false) {
            const page = await crm.read(identifiers, position, context());
            read.push(...page.rows);
            position = page.next;
          }
          assert.deepEqual(read.map(nameOf).sort(), rowsOf(each, 1));
        }),
        { numRuns: 20, seed: 45 },
      );
    });

    it('reports every row that an erasure left out', async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(worldArbitrary, fc.nat(), async (each, pick) => {
          await fill(client, each);
          const located = await crm.locate([emailOf(String(each.contacts[0]!.row.email))], context());
          // A row that nothing refers to, so that the rest can be erased without it.
          const leaves = rowsIn(located).filter(({ table }) => !['contacts', 'orders'].includes(table));
          fc.pre(leaves.length > 0);
          const left = leaves[pick % leaves.length]!;
          await crm.erase(
            rowsIn(located).filter((row) => row !== left),
            context(),
            [left],
          );
          const { byKey } = await crm.remaining(rowsIn(located), located.identifiers, context());
          assert.deepEqual(byKey, [left]);
        }),
        { numRuns: 20, seed: 45 },
      );
    });
  });

  it('reads on from where a page ended, and gives values as they are held', async () => {
    await client.query(
      `INSERT INTO orders SELECT (jsonb_populate_record(NULL::orders, to_jsonb(o) || jsonb_build_object('id', 700000 + n, 'number', 'BULK-' || n))).*
      FROM (SELECT * FROM orders WHERE contact_id = $1 LIMIT 1) o, generate_series(1, 1500) n`,
      [world.contacts[0]!.row.id],
    );
    const keys: string[] = [];
    const sizes: number[] = [];
    for (let position: string | null = null, first = true; first || position !== null; first = false) {
      const { rows, next } = await crm.read([person], position, context());
      keys.push(...rows.map(nameOf));
      sizes.push(rows.length);
      position = next;
      const contact = rows.find(({ table }) => table === 'contacts');
      if (contact) assert.equal(contact.values['email'], person.value);
    }
    assert.equal(new Set(keys).size, keys.length);
    assert.ok(Math.max(...sizes) <= 500);
    assert.ok(keys.filter((key) => /^orders\/70[01]\d{3}$/.test(key)).length === 1_500);
  });

  describe('locating', () => {
    it('says what is held: categories, proposals with ends, fields for verification', async () => {
      const { tables, fields, identifiers } = await crm.locate([person], context());
      assert.deepEqual(
        tables.map(({ table, categories }) => [table, categories]),
        system.tables.filter(({ name }) => name !== 'companies').map(({ name, categories }) => [name, categories]),
      );
      const order = tables.find(({ table }) => table === 'orders')!.proposals[0]!;
      assert.deepEqual([order.code, order.endsOn], ['D1', '2027-01-29']);
      assert.deepEqual(
        fields.filter(({ field }) => field === 'contacts.postal_code'),
        [{ field: 'contacts.postal_code', value: '90001', proof: 'reliable', asks: 'postal-code' }],
      );
      assert.deepEqual(
        fields.find(({ field }) => field === 'contacts.email'),
        {
          field: 'contacts.email',
          value: person.value,
          proof: 'never',
          contact: 'email',
          changedAt: '2025-01-01T00:00:00.000Z',
        },
      );
      const types = new Set(identifiers.map(({ type }) => type));
      assert.deepEqual([...types].sort(), ['contact-id', 'email', 'visitor-id']);
    });

    it('finds nobody where nobody is', async () => {
      const located = await crm.locate([emailOf('stranger@nowhere.example')], context());
      assert.deepEqual([located.persons, located.tables], [0, []]);
    });

    it('ignores identifiers of a type that the system does not know, and values that its columns cannot hold', async () => {
      const strangers: Identifier[] = [
        { type: 'attendee-id', value: 'att-1' },
        { type: 'contact-id', value: 'not-a-number' },
      ];
      assert.equal((await crm.locate(strangers, context())).persons, 0);
    });

    it('counts two people behind a shared mailbox, and shows it as no contact', async () => {
      await client.query(`UPDATE contacts SET email = 'info@small.example.org' WHERE id IN (1, 2)`);
      const located = await crm.locate([emailOf('info@small.example.org')], context());
      assert.equal(located.persons, 2);
      assert.equal(located.fields.filter(({ field }) => field === 'contacts.email').length, 0);
    });

    it('does not reach a colleague through a shared telephone, but counts both when asked by it', async () => {
      await client.query(`UPDATE contacts SET phone = '+12135550177' WHERE id IN (1, 2)`);
      assert.equal((await crm.locate([person], context())).persons, 1);
      assert.equal((await crm.locate([{ type: 'phone', value: '+12135550177' }], context())).persons, 2);
    });

    it('counts the other person on a shared device', async () => {
      await client.query(`UPDATE web_visits SET visitor_id = 'family' WHERE visitor_id IN ('v-1', 'v-2')`);
      assert.equal((await crm.locate([person], context())).persons, 2);
    });

    it('finds an unregistered visitor by what was typed into a form', async () => {
      await client.query(`UPDATE web_visits SET contact_id = NULL, visitor_id = 'lone', form_email = NULL`);
      await client.query(`UPDATE web_visits SET form_email = 'lone@example.org' WHERE id = 1`);
      const located = await crm.locate([emailOf('lone@example.org')], context());
      assert.equal(located.persons, 1);
      assert.equal(rowsIn(located).length, world.web_visits.length);
    });

    it('follows no placeholder that it meets', async () => {
      await client.query(`UPDATE web_visits SET form_email = 'n/a'`);
      await client.query(`UPDATE interactions SET from_email = 'n/a'`);
      assert.equal((await crm.locate([person], context())).persons, 1);
    });

    for (const value of ['', '%', '%@%', '*', 'n/a', 'none', 'test@test.com']) {
      it(`refuses ${JSON.stringify(value)} for an identifier`, async () => {
        await failsWith(crm.locate([emailOf(value)], context()), 'unbounded-predicate');
        await failsWith(crm.remaining([], [emailOf(value)], context()), 'unbounded-predicate');
      });
    }

    it('takes SQL in an identifier for a name', async () => {
      const value = `x'); DELETE FROM contacts; --@example.org`;
      await failsWith(crm.locate([emailOf(value)], context()), 'unbounded-predicate');
      const visitor: Identifier = { type: 'visitor-id', value: `'; DROP TABLE web_visits --` };
      assert.equal((await crm.locate([visitor], context())).persons, 0);
      assert.equal((await snapshot(client)).size, Object.values(world).flat().length);
    });

    it('stops at more rows than the map expects', async () => {
      const tight = make({
        tables: system.tables.map((table) => ({ ...table, expect: table.name === 'web_visits' ? 1 : 1000 })),
      });
      await client.query(`UPDATE web_visits SET contact_id = 1`);
      await failsWith(tight.locate([person], context()), 'too-many-rows');
    });

    it('changes nothing: it reads in a read-only transaction', async () => {
      const before = await snapshot(client);
      await crm.locate([person], context());
      assert.deepEqual(await snapshot(client), before);
    });
  });

  describe('telling what a person allows', () => {
    const saleIn = async () =>
      (await client.query<{ id: number; no_sale: boolean }>('SELECT id, no_sale FROM contacts ORDER BY id')).rows;
    const FORBIDDEN = { purpose: 'sale-or-sharing', allowed: false } as const;

    it('sets the column of their rows and of no other, and takes it back', async () => {
      const rows = rowsIn(await crm.locate([person], context()));
      const mine = rows.filter(({ table }) => table === 'contacts');
      assert.deepEqual(await crm.prefer(rows, FORBIDDEN, context()), mine);
      for (const { id, no_sale } of await saleIn())
        assert.equal(
          no_sale,
          mine.some(({ key }) => key === String(id)),
        );
      assert.deepEqual(await crm.prefer(rows, { ...FORBIDDEN, allowed: true }, context()), mine);
      assert.ok((await saleIn()).every(({ no_sale }) => !no_sale));
    });

    it('leaves out rows that are gone, and does nothing for a purpose that no table knows', async () => {
      const before = await snapshot(client);
      assert.deepEqual(await crm.prefer([{ table: 'contacts', key: '4711' }], FORBIDDEN, context()), []);
      const rows = rowsIn(await crm.locate([person], context()));
      assert.deepEqual(await crm.prefer(rows, { purpose: 'sensitive-use', allowed: false }, context()), []);
      assert.deepEqual(await snapshot(client), before);
    });

    it('believes the rows, not the driver: a trigger that knows better is not-kept', async () => {
      await client.query(`
        CREATE FUNCTION keeps_selling() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN NEW.no_sale := false; RETURN NEW; END $$;
        CREATE TRIGGER keeps_selling BEFORE UPDATE ON contacts FOR EACH ROW EXECUTE FUNCTION keeps_selling()`);
      try {
        const rows = rowsIn(await crm.locate([person], context()));
        await failsWith(crm.prefer(rows, FORBIDDEN, context()), 'not-kept');
      } finally {
        await client.query('DROP TRIGGER keeps_selling ON contacts; DROP FUNCTION keeps_selling()');
      }
    });
  });

  describe('erasing', () => {
    it('is done once although COMMIT was sent and the answer lost', async () => {
      let lost = 0;
      const faulty = make(
        {},
        {
          afterCommitSent() {
            lost += 1;
            if (lost === 1) throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
          },
        },
      );
      const located = await faulty.locate([person], context());
      const rows = rowsIn(located);
      await failsWith(faulty.erase(rows, context()), 'system-down');
      const afterFirst = await snapshot(client);
      await faulty.erase(rows, context());
      assert.equal(lost, 2);
      assert.deepEqual(await snapshot(client), afterFirst);
      const left = await faulty.remaining(rows, located.identifiers, context());
      assert.deepEqual(left, { byKey: [], byIdentifier: [], fresh: 0 });
    });

    it('is whole or not at all when it is cut between tables', async () => {
      const touched: string[] = [];
      const faulty = make(
        {},
        {
          betweenTables(_system, table) {
            touched.push(table);
            if (table === 'contacts') throw Object.assign(new Error('cut'), { code: 'ECONNRESET' });
          },
        },
      );
      const located = await faulty.locate([person], context());
      const before = await snapshot(client);
      await failsWith(faulty.erase(rowsIn(located), context()), 'system-down');
      assert.deepEqual(touched, ['web_visits', 'interactions', 'invoices', 'orders', 'contacts']);
      assert.deepEqual(await snapshot(client), before);
    });

    it('stops where a row came after the plan', async () => {
      const located = await crm.locate([person], context());
      await client.query(
        `INSERT INTO orders SELECT 999, 'O-999', contact_id, company_id, product, amount_cents, 'fulfilled',
                deliver_to_name, deliver_to_email, placed_on FROM orders WHERE contact_id = 1 LIMIT 1`,
      );
      const before = await snapshot(client);
      await failsWith(crm.erase(rowsIn(located), context()), 'still-found');
      assert.deepEqual(await snapshot(client), before);
    });

    it('erases nothing for no rows, refuses an empty key and an unknown table', async () => {
      const before = await snapshot(client);
      await crm.erase([], context());
      await failsWith(crm.erase([{ table: 'contacts', key: '' }], context()), 'unbounded-predicate');
      await failsWith(crm.erase([{ table: 'requests', key: '1' }], context()), 'internal');
      await crm.erase([{ table: 'contacts', key: '1 OR 1=1' }], context());
      assert.deepEqual(await snapshot(client), before);
    });

    it('clears references that the map says to unlink', async () => {
      await client.query(`ALTER TABLE companies ADD COLUMN IF NOT EXISTS account_contact integer REFERENCES contacts`);
      await client.query(`UPDATE companies SET account_contact = 1 WHERE id = 1`);
      await client.query(`UPDATE companies SET account_contact = 2 WHERE id = 2`);
      const tables = system.tables.map((table) =>
        table.name === 'companies'
          ? { ...table, unlink: [{ column: 'account_contact', to: { table: 'contacts', column: 'id' } }] }
          : table,
      );
      const linked = make({ tables });
      try {
        const located = await linked.locate([person], context());
        const pointing = await linked.remaining(rowsIn(located), [], context());
        assert.ok(pointing.byIdentifier.some((row) => nameOf(row) === 'companies/1'));
        await linked.erase(rowsIn(located), context());
        const { rows } = await client.query(`SELECT account_contact FROM companies ORDER BY id`);
        assert.deepEqual(rows, [{ account_contact: null }, { account_contact: 2 }]);
        const left = await linked.remaining(rowsIn(located), located.identifiers, context());
        assert.deepEqual(left, { byKey: [], byIdentifier: [], fresh: 0 });
      } finally {
        await client.query(`ALTER TABLE companies DROP COLUMN account_contact`);
      }
    });
  });

  describe('asking what remains', () => {
    it('finds a row by an identifier in a table that no path leads to any more', async () => {
      const located = await crm.locate([person], context());
      await crm.erase(rowsIn(located), context());
      await client.query(
        `INSERT INTO interactions VALUES (999, NULL, $1, 'email', false, 'back', '2026-11-01T00:00:00Z')`,
        [person.value],
      );
      const left = await crm.remaining(rowsIn(located), located.identifiers, context());
      assert.deepEqual(left, { byKey: [], byIdentifier: [{ table: 'interactions', key: '999' }], fresh: 0 });
    });
  });

  describe('what came to be after a moment (decisions.md J)', () => {
    const olderThanMs = Date.parse('2026-11-10T12:00:00Z');

    it('is named by no answer, and neither is what hangs on it; the rest is', async () => {
      await client.query(
        `INSERT INTO contacts SELECT 900, company_id, name, email, now(), false, NULL, NULL, job_title, postal_code,
                NULL, source, kind, '2026-11-20' FROM contacts WHERE id = 1`,
      );
      // a table that says nothing of its own rows' age, but whose row refers to a young one
      const tables = system.tables.map(({ createdAt, ...table }) =>
        table.name === 'invoices' ? table : { ...table, ...(createdAt ? { createdAt } : {}) },
      );
      await client.query(
        `INSERT INTO invoices VALUES (900, 'I-900', NULL, 900, 'x', $1, 'x', NULL, 1, '2020-01-01', '2027-01-01')`,
        [person.value],
      );
      const aged = make({ tables });
      const old = await aged.locate([person], context({ olderThanMs }));
      const all = await aged.locate([person], context());
      assert.deepEqual([all.persons, all.fresh], [2, 0], 'two rows of the person table');
      assert.deepEqual([old.persons, old.fresh], [1, 2]);
      const names = rowsIn(old).map(nameOf);
      assert.deepEqual(rowsIn(all).map(nameOf).filter((name) => !names.includes(name)).sort(), ['contacts/900', 'invoices/900']); // prettier-ignore

      await aged.erase(rowsIn(old), context());
      const left = await aged.remaining(rowsIn(old), old.identifiers, context({ olderThanMs }));
      assert.deepEqual(left, { byKey: [], byIdentifier: [], fresh: 2 });
    });

    it('counts as old at a date before it, and young from the moment on', async () => {
      const [visit] = world.web_visits.filter(({ owner }) => owner === 1);
      const key = String(visit!.row.id);
      for (const [visitedAt, young] of [
        ['2026-11-10T11:59:59.999Z', false],
        ['2026-11-10T12:00:00Z', true],
      ] as const) {
        await client.query(`UPDATE web_visits SET visited_at = $1 WHERE id = $2`, [visitedAt, key]);
        const located = await crm.locate([person], context({ olderThanMs }));
        assert.equal(!rowsIn(located).some((row) => nameOf(row) === `web_visits/${key}`), young, visitedAt);
      }
    });
  });

  describe('reading the identifiers of everybody', () => {
    const everything = async (connector: SystemConnector) => {
      const pages: { identifiers: Identifier[]; rows: number }[] = [];
      for (let position: string | null = null; ;) {
        const page = await connector.enumerate(position, context());
        pages.push(page);
        if (page.next === null) return pages;
        position = page.next;
      }
    };
    const textOf = ({ type, value }: Identifier) => `${type}:${value}`;

    it('names each that leads to one person, in bounded pages, and no shared or invented one', async () => {
      await client.query(
        `INSERT INTO web_visits SELECT n, 'cookie-' || n, NULL, CASE n WHEN 1500 THEN 'n/a' WHEN 1501 THEN
           'Late@Example.org' END, NULL, '198.51.100.1', 'x', 'x', '2026-01-01' FROM generate_series(1000, 3200) n`,
      );
      await client.query(`UPDATE contacts SET email = 'info@small.example.org' WHERE id = 2`);
      const pages = await everything(crm);
      assert.ok(pages.every(({ rows }) => rows <= 1_000));
      const found = new Set(pages.flatMap(({ identifiers }) => identifiers.map(textOf)));
      const cookies = [...found].filter((each) => each.startsWith('visitor-id:cookie-'));
      assert.equal(cookies.length, 2_201, 'every row of every page');
      assert.ok(found.has(textOf(person)));
      assert.ok(found.has('email:late@example.org'), 'as it is compared');
      assert.ok(found.has('contact-id:1') && found.has('contact-id:2'));
      for (const none of ['email:n/a', 'email:info@small.example.org']) assert.ok(!found.has(none), none);
      assert.deepEqual([...found].filter((each) => each.startsWith('phone:')), [], 'phones are not followed'); // prettier-ignore
    });

    it('goes on from where another attempt stopped, whatever was erased in between', async () => {
      await client.query(
        `INSERT INTO interactions SELECT n, NULL, 'p' || n || '@example.org', 'email', false, 'x', '2026-01-01'
           FROM generate_series(1000, 2999) n`,
      );
      const seen = new Set<string>();
      for (let position: string | null = null; ;) {
        const page = await make().enumerate(position, context());
        page.identifiers.forEach((each) => seen.add(textOf(each)));
        if (page.next === null) break;
        position = page.next;
        await client.query(`DELETE FROM interactions WHERE id = 1000 OR id = 1998`);
      }
      for (let n = 1001; n < 3000; n += 1) if (n !== 1998) assert.ok(seen.has(`email:p${n}@example.org`), String(n));
    });

    it('takes no position that it did not write', async () => {
      await failsWith(crm.enumerate('{"table":0}', context()), 'internal');
      await failsWith(crm.enumerate('nonsense', context()), 'internal');
    });
  });

  describe('checking the map', () => {
    it('finds nothing wrong with the demo business', async () => {
      assert.deepEqual(await crm.check(context()), []);
    });

    const wrong: [string, (table: PostgresSystem['tables'][number]) => PostgresSystem['tables'][number] | undefined, RegExp][] = [
      ['a table that is not there', (t) => (t.name === 'web_visits' ? { ...t, name: 'visits' } : t), /no table visits/],
      ['a column that is not there', (t) => (t.name === 'orders' ? { ...t, key: 'order_id' } : t), /line 7.*orders\.key: no column order_id in orders\. Use one of: id/],
      ['a column of creation that is not there', (t) => (t.name === 'orders' ? { ...t, createdAt: 'made_at' } : t), /orders\.createdAt: no column made_at/],
      ['a key that is not unique', (t) => (t.name === 'orders' ? { ...t, key: 'product' } : t), /product is not unique/],
      ['a reference that the map forgot', (t) => (t.name === 'invoices' ? { ...t, find: t.find.slice(0, 1) } : t), /invoices\.order_id refers to orders/],
      ['a table that the map forgot', (t) => (t.name === 'web_visits' ? undefined : t), /web_visits\.contact_id refers to contacts/],
    ]; // prettier-ignore
    for (const [name, change, message] of wrong) {
      it(`names ${name}`, async () => {
        const tables = system.tables.flatMap((table) => change(table) ?? []);
        const problems = await make({ tables }).check(context());
        assert.ok(
          problems.some((problem) => message.test(problem)),
          problems.join('\n'),
        );
      });
    }

    it('names a reference that could not be unlinked, and a reading account that may write', async () => {
      await client.query(`ALTER TABLE invoices ALTER COLUMN order_id SET NOT NULL`);
      try {
        const problems = await make({ connection: { write: 'crm-url', read: 'crm-reading' } }).check(context());
        assert.ok(
          problems.some((each) => each.includes('order_id may not be null')),
          problems.join('\n'),
        );
        assert.ok(problems.some((each) => each.includes('the reading account may change contacts')));
      } finally {
        await client.query(`ALTER TABLE invoices ALTER COLUMN order_id DROP NOT NULL`);
      }
    });
  });

  describe('failures', () => {
    const at = (url: string) => {
      const made = createPostgresConnector({ system, urls: { readUrl: url, writeUrl: url } });
      open.push(made);
      return made;
    };

    it('says that a database is away', () =>
      failsWith(at('postgres://x:y@127.0.0.1:1/none').locate([person], context()), 'system-down'));

    it('says that an account is refused', async () => {
      const url = new URL(database.ownerUrl);
      url.password = 'wrong';
      await failsWith(at(url.href).locate([person], context()), 'system-refused');
    });

    it('gives up at its statement timeout, and lets go when cancelled', async () => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE contacts IN ACCESS EXCLUSIVE MODE');
      try {
        await failsWith(make({ timeoutMs: 100 }).locate([person], context()), 'system-timeout');
        const stop = new AbortController();
        const waiting = crm.locate([person], context({ signal: stop.signal }));
        setImmediate(() => stop.abort());
        await failsWith(waiting, 'system-timeout');
      } finally {
        await client.query('ROLLBACK');
      }
      assert.equal((await crm.locate([person], context())).persons, 1);
    });

    it('reads the tables anew after they have changed', async () => {
      await client.query('ALTER TABLE web_visits RENAME TO visits_elsewhere');
      await failsWith(crm.locate([person], context()), 'system-refused');
      await client.query('ALTER TABLE visits_elsewhere RENAME TO web_visits');
      assert.equal((await crm.locate([person], context())).persons, 1);
    });
  });
});

function hasEverything(world: World): boolean {
  return (
    world.orders.some(({ owner, row }) => owner === 1 && row.status === 'open') &&
    [1, 2].every((owner) => world.web_visits.filter((each) => each.owner === owner).length > 1) &&
    (['invoices', 'interactions'] as const).every((table) => world[table].some(({ owner }) => owner === 1))
  );
}

import assert from 'node:assert/strict';
import { crmRows } from '../../demo/crm/rows';
import { demoDisclosures } from '../../demo/disclosures';
import { eventItems } from '../../demo/events/records';
import { DEMO_PEOPLE, generatePeople } from '../../demo/people';
import { PERSON_KINDS } from '../../demo/person';
import { DEMO_RECIPIENTS } from '../../demo/trade';

const NOW = Date.UTC(2026, 10, 23, 20);
const DAY = 86_400_000;

describe('the people of the demo', () => {
  const people = generatePeople({ nowMs: NOW });
  const byKey = (key: string) => {
    const named = DEMO_PEOPLE.find((one) => one.key === key)!;
    return people.find(({ name, email }) => name === named.name && email === named.email)!;
  };

  it('are the same for the same seed and moment, and others for another seed', () => {
    assert.deepEqual(generatePeople({ nowMs: NOW }), people);
    assert.notDeepEqual(generatePeople({ nowMs: NOW, seed: 46 }), people);
  });

  it('keep everything but their dates when the moment moves', () => {
    const later = generatePeople({ nowMs: NOW + 400 * DAY });
    const timeless = (all: typeof people) =>
      all.map(({ emailChangedAtMs: _e, phoneChangedAtMs: _p, registeredAtMs: _r, ...rest }) => rest);
    assert.deepEqual(timeless(later), timeless(people));
    assert.ok(later.every(({ registeredAtMs }, index) => registeredAtMs - people[index]!.registeredAtMs === 400 * DAY));
  });

  it('are two thousand, of every kind, at addresses that belong to nobody', () => {
    assert.equal(people.length, 2_000);
    for (const kind of PERSON_KINDS) assert.ok(people.filter((one) => one.kind === kind).length > 40, kind);
    for (const { email, phone } of people) {
      if (email !== null) assert.match(email, /@([a-z]+\.)?example\.(com|org|net)$/);
      if (phone !== null) assert.match(phone, /^\+1\d{3}55501\d\d$/);
    }
  });

  it('share an address or a telephone only where a named case says so', () => {
    const twice = (values: (string | null)[]) => [
      ...new Set(values.filter((value, index) => value !== null && values.indexOf(value) !== index)),
    ];
    assert.deepEqual(twice(people.map(({ email }) => email)), ['info@tidewaterpress.example.org']);
    assert.deepEqual(twice(people.map(({ phone }) => phone)), ['+15105550107']);
  });

  it('include every named person that is held, with what the docs say of them', () => {
    for (const { name, email, postalCode, phone, customerNumber } of DEMO_PEOPLE.filter(
      ({ key }) => key !== 'stranger',
    )) {
      const person = people.find((one) => one.name === name && one.email === email);
      assert.ok(person, name);
      assert.deepEqual(
        [person.postalCode, person.phone, person.customerNumber],
        [postalCode, phone ?? null, customerNumber ?? null],
        name,
      );
    }
    assert.equal(
      people.some(({ email }) => email === 'robin.vale@example.net'),
      false,
    );
  });

  it('have the rows that make their cases', () => {
    const crm = crmRows(people, NOW);
    const mine = (table: keyof typeof crm, key: string) =>
      crm[table].filter(({ contact_id }) => contact_id !== null && contact_id === byKey(key).contactId);
    assert.deepEqual(
      mine('orders', 'open-order').map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'open'],
    );
    assert.equal(mine('invoices', 'open-order').length, 3);
    assert.equal(mine('interactions', 'incident').filter((row) => row.security_incident).length, 1);
    assert.deepEqual([mine('orders', 'delegate').length, mine('invoices', 'delegate').length], [0, 0]);
    const form = crm.web_visits.filter((row) => row.form_email === byKey('visitor').email);
    assert.deepEqual(
      form.map((row) => [row.contact_id, row.form_postal_code]),
      [[null, '93003']],
    );
    assert.ok(Date.parse(String(form[0]!.visited_at)) < NOW - 30 * DAY);
    assert.ok(byKey('changed-email').emailChangedAtMs > NOW - 7 * DAY);
  });

  it('refer to rows that are there', () => {
    const crm = crmRows(people, NOW);
    const ids = (table: keyof typeof crm) => new Set(crm[table].map(({ id }) => id));
    const [contacts, companies, orders] = [ids('contacts'), ids('companies'), ids('orders')];
    for (const table of ['orders', 'invoices', 'interactions', 'web_visits'] as const)
      for (const { contact_id } of crm[table]) assert.ok(contact_id === null || contacts.has(contact_id), table);
    for (const { company_id } of crm.contacts) assert.ok(companies.has(company_id));
    for (const { order_id } of crm.invoices) assert.ok(orders.has(order_id));
    const items = eventItems(people, NOW);
    const attendees = new Set(items.attendees.map(({ id }) => id));
    for (const { attendee_id } of [...items.registrations, ...items['badge-scans'], ...items.sessions])
      assert.ok(attendees.has(attendee_id!));
  });

  it('were disclosed as the notice says, and every recipient got somebody', () => {
    const rows = demoDisclosures(people, NOW);
    assert.deepEqual(new Set(rows.map(({ recipient }) => recipient)), new Set(DEMO_RECIPIENTS.map(({ id }) => id)));
    const to = (key: string) =>
      rows
        .filter(({ email }) => email === byKey(key).email)
        .map(({ recipient, basis }) => `${recipient} ${basis}`)
        .sort();
    assert.deepEqual(to('delegate'), [
      'adverge shared',
      'bluepeak sold',
      'corvid sold',
      'lettermill business-purpose',
      'northgate sold',
      'tallyhouse business-purpose',
    ]);
    assert.ok(!to('speaker').some((row) => row.endsWith('sold')));
    for (const sponsor of ['quillstone', 'harrowpike']) assert.ok(to('downloader').includes(`${sponsor} sold`));
    for (const { identifiers, disclosedOn } of rows) {
      assert.ok(identifiers.length > 0);
      assert.ok(disclosedOn < '2026-11-23' && disclosedOn >= '2025-11-23');
    }
    assert.ok(
      rows.some(({ recipient, disclosedOn }) => recipient === 'harrowpike' && disclosedOn < '2026'),
      'an answer about the calendar year before has something to say (STL-02)',
    );
  });

  it('were disclosed under the address of then, where it changed since', () => {
    const { email, formerEmail } = byKey('changed-email');
    const told = demoDisclosures(people, NOW).filter((row) => row.email === email);
    const addresses = told.flatMap(({ identifiers }) => identifiers.filter(({ type }) => type === 'email'));
    assert.ok(addresses.length > 0);
    assert.deepEqual(new Set(addresses.map(({ value }) => value)), new Set([formerEmail]));
  });
});

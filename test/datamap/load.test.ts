import assert from 'node:assert/strict';
import path from 'node:path';
import { archivesOf, DataMapError, type DataMap } from '../../datamap/data-map';
import { dataMapFromText, loadDataMap } from '../../datamap/load';
import { hasUsesToLimit, usesBeyondPermitted } from '../../rules/limit';
import { queueTerms, type QueueTerms, takingOf } from '../../datamap/queues';
import { missingSecrets, secretsOf } from '../../datamap/secrets';

const DEMO = path.resolve(__dirname, '../../demo/data-map.yaml');

const GOOD = `version: 1
business: Example
systems:
  crm:
    name: Customer records
    kind: postgres
    connection: { write: crm-url, read: crm-reading-url }
    settles: 2m
    tables:
      contacts:
        key: id
        person: row
        categories: [identifiers]
        find:
          - { column: email, is: email }
        fields:
          email: { category: identifiers, contact: email, changedAt: changed }
      orders:
        key: id
        categories: [commercial-information]
        find:
          - { column: contact_id, to: contacts.id }
        keep:
          - code: D1
            when: { column: status, equals: open }
            reason: Not delivered yet.
            purpose: deliver
archives:
  nightly: { name: Backup, systems: [crm], rotatesOutDays: 35 }
recipients:
  mailer:
    name: Mailer
    role: service-provider
    kind: vendor
    contact: { via: webhook, url: mailer-url, secret: mailer-key }
    receives: [email]
`;

const problemsOf = (text: string) => {
  try {
    dataMapFromText(text, 'map.yaml');
  } catch (error) {
    assert.ok(error instanceof DataMapError);
    return error;
  }
  throw new assert.AssertionError({ message: 'the map was taken' });
};

describe('data map', () => {
  it('reads the demo business', () => {
    const map: DataMap = loadDataMap(DEMO);
    assert.deepEqual(
      map.systems.map(({ id, kind }) => [id, kind]),
      [
        ['crm', 'postgres'],
        ['events', 'http'],
      ],
    );
    assert.equal(map.recipients.length, 8);
    assert.deepEqual(
      archivesOf(map, 'crm').map(({ id, rotatesOutDays }) => [id, rotatesOutDays]),
      [
        ['crm-nightly', 35],
        ['crm-yearly', null],
      ],
    );
  });

  it('puts tables in the order of their references, and reads durations', () => {
    const orders = GOOD.replace(/ {6}contacts:[^]*?( {6}orders:)/, '$1').replace(
      'archives:',
      `      contacts: { key: id, person: row, categories: [identifiers], find: [{ column: email, is: email }] }\narchives:`,
    );
    const [crm] = dataMapFromText(orders, 'map.yaml').systems;
    assert.deepEqual(
      crm!.tables.map(({ name }) => name),
      ['contacts', 'orders'],
    );
    assert.equal(crm!.settlesMs, 120_000);
  });

  const WEBHOOK = 'contact: { via: webhook, url: mailer-url, secret: mailer-key }';
  const taking: [string, string, Partial<QueueTerms> & { taking: string }][] = [
    ['one at a time', WEBHOOK, { taking: 'single', batch: 1 }],
    ['several in one call', `${WEBHOOK}\n    batch: 20\n    rate: 60/hour`, { taking: 'batch', batch: 20, spacing: 60_000 }],
    ['a digest', 'contact: { via: email, address: a@b.example }\n    batch: 500', { taking: 'digest', spacing: 'daily' }],
    ['its own pull', 'contact: { via: pull, address: a@b.example }', { taking: 'pull', sendsFirst: false }],
  ]; // prettier-ignore
  for (const [name, contact, expected] of taking) {
    it(`reads how a recipient takes its notices: ${name}`, () => {
      const [recipient] = dataMapFromText(GOOD.replace(WEBHOOK, contact), 'map.yaml').recipients;
      const found = { ...queueTerms(recipient!), taking: takingOf(recipient!) };
      for (const [key, value] of Object.entries(expected)) assert.equal(found[key as keyof typeof found], value);
    });
  }

  // Every mistake names its line and what to do about it.
  const mistakes: [name: string, from: string, to: string, line: number, message: RegExp, remedy: RegExp][] = [
    ['an unknown category', '[commercial-information]', '[money]', 20, /unknown category "money"/, /Correct this line/],
    ['a misspelt word', 'settles: 2m', 'setles: 2m', 8, /unknown word setles/, /Correct the spelling/],
    ['a missing word', '        key: id\n        person: row', '        person: row', 10, /missing/, /Add it/],
    ['a wrong duration', 'settles: 2m', 'settles: soon', 8, /write a duration such as/, /Correct/],
    ['an unknown kind', 'kind: postgres', 'kind: oracle', 6, /kind: postgres or kind: http/, /Correct/],
    ['an unknown identifier type', 'is: email', 'is: passport', 15, /say how this column finds a person/, /Correct/],
    ['an unknown table', 'to: contacts.id', 'to: people.id', 22, /unknown table people/, /Use one of: contacts, orders/],
    ['a reference to no key', 'to: contacts.id', 'to: contacts.email', 22, /not that table's key/, /Write contacts\.id/],
    ['a reference without column', 'to: contacts.id', 'to: contacts', 22, /table\.column|say how this column/, /Correct/],
    ['an unknown system', 'systems: [crm]', 'systems: [erp]', 29, /unknown system erp/, /Use one of: crm/],
    ['a rotation in words', 'rotatesOutDays: 35', 'rotatesOutDays: yearly', 29, /write a number of days, or none/, /Correct/],
    ['an unknown role', 'role: service-provider', 'role: friend', 33, /service-provider/, /Correct/],
    ['a recipient with no contact', 'via: webhook, url: mailer-url, secret: mailer-key', 'via: pigeon', 35, /via: webhook/, /Correct/],
    ['an unknown exception', 'code: D1', 'code: D9', 24, /D1/, /Correct/],
    ['a condition in SQL', "{ column: status, equals: open }", "status = 'open'", 25, /write \{column, equals\}/, /Correct/],
    ['an empty way of finding', '{ column: email, is: email }', '', 15, /say how this column finds a person/, /Correct/],
    ['a contact without its date', ', changedAt: changed', '', 17, /when this contact was last changed/, /changedAt/],
    ['a proof that is the search key', 'contact: email, changedAt: changed', 'proof: reliable, asks: email', 17, /proves nothing/, /proof: never/],
    ['a rate in words', 'receives: [email]', 'receives: [email]\n    batch: 5\n    rate: slowly', 38, /write a rate such as 10\/minute/, /Correct/],
    ['a rate without a queue', 'receives: [email]', 'receives: [email]\n    rate: 10/minute', 37, /every notice leaves at once/, /batch: more than 1/],
    ['a rate of mails', 'contact: { via: webhook, url: mailer-url, secret: mailer-key }', 'contact: { via: email, address: a@b.example }\n    batch: 5\n    rate: 10/minute', 37, /once a day at most/, /Remove rate/],
    ['a name given twice', 'business: Example', 'business: Example\nbusiness: Other', 3, /duplicate key/, /once/],
    ['broken YAML', 'business: Example', 'business: [', 3, /not readable as YAML/, /Mend the line/],
  ]; // prettier-ignore
  for (const [name, from, to, line, message, remedy] of mistakes) {
    it(`names ${name} with line and remedy`, () => {
      assert.ok(GOOD.includes(from), `the example no longer has ${from}`);
      const error = problemsOf(GOOD.replace(from, to));
      const problem = error.problems.find((each) => message.test(each.message));
      assert.ok(problem, error.message);
      assert.match(problem.remedy, remedy);
      assert.equal(problem.line, line, error.message);
      assert.ok(error.message.includes(`map.yaml:${line} `), error.message);
    });
  }

  it('names a table that no request would reach, and one that counts people twice', () => {
    const unreached = problemsOf(GOOD.replace(/ {8}find:\n.*to: contacts.*\n/, ''));
    assert.match(unreached.message, /map\.yaml:18 systems\.crm\.tables\.orders: no request would reach this table/);
    const twice = problemsOf(GOOD.replace('categories: [commercial', 'person: row\n        categories: [commercial'));
    assert.match(twice.message, /map\.yaml:20 .*both say person: row/);
  });

  it('names a cycle with its way round', () => {
    const error = problemsOf(
      GOOD.replace(
        '- { column: email, is: email }',
        '- { column: email, is: email }\n          - { column: last_order, to: orders.id }',
      ),
    );
    assert.match(
      error.message,
      /map\.yaml:14 .*the references form a cycle: contacts -> orders -> contacts\. Remove one/,
    );
  });

  it('names two proposals of one code for a table', () => {
    const again = '          - { code: D1, when: { column: x, present: true }, reason: r, purpose: p }\narchives:';
    assert.match(problemsOf(GOOD.replace('archives:', again)).message, /D1 is proposed twice/);
  });

  it('reads what sensitive data are used for, and names a recipient that is none (LIM-01, LIM-04)', () => {
    const uses = (recipient: string) =>
      `${GOOD}sensitiveUses:\n  - { kind: health, purpose: cater, recipients: [${recipient}] }\n`;
    const { sensitiveUses } = dataMapFromText(uses('mailer'), 'map.yaml');
    assert.deepEqual(
      [hasUsesToLimit(sensitiveUses), ...['mailer', 'nobody'].map((each) => usesBeyondPermitted(sensitiveUses, each))],
      [true, true, false],
    );
    assert.match(problemsOf(uses('nobody')).message, /map\.yaml:\d+ .*unknown recipient nobody.*Use one of: mailer/);
  });

  it('names every problem at once', () => {
    const text = GOOD.replace('[identifiers]', '[people]').replace('[commercial-information]', '[money]');
    assert.deepEqual(
      problemsOf(text).problems.map(({ line }) => line),
      [13, 20],
    );
  });

  it('says that the file cannot be read', () => {
    assert.throws(() => loadDataMap('/nowhere/map.yaml'), /cannot be read\. Set FORTYFIVE_DATA_MAP/);
  });

  it('names every missing secret with its line', () => {
    const map = dataMapFromText(GOOD, 'map.yaml');
    assert.deepEqual(
      secretsOf(map).map(({ name }) => name),
      ['crm-url', 'crm-reading-url', 'mailer-url', 'mailer-key'],
    );
    const known = new Map([['crm-url', 'x'], ['crm-reading-url', ''], ['mailer-url', 'x']]); // prettier-ignore
    assert.deepEqual(
      missingSecrets(map, known).map(({ line, message }) => [line, message]),
      [
        [7, 'there is no secret named crm-reading-url'],
        [35, 'there is no secret named mailer-key'],
      ],
    );
  });
});
